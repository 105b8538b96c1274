//! The configuration, the Deployment in numbers, and where images are kept.

use super::part::unread;
use crate::features::overview::{links, words};
use crate::ui::{Card, Facts, Row};
use leptos::prelude::*;
use registry::error::ClusterError;
use registry::overview::{ClaimBrief, ConfigBrief, Overview, Part, Replicas, StoragePlace, StorageView};

/// The card.
#[component]
pub(super) fn FactsCard(overview: Memo<Overview>, bare: Memo<bool>) -> impl IntoView {
    let config = Memo::new(move |_| overview.with(|o| o.config.clone()));
    let replicas = Memo::new(move |_| overview.with(|o| o.replicas.clone()));
    let storage = Memo::new(move |_| overview.with(|o| o.storage.clone()));
    let any =
        move || config.with(Result::is_ok) || replicas.with(Result::is_ok) || storage.with(Result::is_ok);
    let shown = Memo::new(move |_| !bare.get() || any());
    move || {
        shown.get().then(|| {
            view! {
                <div class="rc-overview__card" id=links::FACTS>
                    <Card title=words::facts_title()>
                        <Facts>
                            {move || config_rows(config.get())} {move || replicas_row(replicas.get())}
                            {move || storage_rows(storage.get())}
                        </Facts>
                    </Card>
                </div>
            }
        })
    }
}

fn config_rows(config: Part<ConfigBrief>) -> AnyView {
    let config = match config {
        Ok(config) => config,
        Err(error) => return view! { <Row term=words::state_term()>{unread(&error)}</Row> }.into_any(),
    };
    view! {
        <Row term=words::state_term()>{words::state(config.state)}</Row>
        <Row term=words::replicas_term()>{words::replicas_wanted(config.replicas)}</Row>
        <Row term=words::strategy_term()>{config.strategy.wire()}</Row>
        <Row term=words::read_only_term()>{words::read_only(config.read_only)}</Row>
        <Row term=words::generation_term()>{words::generation(config.generation, config.observed)}</Row>
    }
    .into_any()
}

fn replicas_row(replicas: Part<Replicas>) -> AnyView {
    let value = match replicas {
        Ok(replicas) => words::deployment(replicas).into_any(),
        Err(ClusterError::Missing { .. }) => words::no_deployment().into_any(),
        Err(error) => unread(&error).into_any(),
    };
    view! { <Row term=words::deployment_term()>{value}</Row> }.into_any()
}

fn storage_rows(storage: Part<StorageView>) -> AnyView {
    let storage = match storage {
        Ok(storage) => storage,
        Err(error) => return view! { <Row term=words::storage_term()>{unread(&error)}</Row> }.into_any(),
    };
    let (configured, in_force) = (places(&storage.configured), places(&storage.in_force));
    let places = if storage.differs {
        view! {
            <Row term=words::configured_term()>{configured}</Row>
            <Row term=words::in_force_term()>{in_force}</Row>
        }
        .into_any()
    } else {
        let same = if storage.in_force.is_empty() {
            configured
        } else {
            in_force
        };
        view! { <Row term=words::storage_term()>{same}</Row> }.into_any()
    };
    let whose = storage
        .place()
        .is_some()
        .then(|| view! { <Row term=words::whose_term()>{words::whose(storage.whose)}</Row> });
    let claim = storage
        .claim
        .map(|claim| view! { <Row term=words::claim_term()>{claim_value(claim)}</Row> });
    view! { {places}{whose}{claim} }.into_any()
}

fn places(places: &[StoragePlace]) -> String {
    if places.is_empty() {
        return words::no_storage();
    }
    places
        .iter()
        .map(words::storage_place)
        .collect::<Vec<_>>()
        .join("; ")
}

fn claim_value(claim: Part<Option<ClaimBrief>>) -> AnyView {
    match claim {
        Ok(Some(claim)) => words::claim(&claim).into_any(),
        Ok(None) => words::no_claim().into_any(),
        Err(error) => unread(&error).into_any(),
    }
}
