//! The three pages people see: log in, approve, and what went wrong. Plain HTML without a script, so that they work
//! everywhere; every text from outside is escaped.

use crate::rbac::people::PEOPLE;
use crate::rbac::scope::Scope;

/// Nothing but the one style below. Not `form-action`: browsers would apply it to the way back to the client.
pub(super) const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'";

const STYLE: &str = "
body { max-width: 34rem; margin: 3rem auto; padding: 0 1rem; font: 1rem/1.5 sans-serif; color: #151515; background: #fff }
label { display: block; margin-top: 1rem; font-weight: bold }
input { box-sizing: border-box; width: 100%; padding: .5rem; font: inherit; border: 1px solid #4d4d4d }
button { margin: 1.5rem 1rem 0 0; padding: .5rem 1.5rem; font: inherit }
[role=alert] { border-left: .25rem solid #b1380b; padding: .5rem 1rem; background: #fff4ec }
code { overflow-wrap: anywhere }";

/// The login page; `query` is the client's request, which the form sends on. `refused` is the name that was tried.
pub(super) fn login(client: &str, query: &str, refused: Option<&str>) -> String {
    let people: String = PEOPLE
        .iter()
        .map(|person| format!("<li><strong>{}</strong>, {}</li>", person.name, person.about))
        .collect();
    let (alert, invalid) = match refused {
        Some(_) => (
            "<p role=\"alert\" id=\"problem\">Login failed: this user name and password do not belong together. Try again.</p>",
            " aria-invalid=\"true\" aria-describedby=\"problem\"",
        ),
        None => ("", ""),
    };
    page(
        "Log in to the sandbox",
        &format!(
            "<p>The client <strong>{client}</strong> asks who you are.</p>{alert}
<form method=\"post\" action=\"/oauth/authorize?{query}\">
<label for=\"username\">User name</label>
<input id=\"username\" name=\"username\" autocomplete=\"username\" autocapitalize=\"none\" spellcheck=\"false\" value=\"{name}\"{invalid}>
<label for=\"password\">Password</label>
<input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"current-password\"{invalid}>
<button name=\"action\" value=\"login\">Log in</button>
<button name=\"action\" value=\"cancel\">Cancel</button>
</form>
<h2>Who is here</h2>
<p>Nothing in the sandbox is secret: everybody's password is the user name.</p>
<ul>{people}</ul>",
            client = escape(client),
            query = escape(query),
            name = escape(refused.unwrap_or("")),
        ),
    )
}

/// The approval page.
pub(super) fn approve(client: &str, user: &str, scopes: &[String], query: &str, ticket: &str) -> String {
    let scopes: String = scopes
        .iter()
        .map(|text| {
            let about = Scope::read(text).map(|scope| scope.about()).unwrap_or_default();
            format!("<li><code>{}</code>: {}</li>", escape(text), escape(&about))
        })
        .collect();
    page(
        "Authorize access",
        &format!(
            "<p>The client <strong>{client}</strong> asks to act for <strong>{user}</strong>, within these scopes:</p>
<ul>{scopes}</ul>
<form method=\"post\" action=\"/oauth/authorize?{query}\">
<input type=\"hidden\" name=\"ticket\" value=\"{ticket}\">
<button name=\"action\" value=\"approve\">Allow</button>
<button name=\"action\" value=\"cancel\">Deny</button>
</form>",
            client = escape(client),
            user = escape(user),
            query = escape(query),
            ticket = escape(ticket),
        ),
    )
}

/// What went wrong, where nobody may be sent anywhere.
pub(super) fn error(what: &str) -> String {
    page(
        "The login cannot go on",
        &format!(
            "<p role=\"alert\">{}</p><p>Go back to where you came from and try again.</p>",
            escape(what)
        ),
    )
}

fn page(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>
<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">
<title>{title}</title><link rel=\"icon\" href=\"data:,\"><style>{STYLE}</style></head>
<body><main><h1>{title}</h1>{body}</main></body></html>
"
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_from_outside_becomes_markup() {
        let bad = "\"><script>alert('x')</script>&";
        let scopes = [format!("role:{bad}:*")];
        for html in [
            login(bad, bad, Some(bad)),
            approve(bad, bad, &scopes, bad, bad),
            error(bad),
        ] {
            assert!(
                !html.contains("<script") && !html.contains("alert('x')"),
                "{html}"
            );
            assert!(html.contains("&lt;script&gt;"), "{html}");
        }
    }
}
