//! Clients: who they are, where their users may be sent back to, which scopes they may ask for.

use http::Uri;
use serde_json::{Value, json};

use crate::json::{items, text};
use crate::rbac::scope::Scope;
use crate::resources::oauthclients;
use crate::world::World;

/// The client called `registry-console`, through which the console logs people in.
#[derive(Clone)]
pub struct LoginClient {
    /// Its secret.
    pub secret: String,
    /// Where users may be sent back to; paths below these count, too.
    pub redirect_uris: Vec<String>,
    /// Whether people are asked to approve the scopes, once each.
    pub prompt: bool,
    /// How long its tokens last; the server's 24 hours unless said otherwise, and 0 for ever.
    pub token_seconds: Option<u32>,
}

impl std::fmt::Debug for LoginClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoginClient")
            .field("redirect_uris", &self.redirect_uris)
            .finish_non_exhaustive()
    }
}

impl Default for LoginClient {
    /// One that no console on this machine can be, but that is there to be looked at.
    fn default() -> Self {
        Self {
            secret: "sandbox-client-secret".to_owned(),
            redirect_uris: vec![
                "https://registry-console.apps.foundry.corp.example/login/callback".to_owned(),
            ],
            prompt: false,
            token_seconds: None,
        }
    }
}

impl LoginClient {
    pub(crate) fn object(&self) -> Value {
        let mut object = json!({
            "apiVersion": "oauth.openshift.io/v1", "kind": "OAuthClient",
            "metadata": {"name": "registry-console"},
            "secret": self.secret,
            "redirectURIs": self.redirect_uris,
            "grantMethod": if self.prompt { "prompt" } else { "auto" },
            "scopeRestrictions": [
                {"literals": ["user:info", "user:check-access"]},
                {"clusterRole": {"roleNames": ["registry-console"], "namespaces": ["*"], "allowEscalation": true}},
                {"clusterRole": {"roleNames": ["registry-console-secrets"], "namespaces": ["openshift-image-registry"], "allowEscalation": true}},
                {"clusterRole": {"roleNames": ["registry-console-bundles"], "namespaces": ["openshift-config"], "allowEscalation": true}},
            ],
        });
        if let Some(seconds) = self.token_seconds {
            object["accessTokenMaxAgeSeconds"] = json!(seconds);
        }
        object
    }
}

/// A client, read from its object.
pub(super) struct Client(Value);

/// How a client's users agree to its scopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grant {
    Auto,
    Prompt,
    Deny,
}

impl Client {
    /// The client of this name, if users can be sent back to it at all.
    pub(super) fn find(world: &World, name: &str) -> Option<Self> {
        let object = world.store.get(&oauthclients::RESOURCE, "", name)?;
        (!items(object, "/redirectURIs").is_empty()).then(|| Self((**object).clone()))
    }

    pub(super) fn name(&self) -> &str {
        text(&self.0, "/metadata/name")
    }

    /// Clients without a secret are public ones, and know the empty one.
    pub(super) fn knows(&self, secret: &str) -> bool {
        let more = items(&self.0, "/additionalSecrets");
        text(&self.0, "/secret") == secret || more.iter().any(|other| other == secret)
    }

    pub(super) fn grant(&self) -> Grant {
        match text(&self.0, "/grantMethod") {
            "prompt" => Grant::Prompt,
            "deny" => Grant::Deny,
            _ => Grant::Auto,
        }
    }

    /// The seconds its tokens last.
    pub(super) fn lifetime(&self) -> i64 {
        let own = self.0.get("accessTokenMaxAgeSeconds").and_then(Value::as_i64);
        own.unwrap_or(86_400)
    }

    /// The address to send the user back to: one of the registered ones or below it, and the only one when none is
    /// asked for.
    pub(super) fn redirect(&self, asked: &str) -> Option<String> {
        let registered: Vec<&str> = items(&self.0, "/redirectURIs")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        if let ("", [only]) = (asked, registered.as_slice()) {
            return Some((*only).to_owned());
        }
        registered
            .iter()
            .any(|base| within(base, asked))
            .then(|| asked.to_owned())
    }

