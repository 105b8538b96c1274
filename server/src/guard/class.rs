//! What kind of request a path is. Everything the guard and the doors decide by path, they decide by this.

use crate::assets::Site;
use crate::proxy::PROXY_PATH;
use app::live::EVENTS_PATH;

/// The path that swaps a launch token for a session.
pub(crate) const LAUNCH_PATH: &str = "/launch";

/// A kind of request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A built file; anyone may have it.
    Asset,
    /// Opening the door; what one brings is checked there.
    Launch,
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
}

impl Class {
    /// The kind of this path, as it stands in the request.
    pub fn of(path: &str, site: &Site) -> Self {
        let below = |prefix: &str| {
            path.strip_prefix(prefix)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if site.has(path) {
            Self::Asset
        } else if path == LAUNCH_PATH {
            Self::Launch
        } else if path == EVENTS_PATH {
            Self::Events
        } else if below("/api") {
            Self::Call
        } else if below(PROXY_PATH) {
            Self::Proxy
        } else if below("/forms") {
            Self::Form
        } else {
            Self::Page
        }
    }

    /// Whether only somebody with a session gets an answer.
    pub fn needs_session(self) -> bool {
        !matches!(self, Self::Asset | Self::Launch)
    }

    /// Whether the asker is a program of ours, which reads JSON, and not a person.
    pub(crate) fn reads_json(self) -> bool {
        matches!(self, Self::Call | Self::Events | Self::Proxy)
    }
}
