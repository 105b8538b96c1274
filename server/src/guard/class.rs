//! What kind of request a path is at each door. Everything the guard and the doors decide by path, they decide by this.

use crate::assets::Site;
use crate::doors::Door;
use crate::doors::console::PLUGIN_PATH;
use crate::proxy::PROXY_PATH;
use app::live::EVENTS_PATH;

/// The path that swaps a launch token for a session.
pub(crate) const LAUNCH_PATH: &str = "/launch";
/// The page that offers to log in.
pub(crate) const LOGIN_PATH: &str = "/login";
/// The way to the login service.
pub(crate) const START_PATH: &str = "/login/start";
/// Where the login service's answer comes to; registered there.
pub(crate) const CALLBACK_PATH: &str = "/login/callback";
/// Where the form goes that brings a token.
pub(crate) const TOKEN_PATH: &str = "/login/token";
/// Where the form goes that ends a login.
pub(crate) const LOGOUT_PATH: &str = "/logout";
/// The page after a login.
pub(crate) const SIGNED_OUT_PATH: &str = "/signed-out";

/// A kind of request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A built file; anyone may have it.
    Asset,
    /// Opening the door; what one brings is checked there.
    Launch,
    /// A page on the way in or out; anyone may have it.
    Login,
    /// A form on the way in; what it brings is checked there.
    SignIn,
    /// A server function.
    Call,
    /// An event stream.
    Events,
    /// An answer of the API server, handed on.
    Proxy,
    /// A form of a browser without JavaScript.
    Form,
    /// A page, known or not.
    Page,
    /// Nothing that this door has.
    Nothing,
}

impl Class {
    /// The kind of this path, as it stands in the request.
    pub fn of(path: &str, door: &Door, site: &Site) -> Self {
        let below = |prefix: &str| {
            path.strip_prefix(prefix)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let everywhere = if path == EVENTS_PATH {
            Some(Self::Events)
        } else if below("/api") {
            Some(Self::Call)
        } else if below(PROXY_PATH) {
            Some(Self::Proxy)
        } else {
            None
        };
        if let Some(class) = everywhere {
            return class;
        }
        let console = matches!(door, Door::Console(_));
        if console {
            return if below(PLUGIN_PATH) {
                Self::Asset
            } else {
                Self::Nothing
            };
        }
        let own = match (door, path) {
            (Door::Local(_), LAUNCH_PATH) => Some(Self::Launch),
            (Door::Route(_), LOGIN_PATH | START_PATH | CALLBACK_PATH | SIGNED_OUT_PATH) => Some(Self::Login),
            (Door::Route(_), TOKEN_PATH) => Some(Self::SignIn),
            (Door::Route(_), LOGOUT_PATH) => Some(Self::Form),
            _ => None,
        };
        match own {
            Some(class) => class,
            None if site.has(path) => Self::Asset,
            None if below("/forms") => Self::Form,
            None => Self::Page,
        }
    }

    /// Whether only somebody with a session gets an answer.
    pub fn needs_session(self) -> bool {
        !matches!(
            self,
            Self::Asset | Self::Launch | Self::Login | Self::SignIn | Self::Nothing
        )
    }

    /// Whether the asker is a program of ours, which reads JSON, and not a person.
    pub(crate) fn reads_json(self) -> bool {
        matches!(self, Self::Call | Self::Events | Self::Proxy | Self::Nothing)
    }

    /// The name in metrics.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Asset => "asset",
            Self::Launch | Self::Login | Self::SignIn => "login",
            Self::Call => "call",
            Self::Events => "events",
            Self::Proxy => "proxy",
            Self::Form => "form",
            Self::Page => "page",
            Self::Nothing => "nothing",
        }
    }
}
