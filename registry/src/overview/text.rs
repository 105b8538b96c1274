//! Reads causes out of the operator's error texts. The texts are the operator's own wording over many releases; one
//! that fits nothing here is shown as it stands.

use super::cause::Cause;
use crate::objects::Config;

/// What a text alone does not say.
pub(super) struct Around<'a> {
    /// The configuration the text is about.
    pub(super) config: &'a Config,
    /// The configuration is newer than the text, so its values may not be used to explain it.
    pub(super) stale: bool,
}

impl Around<'_> {
    /// The storage members configured, as the API spells them.
    pub(super) fn members(&self) -> Vec<String> {
        if self.stale {
            return Vec::new();
        }
        let members = self.config.storage_configured();
        members.into_iter().map(|member| member.key).collect()
    }

    /// The claim configured; an empty name means the operator's own.
    pub(super) fn claim(&self) -> String {
        match self.config.claim() {
            _ if self.stale => String::new(),
            None => String::new(),
            Some("") => OPERATORS_CLAIM.to_owned(),
            Some(name) => name.to_owned(),
        }
    }
}

/// The name the operator gives a claim of its own.
pub(super) const OPERATORS_CLAIM: &str = "image-registry-storage";

/// Codes by which storage services refuse keys. `403` is how GCS says it.
const KEYS_REFUSED: &[&str] = &[
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "AccessDenied",
    "Forbidden",
    "InvalidToken",
    "ExpiredToken",
    "InvalidClientTokenId",
    "AuthFailure",
    "403",
];

/// Whether `code` means that the keys were refused.
pub(super) fn refuses_keys(code: &str) -> bool {
    KEYS_REFUSED.contains(&code)
}

/// What each step of the operator puts before an error.
const LEADING: &[&str] = &[
    "Error: ",
    "Unable to apply resources: ",
    "Unable to remove registry: ",
    "unable to complete resource: ",
    "unable to apply objects: ",
    STORAGE,
    "Unable to get configuration: ",
    "Unable to create blob client: ",
];
const STORAGE: &str = "unable to sync storage configuration: ";

/// Whether the operator only waits for a cloud that is still making what it was asked for: the one error that is none.
pub(super) fn is_being_made(message: &str) -> bool {
    core(message).ends_with(" to finish provisioning")
}

/// The text without the operator's leading phrases.
fn core(mut text: &str) -> &str {
    while let Some(rest) = LEADING.iter().find_map(|phrase| text.strip_prefix(phrase)) {
        text = rest;
    }
    text
}

/// What stands between the first `before` and the next `after`.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(inner, _)| inner)
}

/// A secret's name as the operator writes it, with or without its namespace.
fn secret_name(text: &str) -> String {
    let named = between(text, "secret \"", "\"").unwrap_or_default();
    named.rsplit('/').next().unwrap_or_default().to_owned()
}

