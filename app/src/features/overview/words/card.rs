//! Headings, table heads and links of the page.

/// The page.
pub(crate) fn page() -> String {
    "Image registry".into()
}

/// Link to the page that changes the state.
pub(crate) fn change_state() -> String {
    "Change management state".into()
}

/// Link to the storage wizard.
pub(crate) fn set_up_storage() -> String {
    "Set up storage".into()
}

/// Card: what to do.
pub(crate) fn todo_title() -> String {
    "To a working registry".into()
}

/// A thing done.
pub(crate) fn done() -> String {
    "done".into()
}

/// Card: what is wrong although nobody reports it.
pub(crate) fn warnings_title() -> String {
    "Needs attention".into()
}

/// Card: the configuration.
pub(crate) fn facts_title() -> String {
    "Facts".into()
}

/// Card: the cluster.
pub(crate) fn cluster_title() -> String {
    "Cluster".into()
}

/// Card: routes.
pub(crate) fn routes_title() -> String {
    "Routes".into()
}

/// No routes.
pub(crate) fn no_routes(default_route: Option<bool>) -> String {
    match default_route {
        Some(true) => "No route yet; the operator makes the default route when the registry runs.".into(),
        _ => "No route: the registry is reached from inside the cluster only.".into(),
    }
}

/// A route without a host.
pub(crate) fn no_host() -> String {
    "no host yet".into()
}

/// A router's answer beside its name.
pub(crate) fn router(name: &str, message: &str) -> String {
    if message.is_empty() {
        name.to_owned()
    } else {
        format!("{name}: {message}")
    }
}

/// Card: pods.
pub(crate) fn pods_title() -> String {
    "Pods".into()
}

/// No pods in the registry's namespace.
pub(crate) fn no_pods() -> String {
    "No pod runs in the registry's namespace.".into()
}

/// Column heads of the pods table.
pub(crate) fn pod_columns() -> [String; 6] {
    ["Name", "For", "Node", "State", "Ready", "Restarts"].map(str::to_owned)
}

/// Whether a pod takes traffic.
pub(crate) fn ready(ready: bool) -> String {
    if ready { "yes".into() } else { "no".into() }
}

/// Card: the pruner.
pub(crate) fn pruning_title() -> String {
    "Pruning".into()
}

/// Card: conditions.
pub(crate) fn conditions_title() -> String {
    "Conditions".into()
}

/// No condition at all.
pub(crate) fn no_conditions() -> String {
    "The operator has reported no condition.".into()
}

/// The fold of conditions that need nobody, below others or alone.
pub(crate) fn fine_conditions(fine: usize, problems: usize) -> String {
    match (fine, problems) {
        (1, 0) => "1 condition, fine".into(),
        (fine, 0) => format!("{fine} conditions, all fine"),
        (fine, _) => format!("{fine} more, all fine"),
    }
}

/// Before the time a condition last changed.
pub(crate) fn since() -> String {
    "since".into()
}

/// Label of the evidence list.
pub(crate) fn evidence_title() -> String {
    "Evidence".into()
}

/// Name of the region with the operator's own words.
pub(crate) fn raw_title(kind: &str) -> String {
    format!("The operator's words on {kind}")
}

/// Heading over the raw words, for the eye.
pub(crate) fn raw_label() -> String {
    "The operator's words".into()
}

/// Who can mend a missing permission.
pub(crate) fn ask_administrator() -> String {
    "An administrator of the cluster can grant it.".into()
}

/// Card beside an image stream: where it is pulled from.
pub(crate) fn pull_title() -> String {
    "Pull address".into()
}

/// The address through a route.
pub(crate) fn pull_outside() -> String {
    "From outside the cluster".into()
}

/// Without a route.
pub(crate) fn pull_outside_none() -> String {
    "Not from outside the cluster: the registry has no route.".into()
}

/// The address of the service.
pub(crate) fn pull_inside() -> String {
    "From pods and nodes of this cluster".into()
}

/// Without a registry the cluster writes no address.
pub(crate) fn pull_inside_none() -> String {
    "Not from this cluster's registry: the cluster names no address for it.".into()
}

/// Link to the overview.
pub(crate) fn to_registry() -> String {
    "Open the image registry".into()
}
