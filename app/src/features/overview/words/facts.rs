//! Names of facts and how their values read.

use super::{counted, kind, of};
use registry::objects::{AccessMode, Condition, ManagementState, Platform, Status, Topology};
use registry::overview::{ClaimBrief, PodRole, PrunerBrief, Replicas, RouteState, StoragePlace, Tone, Whose};
use registry::plan::StorageKind;

/// A tone as a word beside its icon.
pub(crate) fn tone(tone: Tone) -> String {
    match tone {
        Tone::Ok => "ok",
        Tone::Changing => "changing",
        Tone::Attention => "attention",
        Tone::Failing => "failing",
        Tone::Off => "off",
        Tone::Unknown => "unknown",
    }
    .into()
}

/// `Type=Status/reason`, as the operator wrote it.
pub(crate) fn condition_code(condition: &Condition) -> String {
    let status = match condition.status {
        Status::True => "True",
        Status::False => "False",
        Status::Unknown => "Unknown",
    };
    match condition.reason.as_str() {
        "" => format!("{}={status}", condition.kind),
        reason => format!("{}={status}/{reason}", condition.kind),
    }
}

/// What stands for nothing.
pub(crate) fn nothing() -> String {
    "-".into()
}

/// Row: management state.
pub(crate) fn state_term() -> String {
    "State".into()
}

/// A management state.
pub(crate) fn state(state: ManagementState) -> String {
    match state {
        ManagementState::Other => "none the operator acts on".into(),
        known => known.wire().into(),
    }
}

/// Row: replicas.
pub(crate) fn replicas_term() -> String {
    "Replicas".into()
}

/// Replicas configured.
pub(crate) fn replicas_wanted(replicas: Option<i64>) -> String {
    replicas.map_or_else(nothing, |n| n.to_string())
}

/// Row: pods of the Deployment.
pub(crate) fn deployment_term() -> String {
    "Pods".into()
}

/// The Deployment in numbers.
pub(crate) fn deployment(replicas: Replicas) -> String {
    let serving = format!("{} serve", of(replicas.serving()));
    if replicas.is_settled() {
        serving
    } else if replicas.deadline_exceeded {
        format!("{serving}; the roll-out gave up")
    } else {
        format!(
            "{serving}; {} on the new settings, {} in all",
            replicas.updated, replicas.total
        )
    }
}

/// The Deployment where there is none.
pub(crate) fn no_deployment() -> String {
    "No Deployment: no registry pod is wanted.".into()
}

/// Row: roll-out strategy.
pub(crate) fn strategy_term() -> String {
    "Strategy".into()
}

/// Row: read-only.
pub(crate) fn read_only_term() -> String {
    "Read-only".into()
}

/// Whether pushes are refused.
pub(crate) fn read_only(on: bool) -> String {
    if on {
        "yes: pushes and deletes are refused".into()
    } else {
        "no".into()
    }
}

/// Row: generation.
pub(crate) fn generation_term() -> String {
    "Generation".into()
}

/// What was saved and what the operator has looked at.
pub(crate) fn generation(saved: i64, seen: i64) -> String {
    format!("{saved} saved, {seen} seen by the operator")
}

/// Row: storage in the configuration.
pub(crate) fn configured_term() -> String {
    "Storage configured".into()
}

/// Row: storage the operator uses.
pub(crate) fn in_force_term() -> String {
    "Storage in force".into()
}

/// Row: both of them, when they agree.
pub(crate) fn storage_term() -> String {
    "Storage".into()
}

/// No storage in this row.
pub(crate) fn no_storage() -> String {
    "none".into()
}

/// A storage place with its name and region.
pub(crate) fn storage_place(place: &StoragePlace) -> String {
    let mut text = match (&place.name, place.kind) {
        (_, StorageKind::EmptyDir) => "emptyDir, for trying out".into(),
        (Some(name), StorageKind::Claim) => format!("Claim {name}"),
        (Some(name), of_kind) => format!("{}, {} {name}", member(&place.member), kind(of_kind)),
        (None, of_kind) => format!("{}, {} not named", member(&place.member), kind(of_kind)),
    };
    if let Some(region) = &place.region {
        text.push_str(", ");
        text.push_str(region);
    }
    text
}

/// A storage place without its name.
pub(crate) fn storage_kind(place: &StoragePlace) -> String {
    match (&place.region, place.kind) {
        (_, StorageKind::EmptyDir) => "emptyDir, for trying out".into(),
        (_, StorageKind::Claim) => "Claim".into(),
        (Some(region), _) => format!("{}, {region}", member(&place.member)),
        (None, _) => member(&place.member),
    }
}

/// A storage member as people call it; unknown ones as the API spells them.
pub(crate) fn member(member: &str) -> String {
    match member {
        "s3" => "S3",
        "gcs" => "GCS",
        "azure" => "Azure Blob",
        "swift" => "Swift",
        "ibmcos" => "IBM COS",
        "oss" => "Alibaba OSS",
        "pvc" => "claim",
        other => other,
    }
    .into()
}

