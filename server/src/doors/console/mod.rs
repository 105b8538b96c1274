//! The console door: the OpenShift console asks on behalf of its users and brings each one's token. Nothing but that
//! token says who asks: cookies and `Origin` are not looked at, and no cookie is ever set.

pub mod manifest;

use super::keys::KeyRing;
use super::{Caller, SessionId};
use crate::audit::Audited;
use crate::bearer;
use app::session::Session;
use aws_lc_rs::digest::{SHA256, digest};
use cluster::{Connection, Impersonation, Token};
use http::{HeaderMap, HeaderName};
use registry::plan::PlanKey;
use serde_json::Value;
use std::fmt;
use std::sync::Arc;
use tokio::sync::watch;

/// Everything below this is a built file.
pub(crate) const PLUGIN_PATH: &str = "/plugin";

/// What is derived from the shared keys here; another word than the route door's.
const PLAN: &str = "console plan";

const AS_USER: HeaderName = HeaderName::from_static("impersonate-user");
const AS_GROUP: HeaderName = HeaderName::from_static("impersonate-group");

/// What the console's loader asks for first, below [`PLUGIN_PATH`].
const MANIFEST: &str = "/plugin-manifest.json";
/// The texts of any language; there is one.
const WORDS: (&str, &str) = ("/locales/", "/plugin__registry-console.json");

/// The console door.
pub struct ConsoleDoor {
    api: Connection,
    keys: watch::Receiver<Arc<KeyRing>>,
    /// The same pages outside the OpenShift console, where this process serves them too.
    route: Option<String>,
}

impl fmt::Debug for ConsoleDoor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ConsoleDoor")
    }
}

impl ConsoleDoor {
    /// A door to this API server. Replicas are given the same keys, which may change at any time.
    pub fn new(api: Connection, keys: watch::Receiver<Arc<KeyRing>>) -> Self {
        Self {
            api,
            keys,
            route: None,
        }
    }

    /// The same door, telling browsers that cannot run the pages here where else they are.
    #[must_use]
    pub fn with_route(mut self, route: Option<String>) -> Self {
        self.route = route;
        self
    }

    /// What the OpenShift console reads of the plugin that is no built file.
    pub(crate) fn says(&self, path: &str, assets: &app::Assets) -> Option<Value> {
        if path == MANIFEST {
            let version = env!("CARGO_PKG_VERSION");
            return Some(manifest::manifest(assets, version, self.route.as_deref()));
        }
        let language = path.strip_prefix(WORDS.0)?.strip_suffix(WORDS.1)?;
        (!language.contains('/')).then(manifest::locales)
    }

    /// Whose request this is: that of the one bearer token it carries. Whether it is worth anything, the API server says.
    pub(crate) fn caller(&self, headers: &HeaderMap, request: &str) -> Option<Caller> {
        let text = bearer::only(headers)?;
        let mut user = self.api.as_user(Token::new(text).ok()?);
        let mut id = Vec::from(text.as_bytes());
        if let Some(other) = impersonation(headers)? {
            id.extend(other.canonical());
            user = user.impersonating(other);
        }
        let mut session = [0; 32];
        session.copy_from_slice(digest(&SHA256, &id).as_ref());
        Some(Caller {
            id: SessionId(session),
            session: Session {
                cluster: Arc::new(Audited::new(user.clone(), None, request.to_owned())),
                plan_key: PlanKey::new(self.keys.borrow().derive(PLAN)),
            },
            user: Some(user),
            name: None,
            until: None,
        })
    }
}

/// Whom the console's user wants to be seen as: the API server says whether that is allowed. `None` when the headers
/// make no sense, because leaving a part of them out would make the caller somebody else.
fn impersonation(headers: &HeaderMap) -> Option<Option<Impersonation>> {
    let texts = |name: &HeaderName| -> Option<Vec<&str>> {
        headers
            .get_all(name)
            .into_iter()
            .map(|value| value.to_str().ok())
            .collect()
    };
    let (users, groups) = (texts(&AS_USER)?, texts(&AS_GROUP)?);
    // What the API server would understand and this door does not: the extra fields and the UID.
    let other = headers
        .keys()
        .any(|name| name.as_str().starts_with("impersonate-") && *name != AS_USER && *name != AS_GROUP);
    match (users.as_slice(), groups.as_slice()) {
        _ if other => None,
        ([], []) => Some(None),
        ([user], groups) => Impersonation::new(user, groups).map(Some),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn impersonation_is_taken_whole_or_refused() {
        let whole = |pairs| impersonation(&headers(pairs));
        assert!(whole(&[]).unwrap().is_none());
        assert!(whole(&[("impersonate-user", "dana")]).unwrap().is_some());
        assert!(
            whole(&[
                ("impersonate-user", "dana"),
                ("impersonate-group", "a"),
                ("impersonate-group", "b")
            ])
            .unwrap()
            .is_some()
        );
        for refused in [
            &[("impersonate-group", "system:masters")] as &[_],
            &[("impersonate-user", "dana"), ("impersonate-user", "root")],
            &[("impersonate-user", "")],
            &[("impersonate-user", "dana"), ("impersonate-uid", "0")],
            &[("impersonate-user", "dana"), ("impersonate-extra-scopes", "x")],
        ] {
            assert!(whole(refused).is_none(), "{refused:?}");
        }
    }
}
