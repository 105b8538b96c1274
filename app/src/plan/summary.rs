//! What a plan needs and does, beside its steps; and the same plan to copy.

use super::said::said;
use super::{Review, words};
use crate::ui::{Card, CopyBlock, Icon, Tone};
use crate::words::cluster::cluster_error;
use leptos::prelude::*;
use registry::error::ClusterError;
use registry::plan::{Effect, Inverse};

fn entry(tone: Tone, text: String) -> impl IntoView {
    view! {
        <li class=format!("rc-fact {}", tone.class())>
            <Icon name=tone.icon() />
            <span>{text}</span>
        </li>
    }
}

/// A refusal of the dry run, and below it the cluster's own words.
fn refused(error: &ClusterError) -> AnyView {
    view! {
        <li class=format!("rc-fact {}", Tone::Failing.class())>
            <Icon name=Tone::Failing.icon() />
            <div class="rc-fact__more">
                <span>{words::dry_run_refused(error)}</span>
                {said(error)}
            </div>
        </li>
    }
    .into_any()
}

fn weight(effect: &Effect) -> Tone {
    match effect {
        Effect::StorageDeleted { .. } => Tone::Failing,
        Effect::RegistryStops
        | Effect::ImagesLostOnRestart
        | Effect::ImagesDoNotMove { .. }
        | Effect::ImagesPerPod { .. }
        | Effect::NotHighlyAvailable
        | Effect::BuildsCannotPush { .. }
        | Effect::WorkloadsCannotPull { .. }
        | Effect::PullSecretsRemoved
        | Effect::ReadOnly(true)
        | Effect::SecretMadeAnew
        | Effect::SpreadGone
        | Effect::OnlyWhenManaged
        | Effect::WaitsForStorage
        | Effect::OneNodeSeveralPods { .. }
        | Effect::NoCredentialsLeft
        | Effect::CredentialsUnknown
        | Effect::PodsRestart {
            strategy: registry::objects::Strategy::Recreate,
        } => Tone::Attention,
        Effect::StorageKept { .. } => Tone::Ok,
        _ => Tone::Off,
    }
}

/// Permissions, dry run, consequences and the way back.
#[component]
pub fn Summary(
    /// The plan.
    review: Review,
) -> impl IntoView {
    let permissions = match &review.verdicts {
        Ok(all) => all
            .iter()
            .map(|verdict| {
                if verdict.allowed {
                    entry(Tone::Ok, words::permitted(&verdict.permission))
                } else {
                    entry(Tone::Failing, words::not_permitted(&verdict.permission))
                }
            })
            .collect_view()
            .into_any(),
        Err(error) => entry(Tone::Unknown, cluster_error(error)).into_any(),
    };
    let refusals = review
        .dry_runs
        .iter()
        .filter_map(|answer| answer.as_ref().err())
        .map(refused)
        .collect::<Vec<_>>();
    let accepted = (refusals.is_empty() && !review.dry_runs.is_empty())
        .then(|| entry(Tone::Ok, words::dry_run_accepted()));
    let effects = review
        .plan
        .effects
        .iter()
        .map(|effect| entry(weight(effect), words::effect(effect)))
        .collect_view();
    let inverse = match &review.plan.inverse {
        Inverse::Whole(_) => entry(Tone::Ok, words::undo_whole()),
        Inverse::Partial(_, losses) => entry(Tone::Attention, words::undo_partial(losses)),
        Inverse::Impossible(loss) => entry(Tone::Attention, words::undo_impossible(loss)),
    };
    view! {
        <Card title=words::before_you_apply() class="rc-before">
            <ul class="rc-list" role="list">
                {accepted} {refusals} {permissions} {effects} {inverse}
            </ul>
        </Card>
    }
}

/// The plan as commands and as YAML.
#[component]
pub fn Commands(
    /// The plan.
    review: Review,
) -> impl IntoView {
    let block = |name: String, text: String| {
        view! {
            <details class="rc-details">
                <summary>{name.clone()}</summary>
                <CopyBlock name=name text=text />
            </details>
        }
        .into_any()
    };
    view! {
        {block(words::commands(), review.commands.join("\n"))}
        {block(words::yaml(), review.yaml)}
    }
}
