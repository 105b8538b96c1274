//! Causes: the whole sentence, and the few words that fit beside a name.

use super::{ended, listed, sentences, with};
use registry::overview::Cause;

/// The user's own secret with storage keys; the operator prefers it to the cluster's own.
const OWN_SECRET: &str = "image-registry-private-configuration-user";
const CLOUD_SECRET: &str = "installer-cloud-credentials";

/// Why something fails, and what follows from it.
pub(crate) fn cause(cause: &Cause) -> String {
    match cause {
        Cause::NoStorage => "The registry has no storage configured.".into(),
        Cause::TwoStorages { members } => {
            let set = if members.len() == 2 { "both" } else { "all" };
            format!(
                "{} are {set} set, and the operator takes exactly one.",
                listed(members)
            )
        }
        Cause::NoDriver { member } => {
            format!(
                "{member} is set, but the operator of this release has no such storage, so it counts as none."
            )
        }
        Cause::NoCredentials { secret } => {
            format!("No storage credentials: you set none, and {secret} does not exist.")
        }
        Cause::CredentialKeyMissing { secret, key } if secret == OWN_SECRET => {
            format!("Your secret lacks {key}. It hides the cluster's own credentials as long as it exists.")
        }
        Cause::CredentialKeyMissing { secret, key } => format!("Secret {secret} lacks {key}."),
        Cause::KeysRefused { code } => {
            format!("The storage service refused the keys ({code}). The bucket itself was not judged.")
        }
        Cause::KeyFileNotJson => {
            format!(
                "The Google key file is not JSON. It stands in secret {OWN_SECRET}, or without that one in {CLOUD_SECRET}."
            )
        }
        Cause::AccountKeyNotBase64 => {
            format!(
                "The Azure account key in secret {OWN_SECRET} is not base64, so the operator cannot sign in to the storage."
            )
        }
        Cause::StorageNameMissing { field } => {
            let missing = match field.as_str() {
                "container" => "The account has a key but no container is named".to_owned(),
                "accountName" => "No storage account is named".to_owned(),
                other => format!("{other} is not set"),
            };
            format!("{missing}. The operator reports no error; pods will fail.")
        }
        Cause::EndpointUnreachable { message } => with("The storage endpoint cannot be reached", message),
        Cause::CertificateUntrusted => {
            "The storage endpoint's certificate is signed by a CA the operator does not trust.".into()
        }
        Cause::AuthUrlMissing => "Swift with keys of your own needs authURL, which is not set.".into(),
        Cause::NetworkNotFound => {
            "The operator did not find the Azure network by itself; it has to be named.".into()
        }
        Cause::BucketForeign => "The bucket belongs to another account.".into(),
        Cause::StorageGone { reason } => format!("The storage is not there ({reason})."),
        Cause::StorageRefused { code } => format!("The storage service answered {code}."),
        Cause::ClaimMissing { claim } => format!("Claim {claim} does not exist."),
        Cause::ClaimNeedsRecreate { claim } => format!(
            "{claim} can be mounted by one node at a time (RWO), so the old pod has to go first: the strategy must \
             be Recreate."
        ),
        Cause::ClaimNeedsOneReplica { claim } => format!(
            "One replica only: {claim} can be mounted by one node at a time (RWO). Two replicas need RWX or object \
             storage."
        ),
        Cause::ClaimModeUnusable { claim } => {
            format!("Claim {claim} offers neither ReadWriteOnce nor ReadWriteMany.")
        }
        Cause::ClaimTaken { claim } => {
            format!(
                "The operator wants to create claim {claim}, but one of that name exists and is not the operator's."
            )
        }
        Cause::ClaimPending {
            claim,
            phase,
            class,
            event,
        } => pending(claim, phase, class, event),
        Cause::NegativeReplicas => "Replicas are below 0.".into(),
        Cause::ZeroReplicas => {
            "0 replicas do not go with RollingUpdate. To run no registry, use the state Removed.".into()
        }
        Cause::DuplicateRoutes => {
            "Two additional routes have one name, or one is named default-route.".into()
        }
        Cause::NegativeLimit { field } => format!("{field} is negative. 0 means no limit."),
        Cause::RouteSecretMissing { route, secret } => {
            format!("Route {route} names secret {secret}, which does not exist.")
        }
        Cause::RouteRefused {
            host,
            host_taken: true,
            ..
        } => format!(
            "{host} belongs to an older route in another project. The older one wins; making ours again does not help."
        ),
        Cause::RouteRefused {
            route,
            host,
            router,
            message,
            ..
        } => with(
            &format!("Router {router} refused route {route} ({host})"),
            message,
        ),
        Cause::RouteNotPickedUp { route } => {
            format!("No router has taken route {route}. Its labels may match no router's selector.")
        }
        Cause::TrustedCaMissing { config_map } => {
            format!("ConfigMap {config_map} is named but missing in openshift-config.")
        }
        Cause::VolumeNotWritable {
            pod,
            path,
            group,
            groups,
        } => not_writable(pod, path, *group, groups.as_deref()),
        Cause::VolumeElsewhere { pod, message } => sentences([
            format!("Pod {pod} waits for its volume, which is still attached to another node"),
            message.clone(),
        ]),
        Cause::PodUnschedulable { pod, message } => with(&format!("Pod {pod} finds no node"), message),
        Cause::PodFailing { pod, state, message } => with(&format!("Pod {pod} is in {state}"), message),
        Cause::PruningFailed {
            reason,
            registry_unreachable,
            ..
        } => {
            let why = if *registry_unreachable {
                "The newest run could not reach the registry".to_owned()
            } else if reason.is_empty() {
                "The newest run failed".to_owned()
            } else {
                format!("The newest run failed ({reason})")
            };
            format!("{why}. The operator stays degraded until a run succeeds.")
        }
        Cause::Other { message } => ended(message),
    }
}

