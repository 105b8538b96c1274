//! Cuts the parts of the overview out of the cluster's objects.

use super::facts::Facts;
use super::parts::{
    Admission, ClaimBrief, ClusterBrief, ConfigBrief, OperatorBrief, Part, PodBrief, PodRole, PrunerBrief,
    Replicas, RouteBrief, StoragePlace, StorageView, Whose,
};
use super::text::OPERATORS_CLAIM;
use crate::objects::{
    BindingMode, Claim, Config, Deployment, Event, ImagePruner, Member, Object, Pod, Route, Status,
};
use crate::plan::StorageKind;

/// The configuration in short.
pub(crate) fn config(config: &Config) -> ConfigBrief {
    ConfigBrief {
        state: config.management_state(),
        generation: config.generation(),
        observed: config.observed_generation(),
        stale: !config.is_observed(),
        replicas: config.replicas(),
        strategy: config.strategy(),
        read_only: config.read_only(),
        default_route: config.default_route(),
    }
}

/// The Deployment in numbers.
pub(super) fn replicas(deployment: &Deployment) -> Replicas {
    Replicas {
        wanted: deployment.wanted(),
        available: deployment.available(),
        updated: deployment.updated(),
        total: deployment.total(),
        deadline_exceeded: deployment.deadline_exceeded(),
        observed: deployment.is_observed(),
        generation: deployment.generation(),
    }
}

/// One storage member as a place.
pub(crate) fn place(member: &Member) -> StoragePlace {
    let (kind, key) = match member.key.as_str() {
        "pvc" => (StorageKind::Claim, "claim"),
        "s3" | "gcs" | "ibmcos" | "oss" => (StorageKind::Bucket, "bucket"),
        "azure" | "swift" => (StorageKind::Container, "container"),
        "emptyDir" => (StorageKind::EmptyDir, ""),
        _ => (StorageKind::Other, ""),
    };
    let said = |key: &str| {
        let text = member.content.get(key)?.as_str()?;
        (!text.is_empty()).then(|| text.to_owned())
    };
    StoragePlace {
        member: member.key.clone(),
        kind,
        name: said(key),
        region: said("region")
            .or_else(|| said("regionName"))
            .or_else(|| said("location")),
    }
}

/// Where images are kept.
pub(super) fn storage(config: &Config, facts: &Facts) -> StorageView {
    let configured: Vec<_> = config.storage_configured().iter().map(place).collect();
    let in_force: Vec<_> = config.storage_in_force().iter().map(place).collect();
    let any = !(configured.is_empty() && in_force.is_empty());
    let said = config.storage_management().is_some()
        || config
            .value()
            .pointer("/status/storageManaged")
            .is_some_and(|v| v.is_boolean());
    let whose = match (any && said, config.operator_owns_storage()) {
        (false, _) => Whose::Unknown,
        (true, true) => Whose::Operators,
        (true, false) => Whose::Yours,
    };
    let claim = config.claim().map(|name| {
        let name = if name.is_empty() { OPERATORS_CLAIM } else { name };
        let claims = facts.claims.as_ref().map_err(Clone::clone)?;
        let found = claims.iter().find(|claim| claim.name() == name);
        Ok(found.map(|claim| claim_brief(claim, facts)))
    });
    StorageView {
        // The order of members is not a difference.
        differs: configured.len() != in_force.len() || configured.iter().any(|p| !in_force.contains(p)),
        for_trying_out: configured
            .iter()
            .chain(&in_force)
            .any(|p| p.kind == StorageKind::EmptyDir),
        configured,
        in_force,
        whose,
        claim,
    }
}

fn claim_brief(claim: &Claim, facts: &Facts) -> ClaimBrief {
    let class = claim.class().unwrap_or_default();
    let waits_for_pod = facts.classes.iter().flatten().any(|found| {
        let meant = match claim.class() {
            Some(class) => found.name() == class,
            None => found.is_default(),
        };
        meant && found.binding() == BindingMode::WaitForFirstConsumer
    });
    let event = last_event(facts, "PersistentVolumeClaim", claim.name());
    ClaimBrief {
        name: claim.name().to_owned(),
        phase: claim.phase().to_owned(),
        size: claim.size_text().to_owned(),
        modes: claim.access_modes(),
        class: class.to_owned(),
        waits_for_pod,
        event: event.map(|e| e.message().to_owned()).unwrap_or_default(),
        refused: event.is_some_and(|e| matches!(e.reason(), "FailedBinding" | "ProvisioningFailed")),
        is_foreign: !claim.is_operators(),
    }
}

