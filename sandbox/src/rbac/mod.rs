//! Who may do what, decided from the stored roles and bindings as Kubernetes' RBAC authoriser decides it.

pub(crate) mod roles;
mod tokens;

use serde_json::{Value, json};

use crate::json::{items, text};
use crate::request::Target;
use crate::resources::{clusterrolebindings, clusterroles, rolebindings};
use crate::store::Store;

pub(crate) use tokens::{Login, login};

/// Somebody who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) groups: Vec<String>,
}

/// One question of access.
#[derive(Debug, Clone)]
pub(crate) struct Ask<'a> {
    pub(crate) verb: &'a str,
    pub(crate) group: &'a str,
    /// With the subresource: `pods/log`.
    pub(crate) resource: &'a str,
    pub(crate) namespace: &'a str,
    pub(crate) name: &'a str,
}

/// Whether some rule that applies to the user covers the question.
pub(crate) fn allowed(store: &Store, user: &User, ask: &Ask<'_>) -> bool {
    rules(store, user, ask.namespace)
        .iter()
        .any(|rule| covers(rule, ask))
}

/// Whether the user may `get` a path outside the resource tree.
pub(crate) fn path_allowed(store: &Store, user: &User, path: &str) -> bool {
    rules(store, user, "")
        .iter()
        .flat_map(|rule| items(rule, "/nonResourceURLs"))
        .filter_map(Value::as_str)
        .any(|url| {
            url == path
                || url
                    .strip_suffix('*')
                    .is_some_and(|prefix| path.starts_with(prefix))
        })
}

/// All rules that apply to a user in a namespace; cluster-wide ones only, when it is empty.
pub(crate) fn rules(store: &Store, user: &User, namespace: &str) -> Vec<Value> {
    let everywhere = store.list(&clusterrolebindings::RESOURCE, None);
    let here = store
        .list(&rolebindings::RESOURCE, Some(namespace))
        .filter(|_| !namespace.is_empty());
    let mut rules = Vec::new();
    for binding in everywhere.chain(here) {
        if items(binding, "/subjects")
            .iter()
            .any(|subject| is(subject, user))
            && let Some(role) = store.get(&clusterroles::RESOURCE, "", text(binding, "/roleRef/name"))
        {
            rules.extend_from_slice(items(role, "/rules"));
        }
    }
    rules
}

fn is(subject: &Value, user: &User) -> bool {
    let name = text(subject, "/name");
    match text(subject, "/kind") {
        "User" => name == user.name,
        "Group" => user.groups.iter().any(|group| group == name),
        "ServiceAccount" => {
            user.name
                .strip_prefix("system:serviceaccount:")
                .and_then(|rest| rest.split_once(':'))
                == Some((text(subject, "/namespace"), name))
        }
        _ => false,
    }
}

fn covers(rule: &Value, ask: &Ask<'_>) -> bool {
    let has = |member: &str, wanted: &str| {
        items(rule, member)
            .iter()
            .any(|item| item == wanted || item == "*")
    };
    let names = items(rule, "/resourceNames");
    has("/verbs", ask.verb)
        && has("/apiGroups", ask.group)
        && has("/resources", ask.resource)
        && (names.is_empty() || names.iter().any(|name| name == ask.name))
}

/// The words of a refusal, as the API server writes them.
pub(crate) fn refusal(user: &User, verb: &str, target: &Target) -> crate::failure::Failure {
    let qualified = if target.group.is_empty() {
        target.resource.clone()
    } else {
        format!("{}.{}", target.resource, target.group)
    };
    let object = if target.name.is_empty() {
        qualified
    } else {
        format!("{qualified} \"{}\"", target.name)
    };
    let scope = if target.namespace.is_empty() {
        "at the cluster scope".to_owned()
    } else {
        format!("in the namespace \"{}\"", target.namespace)
    };
    let message = format!(
        "{object} is forbidden: User \"{}\" cannot {verb} resource \"{}\" in API group \"{}\" {scope}",
        user.name,
        target.resource_with_subresource(),
        target.group,
    );
    crate::failure::Failure::new(403, "Forbidden", message).about(
        &target.group,
        &target.resource,
        &target.name,
    )
}

/// A ClusterRole object.
pub(crate) fn role(name: &str, rules: &[Value]) -> Value {
    json!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
        "metadata": {"name": name}, "rules": rules,
    })
}