fn not_writable(pod: &str, path: &str, group: Option<i64>, groups: Option<&str>) -> String {
    let group = group.map_or_else(String::new, |id| format!(" {id}"));
    let groups = groups.map_or_else(String::new, |groups| {
        let groups: Vec<String> = groups.split(',').map(range).collect();
        format!(
            " Pods of openshift-image-registry may have the groups {}.",
            groups.join(" and ")
        )
    });
    format!(
        "Pod {pod}: permission denied on {path}. The volume does not let the registry's group{group} write.{groups}"
    )
}

/// `first/count` in numbers people can compare; anything else as it is.
fn range(groups: &str) -> String {
    let numbers = groups.split_once('/').and_then(|(first, count)| {
        let (first, count) = (first.parse::<u64>().ok()?, count.parse::<u64>().ok()?);
        Some((first, first.checked_add(count.checked_sub(1)?)?))
    });
    numbers.map_or_else(|| groups.to_owned(), |(first, last)| format!("{first} to {last}"))
}

fn pending(claim: &str, phase: &str, class: &str, event: &str) -> String {
    match (phase, class.is_empty()) {
        ("Lost", _) => format!("Claim {claim} is Lost: its volume is gone."),
        (_, true) => format!("Claim {claim} is {phase}: no volume fits and no storage class is set."),
        (_, false) => with(
            &format!("Claim {claim} is {phase} in storage class {class}"),
            event,
        ),
    }
}

/// The same in a few words, for the path map.
pub(crate) fn cause_short(cause: &Cause) -> String {
    match cause {
        Cause::NoStorage => "not chosen yet".into(),
        Cause::TwoStorages { members } => format!("{} at once", listed(members)),
        Cause::NoDriver { member } => format!("{member} not known here"),
        Cause::NoCredentials { .. } => "no credentials".into(),
        Cause::CredentialKeyMissing { key, .. } => format!("{key} missing"),
        Cause::KeysRefused { code } => format!("keys refused: {code}"),
        Cause::KeyFileNotJson => "key file is not JSON".into(),
        Cause::AccountKeyNotBase64 => "account key is not base64".into(),
        Cause::StorageNameMissing { field } => format!("{field} missing"),
        Cause::EndpointUnreachable { .. } => "endpoint not reached".into(),
        Cause::CertificateUntrusted => "certificate not trusted".into(),
        Cause::AuthUrlMissing => "authURL missing".into(),
        Cause::NetworkNotFound => "network not found".into(),
        Cause::BucketForeign => "bucket of another account".into(),
        Cause::StorageGone { reason } => format!("not there: {reason}"),
        Cause::StorageRefused { code } => format!("answered {code}"),
        Cause::ClaimMissing { claim } => format!("no claim {claim}"),
        Cause::ClaimNeedsRecreate { claim } => format!("{claim} needs Recreate"),
        Cause::ClaimNeedsOneReplica { claim } => format!("{claim} takes one replica"),
        Cause::ClaimModeUnusable { claim } => format!("{claim} is neither RWO nor RWX"),
        Cause::ClaimTaken { claim } => format!("claim {claim} is taken"),
        Cause::ClaimPending { claim, phase, .. } => format!("claim {claim} {phase}"),
        Cause::NegativeReplicas => "replicas below 0".into(),
        Cause::ZeroReplicas => "0 replicas with RollingUpdate".into(),
        Cause::DuplicateRoutes => "one name twice".into(),
        Cause::NegativeLimit { field } => format!("{field} negative"),
        Cause::RouteSecretMissing { route, secret } => format!("{route}: secret {secret} missing"),
        Cause::RouteRefused {
            route,
            host_taken: true,
            ..
        } => format!("{route}: host taken"),
        Cause::RouteRefused { route, .. } => format!("{route}: refused"),
        Cause::RouteNotPickedUp { route } => format!("{route}: no router yet"),
        Cause::TrustedCaMissing { config_map } => format!("ConfigMap {config_map} missing"),
        Cause::VolumeNotWritable { path, .. } => format!("may not write to {path}"),
        Cause::VolumeElsewhere { pod, .. } => format!("{pod}: volume on another node"),
        Cause::PodUnschedulable { pod, .. } => format!("{pod}: no node"),
        Cause::PodFailing { pod, state, .. } => format!("{pod}: {state}"),
        Cause::PruningFailed { .. } => "newest run failed".into(),
        Cause::Other { .. } => "see the status line".into(),
    }
}