    /// The scopes it may not ask for.
    pub(super) fn illegal<'a>(&self, scopes: &'a [String]) -> Vec<&'a str> {
        let restrictions = items(&self.0, "/scopeRestrictions");
        scopes
            .iter()
            .map(String::as_str)
            .filter(|scope| !restrictions.is_empty() && !restrictions.iter().any(|one| permits(one, scope)))
            .collect()
    }
}

/// Whether an address is `base` or below it: same scheme, same host, same port, no fragment.
fn within(base: &str, asked: &str) -> bool {
    let plain = |address: &str| -> Option<Uri> {
        let odd = address.contains(['#', '\\', '?']) || address.contains("/.") || address.contains('%');
        if odd { None } else { address.parse().ok() }
    };
    let (Some(base), Some(asked)) = (plain(base), plain(asked)) else {
        return false;
    };
    let same = base.scheme().is_some() && base.scheme() == asked.scheme();
    let below = format!("{}/", base.path().trim_end_matches('/'));
    same && base.authority() == asked.authority()
        && (base.path() == asked.path() || asked.path().starts_with(&below))
}

fn permits(restriction: &Value, scope: &str) -> bool {
    let literals = items(restriction, "/literals");
    if !literals.is_empty() {
        return literals.iter().any(|literal| literal == scope);
    }
    let Some(Scope::Role {
        name,
        namespace,
        escalating,
    }) = Scope::read(scope)
    else {
        return false;
    };
    let has = |member: &str, wanted: &str| {
        items(restriction, member)
            .iter()
            .any(|item| item == wanted || item == "*")
    };
    has("/clusterRole/roleNames", &name)
        && has("/clusterRole/namespaces", &namespace)
        && (!escalating || restriction.pointer("/clusterRole/allowEscalation") == Some(&Value::Bool(true)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_must_lie_at_or_below_a_registered_address() {
        let client = Client(
            LoginClient {
                redirect_uris: vec!["https://console.example/login/callback".to_owned()],
                ..LoginClient::default()
            }
            .object(),
        );
        for (asked, good) in [
            ("https://console.example/login/callback", true),
            ("https://console.example/login/callback/deeper", true),
            ("", true),
            ("https://console.example/login/callback2", false),
            ("https://console.example/login", false),
            ("https://console.example/login/callback/../../evil", false),
            ("https://console.example/login/callback/%2e%2e/evil", false),
            (
                "https://console.example/login/callback?next=//evil.example",
                false,
            ),
            ("https://console.example/login/callback#x", false),
            ("http://console.example/login/callback", false),
            ("https://console.example:444/login/callback", false),
            ("https://console.example.evil.example/login/callback", false),
            ("https://user@console.example/login/callback", false),
            ("//console.example/login/callback", false),
            ("javascript:alert(1)", false),
        ] {
            assert_eq!(client.redirect(asked).is_some(), good, "{asked}");
        }
    }

    #[test]
    fn the_restrictions_of_the_consoles_client_name_its_scopes_and_no_others() {
        let client = Client(LoginClient::default().object());
        for (scope, good) in [
            ("user:info", true),
            ("user:check-access", true),
            ("role:registry-console:*:!", true),
            ("role:registry-console:webshop", true),
            ("role:registry-console-secrets:openshift-image-registry:!", true),
            ("role:registry-console-secrets:*:!", false),
            ("role:registry-console-secrets:kube-system:!", false),
            ("role:registry-console-bundles:openshift-config:!", true),
            ("role:registry-console-bundles:*:!", false),
            ("user:full", false),
            ("user:list-projects", false),
            ("role:cluster-admin:*", false),
            ("role:cluster-admin:*:!", false),
        ] {
            let asked = [scope.to_owned()];
            assert_eq!(client.illegal(&asked).is_empty(), good, "{scope}");
        }
    }

    #[test]
    fn nothing_that_is_printed_holds_the_secret() {
        let client = LoginClient {
            secret: "canary-secret".into(),
            ..LoginClient::default()
        };
        assert!(!format!("{client:?}").contains("canary"));
    }
}
