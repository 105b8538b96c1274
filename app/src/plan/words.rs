//! Words of plans.

use registry::error::ClusterError;
use registry::objects::Strategy;
use registry::overview::{Progress, Serving};
use registry::plan::{Action, Effect, FieldChange, Loss, Permission, Step, StorageKind, Verb};
use registry::storage::KeepProblem;
use serde_json::Value;

/// What a step does.
pub fn step(step: &Step) -> String {
    let target = step.target();
    let kind = target.resource.api().kind;
    match step.verb() {
        Verb::Create => format!("Create {kind} {}", target.name),
        Verb::Delete => format!("Delete {kind} {}", target.name),
        _ => format!("Change {kind} {}", target.name),
    }
}

/// The last entry of every plan: waiting for the operator.
pub fn wait_step() -> String {
    "Wait until the operator has acted".into()
}

/// A value in a diff.
pub fn value(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "not set".into(),
        Some(Value::String(text)) if text.is_empty() => "empty".into(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Object(map)) if map.is_empty() => "set".into(),
        Some(other) => other.to_string(),
    }
}

/// What becomes of a key of a Secret or ConfigMap, whose values are not shown.
pub fn key_change(field: &FieldChange) -> String {
    match (&field.before, &field.after) {
        (None, _) => "new".into(),
        (Some(_), Some(_)) => "replaced".into(),
        (Some(_), None) => "removed".into(),
    }
}

/// Both sides of a diff. A secret is told to be set, and nothing more.
pub fn sides(field: &FieldChange) -> (String, String) {
    if field.path == "spec.httpSecret" {
        let before = if field.before.is_some() {
            "set (hidden)"
        } else {
            "not set"
        };
        return (before.into(), "made anew by the operator (hidden)".into());
    }
    (value(field.before.as_ref()), value(field.after.as_ref()))
}

/// Hidden words before the two sides of a diff.
pub fn was() -> String {
    "was ".into()
}
/// See [`was`].
pub fn becomes() -> String {
    ", becomes ".into()
}

fn kind(kind: StorageKind) -> &'static str {
    match kind {
        StorageKind::Claim => "claim",
        StorageKind::Bucket => "bucket",
        StorageKind::Container => "container",
        StorageKind::EmptyDir => "emptyDir of the pod",
        StorageKind::Other => "storage",
    }
}

