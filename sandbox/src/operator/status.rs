//! The Config's conditions: what the operator says about the Deployment, the last error, and its smaller controllers.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{ApplyError, Pass, conditions, resources::NAME, trust};
use crate::json::{int, items, object, text};
use crate::resources::deployments;
use crate::settings::{NodeCa, Release};

/// How long a registry may be unavailable before that is called degraded.
const GRACE: SignedDuration = SignedDuration::from_secs(120);

const UNMANAGED: &str = "The registry configuration is set to unmanaged mode";
const REMOVED: &str = "The registry is removed";

/// Status, reason and message of a condition.
type Says<'a> = (&'static str, &'a str, String);

/// Writes all conditions; returns when the grace period of an unavailable registry ends.
pub(super) fn sync(pass: &mut Pass<'_>, error: Option<&ApplyError>) -> Option<Timestamp> {
    let state = text(&pass.config, "/spec/managementState").to_owned();
    // What is stored, not what this pass writes: the operator hears of its own writes like anybody else.
    let deployment = pass
        .own(&deployments::RESOURCE, NAME)
        .map(|found| (**found).clone());
    let deployment = deployment.as_ref();
    let (status, reason, message) = progressing(&state, deployment, error);
    pass.condition("Progressing", status, reason, &message);
    let (status, reason, message) = available(&state, deployment, error);
    pass.condition("Available", status, reason, &message);
    let unavailable = status == "False";
    let (degraded, again) = degraded(
        pass,
        &state,
        deployment,
        error,
        unavailable.then_some(message.as_str()),
    );
    pass.condition("Degraded", degraded.0, degraded.1, &degraded.2);
    match state.as_str() {
        "Removed" => pass.condition("Removed", "True", "Removed", REMOVED),
        _ => pass.condition("Removed", "False", "", ""),
    }
    if pass.setting.release != Release::Legacy {
        smaller_controllers(pass);
    }
    let managed = text(&pass.config, "/spec/storage/managementState") == "Managed";
    let ready = deployment.map_or(0, |d| int(d, "/status/readyReplicas", 0));
    let legacy = pass.setting.release == Release::Legacy;
    let status = object(&mut pass.config, "status");
    if !legacy {
        status.insert("storageManaged".into(), json!(managed));
    }
    status.entry("storage").or_insert(json!({}));
    status.insert("readyReplicas".into(), json!(ready));
    again
}

fn progressing(state: &str, deployment: Option<&Value>, error: Option<&ApplyError>) -> Says<'static> {
    match (state, deployment, error) {
        ("Unmanaged", ..) => ("False", "Unmanaged", UNMANAGED.into()),
        ("Removed", Some(_), _) => (
            "True",
            "DeletingDeployment",
            "The deployment is being removed".into(),
        ),
        ("Removed", None, _) => ("False", "Removed", "All registry resources are removed".into()),
        (_, _, Some(error)) => {
            let status = if matches!(error, ApplyError::Permanent { .. }) {
                "False"
            } else {
                "True"
            };
            (
                status,
                "Error",
                format!("Unable to apply resources: {}", error.message()),
            )
        }
        (_, None, None) => {
            let message = "All resources are successfully applied, but the deployment does not exist";
            ("True", "WaitingForDeployment", message.into())
        }
        (_, Some(d), None) if deleting(d) => (
            "True",
            "FinalizingDeployment",
            "The deployment is being deleted".into(),
        ),
        (_, Some(d), None) if complete(d) => ("False", "Ready", "The registry is ready".into()),
        (_, Some(_), None) => (
            "True",
            "DeploymentNotCompleted",
            "The deployment has not completed".into(),
        ),
    }
}

fn available(state: &str, deployment: Option<&Value>, error: Option<&ApplyError>) -> Says<'static> {
    match (state, deployment, error) {
        ("Unmanaged", ..) => ("True", "Unmanaged", UNMANAGED.into()),
        (_, None, Some(ApplyError::Permanent { reason, message })) => {
            ("False", reason, format!("Error: {message}"))
        }
        ("Removed", None, _) => ("True", "Removed", REMOVED.into()),
        (_, None, _) => (
            "False",
            "DeploymentNotFound",
            "The deployment does not exist".into(),
        ),
        (_, Some(d), _) if deleting(d) => (
            "False",
            "DeploymentDeleted",
            "The deployment is being deleted".into(),
        ),
        (_, Some(d), _) if int(d, "/status/availableReplicas", 0) == 0 => (
            "False",
            "NoReplicasAvailable",
            "The deployment does not have available replicas".into(),
        ),
        (_, Some(d), _) if complete(d) => ("True", "Ready", "The registry is ready".into()),
        (_, Some(_), _) => (
            "True",
            "MinimumAvailability",
            "The registry has minimum availability".into(),
        ),
    }
}

