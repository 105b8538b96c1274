//! The guard in front of everything. It holds an administrator's kubeconfig behind it, and any page of any site in the
//! same browser may try to reach it: so every request must be meant for us, and everything but the opening of a page
//! must come from us. Who the caller is, the guard does not know.

mod class;
pub(crate) mod headers;
mod hosts;
mod refusal;

pub use class::Class;
pub(crate) use class::LAUNCH_PATH;
pub use hosts::Hosts;
pub use refusal::Refusal;

use app::door::CALL_HEADER;
use hosts::single;
use http::request::Parts;
use http::{HeaderName, Method, header};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// What the browser says about the request's origin.
struct Sender<'a> {
    /// `Origin` equals ours; `None` when there is none.
    own_origin: Option<bool>,
    site: Option<&'a str>,
    mode: Option<&'a str>,
    dest: Option<&'a str>,
}

impl<'a> Sender<'a> {
    fn read(request: &'a Parts, host: &str) -> Result<Self, Refusal> {
        let one = |name: &HeaderName| single(&request.headers, name).map_err(|()| Refusal::Malformed);
        let own = format!("http://{host}");
        Ok(Self {
            own_origin: one(&header::ORIGIN)?.map(|origin| origin == own),
            site: one(&FETCH_SITE)?,
            mode: one(&FETCH_MODE)?,
            dest: one(&FETCH_DEST)?,
        })
    }

    /// One of our own pages, and the browser vouches for it in at least one way and contradicts it in none.
    fn is_own_page(&self) -> bool {
        match (self.own_origin, self.site) {
            (Some(own), None) => own,
            (Some(own), Some(site)) => own && site == "same-origin",
            (None, site) => site == Some("same-origin"),
        }
    }

    /// Opening a page, from wherever, in a tab of its own.
    fn is_navigation(&self) -> bool {
        self.mode == Some("navigate") && self.dest.is_none_or(|dest| dest == "document")
    }

    /// Nothing says that another site sent it: a program, an old browser, an address typed by hand.
    fn is_unattributed(&self) -> bool {
        self.own_origin != Some(false)
            && self
                .site
                .is_none_or(|site| site == "same-origin" || site == "none")
    }

    /// Sent by `fetch`, not by an element of a page.
    fn is_fetch(&self) -> bool {
        self.dest.is_none_or(|dest| dest == "empty")
    }
}

/// Lets a request pass or says why not.
///
/// # Errors
/// The first rule it breaks.
pub fn check(request: &Parts, class: Class, hosts: &Hosts) -> Result<(), Refusal> {
    let host = hosts.named(request).ok_or(Refusal::Host)?;
    let fits = match class {
        Class::Call | Class::Form => request.method == Method::POST,
        // A launch address works once, so only what shows its answer to a person may use it up.
        Class::Events | Class::Launch | Class::Proxy => request.method == Method::GET,
        Class::Asset | Class::Page => request.method == Method::GET || request.method == Method::HEAD,
    };
    if !fits {
        return Err(Refusal::Method);
    }
    let sender = Sender::read(request, host)?;
    match class {
        Class::Call => {
            own(&sender)?;
            our_client(request)?;
            content_type(request, "application/json")
        }
        Class::Events | Class::Proxy => {
            own(&sender)?;
            our_client(request)
        }
        Class::Form => {
            if sender.own_origin != Some(true) || !sender.is_own_page() {
                return Err(Refusal::Origin);
            }
            content_type(request, "application/x-www-form-urlencoded")
        }
        Class::Asset | Class::Launch | Class::Page => {
            if sender.is_navigation() || sender.is_unattributed() {
                Ok(())
            } else {
                Err(Refusal::Origin)
            }
        }
    }
}

fn own(sender: &Sender<'_>) -> Result<(), Refusal> {
    if sender.is_own_page() && sender.is_fetch() {
        Ok(())
    } else {
        Err(Refusal::Origin)
    }
}

fn our_client(request: &Parts) -> Result<(), Refusal> {
    let (name, value) = CALL_HEADER;
    match single(&request.headers, &HeaderName::from_static(name)) {
        Ok(Some(found)) if found == value => Ok(()),
        _ => Err(Refusal::Caller),
    }
}

fn content_type(request: &Parts, wanted: &str) -> Result<(), Refusal> {
    let found = single(&request.headers, &header::CONTENT_TYPE).ok().flatten();
    let essence = found.and_then(|value| value.split(';').next()).map(str::trim);
    if essence.is_some_and(|essence| essence.eq_ignore_ascii_case(wanted)) {
        Ok(())
    } else {
        Err(Refusal::ContentType)
    }
}
