//! The rights the console itself can make use of: what it reads, what its plans may do, and what every session needs.
//! The ClusterRoles that limit its tokens are made of these rules, so that a stolen token reaches nothing else. Secrets and
//! ConfigMaps have roles of their own, asked for in one namespace each: who may make a Secret anywhere may make one that
//! holds a service account's token. Knows nothing of manifests, logins or who holds a right: a token can never do more than
//! its owner.

use crate::credentials::{BUNDLES, CLOUD_SECRET, SECRETS};
use crate::name::Name;
use crate::plan::{ALLOWED, Verb};
use crate::resource::Resource;
use serde::Serialize;
use std::collections::BTreeMap;

/// The name of the ClusterRole for everything that is no Secret and no ConfigMap, in every namespace.
pub const ROLE: &str = "registry-console";

/// A ClusterRole to which tokens are limited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Its name.
    pub name: &'static str,
    /// Where tokens may use it; `*` is everywhere.
    pub namespace: String,
    /// Its rules.
    pub rules: Vec<Rule>,
}

impl Role {
    /// The scope that asks for it, with its rules about Secrets.
    pub fn scope(&self) -> String {
        format!("role:{}:{}:!", self.name, self.namespace)
    }
}

/// Every role.
pub fn roles() -> Vec<Role> {
    let by_name = |wanted: Resource| move |resource: Resource| resource == wanted;
    vec![
        Role {
            name: ROLE,
            namespace: "*".to_owned(),
            rules: rules(|resource| !resource.is_read_by_name(), OWN),
        },
        Role {
            name: "registry-console-secrets",
            namespace: Name::registry_namespace().to_string(),
            rules: rules(by_name(Resource::Secret), &[]),
        },
        Role {
            name: "registry-console-bundles",
            namespace: Name::config_namespace().to_string(),
            rules: rules(by_name(Resource::ConfigMap), &[]),
        },
    ]
}

/// What a token is asked for at OpenShift: who one is, what one may, and the roles.
pub fn scopes() -> String {
    let plain = ["user:info", "user:check-access"].map(str::to_owned);
    let roles = roles();
    let all: Vec<String> = plain.into_iter().chain(roles.iter().map(Role::scope)).collect();
    all.join(" ")
}

/// One rule of a ClusterRole, as RBAC writes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// API groups.
    pub api_groups: Vec<&'static str>,
    /// Plurals, with their subresource where there is one.
    pub resources: Vec<&'static str>,
    /// Verbs.
    pub verbs: Vec<&'static str>,
    /// The only names they are for; none is all names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resource_names: Vec<&'static str>,
}

/// What no resource of [`Resource`] stands for: group, plural, verb.
const OWN: &[(&str, &str, &str)] = &[
    // Who am I. The scope `user:info` covers only OpenShift's older answer, `users/~`.
    ("authentication.k8s.io", "selfsubjectreviews", "create"),
    // Logging out deletes one's own token.
    ("oauth.openshift.io", "useroauthaccesstokens", "delete"),
];