fn degraded<'a>(
    pass: &Pass<'_>,
    state: &str,
    deployment: Option<&'a Value>,
    error: Option<&'a ApplyError>,
    unavailable: Option<&str>,
) -> (Says<'a>, Option<Timestamp>) {
    let fine = ("False", "", String::new());
    match (state, error) {
        ("Unmanaged", _) => return (("False", "Unmanaged", UNMANAGED.into()), None),
        ("Removed", _) => return (("False", "Removed", REMOVED.into()), None),
        (_, Some(ApplyError::Permanent { reason, message })) => {
            return (("True", reason, format!("Error: {message}")), None);
        }
        _ if pass.setting.release == Release::Legacy => return (fine, None),
        _ => {}
    }
    let stuck = deployment.and_then(|d| {
        items(d, "/status/conditions")
            .iter()
            .find(|c| c["type"] == "Progressing" && c["reason"] == "ProgressDeadlineExceeded")
    });
    if let Some(stuck) = stuck {
        let message = format!(
            "Registry deployment has timed out progressing: {}",
            text(stuck, "/message")
        );
        return (("True", "ProgressDeadlineExceeded", message), None);
    }
    if let Some(message) = unavailable {
        let since = conditions::get(&pass.config["status"], "Available")
            .and_then(|c| text(c, "/lastTransitionTime").parse::<Timestamp>().ok())
            .unwrap_or(pass.setting.now);
        let ends = since.saturating_add(GRACE).unwrap_or(Timestamp::MAX);
        if pass.setting.now >= ends {
            return (("True", "Unavailable", message.to_owned()), None);
        }
        return (fine, Some(ends));
    }
    (fine, None)
}

fn deleting(deployment: &Value) -> bool {
    deployment["metadata"].get("deletionTimestamp").is_some()
}

/// All pods are new and available. The spec's own number is not looked at: the operator's rule.
fn complete(deployment: &Value) -> bool {
    let count = |field: &str| int(deployment, &format!("/status/{field}"), 0);
    count("updatedReplicas") == count("replicas")
        && count("replicas") == count("availableReplicas")
        && count("observedGeneration") >= int(deployment, "/metadata/generation", 0)
}

fn smaller_controllers(pass: &mut Pass<'_>) {
    let reporting = pass.setting.reporting;
    pass.condition("ConfigObservationDegraded", "False", "", "");
    if reporting.certificates {
        match trust::missing(pass) {
            Some(name) => {
                let message = format!(
                    "failed to update object *v1.ConfigMap, Namespace=openshift-image-registry, Name=image-registry-certificates: image-registry-certificates: configmap \"{name}\" not found"
                );
                pass.condition(
                    "ImageRegistryCertificatesControllerDegraded",
                    "True",
                    "Error",
                    &message,
                );
            }
            None => pass.condition(
                "ImageRegistryCertificatesControllerDegraded",
                "False",
                "AsExpected",
                "",
            ),
        }
    }
    match reporting.node_ca {
        None => {}
        Some(NodeCa::Healthy) => {
            pass.condition(
                "NodeCADaemonAvailable",
                "True",
                "AsExpected",
                "The daemon set node-ca has available replicas",
            );
            pass.condition(
                "NodeCADaemonProgressing",
                "False",
                "AsExpected",
                "The daemon set node-ca is deployed",
            );
            pass.condition("NodeCADaemonControllerDegraded", "False", "AsExpected", "");
        }
        Some(NodeCa::Refused) => {
            let missing = "The daemon set node-ca does not exist";
            pass.condition("NodeCADaemonAvailable", "False", "NotFound", missing);
            pass.condition("NodeCADaemonProgressing", "True", "NotFound", missing);
            let message = "failed to create object *v1.DaemonSet, Namespace=openshift-image-registry, Name=node-ca: DaemonSet.apps \"node-ca\" is invalid: spec.template.spec.containers[0].securityContext.privileged: Forbidden: disallowed by cluster policy";
            pass.condition("NodeCADaemonControllerDegraded", "True", "Error", message);
        }
    }
    if reporting.image_config {
        pass.condition("ImageConfigControllerDegraded", "False", "AsExpected", "");
    }
    if reporting.azure_stack {
        pass.condition("AzureStackCloudControllerDegraded", "False", "AsExpected", "");
    }
}
