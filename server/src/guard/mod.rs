//! The guard in front of everything. It holds an administrator's kubeconfig behind it, and any page of any site in the
//! same browser may try to reach it: so every request must be meant for us, and everything but the opening of a page
//! must come from us. Who the caller is, the guard does not know.

mod class;
pub(crate) mod headers;
mod hosts;
mod refusal;

pub use class::Class;
pub(crate) use class::{
    CALLBACK_PATH, LAUNCH_PATH, LOGIN_PATH, LOGOUT_PATH, SIGNED_OUT_PATH, START_PATH, TOKEN_PATH,
};
pub use hosts::{Hosts, NoBase};
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
    fn read(request: &'a Parts, own: &str) -> Result<Self, Refusal> {
        let one = |name: &HeaderName| single(&request.headers, name).map_err(|()| Refusal::Malformed);
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

/// By what a door tells its own requests from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rules {
    /// Browsers come here by themselves: every request must be meant for one of these names, and sent by our own pages.
    Browser(Hosts),
    /// Another server comes, which strips `Origin` and brings a token that no page can make a browser send.
    Bearer,
}

/// Lets a request pass or says why not.
///
/// # Errors
/// The first rule it breaks.
pub fn check(request: &Parts, class: Class, rules: &Rules) -> Result<(), Refusal> {
    match rules {
        Rules::Browser(hosts) => from_browser(request, class, hosts),
        Rules::Bearer => from_server(request, class),
    }
}

fn method(request: &Parts, class: Class) -> Result<(), Refusal> {
    let fits = match class {
        Class::Call | Class::Form | Class::SignIn => request.method == Method::POST,
        // A launch address works once, so only what shows its answer to a person may use it up.
        Class::Events | Class::Launch | Class::Login | Class::Proxy => request.method == Method::GET,
        Class::Asset | Class::Page => request.method == Method::GET || request.method == Method::HEAD,
        Class::Nothing => return Err(Refusal::Unknown),
    };
    if fits { Ok(()) } else { Err(Refusal::Method) }
}

fn from_server(request: &Parts, class: Class) -> Result<(), Refusal> {
    method(request, class)?;
    match class {
        Class::Asset => Ok(()),
        Class::Call => {
            our_client(request)?;
            content_type(request, "application/json")
        }
        Class::Events | Class::Proxy => our_client(request),
        _ => Err(Refusal::Unknown),
    }
}

fn from_browser(request: &Parts, class: Class, hosts: &Hosts) -> Result<(), Refusal> {
    let host = hosts.named(request).ok_or(Refusal::Host)?;
    method(request, class)?;
    let sender = Sender::read(request, &hosts.origin(host))?;
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
        Class::Form | Class::SignIn => {
            if sender.own_origin != Some(true) || !sender.is_own_page() {
                return Err(Refusal::Origin);
            }
            content_type(request, "application/x-www-form-urlencoded")
        }
        Class::Asset | Class::Launch | Class::Login | Class::Page => {
            if sender.is_navigation() || sender.is_unattributed() {
                Ok(())
            } else {
                Err(Refusal::Origin)
            }
        }
        Class::Nothing => Err(Refusal::Unknown),
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
