//! Pods of the registry's namespace. Node agents, one per node, fold away as long as they are well.

use super::part::unread;
use crate::features::overview::{links, words};
use crate::ui::{Card, Icon, Tone};
use leptos::prelude::*;
use registry::overview::{Overview, PodBrief, PodRole};

/// The card.
#[component]
pub(super) fn PodsCard(overview: Memo<Overview>, bare: Memo<bool>) -> impl IntoView {
    let read = move |keep: fn(&PodBrief) -> bool| {
        Memo::new(move |_| {
            overview.with(|o| {
                let pods = o.pods.as_deref().unwrap_or_default();
                pods.iter().filter(|pod| keep(pod)).cloned().collect::<Vec<_>>()
            })
        })
    };
    let pods = read(|pod| !folds(pod));
    let agents = read(folds);
    let all_agents = Memo::new(move |_| {
        let is_agent = |pod: &&PodBrief| pod.role == PodRole::NodeCa;
        overview.with(|o| {
            o.pods
                .as_deref()
                .unwrap_or_default()
                .iter()
                .filter(is_agent)
                .count()
        })
    });
    let error = Memo::new(move |_| overview.with(|o| o.pods.as_ref().err().cloned()));
    let shown = Memo::new(move |_| !bare.get() || error.with(Option::is_none));
    let has_pods = Memo::new(move |_| pods.with(|p| !p.is_empty()));
    let has_agents = Memo::new(move |_| agents.with(|a| !a.is_empty()));
    let body = move || {
        match error.get() {
        Some(error) => unread(&error).into_any(),
        None => view! {
            {move || {
                if has_pods.get() {
                    view! { <Table pods=pods /> }.into_any()
                } else {
                    view! { <p>{words::no_pods()}</p> }.into_any()
                }
            }}
            {move || {
                has_agents.get().then(|| {
                    view! {
                        <details class="rc-fold">
                            <summary>{move || words::agents(agents.with(Vec::len), all_agents.get())}</summary>
                            <Table pods=agents />
                        </details>
                    }
                })
            }}
        }
        .into_any(),
    }
    };
    move || {
        shown.get().then(|| {
            view! {
                <div class="rc-overview__card" id=links::PODS>
                    <Card title=words::pods_title()>{body}</Card>
                </div>
            }
        })
    }
}

/// A node agent that is well: there is one per node, and none of them has anything to say.
fn folds(pod: &PodBrief) -> bool {
    pod.role == PodRole::NodeCa && pod.ready
}

#[component]
fn Table(pods: Memo<Vec<PodBrief>>) -> impl IntoView {
    let [name, role, node, state, ready, restarts] = words::pod_columns();
    let head = |text, class| view! { <th class=class role="columnheader" scope="col">{text}</th> };
    let plain = [name, role, node, state, ready].map(|text| head(text, "pf-v6-c-table__th"));
    let figure = head(restarts, "pf-v6-c-table__th rc-pods__figure");
    let rows = move || pods.get().into_iter().map(row).collect::<Vec<_>>();
    view! {
        <table class="pf-v6-c-table pf-m-compact pf-m-grid-md" role="table" aria-label=words::pods_title()>
            <thead class="pf-v6-c-table__thead" role="rowgroup">
                <tr class="pf-v6-c-table__tr" role="row">
                    {plain} {figure}
                </tr>
            </thead>
            <tbody class="pf-v6-c-table__tbody" role="rowgroup">
                {rows}
            </tbody>
        </table>
    }
}

fn row(pod: PodBrief) -> impl IntoView {
    let [name, role, node, state, ready, restarts] = words::pod_columns();
    // A pod that ran to its end is not ready and has no trouble.
    let tone = match (pod.ready, pod.trouble.is_empty()) {
        (true, _) => Tone::Ok,
        (false, true) => Tone::Off,
        (false, false) => Tone::Failing,
    };
    let on = if pod.node.is_empty() {
        words::nothing()
    } else {
        pod.node
    };
    let trouble =
        (!pod.trouble.is_empty()).then(|| view! { <span class="rc-pods__trouble">{pod.trouble}</span> });
    view! {
        <tr class="pf-v6-c-table__tr" role="row">
            <td class="pf-v6-c-table__td rc-mono" role="cell" data-label=name>{pod.name}</td>
            <td class="pf-v6-c-table__td" role="cell" data-label=role>{words::role(pod.role)}</td>
            <td class="pf-v6-c-table__td rc-mono" role="cell" data-label=node>{on}</td>
            <td class="pf-v6-c-table__td" role="cell" data-label=state>
                <span class=format!("rc-said {}", tone.class())>
                    <Icon name=tone.icon() />
                    {pod.state}
                </span>
                {trouble}
            </td>
            <td class="pf-v6-c-table__td" role="cell" data-label=ready>{words::ready(pod.ready)}</td>
            <td class="pf-v6-c-table__td rc-pods__figure" role="cell" data-label=restarts>{pod.restarts}</td>
        </tr>
    }
}