/// The newest event about an object.
pub(super) fn last_event<'a>(facts: &'a Facts, kind: &str, name: &str) -> Option<&'a Event> {
    facts
        .events
        .iter()
        .flatten()
        .filter(|event| event.is_about(kind, name))
        .max_by(|a, b| a.last_seen().cmp(b.last_seen()))
}

/// Pods, registry pods first, then by name.
pub(super) fn pods(pods: &[Pod]) -> Vec<PodBrief> {
    let mut briefs: Vec<_> = pods.iter().map(pod).collect();
    briefs.sort_by(|a, b| (a.role, &a.name).cmp(&(b.role, &b.name)));
    briefs
}

fn pod(pod: &Pod) -> PodBrief {
    PodBrief {
        name: pod.name().to_owned(),
        role: role(pod),
        node: pod.node().to_owned(),
        state: pod.state(),
        ready: pod.is_ready(),
        restarts: pod.restarts(),
        trouble: pod.trouble(),
        template: pod.label("pod-template-hash").unwrap_or_default().to_owned(),
    }
}

/// What a pod is for, by the labels its maker gives it.
pub(super) fn role(pod: &Pod) -> PodRole {
    if pod.label("docker-registry") == Some("default") {
        return PodRole::Registry;
    }
    match pod.label("name") {
        Some("cluster-image-registry-operator") => return PodRole::Operator,
        Some("node-ca") => return PodRole::NodeCa,
        _ => {}
    }
    let of_pruner = ["app", "created-by"]
        .iter()
        .any(|key| pod.label(key) == Some("image-pruner"))
        || pod
            .label("job-name")
            .is_some_and(|job| job.starts_with("image-pruner"));
    if of_pruner {
        PodRole::Pruner
    } else {
        PodRole::Other
    }
}

/// Routes, by name.
pub(super) fn routes(routes: &[Route]) -> Vec<RouteBrief> {
    let mut briefs: Vec<_> = routes.iter().map(route).collect();
    briefs.sort_by(|a, b| a.name.cmp(&b.name));
    briefs
}

fn route(route: &Route) -> RouteBrief {
    let routers = route.routers();
    RouteBrief {
        name: route.name().to_owned(),
        host: route.host().to_owned(),
        routers: routers
            .into_iter()
            .map(|(router, admitted, message)| Admission {
                router: router.to_owned(),
                admitted,
                message: message.to_owned(),
            })
            .collect(),
        created: route.created().to_owned(),
    }
}

/// The ClusterOperator in short.
pub(super) fn operator(facts: &Facts) -> Part<OperatorBrief> {
    let object = facts.operator.as_ref().map_err(Clone::clone)?;
    let conditions = object.conditions();
    let degraded = conditions.iter().find(|c| c.is("Degraded", Status::True));
    // The reason joins the words of all parts, good ones too; `Removed` and `Unmanaged` are what good parts say.
    let degraded_by_pruner_only = degraded.is_some_and(|c| {
        let parts = c.reason.split("::").filter(|part| !part.is_empty());
        let mut bad = parts.filter(|part| !matches!(*part, "Removed" | "Unmanaged"));
        c.reason.contains("ImagePruner") && bad.all(|part| part.starts_with("ImagePruner"))
    });
    Ok(OperatorBrief {
        version: object.version().map(ToOwned::to_owned),
        conditions,
        degraded_by_pruner_only,
    })
}

/// The pruner in short.
pub(super) fn pruner(facts: &Facts) -> Part<PrunerBrief> {
    let object = facts.pruner.as_ref().map_err(Clone::clone)?;
    Ok(PrunerBrief {
        suspended: object.is_suspended(),
        failed: pruner_failed(object),
        deletes_blobs: facts.images.as_ref().ok().map(|i| !i.internal_host().is_empty()),
    })
}

/// Whether the newest pruning run failed.
pub(super) fn pruner_failed(pruner: &ImagePruner) -> bool {
    pruner
        .conditions()
        .iter()
        .any(|c| c.is("Failed", Status::True) || (c.is("Degraded", Status::True) && c.reason == "JobFailed"))
}

/// The cluster in short.
pub(super) fn cluster(facts: &Facts) -> ClusterBrief {
    let infrastructure = || facts.infrastructure.as_ref().map_err(Clone::clone);
    ClusterBrief {
        platform: infrastructure().map(|i| i.platform()),
        topology: infrastructure().map(|i| i.topology()),
        name: infrastructure().map(|i| i.cluster_name().to_owned()),
        version: facts
            .version
            .as_ref()
            .map(|v| v.version().to_owned())
            .map_err(Clone::clone),
    }
}
