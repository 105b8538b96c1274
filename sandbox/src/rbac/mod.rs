//! Who may do what, decided from the stored roles and bindings as Kubernetes' RBAC authoriser decides it.

pub(crate) mod people;
pub(crate) mod roles;
pub(crate) mod scope;
mod tokens;

use serde_json::{Value, json};

use crate::json::{items, text};
use crate::request::Target;
use crate::resources::{clusterrolebindings, clusterroles, rolebindings};
use crate::store::Store;

pub(crate) use tokens::{Login, expired, login};

/// Somebody who asks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) groups: Vec<String>,
    /// The limits of the token; none for one that was not given out by the OAuth server.
    pub(crate) scopes: Vec<String>,
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

/// The question a request for a target puts; `resource` is the target's, with its subresource.
pub(crate) fn ask<'a>(verb: &'a str, target: &'a Target, resource: &'a str) -> Ask<'a> {
    Ask {
        verb,
        group: &target.group,
        resource,
        namespace: &target.namespace,
        name: &target.name,
    }
}

/// Whether some rule that applies to the user covers the question, and the token's scopes let it through.
pub(crate) fn allowed(store: &Store, user: &User, ask: &Ask<'_>) -> bool {
    let covers = |rule: &Value| covers(rule, ask);
    in_scope(store, user, ask.namespace, covers) && rules(store, user, ask.namespace).iter().any(covers)
}

/// Whether the user may `get` a path outside the resource tree.
pub(crate) fn path_allowed(store: &Store, user: &User, path: &str) -> bool {
    let reaches = |rule: &Value| {
        items(rule, "/nonResourceURLs")
            .iter()
            .filter_map(Value::as_str)
            .any(|url| {
                url == path
                    || url
                        .strip_suffix('*')
                        .is_some_and(|prefix| path.starts_with(prefix))
            })
    };
    in_scope(store, user, "", reaches) && rules(store, user, "").iter().any(reaches)
}

/// Why the token's scopes forbid what is asked, if they do. Roles are not asked.
pub(crate) fn out_of_scope(store: &Store, user: &User, ask: &Ask<'_>) -> Option<String> {
    let inside = in_scope(store, user, ask.namespace, |rule| covers(rule, ask));
    (!inside).then(|| scope::reason(&user.scopes))
}

fn in_scope(store: &Store, user: &User, namespace: &str, fits: impl Fn(&Value) -> bool) -> bool {
    user.scopes.is_empty() || scope::rules(store, &user.scopes, namespace).iter().any(fits)
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

/// The words of a refusal, as the API server writes them; with the reason when the token's scopes are one.
pub(crate) fn refusal(store: &Store, user: &User, verb: &str, target: &Target) -> crate::failure::Failure {
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
    let resource = target.resource_with_subresource();
    let reason = out_of_scope(store, user, &ask(verb, target, &resource))
        .map(|reason| format!(": {reason}"))
        .unwrap_or_default();
    let message = format!(
        "{object} is forbidden: User \"{}\" cannot {verb} resource \"{resource}\" in API group \"{}\" {scope}{reason}",
        user.name, target.group,
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
