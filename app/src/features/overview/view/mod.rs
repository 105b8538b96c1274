//! The overview's views, from plain data. Each part follows its own memo, so that what did not change keeps its
//! focus and its opened folds while something else on the page moves.

mod cluster;
mod conditions;
mod facts;
mod part;
mod path;
mod pods;
mod routes;
mod status;
mod todo;

use super::{links, words};
use crate::features::parameters::ReadOnlyBanner;
use crate::ui;
use leptos::prelude::*;
use part::part_card;
use registry::objects::ManagementState;
use registry::overview::{Headline, Overview, PrunerBrief};

/// Everything below the page's title.
#[component]
pub(crate) fn OverviewView(
    /// What is shown, always the newest.
    overview: Signal<Overview>,
    /// Reads everything again.
    retry: Callback<()>,
) -> impl IntoView {
    ui::provide_clock();
    let overview = Memo::new(move |_| overview.get());
    let special = Memo::new(move |_| overview.with(|o| words::special_body(&o.headline)));
    let bare = Memo::new(move |_| special.with(Option::is_some));
    let state = Memo::new(move |_| overview.with(|o| o.config.as_ref().ok().map(|c| c.state)));
    let read_only =
        Signal::derive(move || overview.with(|o| o.config.as_ref().is_ok_and(|config| config.read_only)));
    let pruner = Memo::new(move |_| overview.with(|o| o.pruner.clone()));
    let stale = move || overview.with(|o| matches!(o.headline, Headline::WaitingForOperator { .. }));
    view! {
        <Actions overview=overview state=state />
        <ReadOnlyBanner on=read_only link=true />
        <status::Status overview=overview state=state retry=retry />
        <div class="rc-overview__body" class:rc-stale=stale>
            {move || special.get().map(|body| view! { <p class="rc-overview__special">{body}</p> })}
            <path::Map overview=overview bare=bare />
            <div class="rc-grid">
                <div class="rc-stack">
                    <todo::Todos overview=overview state=state />
                    <todo::Warnings overview=overview />
                    <facts::FactsCard overview=overview bare=bare />
                    {part_card(links::PRUNING, words::pruning_title(), pruner, bare, pruning)}
                </div>
                <div class="rc-stack">
                    <cluster::ClusterCard overview=overview bare=bare />
                    <routes::RoutesCard overview=overview bare=bare />
                </div>
            </div>
            <conditions::Conditions overview=overview bare=bare />
            <pods::PodsCard overview=overview bare=bare />
        </div>
    }
}

fn pruning(pruner: PrunerBrief) -> AnyView {
    view! {
        <p>{words::pruner(&pruner)}</p>
        {pruner.deletes_blobs.map(|deletes| view! { <p>{words::pruner_blobs(deletes)}</p> })}
    }
    .into_any()
}

/// The page's actions, beside its title.
#[component]
fn Actions(overview: Memo<Overview>, state: Memo<Option<ManagementState>>) -> impl IntoView {
    let primary = Memo::new(move |_| overview.with(status::primary));
    let known = Memo::new(move |_| state.with(Option::is_some));
    let set_up = move || {
        primary.get().map(|way| {
            view! {
                <ui::LinkButton
                    kind=ui::ButtonKind::Primary
                    href=links::way_out(&way, None).unwrap_or_default()
                    words=words::way_out(&way)
                />
            }
        })
    };
    let change = move || {
        known.get().then(|| {
            view! {
                <ui::LinkButton
                    kind=ui::ButtonKind::Secondary
                    href=links::change_state(state.get())
                    words=words::change_state()
                />
            }
        })
    };
    view! { <div class="rc-overview__actions">{set_up} {change}</div> }
}
