//! What a state would do to storage, builds, workloads and pruning, by name. What could not be read says so; it is
//! never shown as zero.

use super::words;
use crate::nav;
use crate::ui::{ButtonKind, Icon, LinkButton, Tone};
use leptos::prelude::*;
use registry::error::ClusterError;
use registry::objects::ManagementState;
use registry::state::{Start, StateFacts, Users};

/// So many names are shown at once.
const GLANCE: usize = 5;

fn entry(tone: Tone, text: String) -> AnyView {
    view! {
        <li class=format!("rc-fact {}", tone.class())>
            <span class="rc-tone">
                <Icon name=tone.icon() />
            </span>
            <span>{text}</span>
        </li>
    }
    .into_any()
}

fn counted(users: &Result<Users, ClusterError>, name: &'static str, say: fn(&Users) -> String) -> AnyView {
    match users {
        Ok(users) if users.count == 0 => entry(Tone::Ok, say(users)),
        Ok(users) => named(say(users), name, users),
        Err(error) => entry(Tone::Unknown, words::uncounted(name, error)),
    }
}

/// How many, and below it who: open while they fit a glance.
fn named(said: String, what: &str, users: &Users) -> AnyView {
    let name = |name: &String| view! { <li class="rc-mono">{name.clone()}</li> };
    let more = words::more(users).map(|more| view! { <li class="rc-meta">{more}</li> });
    view! {
        <li class=format!("rc-fact {}", Tone::Attention.class())>
            <span class="rc-tone">
                <Icon name=Tone::Attention.icon() />
            </span>
            <div class="rc-fact__more">
                <span>{said}</span>
                <details class="rc-details" open=users.count <= GLANCE>
                    <summary>{words::by_name(what)}</summary>
                    <ul class="rc-names" role="list">
                        {users.names.iter().map(name).collect_view()} {more}
                    </ul>
                </details>
            </div>
        </li>
    }
    .into_any()
}

/// The consequences of becoming `to`.
pub(super) fn consequences(facts: &StateFacts, to: ManagementState, keep_data: bool) -> AnyView {
    let mut list = Vec::new();
    match to {
        ManagementState::Removed => {
            match &facts.held {
                Ok(held) if held.is_empty() => list.push(entry(Tone::Ok, words::nothing_held())),
                Ok(held) => list.extend(held.iter().map(|one| {
                    let tone = if one.deleted && !keep_data {
                        Tone::Failing
                    } else {
                        Tone::Ok
                    };
                    entry(tone, words::held(one, keep_data))
                })),
                Err(error) => list.push(entry(
                    Tone::Unknown,
                    words::uncounted(words::storage_name(), error),
                )),
            }
            list.push(counted(&facts.builds, words::builds_name(), words::builds));
            // Nothing found while something could not be looked at is not nothing.
            if !matches!(&facts.workloads, Ok(users) if users.count == 0 && !facts.uncounted.is_empty()) {
                list.push(counted(
                    &facts.workloads,
                    words::workloads_name(),
                    words::workloads,
                ));
            }
            if facts.workloads.is_ok() {
                let name = words::some_workloads_name();
                let uncounted = facts.uncounted.iter();
                list.extend(uncounted.map(|error| entry(Tone::Unknown, words::uncounted(name, error))));
            }
            if facts.pull_secrets_go.as_ref().is_ok_and(|go| *go) {
                list.push(entry(Tone::Attention, words::pull_secrets()));
            }
        }
        ManagementState::Managed => match &facts.start {
            Ok(start) => {
                let tone = match start {
                    Start::Configured | Start::OperatorPicks => Tone::Ok,
                    Start::Unknown => Tone::Unknown,
                    Start::NothingConfigured | Start::TwoStorages { .. } => Tone::Attention,
                };
                list.push(entry(tone, words::start(start)));
                let way = match start {
                    Start::NothingConfigured => Some((nav::storage_setup(), words::set_up_storage())),
                    Start::TwoStorages { .. } => Some((nav::storage_keep(""), words::keep_one())),
                    _ => None,
                };
                list.extend(way.map(|(href, words)| {
                    view! {
                        <li>
                            <LinkButton kind=ButtonKind::Link href=href words=words />
                        </li>
                    }
                    .into_any()
                }));
            }
            Err(error) => list.push(entry(
                Tone::Unknown,
                words::uncounted(words::storage_name(), error),
            )),
        },
        ManagementState::Unmanaged | ManagementState::Other => {}
    }
    match facts.prunes_blobs_after(to) {
        Some(after) => list.push(entry(
            Tone::Off,
            words::pruning(facts.prunes_blobs.as_ref().ok().copied(), after),
        )),
        None => {
            if let Err(error) = &facts.prunes_blobs {
                list.push(entry(
                    Tone::Unknown,
                    words::uncounted(words::pruning_name(), error),
                ));
            }
        }
    }
    view! {
        <ul class="rc-list" role="list">
            {list}
        </ul>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use registry::resource::Resource;
    use registry::snapshot::Snapshot;

    fn html(facts: &StateFacts) -> String {
        Owner::new().with(|| consequences(facts, ManagementState::Removed, false).to_html())
    }

    #[test]
    fn what_could_only_be_counted_in_part_says_so_and_is_never_shown_as_nothing() {
        let mut facts = StateFacts::read(&Snapshot::default());
        facts.workloads = Ok(Users::default());
        facts.uncounted = Vec::new();
        let none = words::workloads(&Users::default());
        assert!(html(&facts).contains(&none));
        let error = ClusterError::Unavailable {
            resource: Resource::StatefulSet,
        };
        facts.uncounted = vec![error.clone()];
        let partly = html(&facts);
        assert!(!partly.contains(&none), "{partly}");
        assert!(
            partly.contains("Some workloads could not be counted."),
            "{partly}"
        );
        facts.workloads = Err(error);
        assert!(html(&facts).contains("Workloads could not be counted."));
    }
}
