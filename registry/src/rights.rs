//! The rights the console itself can make use of: what it reads, what its plans may do, and what every session needs.
//! The ClusterRole that limits its tokens is made of these rules, so that a stolen token reaches nothing else. Knows
//! nothing of manifests, logins or who holds a right: a token can never do more than its owner.

use crate::credentials::{BUNDLES, CLOUD_SECRET, SECRETS};
use crate::plan::{ALLOWED, Verb};
use crate::resource::Resource;
use serde::Serialize;
use std::collections::BTreeMap;

/// The name of the ClusterRole made of [`rules`], to which tokens are limited.
pub const ROLE: &str = "registry-console";

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

/// Every rule, sorted: one for each API group, set of verbs and set of names.
pub fn rules() -> Vec<Rule> {
    let mut verbs: BTreeMap<Limited, Vec<&str>> = BTreeMap::new();
    let reads = Resource::ALL
        .iter()
        .flat_map(|resource| [Verb::Get, Verb::List, Verb::Watch].map(|verb| (verb, *resource)));
    for (verb, resource) in reads.chain(ALLOWED.iter().copied()) {
        let Some(limited) = limited(resource, verb) else {
            continue;
        };
        let known = verbs.entry(limited).or_default();
        if !known.contains(&verb.wire()) {
            known.push(verb.wire());
        }
    }
    for (group, plural, verb) in OWN {
        verbs.entry((group, plural, Vec::new())).or_default().push(verb);
    }
    let mut resources: BTreeMap<(&str, Vec<&str>, Vec<&str>), Vec<&str>> = BTreeMap::new();
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

    fn covers(group: &str, plural: &str, verb: &str) -> bool {
        rules().iter().any(|rule| {
            rule.api_groups.contains(&group) && rule.resources.contains(&plural) && rule.verbs.contains(&verb)
        })
    }

    #[test]
    fn whatever_a_page_reads_and_a_plan_does_is_among_the_rights() {
        let queries = [
            crate::overview::queries(),
            crate::storage::queries(),
            crate::state::queries(),
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
        for rule in rules() {
            let all = [&rule.api_groups, &rule.resources, &rule.verbs];
            assert!(!all.iter().any(|list| list.contains(&"*")), "{rule:?}");
        }
    }

    #[test]
    fn secrets_and_config_maps_are_reached_by_name_and_only_made_without_one() {
        for rule in rules() {
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
        let text = serde_json::to_string(&rules()).unwrap();
        assert!(text.contains(
            r#"{"apiGroups":["imageregistry.operator.openshift.io"],"resources":["configs"],"verbs":["get","list","watch","patch"]}"#
        ), "{text}");
    }
}
