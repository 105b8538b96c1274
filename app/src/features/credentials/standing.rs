//! Whose credentials the registry uses, and what the two Secrets hold, by the names of their keys.

use super::words;
use crate::ui::{Alert, Card, Facts as FactList, Row, Time, Tone};
use crate::words::cluster::cluster_error;
use leptos::prelude::*;
use registry::credentials::{
    CLOUD_SECRET, CredentialsFacts, Fit, Need, SecretFacts, USER_SECRET, Winner, need, winner, without_user,
};
use registry::error::ClusterError;
use registry::storage::Facts;

/// Headline and the two Secrets.
#[component]
pub(super) fn Standing(facts: Signal<Facts>) -> impl IntoView {
    let known = Memo::new(move |_| {
        facts.with(|facts| {
            let need = facts.config.as_ref().ok().map(need);
            (need, facts.credentials.clone())
        })
    });
    view! {
        {move || {
            let (need, credentials) = known.get();
            view! {
                {need.as_ref().map(|need| headline(need, &credentials))}
                <div class="rc-pair">
                    {secret(words::user_title(), USER_SECRET, &credentials.user, need.as_ref())}
                    {secret(words::cloud_title(), CLOUD_SECRET, &credentials.cloud, None)}
                </div>
            }
        }}
    }
}

fn tone(winner: &Winner) -> Tone {
    match winner {
        Winner::NotNeeded => Tone::Off,
        Winner::User(Fit { missing, .. }) if !missing.is_empty() => Tone::Failing,
        Winner::User(_) | Winner::Cloud(_) => Tone::Ok,
        Winner::CloudOfAnotherKind | Winner::Nobody => Tone::Failing,
        Winner::Unknown(_) => Tone::Unknown,
    }
}

fn headline(need: &Need, credentials: &CredentialsFacts) -> AnyView {
    let who = winner(need, credentials);
    let more = words::consequence(need, &who, &without_user(need, credentials));
    view! {
        <Alert tone=tone(&who) title=words::winner(need, &who)>
            {more.map(|more| view! { <p>{more}</p> })}
        </Alert>
    }
    .into_any()
}

fn secret(
    title: String,
    name: &'static str,
    read: &Result<Option<SecretFacts>, ClusterError>,
    need: Option<&Need>,
) -> AnyView {
    let content = match read {
        Err(error) => said(words::cannot_tell(&cluster_error(error))),
        Ok(None) => said(words::not_there()),
        Ok(Some(secret)) => {
            let fit = need.map(|need| registry::credentials::fit(need, secret));
            let changed = secret.changed.clone();
            let held = secret.keys.clone();
            let row = |term: String, keys: Vec<String>| {
                (!keys.is_empty()).then(|| view! { <Row term=term>{names(keys)}</Row> })
            };
            let missing = fit.as_ref().map(|fit| fit.missing.clone()).unwrap_or_default();
            let surplus = fit
                .filter(|fit| fit.variant.is_some())
                .map(|fit| fit.surplus)
                .unwrap_or_default();
            view! {
                <Row term=words::keys()>{names(held)}</Row>
                {row(words::missing(), missing)}
                {row(words::surplus(), surplus)}
                <Row term=words::changed()>
                    {match changed {
                        Some(at) => view! { <Time at=at /> }.into_any(),
                        None => view! { <span>{words::not_known()}</span> }.into_any(),
                    }}
                </Row>
            }
            .into_any()
        }
    };
    view! {
        <Card title=title>
            <FactList>
                <Row term=words::secret()>
                    <span class="rc-mono">{name}</span>
                </Row>
                {content}
            </FactList>
        </Card>
    }
    .into_any()
}

fn said(text: String) -> AnyView {
    view! { <Row term=words::state()>{text}</Row> }.into_any()
}

fn names(keys: Vec<String>) -> AnyView {
    if keys.is_empty() {
        return view! { <span>{words::no_key()}</span> }.into_any();
    }
    let one = |key: String| view! { <li class="rc-mono">{key}</li> };
    view! {
        <ul class="rc-keys" role="list">
            {keys.into_iter().map(one).collect_view()}
        </ul>
    }
    .into_any()
}