/// Row: whose the storage is.
pub(crate) fn whose_term() -> String {
    "Whose".into()
}

/// Whose the storage is, and what follows.
pub(crate) fn whose(whose: Whose) -> String {
    match whose {
        Whose::Yours => "yours: it stays when the registry is removed",
        Whose::Operators => "the operator's: removing the registry deletes it",
        Whose::Unknown => "not said",
    }
    .into()
}

/// Row: the claim.
pub(crate) fn claim_term() -> String {
    "Claim".into()
}

/// A claim in a line.
pub(crate) fn claim(claim: &ClaimBrief) -> String {
    let phase = match (claim.phase.as_str(), claim.waits_for_pod) {
        ("", _) => "not looked at yet",
        ("Pending", true) => "Pending until the first pod needs it",
        (phase, _) => phase,
    };
    format!("{phase}, {}", claim_brief(claim))
}

/// Size, modes and class of a claim.
pub(crate) fn claim_brief(claim: &ClaimBrief) -> String {
    let modes: Vec<&str> = claim
        .modes
        .iter()
        .map(|mode| match mode {
            AccessMode::ReadWriteOnce => "RWO",
            AccessMode::ReadOnlyMany => "ROX",
            AccessMode::ReadWriteMany => "RWX",
            AccessMode::ReadWriteOncePod => "RWOP",
        })
        .collect();
    let class = if claim.class.is_empty() {
        "no storage class".to_owned()
    } else {
        format!("storage class {}", claim.class)
    };
    let parts = [claim.size.clone(), modes.join(" "), class];
    parts
        .iter()
        .filter(|part| !part.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join(", ")
}

/// A claim that is named but does not exist.
pub(crate) fn no_claim() -> String {
    "does not exist".into()
}

/// Row: platform.
pub(crate) fn platform_term() -> String {
    "Platform".into()
}

/// A platform as people call it.
pub(crate) fn platform(platform: &Platform) -> String {
    match platform.0.as_str() {
        "BareMetal" => "Bare metal",
        "VSphere" => "vSphere",
        "GCP" => "Google Cloud",
        "OpenStack" => "OpenStack",
        "IBMCloud" => "IBM Cloud",
        "None" | "" => "A cluster without a platform",
        "EquinixMetal" => "Equinix Metal",
        "AlibabaCloud" => "Alibaba Cloud",
        other => other,
    }
    .into()
}

/// Row: topology.
pub(crate) fn topology_term() -> String {
    "Topology".into()
}

/// A topology.
pub(crate) fn topology(topology: Topology) -> String {
    match topology {
        Topology::HighlyAvailable => "HighlyAvailable",
        Topology::SingleReplica => "SingleReplica",
        Topology::Unknown => "not said",
    }
    .into()
}

/// Row: the cluster's name.
pub(crate) fn name_term() -> String {
    "Name".into()
}

/// Row: the cluster's release.
pub(crate) fn version_term() -> String {
    "Version".into()
}

/// Row: the operator.
pub(crate) fn operator_term() -> String {
    "Operator".into()
}

/// The operator's version.
pub(crate) fn operator_version(version: Option<&str>) -> String {
    version.map_or_else(|| "has reported no version yet".into(), str::to_owned)
}

/// Why the operator is degraded although the registry works.
pub(crate) fn degraded_by_pruner() -> String {
    "Degraded only because pruning failed.".into()
}

/// What a pod is for.
pub(crate) fn role(role: PodRole) -> String {
    match role {
        PodRole::Registry => "registry",
        PodRole::Operator => "operator",
        PodRole::NodeCa => "node agent",
        PodRole::Pruner => "pruning",
        PodRole::Other => "other",
    }
    .into()
}

/// How routers took a route.
pub(crate) fn route_state(state: RouteState) -> String {
    match state {
        RouteState::Admitted => "admitted",
        RouteState::Partly => "partly admitted",
        RouteState::Refused => "refused",
        RouteState::Waiting => "no router yet",
    }
    .into()
}

/// The pruner in a line.
pub(crate) fn pruner(pruner: &PrunerBrief) -> String {
    match (pruner.suspended, pruner.failed) {
        (true, _) => "Suspended: old images stay.",
        (false, true) => "The newest run failed.",
        (false, false) => "Scheduled; no run has failed.",
    }
    .into()
}

/// Whether blobs go with images.
pub(crate) fn pruner_blobs(deletes: bool) -> String {
    if deletes {
        "Blobs are deleted too, because a registry runs."
    } else {
        "Only image objects are deleted: no registry is known to the cluster, so blobs stay."
    }
    .into()
}

/// How many agents are ready.
pub(crate) fn agents(ready: usize, all: usize) -> String {
    let noun = counted(
        i64::try_from(all).unwrap_or(i64::MAX),
        "node agent",
        "node agents",
    );
    format!("{ready} of {noun} ready")
}
