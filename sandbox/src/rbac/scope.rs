//! Scopes: what a token may do at most, whatever its owner may do. A scope grants nothing, it lets rights through.
//! The words and the rules are those of OpenShift's scope authorizer.

use serde_json::{Value, json};

use crate::json::items;
use crate::resources::clusterroles;
use crate::store::Store;

/// A scope, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scope {
    Info,
    CheckAccess,
    ListScopedProjects,
    ListProjects,
    Full,
    /// `role:<ClusterRole>:<namespace or *>`, with `:!` behind it when what escalates stays in.
    Role {
        name: String,
        namespace: String,
        escalating: bool,
    },
}

/// Group and resource of what a role's scope loses without `:!`.
const ESCALATING: [(&str, &str); 16] = [
    ("", "secrets"),
    ("image.openshift.io", "imagestreams/secrets"),
    ("oauth.openshift.io", "oauthauthorizetokens"),
    ("oauth.openshift.io", "oauthaccesstokens"),
    ("authorization.openshift.io", "roles"),
    ("authorization.openshift.io", "rolebindings"),
    ("authorization.openshift.io", "clusterroles"),
    ("authorization.openshift.io", "clusterrolebindings"),
    ("network.openshift.io", "service/externalips"),
    ("", "imagestreams/secrets"),
    ("", "oauthauthorizetokens"),
    ("", "oauthaccesstokens"),
    ("", "roles"),
    ("", "rolebindings"),
    ("", "clusterroles"),
    ("", "clusterrolebindings"),
];

impl Scope {
    /// The scopes without a parameter, which the server advertises.
    pub(crate) const PLAIN: [&str; 5] = [
        "user:check-access",
        "user:full",
        "user:info",
        "user:list-projects",
        "user:list-scoped-projects",
    ];

    pub(crate) fn read(text: &str) -> Option<Self> {
        Some(match text {
            "user:info" => Self::Info,
            "user:check-access" => Self::CheckAccess,
            "user:list-scoped-projects" => Self::ListScopedProjects,
            "user:list-projects" => Self::ListProjects,
            "user:full" => Self::Full,
            _ => {
                let rest = text.strip_prefix("role:")?;
                let (rest, escalating) = match rest.strip_suffix(":!") {
                    Some(rest) => (rest, true),
                    None => (rest, false),
                };
                // Roles may have colons in their names, namespaces may not.
                let (name, namespace) = rest.rsplit_once(':')?;
                if name.is_empty() || namespace.is_empty() {
                    return None;
                }
                Self::Role {
                    name: name.to_owned(),
                    namespace: namespace.to_owned(),
                    escalating,
                }
            }
        })
    }

    /// What it lets through, in words, for the approval page.
    pub(crate) fn about(&self) -> String {
        match self {
            Self::Info => "see who you are and which groups you are in".into(),
            Self::CheckAccess => "see what you may do".into(),
            Self::ListScopedProjects => "list the projects this token can see".into(),
            Self::ListProjects => "list your projects".into(),
            Self::Full => "do everything you may do, secrets included".into(),
            Self::Role {
                name,
                namespace,
                escalating,
            } => {
                let place = if namespace == "*" {
                    "in every project".to_owned()
                } else {
                    format!("in the project {namespace}")
                };
                let secrets = if *escalating {
                    ", secrets included if the role names them"
                } else {
                    ", except secrets"
                };
                format!("do what both you and the role {name} may do {place}{secrets}")
            }
        }
    }

    fn rules(&self, store: &Store, asked: &str) -> Vec<Value> {
        let rule = |verbs: &[&str], groups: &[&str], resources: &[&str]| json!({"verbs": verbs, "apiGroups": groups, "resources": resources});
        let projects = || rule(&["list", "watch"], &["project.openshift.io", ""], &["projects"]);
        match self {
            Self::Info => {
                let mut myself = rule(&["get"], &["user.openshift.io", ""], &["users"]);
                myself["resourceNames"] = json!(["~"]);
                vec![myself]
            }
            Self::CheckAccess => vec![
                rule(
                    &["create"],
                    &["authorization.k8s.io"],
                    &["selfsubjectaccessreviews"],
                ),
                rule(
                    &["create"],
                    &["authorization.openshift.io", ""],
                    &["selfsubjectrulesreviews"],
                ),
            ],
            Self::ListScopedProjects => vec![projects()],
            Self::ListProjects => vec![projects(), rule(&["get"], &[""], &["namespaces"])],
            Self::Full => vec![
                rule(&["*"], &["*"], &["*"]),
                json!({"verbs": ["*"], "nonResourceURLs": ["*"]}),
            ],
            Self::Role { namespace, .. } if namespace != "*" && namespace != asked => Vec::new(),
            Self::Role { name, escalating, .. } => store
                .get(&clusterroles::RESOURCE, "", name)
                .map(|role| items(role, "/rules").to_vec())
                .unwrap_or_default()
                .into_iter()
                .filter_map(|rule| if *escalating { Some(rule) } else { tamed(rule) })
                .collect(),
        }
    }
}

/// The rule without what escalates; none at all when it knows no bounds.
fn tamed(mut rule: Value) -> Option<Value> {
    let has =
        |rule: &Value, member: &str, wanted: &str| items(rule, member).iter().any(|item| item == wanted);
    if ["/verbs", "/resources", "/apiGroups"]
        .iter()
        .any(|member| has(&rule, member, "*"))
    {
        return None;
    }
    for (group, resource) in ESCALATING {
        if has(&rule, "/apiGroups", group)
            && let Some(resources) = rule["resources"].as_array_mut()
        {
            resources.retain(|item| item != resource);
        }
    }
    Some(rule)
}

/// Every rule the scopes let through in a namespace, with what each token may discover.
pub(super) fn rules(store: &Store, scopes: &[String], namespace: &str) -> Vec<Value> {
    let discovery = json!({"verbs": ["get"], "nonResourceURLs": [
        "/", "/version", "/version/*", "/api", "/api/*", "/apis", "/apis/*", "/oapi", "/oapi/*", "/openapi/v2",
        "/openapi/v3", "/openapi/v3/*", "/swaggerapi", "/swaggerapi/*", "/osapi", "/osapi/", "/.well-known", "/.well-known/*",
    ]});
    std::iter::once(discovery)
        .chain(
            scopes
                .iter()
                .filter_map(|text| Scope::read(text))
                .flat_map(|scope| scope.rules(store, namespace)),
        )
        .collect()
}

/// Why the authorizer says no before it asks for roles.
pub(crate) fn reason(scopes: &[String]) -> String {
    format!("scopes [{}] prevent this action", scopes.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_read_as_openshift_reads_it() {
        let role = |name: &str, namespace: &str, escalating| {
            Some(Scope::Role {
                name: name.into(),
                namespace: namespace.into(),
                escalating,
            })
        };
        for (text, expected) in [
            ("user:info", Some(Scope::Info)),
            ("role:registry-console:*:!", role("registry-console", "*", true)),
            ("role:view:webshop", role("view", "webshop", false)),
            (
                "role:system:image-puller:webshop",
                role("system:image-puller", "webshop", false),
            ),
            ("role:view", None),
            ("role:view:", None),
            ("role::webshop", None),
            ("user:everything", None),
            ("openid", None),
            ("", None),
        ] {
            assert_eq!(Scope::read(text), expected, "{text}");
        }
        for text in Scope::PLAIN {
            assert!(Scope::read(text).is_some(), "{text}");
        }
    }
}
