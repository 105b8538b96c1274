//! The path map: an ordered list of places, each one link to the card that tells more. The lines between places are
//! drawn by the style sheet, so nothing of them is read aloud.

use crate::features::overview::{links, words};
use crate::ui::{Card, Icon, Tone};
use leptos::prelude::*;
use registry::overview::{Edge, Overview, PathNode, PathState, Place, PodRole};

/// The card with the map; left out while nothing is known.
#[component]
pub(super) fn Map(overview: Memo<Overview>, bare: Memo<bool>) -> impl IntoView {
    let nodes = Memo::new(move |_| overview.with(|o| o.path.clone()));
    let shown = Memo::new(move |_| !bare.get() && nodes.with(|n| !n.is_empty()));
    let title = Memo::new(move |_| overview.with(|o| words::path_title(&o.headline)));
    move || {
        shown.get().then(|| {
            view! {
                <Card title=title.get() class="rc-overview__map">
                    <ol class="rc-path" role="list" aria-label=words::path_name()>
                        <For each=move || nodes.get() key=|node| node.place let:node>
                            <Stop overview=overview place=node.place />
                        </For>
                    </ol>
                </Card>
            }
        })
    }
}

/// One place.
#[component]
fn Stop(overview: Memo<Overview>, place: Place) -> impl IntoView {
    let shown = Memo::new(move |last: Option<&Option<(PathNode, Vec<String>)>>| {
        let now = overview.with(|o| {
            let node = o.path.iter().find(|node| node.place == place)?;
            Some((node.clone(), lines(o, node)))
        });
        // The list drops this place by itself when the newest map has none of it.
        now.or_else(|| last.cloned().flatten())
    });
    let state = move || shown.with(|s| s.as_ref().map_or(PathState::Unknown, |(node, _)| node.state));
    let class = move || {
        let edge = shown.with(|s| s.as_ref().map_or(Edge::Unknown, |(node, _)| node.edge()));
        format!(
            "rc-path__stop {} {} {}",
            area(place),
            line(edge),
            tone(state()).class()
        )
    };
    let facts = move || {
        let lines = shown.with(|s| s.as_ref().map(|(_, lines)| lines.clone()).unwrap_or_default());
        lines
            .into_iter()
            .map(
                |line| view! { <span class="rc-hidden">", "</span><span class="rc-path__fact">{line}</span> },
            )
            .collect::<Vec<_>>()
    };
    view! {
        <li class=class>
            <a class="rc-path__node" href=links::place(place)>
                <span class="rc-path__name">{words::place(place)}</span>
                <span class="rc-hidden">", "</span>
                <span class="rc-path__state">
                    {move || view! { <Icon name=tone(state()).icon() /> }} {move || words::path_state(state())}
                </span>
                {facts}
            </a>
        </li>
    }
}

/// How many pods the map names.
const PODS: usize = 4;

/// What stands under a place's state.
fn lines(overview: &Overview, node: &PathNode) -> Vec<String> {
    let mut lines = words::place_fact(node, root(overview, node));
    match (node.place, &overview.pods, &overview.storage) {
        (Place::Pods, Ok(pods), _) => {
            let serve = || pods.iter().filter(|pod| pod.role == PodRole::Registry);
            lines.extend(serve().take(PODS).map(words::pod_fact));
            let more = serve().count().saturating_sub(PODS);
            lines.extend((more > 0).then(|| words::more_pods(more)));
        }
        (Place::Storage, _, Ok(storage)) if storage.place().is_some() => {
            lines.extend(words::whose_fact(storage.whose));
        }
        _ => {}
    }
    lines
}

/// The cause to name at this place: the headline's, at the place that is broken by it.
fn root<'a>(overview: &'a Overview, node: &PathNode) -> Option<&'a registry::overview::Cause> {
    let worst = overview
        .path
        .iter()
        .find(|other| other.state == PathState::Failing);
    let worst = worst.or_else(|| {
        overview
            .path
            .iter()
            .find(|other| other.state == PathState::Attention)
    });
    overview
        .cause()
        .filter(|_| worst.is_some_and(|worst| worst.place == node.place))
}

fn tone(state: PathState) -> Tone {
    match state {
        PathState::Ok => Tone::Ok,
        PathState::Changing => Tone::Changing,
        PathState::Attention => Tone::Attention,
        PathState::Failing => Tone::Failing,
        PathState::Off | PathState::WaitsFor(_) => Tone::Off,
        PathState::Unknown => Tone::Unknown,
    }
}

fn area(place: Place) -> &'static str {
    match place {
        Place::Outside => "rc-path__stop--outside",
        Place::Nodes => "rc-path__stop--nodes",
        Place::Routes => "rc-path__stop--routes",
        Place::Service => "rc-path__stop--service",
        Place::Pods => "rc-path__stop--pods",
        Place::Storage => "rc-path__stop--storage",
        Place::Certificates => "rc-path__stop--certificates",
        Place::Pruning => "rc-path__stop--pruning",
    }
}

fn line(edge: Edge) -> &'static str {
    match edge {
        Edge::Carries => "rc-path__stop--carries",
        Edge::Off => "rc-path__stop--off",
        Edge::Changing => "rc-path__stop--changing",
        Edge::Broken => "rc-path__stop--broken",
        Edge::Unknown => "rc-path__stop--unknown",
    }
}