type Rule = fn(&str, &Around<'_>) -> Option<Cause>;

/// Tried in order: the more particular text first.
const RULES: &[Rule] = &[
    |text, around| {
        text.contains("storage backend not configured").then(|| {
            let gone = around.members().into_iter().find(|member| member == "oss");
            gone.map_or(Cause::NoStorage, |member| Cause::NoDriver { member })
        })
    },
    |text, around| {
        let named = text
            .contains("exactly one storage type should be configured")
            .then(|| between(text, "[", "]").unwrap_or_default())?;
        let configured = around.members();
        let members = if configured.len() > 1 {
            configured
        } else {
            named.split_whitespace().map(wire_member).collect()
        };
        Some(Cause::TwoStorages { members })
    },
    |text, _| {
        let key = between(text, "does not contain required key \"", "\"")?.to_owned();
        let secret = secret_name(text);
        Some(Cause::CredentialKeyMissing { secret, key })
    },
    |text, _| {
        let missing = text.contains("cluster minted credentials") && text.contains("not found");
        missing.then(|| {
            let last = text.rsplit_once("secret \"").map_or(text, |(_, rest)| rest);
            let name = last.split('"').next().unwrap_or_default();
            Cause::NoCredentials {
                secret: name.to_owned(),
            }
        })
    },
    |text, _| {
        let claim = between(text, "persistentvolumeclaims \"", "\" not found")?.to_owned();
        Some(Cause::ClaimMissing { claim })
    },
    |text, around| {
        text.contains("cannot use ReadWriteOnce access mode with more than one replica")
            .then(|| Cause::ClaimNeedsOneReplica {
                claim: around.claim(),
            })
    },
    |text, around| {
        text.contains("cannot use ReadWriteOnce access mode with")
            .then(|| Cause::ClaimNeedsRecreate {
                claim: around.claim(),
            })
    },
    |text, _| {
        let claim = between(text, "PVC ", " does not contain the necessary access modes")?.to_owned();
        Some(Cause::ClaimModeUnusable { claim })
    },
    |text, _| {
        text.contains("could not create default PVC, it already exists")
            .then(|| Cause::ClaimTaken {
                claim: OPERATORS_CLAIM.to_owned(),
            })
    },
    |text, _| {
        let is_route = text.contains("object *v1.Route,") && text.ends_with("not found");
        let route = between(text, ", Name=", ":").filter(|_| is_route)?.to_owned();
        let secret = secret_name(text);
        (!secret.is_empty()).then_some(Cause::RouteSecretMissing { route, secret })
    },
    |text, _| {
        text.contains("replicas must be greater than or equal to 0")
            .then_some(Cause::NegativeReplicas)
    },
    |text, _| {
        text.contains("duplication of names has been detected in the additional routes")
            .then_some(Cause::DuplicateRoutes)
    },
    |text, _| {
        text.contains("rollingUpdate.maxUnavailable: Invalid value: -1")
            .then_some(Cause::ZeroReplicas)
    },
    |text, _| {
        let (start, _) = text.split_once(" must be positive number")?;
        let field = start.rsplit([' ', ':']).next().unwrap_or_default().to_owned();
        Some(Cause::NegativeLimit { field })
    },
    |text, _| {
        let certificates = text.contains("image-registry-certificates");
        let config_map = between(text, "configmap \"", "\" not found").filter(|_| certificates)?;
        Some(Cause::TrustedCaMissing {
            config_map: config_map.to_owned(),
        })
    },
    |text, _| {
        (text.contains("decode account key") || text.contains("illegal base64 data"))
            .then_some(Cause::AccountKeyNotBase64)
    },
    |text, _| {
        let field = if text.contains("account name is not specified") {
            "accountName"
        } else if text.contains("container is not specified") {
            "container"
        } else {
            return None;
        };
        Some(Cause::StorageNameMissing { field: field.into() })
    },
    |text, around| {
        // The JSON reader's complaint says nothing of its source; only a GCS key file is read as JSON here.
        let json = [
            "invalid character ",
            "unexpected end of JSON input",
            "json: cannot unmarshal ",
        ]
        .iter()
        .any(|complaint| text.starts_with(complaint));
        (json && around.members().iter().any(|member| member == "gcs")).then_some(Cause::KeyFileNotJson)
    },
    |text, _| {
        text.contains("x509: certificate signed by unknown authority")
            .then_some(Cause::CertificateUntrusted)
    },
    |text, _| {
        text.contains("unsupported protocol scheme \"\"")
            .then_some(Cause::AuthUrlMissing)
    },
    |text, _| {
        text.contains("failed to discover vnet name")
            .then_some(Cause::NetworkNotFound)
    },
    |text, _| {
        let code = KEYS_REFUSED.iter().find(|code| {
            text.strip_prefix(**code)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
        })?;
        Some(Cause::KeysRefused {
            code: (*code).to_owned(),
        })
    },
];

/// Only for texts about storage, because other errors of the operator may hold the same words.
const STORAGE_RULES: &[Rule] = &[|text, _| {
    let unreachable = [
        "connection refused",
        "no such host",
        "i/o timeout",
        "send request failed",
    ];
    unreachable
        .iter()
        .any(|words| text.contains(words))
        .then(|| Cause::EndpointUnreachable {
            message: text.to_owned(),
        })
}];

/// The members' names in the operator's message are type names; the API spells them otherwise.
fn wire_member(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    match lower.as_str() {
        "emptydir" => "emptyDir".to_owned(),
        _ => lower,
    }
}

/// The cause in an error text of the operator.
pub(super) fn cause(message: &str, around: &Around<'_>) -> Cause {
    let rules = if message.contains(STORAGE) {
        [RULES, STORAGE_RULES].concat()
    } else {
        RULES.to_vec()
    };
    found(message, around, &rules)
}

/// The cause in the message of a storage condition.
pub(super) fn storage_cause(message: &str, around: &Around<'_>) -> Cause {
    found(message, around, &[RULES, STORAGE_RULES].concat())
}

fn found(message: &str, around: &Around<'_>, rules: &[Rule]) -> Cause {
    let text = core(message);
    rules
        .iter()
        .find_map(|rule| rule(text, around))
        .unwrap_or_else(|| Cause::Other {
            message: text.to_owned(),
        })
}

/// The refusals in a `RouteDegraded` message: `route <name> (host <h>, router <r>) not admitted: <words>`, several
/// joined by commas. The words may hold commas too, so a new one begins only where the whole phrase does.
pub(super) fn refused_routes(message: &str) -> Vec<Cause> {
    let mut starts: Vec<usize> = message
        .match_indices("route ")
        .filter(|(at, _)| *at == 0 || message[..*at].trim_end().ends_with(','))
        .filter(|(at, _)| message[*at..].contains(") not admitted: "))
        .map(|(at, _)| at)
        .collect();
    starts.push(message.len());
    starts
        .windows(2)
        .filter_map(|pair| refused_route(message[pair[0]..pair[1]].trim().trim_end_matches(',')))
        .collect()
}

fn refused_route(text: &str) -> Option<Cause> {
    let (head, words) = text.split_once(") not admitted: ")?;
    let (name, place) = head.strip_prefix("route ")?.split_once(" (host ")?;
    let (host, router) = place.split_once(", router ").unwrap_or((place, ""));
    Some(Cause::RouteRefused {
        route: name.to_owned(),
        host: host.to_owned(),
        router: router.to_owned(),
        host_taken: is_host_taken(words),
        message: words.to_owned(),
    })
}

/// Whether a router refuses a route because an older one holds the host.
pub(super) fn is_host_taken(words: &str) -> bool {
    words.contains("is older")
}
