//! Where a login leads back to: one of the console's own pages, with the state that stands in its address. Whatever is
//! no such address leads to the overview, so that nobody's link through our login ends somewhere else.

use app::nav::Page;

/// Longer addresses are none of ours.
const LONGEST: usize = 512;

/// An address of this console: path and query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Back(String);

impl Default for Back {
    fn default() -> Self {
        Self(Page::Overview.path().to_owned())
    }
}

impl Back {
    /// Reads a wish; anything but a page's address is the overview.
    pub(crate) fn read(wish: &str) -> Self {
        let (path, query) = wish.split_once('?').unwrap_or((wish, ""));
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"=&._~-:@/%+,".contains(&byte);
        let known = Page::ALL
            .iter()
            .map(|page| page.path())
            .find(|page| *page == path);
        match known {
            Some(page) if wish.len() <= LONGEST && query.bytes().all(plain) => Self(if query.is_empty() {
                page.to_owned()
            } else {
                format!("{page}?{query}")
            }),
            _ => Self::default(),
        }
    }

    /// For a `Location` or a link.
    pub(crate) fn address(&self) -> &str {
        &self.0
    }

    /// The address of the login that leads back here.
    pub(crate) fn login(&self, path: &str) -> String {
        let to: String = form_urlencoded::byte_serialize(self.0.as_bytes()).collect();
        format!("{path}?to={to}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_kept_with_their_state() {
        for page in [
            "/",
            "/state?to=Removed",
            "/storage/setup?kind=existing-claim&step=details&claim=registry-rwx",
            "/?wait=10",
        ] {
            assert_eq!(Back::read(page).address(), page);
        }
        assert_eq!(Back::read("/state?").address(), "/state");
        assert_eq!(
            Back::read("/state?to=Removed").login("/login"),
            "/login?to=%2Fstate%3Fto%3DRemoved"
        );
    }

    #[test]
    fn nothing_else_leads_anywhere_but_to_the_overview() {
        let long = format!("/?q={}", "x".repeat(600));
        for wish in [
            "",
            "//evil.example",
            "/\\evil.example",
            "/%09/evil.example",
            "https:evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            "/state/../x",
            "/login",
            "/logout",
            "/api/plan/run",
            "state",
            " /",
            "/\t",
            "/state\r\nSet-Cookie: x=1",
            "/?q=\r\nx: y",
            "/?q=<script>",
            "/?q=\\",
            "/storage/setup/",
            "/?x=#y",
            &long,
        ] {
            assert_eq!(Back::read(wish), Back::default(), "{wish:?}");
        }
    }

    #[test]
    fn no_wish_of_any_bytes_ever_leads_to_another_host() {
        let mut state = 0x9e37_79b9_u32;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state
        };
        let pieces = [
            "/",
            "//",
            "\\",
            "evil.example",
            "?",
            "%2f",
            "%09",
            ":",
            "https",
            "@",
            "state",
            ".",
            "#",
            "\t",
            "\n",
            " ",
            "é",
            "&",
            "=",
        ];
        for _ in 0..20_000 {
            let count = next() % 8;
            let wish: String = (0..count)
                .map(|_| pieces[next() as usize % pieces.len()])
                .collect();
            let back = Back::read(&wish);
            let path = back.address().split('?').next().unwrap_or_default();
            assert!(
                Page::ALL.iter().any(|page| page.path() == path),
                "{wish:?} leads to {back:?}"
            );
            assert!(
                back.address().bytes().all(|byte| byte.is_ascii_graphic()),
                "{back:?}"
            );
        }
    }
}
