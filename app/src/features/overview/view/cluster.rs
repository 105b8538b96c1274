//! The cluster and what the ClusterOperator reports.

use super::part::unread;
use crate::features::overview::words;
use crate::ui::{Card, Facts, Row};
use leptos::prelude::*;
use registry::overview::{OperatorBrief, Overview, Part};

/// The card.
#[component]
pub(super) fn ClusterCard(overview: Memo<Overview>, bare: Memo<bool>) -> impl IntoView {
    let platform = Memo::new(move |_| overview.with(|o| said(&o.cluster.platform, words::platform)));
    let topology = Memo::new(move |_| overview.with(|o| said(&o.cluster.topology, |t| words::topology(*t))));
    let name = Memo::new(move |_| overview.with(|o| said(&o.cluster.name, Clone::clone)));
    let version = Memo::new(move |_| overview.with(|o| said(&o.cluster.version, Clone::clone)));
    let operator = Memo::new(move |_| overview.with(|o| o.operator.clone()));
    let all = [platform, topology, name, version];
    let any = move || all.iter().any(|part| part.with(Result::is_ok)) || operator.with(Result::is_ok);
    let shown = Memo::new(move |_| !bare.get() || any());
    move || {
        shown.get().then(|| {
            view! {
                <div class="rc-overview__card">
                    <Card title=words::cluster_title()>
                        <Facts>
                            {row(words::platform_term(), platform)} {row(words::topology_term(), topology)}
                            {row(words::name_term(), name)} {row(words::version_term(), version)}
                            {move || operator_row(operator.get())}
                        </Facts>
                    </Card>
                </div>
            }
        })
    }
}

fn said<T>(part: &Part<T>, words: impl Fn(&T) -> String) -> Part<String> {
    part.as_ref().map(words).map_err(Clone::clone)
}

fn row(term: String, part: Memo<Part<String>>) -> impl IntoView {
    let value = move || match part.get() {
        Ok(text) if text.is_empty() => words::nothing().into_any(),
        Ok(text) => text.into_any(),
        Err(error) => unread(&error).into_any(),
    };
    view! { <Row term=term>{value}</Row> }
}

fn operator_row(operator: Part<OperatorBrief>) -> AnyView {
    let value = match operator {
        Err(error) => unread(&error).into_any(),
        Ok(operator) => {
            let conditions: Vec<_> = operator
                .conditions
                .iter()
                .map(|condition| {
                    view! { <li class="rc-mono">{words::condition_code(condition)}</li> }
                })
                .collect();
            view! {
                {words::operator_version(operator.version.as_deref())}
                <ul class="rc-overview__codes" role="list">{conditions}</ul>
                {operator.degraded_by_pruner_only.then(words::degraded_by_pruner)}
            }
            .into_any()
        }
    };
    view! { <Row term=words::operator_term()>{value}</Row> }.into_any()
}
