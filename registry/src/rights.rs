//! The rights the console itself can make use of: what it reads, what its plans may do, and what every session needs.
//! The ClusterRole that limits its tokens is made of these rules, so that a stolen token reaches nothing else. Knows
//! nothing of manifests, logins or who holds a right: a token can never do more than its owner.

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
}

/// What no resource of [`Resource`] stands for: group, plural, verb.
const OWN: &[(&str, &str, &str)] = &[
    // Who am I. The scope `user:info` covers only OpenShift's older answer, `users/~`.
    ("authentication.k8s.io", "selfsubjectreviews", "create"),
    // Logging out deletes one's own token.
    ("oauth.openshift.io", "useroauthaccesstokens", "delete"),
];

/// Every rule, sorted: one for each API group and set of verbs.
pub fn rules() -> Vec<Rule> {
    let mut verbs: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    let reads = Resource::ALL
        .iter()
        .flat_map(|resource| [Verb::Get, Verb::List, Verb::Watch].map(|verb| (verb, *resource)));
    for (verb, resource) in reads.chain(ALLOWED.iter().copied()) {
        let api = resource.api();
        let known = verbs.entry((api.group, api.plural)).or_default();
        if !known.contains(&verb.wire()) {
            known.push(verb.wire());
        }
    }
    for (group, plural, verb) in OWN {
        verbs.entry((group, plural)).or_default().push(verb);
    }
    let mut resources: BTreeMap<(&str, Vec<&str>), Vec<&str>> = BTreeMap::new();
    for ((group, plural), verbs) in verbs {
        resources.entry((group, verbs)).or_default().push(plural);
    }
    resources
        .into_iter()
        .map(|((group, verbs), resources)| Rule {
            api_groups: vec![group],
            resources,
            verbs,
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
            crate::parameters::queries(),
        ];
        for query in queries.iter().flatten() {
            let api = query.resource.api();
            for verb in ["get", "list", "watch"] {
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
        assert!(!covers("", "secrets", "get"));
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
    fn a_rule_is_written_as_rbac_writes_it() {
        let text = serde_json::to_string(&rules()).unwrap();
        assert!(text.contains(
            r#"{"apiGroups":["imageregistry.operator.openshift.io"],"resources":["configs"],"verbs":["get","list","watch","patch"]}"#
        ), "{text}");
    }
}
