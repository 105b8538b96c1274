//! Conditions, each a card of its own that opens. A card is kept by what it is about, so one that was opened stays
//! open whatever else changes.

use crate::features::overview::words;
use crate::ui::{Card, Icon, Time, Tone};
use leptos::prelude::*;
use registry::overview::{self, Explained, Overview, Relevance};

/// What tells one condition from another: pruner and configuration share type names.
type Key = (bool, String);

fn key(explained: &Explained) -> Key {
    (
        explained.about == Relevance::Pruner,
        explained.condition.kind.clone(),
    )
}

/// Needs nobody: as it should be, on its way, off, or of a past that no longer matters.
fn is_fine(explained: &Explained) -> bool {
    explained.about == Relevance::History
        || matches!(explained.tone, overview::Tone::Ok | overview::Tone::Off)
}

/// The card with all of them: those that tell something first, the rest in a fold.
#[component]
pub(super) fn Conditions(overview: Memo<Overview>, bare: Memo<bool>) -> impl IntoView {
    let all = Memo::new(move |_| overview.with(|o| o.conditions.clone()));
    let keys = move |fine: bool| {
        Memo::new(move |_| {
            all.with(|all| {
                all.iter()
                    .filter(|e| is_fine(e) == fine)
                    .map(key)
                    .collect::<Vec<Key>>()
            })
        })
    };
    let (telling, fine) = (keys(false), keys(true));
    let any = Memo::new(move |_| all.with(|all| !all.is_empty()));
    let any_fine = Memo::new(move |_| fine.with(|fine| !fine.is_empty()));
    let shown = Memo::new(move |_| !bare.get() || any.get());
    let body = move || {
        if !any.get() {
            return view! { <p>{words::no_conditions()}</p> }.into_any();
        }
        view! {
            <div class="rc-conditions">
                <For each=move || telling.get() key=Clone::clone let:key>
                    <Condition all=all own=key />
                </For>
                {move || {
                    any_fine.get().then(|| {
                        view! {
                            <details class="rc-fold">
                                <summary>
                                    {move || words::fine_conditions(fine.with(Vec::len), telling.with(Vec::len))}
                                </summary>
                                <div class="rc-conditions">
                                    <For each=move || fine.get() key=Clone::clone let:key>
                                        <Condition all=all own=key />
                                    </For>
                                </div>
                            </details>
                        }
                    })
                }}
            </div>
        }
        .into_any()
    };
    move || {
        shown
            .get()
            .then(|| view! { <Card title=words::conditions_title()>{body}</Card> })
    }
}

#[component]
fn Condition(all: Memo<Vec<Explained>>, own: Key) -> impl IntoView {
    let find = own.clone();
    let shown = Memo::new(move |last: Option<&Option<Explained>>| {
        let now = all.with(|all| all.iter().find(|e| key(e) == find).cloned());
        // The list drops this card by itself when the newest conditions have none of it.
        now.or_else(|| last.cloned().flatten())
    });
    let part = move |read: fn(&Explained) -> String| {
        Memo::new(move |_| shown.with(|e| e.as_ref().map(read).unwrap_or_default()))
    };
    let tone = Memo::new(move |_| shown.with(|e| e.as_ref().map_or(Tone::Unknown, |e| Tone::from(e.tone))));
    let tone_word = part(|e| words::tone(e.tone));
    let short = part(|e| words::meaning_short(&e.meaning).unwrap_or_else(|| e.condition.reason.clone()));
    let about = part(|e| words::relevance(e.about).unwrap_or_default());
    let since = part(|e| e.condition.since.clone());
    let meaning = part(|e| words::meaning(&e.meaning));
    let code = part(|e| words::condition_code(&e.condition));
    let message = part(|e| e.condition.message.clone());
    let evidence = Memo::new(move |_| {
        shown.with(|e| {
            e.iter()
                .flat_map(|e| &e.evidence)
                .map(words::evidence)
                .collect::<Vec<_>>()
        })
    });
    let kind = own.1;
    let raw_name = words::raw_title(&kind);
    view! {
        <details class=move || format!("rc-condition {}", tone.get().class())>
            <summary>
                <span class="rc-said">
                    {move || view! { <Icon name=tone.get().icon() /> }} {tone_word}
                </span>
                <h3 class="rc-condition__title">
                    <span class="rc-mono">{kind}</span>
                    " "
                    <span class="rc-condition__short">{short}</span>
                </h3>
                <span class="rc-condition__meta">
                    {about} " "
                    {move || {
                        let known = since.with(|since| !since.is_empty());
                        known.then(|| view! { {words::since()} " " <Time at=since /> })
                    }}
                </span>
            </summary>
            <div class="rc-condition__body">
                <p class="rc-condition__meaning">{meaning}</p>
                {move || {
                    let lines = evidence.get();
                    (!lines.is_empty())
                        .then(|| {
                            let lines: Vec<_> = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect();
                            view! {
                                <p class="rc-condition__label">{words::evidence_title()}</p>
                                <ul class="rc-condition__evidence">{lines}</ul>
                            }
                        })
                }}
                <p class="rc-condition__label">{words::raw_label()}</p>
                <div class="rc-raw" role="region" aria-label=raw_name tabindex="0">
                    {code}
                    {move || {
                        let message = message.get();
                        (!message.is_empty()).then(|| format!("\n{message}"))
                    }}
                </div>
            </div>
        </details>
    }
}