/// Group, plural, and the names it is limited to.
type Limited = (&'static str, &'static str, Vec<&'static str>);

/// What is read by name alone may be got by those names only, and so may what plans write there; RBAC knows no names for
/// what does not exist yet.
fn limited(resource: Resource, verb: Verb) -> Option<Limited> {
    let api = resource.api();
    let ours = match resource {
        Resource::Secret => SECRETS,
        Resource::ConfigMap => BUNDLES,
        _ => return Some((api.group, api.plural, Vec::new())),
    };
    let names = match verb {
        Verb::List | Verb::Watch => return None,
        Verb::Create => Vec::new(),
        Verb::Get if resource == Resource::Secret => ours.iter().copied().chain([CLOUD_SECRET]).collect(),
        Verb::Get | Verb::Patch | Verb::Delete => ours.to_vec(),
    };
    Some((api.group, api.plural, names))
}

/// The rules about some of the resources, sorted: one for each API group, set of verbs and set of names.
fn rules(of: impl Fn(Resource) -> bool, own: &[(&'static str, &'static str, &'static str)]) -> Vec<Rule> {
    let mut verbs: BTreeMap<Limited, Vec<&'static str>> = BTreeMap::new();
    let reads = Resource::ALL
        .iter()
        .flat_map(|resource| [Verb::Get, Verb::List, Verb::Watch].map(|verb| (verb, *resource)));
    let all = reads.chain(ALLOWED.iter().copied());
    for (verb, resource) in all.filter(|(_, resource)| of(*resource)) {
        let Some(limited) = limited(resource, verb) else {
            continue;
        };
        let known = verbs.entry(limited).or_default();
        if !known.contains(&verb.wire()) {
            known.push(verb.wire());
        }
    }
    for (group, plural, verb) in own {
        verbs.entry((group, plural, Vec::new())).or_default().push(verb);
    }
    type Shared = (&'static str, Vec<&'static str>, Vec<&'static str>);
    let mut resources: BTreeMap<Shared, Vec<&'static str>> = BTreeMap::new();
    for ((group, plural, names), verbs) in verbs {
        resources.entry((group, verbs, names)).or_default().push(plural);
    }
    resources
        .into_iter()
        .map(|((group, verbs, names), resources)| Rule {
            api_groups: vec![group],
            resources,
            verbs,
            resource_names: names,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Rule> {
        roles().into_iter().flat_map(|role| role.rules).collect()
    }

    fn covers(group: &str, plural: &str, verb: &str) -> bool {
        all().iter().any(|rule| {
            rule.api_groups.contains(&group) && rule.resources.contains(&plural) && rule.verbs.contains(&verb)
        })
    }

    #[test]
    fn whatever_a_page_reads_and_a_plan_does_is_among_the_rights() {
        let queries = [
            crate::overview::queries(),
            crate::storage::queries(),
            crate::state::queries(),
            crate::credentials::queries(),
            crate::parameters::queries(),
        ];
        for query in queries.iter().flatten() {
            let api = query.resource.api();
            let verbs = match query.resource.is_read_by_name() {
                true => &["get"][..],
                false => &["get", "list", "watch"],
            };
            for verb in verbs {
                assert!(covers(api.group, api.plural, verb), "{query:?} {verb}");
            }
        }
        for (verb, resource) in ALLOWED {
            let api = resource.api();
            assert!(
                covers(api.group, api.plural, verb.wire()),
                "{verb:?} {resource:?}"
            );
        }
    }

    #[test]
    fn nothing_is_granted_that_nobody_uses() {
        for verb in ["list", "watch", "update", "deletecollection"] {
            assert!(
                !covers("", "secrets", verb) && !covers("", "configmaps", verb),
                "{verb}"
            );
        }
        assert!(!covers("", "persistentvolumeclaims", "patch"));
        assert!(!covers(
            "imageregistry.operator.openshift.io",
            "configs",
            "delete"
        ));
        for rule in all() {
            let all = [&rule.api_groups, &rule.resources, &rule.verbs];
            assert!(!all.iter().any(|list| list.contains(&"*")), "{rule:?}");
        }
    }

    #[test]
    fn who_steals_a_token_makes_secrets_in_the_registrys_namespace_at_most() {
        for role in roles() {
            let about = |plural: &str| role.rules.iter().any(|rule| rule.resources.contains(&plural));
            assert!(
                !about("secrets") || role.namespace == "openshift-image-registry",
                "{role:?}"
            );
            assert!(
                !about("configmaps") || role.namespace == "openshift-config",
                "{role:?}"
            );
        }
        assert_eq!(
            scopes(),
            "user:info user:check-access role:registry-console:*:! role:registry-console-secrets:openshift-image-registry:! role:registry-console-bundles:openshift-config:!"
        );
    }

    #[test]
    fn secrets_and_config_maps_are_reached_by_name_and_only_made_without_one() {
        for rule in all() {
            let by_name = rule.resources.contains(&"secrets") || rule.resources.contains(&"configmaps");
            assert_eq!(
                rule.resource_names.is_empty(),
                !by_name || rule.verbs == ["create"],
                "{rule:?}"
            );
            if rule.verbs.contains(&"patch") || rule.verbs.contains(&"delete") {
                assert!(!rule.resource_names.contains(&CLOUD_SECRET), "{rule:?}");
            }
        }
    }

    #[test]
    fn a_rule_is_written_as_rbac_writes_it() {
        let text = serde_json::to_string(&all()).unwrap();
        assert!(text.contains(
            r#"{"apiGroups":["imageregistry.operator.openshift.io"],"resources":["configs"],"verbs":["get","list","watch","patch"]}"#
        ), "{text}");
    }
}
