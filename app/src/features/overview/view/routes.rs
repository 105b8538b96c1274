//! The registry's routes and how routers took them.

use super::part::part_card;
use crate::features::overview::{links, words};
use crate::ui::{Icon, Tone};
use leptos::prelude::*;
use registry::overview::{Overview, RouteBrief, RouteState};

/// The card.
#[component]
pub(super) fn RoutesCard(overview: Memo<Overview>, bare: Memo<bool>) -> impl IntoView {
    let routes = Memo::new(move |_| {
        overview.with(|o| {
            let default_route = o.config.as_ref().ok().map(|config| config.default_route);
            o.routes.clone().map(|routes| (routes, default_route))
        })
    });
    part_card(
        links::ROUTES,
        words::routes_title(),
        routes,
        bare,
        |(routes, default_route)| {
            if routes.is_empty() {
                return view! { <p>{words::no_routes(default_route)}</p> }.into_any();
            }
            let items: Vec<_> = routes.iter().map(item).collect();
            view! { <ul class="rc-routes" role="list">{items}</ul> }.into_any()
        },
    )
}

fn item(route: &RouteBrief) -> impl IntoView + use<> {
    let state = route.state();
    let tone = match state {
        RouteState::Admitted => Tone::Ok,
        RouteState::Partly | RouteState::Waiting => Tone::Attention,
        RouteState::Refused => Tone::Failing,
    };
    let host = if route.host.is_empty() {
        words::no_host()
    } else {
        route.host.clone()
    };
    let refusals: Vec<_> = route
        .routers
        .iter()
        .filter(|router| !router.admitted)
        .map(|router| view! { <span class="rc-routes__refusal">{words::router(&router.router, &router.message)}</span> })
        .collect();
    view! {
        <li class="rc-routes__item">
            <strong class="rc-mono">{route.name.clone()}</strong>
            <span class=format!("rc-said {}", tone.class())>
                <Icon name=tone.icon() />
                {words::route_state(state)}
            </span>
            <span class="rc-routes__host rc-mono">{host}</span>
            {refusals}
        </li>
    }
}