fn some_of(count: usize, names: &[String]) -> String {
    let shown = names.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
    match count.saturating_sub(names.len().min(5)) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// A consequence, as a sentence.
pub fn effect(effect: &Effect) -> String {
    match effect {
        Effect::RegistryStarts { replicas: 1 } => "Starts 1 registry pod.".into(),
        Effect::RegistryStarts { replicas } => format!("Starts {replicas} registry pods."),
        Effect::PodsRestart {
            strategy: Strategy::Recreate,
        } => "Restarts the registry pods with Recreate: the registry is down for about a minute.".into(),
        Effect::PodsRestart {
            strategy: Strategy::RollingUpdate,
        } => "Restarts the registry pods one after another; the registry keeps serving.".into(),
        Effect::RegistryStops => "Stops the registry: pushes and pulls through it fail.".into(),
        Effect::OperatorStops => {
            "The operator stops acting. What you save takes effect once the state is Managed again.".into()
        }
        Effect::OperatorResumes => "The operator acts again and puts back what was changed by hand.".into(),
        Effect::ApiServersRoll => {
            "openshift-apiserver rolls out too: image, build and route APIs may blip for a minute.".into()
        }
        Effect::ClaimCreated { name } => format!("Makes claim {name}; deleting it later is up to you."),
        Effect::OperatorCreatesClaim { name } => {
            format!("The operator makes claim {name}: ReadWriteMany, 100Gi, in the default storage class.")
        }
        Effect::StorageDeleted { kind: what, name } => {
            format!(
                "Deletes {} {name} with every image in it. This cannot be undone.",
                kind(*what)
            )
        }
        Effect::StorageKept {
            kind: what @ (StorageKind::Bucket | StorageKind::Container),
            name,
        } => format!("Data in {} {name} stays, and is paid for as before.", kind(*what)),
        Effect::StorageKept { kind: what, name } => format!("Data in {} {name} stays.", kind(*what)),
        Effect::ImagesDoNotMove { from } => {
            format!("Images do not move out of {from}: they cannot be pulled until pushed again.")
        }
        Effect::ImagesLostOnRestart => {
            "Every image is lost when the pod restarts. For trying out only.".into()
        }
        Effect::ImagesPerPod { replicas } => format!(
            "{replicas} pods on emptyDir have their own images each, so pulls fail at random; use 1 replica after this."
        ),
        Effect::NotHighlyAvailable => {
            "Not highly available: each roll-out stops the registry for about a minute.".into()
        }
        Effect::PrunerDeletesBlobs(true) => {
            "Pruning deletes blobs too from now on (--prune-registry=true).".into()
        }
        Effect::PrunerDeletesBlobs(false) => {
            "Pruning deletes only metadata while no registry runs (--prune-registry=false).".into()
        }
        Effect::BuildsCannotPush { count: 1, names } => {
            format!(
                "1 build config cannot push to its image stream: {}.",
                some_of(1, names)
            )
        }
        Effect::BuildsCannotPush { count, names } => {
            format!(
                "{count} build configs cannot push to their image streams: {}.",
                some_of(*count, names)
            )
        }
        Effect::WorkloadsCannotPull { count: 1, names } => {
            format!("1 workload cannot pull its image again: {}.", some_of(1, names))
        }
        Effect::WorkloadsCannotPull { count, names } => {
            format!(
                "{count} workloads cannot pull their images again: {}.",
                some_of(*count, names)
            )
        }
        Effect::PullSecretsRemoved => {
            "The pull secrets OpenShift manages for service accounts are deleted after 10 minutes.".into()
        }
        Effect::PodsNumber { replicas: 1 } => "Runs 1 registry pod.".into(),
        Effect::PodsNumber { replicas } => format!("Runs {replicas} registry pods."),
        Effect::ReadOnly(true) => "Pushes and deletions are refused with 405; pulls go on.".into(),
        Effect::ReadOnly(false) => "Pushes and deletions work again.".into(),
        Effect::BytesThroughPods(true) => {
            "Clients get all bytes from the registry pods, and need not reach the bucket.".into()
        }
        Effect::BytesThroughPods(false) => {
            "Clients are sent to the bucket for layers, and must reach and trust it.".into()
        }
        Effect::OperatorLogOnly => "The operator logs otherwise; registry pods are left alone.".into(),
        Effect::SecretMadeAnew => {
            "The operator makes a new shared secret, which nobody sees. Uploads under way fail and begin again.".into()
        }
        Effect::SpreadGone => {
            "The default spread over hosts and zones is gone: pods may land on one node.".into()
        }
        Effect::OnlyWhenManaged => "Nothing happens yet: it takes effect once the state is Managed again.".into(),
        Effect::WaitsForStorage => {
            "Nothing happens yet: the operator applies no change before the storage error is mended.".into()
        }
        Effect::OneNodeSeveralPods { claim, replicas } => format!(
            "{replicas} pods on {claim}, which one node may mount at a time: the others hang, or two write to one volume."
        ),
        Effect::UserCredentialsHide { secret } => {
            format!("Your keys are used from now on; {secret} is no longer looked at, whole or not at all.")
        }
        Effect::CloudCredentialsApply { secret } => {
            format!("From now on the registry uses the cluster's own credentials, {secret}.")
        }
        Effect::NoCredentialsLeft => {
            "No storage credentials are left: the operator reports an error and applies nothing until there are some."
                .into()
        }
        Effect::CredentialsUnknown => {
            "Whether the cluster has credentials of its own cannot be told: without any, the operator reports an error."
                .into()
        }
    }
}

/// What stays lost.
pub fn loss(loss: &Loss) -> String {
    match loss {
        Loss::ImagesPushedMeanwhile => "images pushed in the meantime".into(),
        Loss::Storage { kind: what, name } => format!("{} {name} and its images", kind(*what)),
        Loss::SecretValues { name, keys } => {
            format!(
                "the former values of {} in {name}, which nobody can read back",
                keys.join(", ")
            )
        }
        Loss::Bundle { name, key } => format!("the certificates that {key} in ConfigMap {name} held before"),
        Loss::FormerSecret => "the former shared secret".into(),
    }
}

/// Whether and how the plan can be taken back.
pub fn undo_whole() -> String {
    "Undo possible: it restores everything.".into()
}
/// See [`undo_whole`].
pub fn undo_partial(losses: &[Loss]) -> String {
    let lost = losses.iter().map(loss).collect::<Vec<_>>().join(" and ");
    format!("Undo possible, but {lost} stay lost.")
}
/// See [`undo_whole`].
pub fn undo_impossible(what: &Loss) -> String {
    match what {
        Loss::FormerSecret => "No undo: the former shared secret stays lost, and nobody needs it.".into(),
        what => format!("No undo: {} stay lost.", loss(what)),
    }
}

/// A permission that is there.
pub fn permitted(permission: &Permission) -> String {
    format!("You may {permission}.")
}
/// One that is not.
pub fn not_permitted(permission: &Permission) -> String {
    format!("You may not {permission}.")
}

/// Dry run accepted.
pub fn dry_run_accepted() -> String {
    "Dry run: accepted by the API server.".into()
}
/// Dry run refused.
pub fn dry_run_refused(error: &ClusterError) -> String {
    format!("Dry run: {error}")
}

/// Heading of the cluster's own words.
pub fn cluster_said() -> String {
    "What the cluster said".into()
}

/// Nothing to do.
pub fn nothing_to_do() -> String {
    "The cluster is already as you ask. Nothing would change.".into()
}

/// Headings and buttons.
pub fn steps() -> String {
    "Plan".into()
}
/// Heading of the side card.
pub fn before_you_apply() -> String {
    "Before you apply".into()
}
/// Heading of the copyable commands.
pub fn commands() -> String {
    "oc commands".into()
}
/// Heading of the YAML.
pub fn yaml() -> String {
    "YAML".into()
}
/// While the review is computed.
pub fn planning() -> String {
    "Planning, and trying each step without writing".into()
}
/// Label of the tick.
pub fn tick() -> String {
    "I have read what this stops or loses".into()
}
/// Label of the field where the name is typed.
pub fn type_name(name: &str) -> String {
    format!("Type {name} to confirm that its data is deleted")
}
/// Why the button does not act yet.
pub fn confirm_first() -> String {
    "Confirm the change first.".into()
}
/// Why the button does not act: something stands against the plan.
pub fn cannot_apply() -> String {
    "The plan cannot be applied as it is: see the dry run and the permissions.".into()
}
/// Back to the form.
pub fn back() -> String {
    "Back".into()
}
/// Plan again.
pub fn plan_again() -> String {
    "Plan again".into()
}
/// Someone changed what the plan touches.
pub fn changed() -> String {
    "The cluster changed since you looked. This is the new plan; nothing was written by the old one.".into()
}
/// One field that moved.
pub fn moved(path: &str, looked: &str, now: &str) -> String {
    format!("{path} was {looked} when you looked and is {now} now.")
}

/// State words of steps.
pub fn step_planned() -> String {
    "planned".into()
}
/// See [`step_planned`].
pub fn step_running() -> String {
    "running".into()
}
/// See [`step_planned`].
pub fn step_done() -> String {
    "done".into()
}
/// See [`step_planned`].
pub fn step_failed() -> String {
    "failed".into()
}
/// See [`step_planned`].
pub fn step_not_started() -> String {
    "not started".into()
}
/// See [`step_planned`].
pub fn step_refused() -> String {
    "refused by the dry run".into()
}

/// The account of a plan that stopped.
pub fn stopped(done: usize, all: usize) -> String {
    match done {
        0 => "Stopped before the first step. Nothing was written.".into(),
        _ => format!("Stopped after {done} of {all} steps."),
    }
}
/// The outcome of the failing write is unknown.
pub fn outcome_unknown() -> String {
    "It is not known whether the last step was made. Continue reads the cluster again and finds out.".into()
}
/// Goes on.
pub fn go_on(step: usize) -> String {
    format!("Continue from step {step}")
}
/// Takes back what was done.
pub fn undo(done: usize) -> String {
    match done {
        0 | 1 => "Undo".into(),
        n => format!("Undo {n} steps"),
    }
}
/// Button that applies an undo.
pub fn take_back() -> String {
    "Take the change back".into()
}
/// When the next try is.
pub fn next_try(seconds: u32) -> String {
    format!("Next try in {seconds} s.")
}
/// A try is under way.
pub fn trying() -> String {
    "Trying again…".into()
}
/// Trying by itself was ended.
pub fn not_trying() -> String {
    "Not tried again by itself.".into()
}
/// Tries now.
pub fn try_now() -> String {
    "Try now".into()
}
/// Ends trying by itself.
pub fn stop_trying() -> String {
    "Stop trying".into()
}
/// Begins it again.
pub fn try_by_itself() -> String {
    "Try again by itself".into()
}
/// Leaves it.
pub fn leave() -> String {
    "Leave as it is".into()
}
/// What a release without the field pruned.
pub fn dropped(paths: &[String]) -> String {
    format!(
        "The cluster did not keep {}: this release has no such field.",
        paths.join(", ")
    )
}
/// To the overview.
pub fn overview() -> String {
    "Go to the overview".into()
}
/// Heading while applying.
pub fn applying() -> String {
    "Applying".into()
}
/// You may leave.
pub fn may_leave() -> String {
    "The change is saved. You may leave this page; the operator goes on.".into()
}
/// Every step done, operator done.
pub fn finished() -> String {
    "Done. The operator has acted, and the cluster is as planned.".into()
}
/// Nothing is heard of the cluster while the operator works.
pub fn contact_lost() -> String {
    "Contact with the cluster is lost. The change is saved; how it ends is shown here once contact is back."
        .into()
}
/// The login ended while the operator works.
pub fn login_ended() -> String {
    "Your login ended. The change is saved and the operator goes on; sign in again to see how it ends.".into()
}
/// The console was updated while the operator works.
pub fn console_updated() -> String {
    "The console was updated. The change is saved and the operator goes on; load the page again to see how it ends."
        .into()
}
/// What was known when contact was lost.
pub fn last_seen(state: &Progress) -> String {
    format!("Last seen: {}", progress(state))
}

/// The operator failed.
pub fn operator_failed(retried: bool) -> String {
    if retried {
        "The change is saved, but the operator cannot carry it out. It tries again by itself.".into()
    } else {
        "The change is saved, but the operator refuses it.".into()
    }
}

fn of(serving: Serving) -> String {
    format!("{} of {}", serving.ready, serving.wanted)
}

/// How far the operator is.
pub fn progress(progress: &Progress) -> String {
    match progress {
        Progress::WaitingForOperator { saved, seen } => {
            format!(
                "Waiting for the operator to pick up the change. Saved as generation {saved}, seen {seen}."
            )
        }
        Progress::Working(stages) => {
            let mut parts = vec!["operator saw it".to_owned()];
            match stages.storage_accepted {
                Some(true) => parts.push("storage accepted".into()),
                Some(false) => parts.push("storage not accepted yet".into()),
                None => {}
            }
            if let Some(pods) = stages.pods {
                parts.push(format!("new pods ready {}", of(pods)));
            }
            if !stages.old_pods_gone {
                parts.push("old pods still there".into());
            }
            format!("The operator is at work: {}.", parts.join(", "))
        }
        Progress::NotPickedUp => "Waiting for the operator to pick up the change.".into(),
        Progress::Done => finished(),
        Progress::Failed { retried, .. } => operator_failed(*retried),
        Progress::Unread(error) => format!("How far the operator is cannot be read: {error}"),
    }
}

/// What kind of action, for the icon's hidden word.
pub fn is_deletion(step: &Step) -> bool {
    matches!(step.action(), Action::Delete { .. })
}

/// Why a form of another feature, or the cluster, gives no plan.
pub fn problem(problem: &registry::change::Problem) -> String {
    use registry::change::Problem;
    match problem {
        Problem::Unread(error) => error.to_string(),
        Problem::Credentials(_) => "The credentials need attention.".into(),
        Problem::State(_) => "The management state cannot change that way.".into(),
        Problem::Storage(_) => "The storage form needs attention.".into(),
        Problem::Keep(KeepProblem::NotConfigured { member }) => {
            format!("{member} is not configured, or no longer. Choose among those that are.")
        }
        Problem::Parameters(_) => "The parameters need attention.".into(),
        Problem::Restore(_) => {
            "This cannot be taken back: it names values no plan of this console makes.".into()
        }
    }
}
