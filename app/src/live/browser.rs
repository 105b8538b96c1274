//! The browser's side of the stream.

use super::{CONTACT_EVENT, EVENTS_PATH, Frames, Live, SIGNED_OUT_EVENT, State, Topic, spread};
use crate::door;
use crate::wire::{COMPACT, WireError};
use futures_util::future::{AbortHandle, abortable};
use gloo_net::http::Request;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReadableStreamDefaultReader};

/// The wait before the first new try in milliseconds; doubled up to [`LONGEST_WAIT`].
const FIRST_WAIT: u32 = 1_000;
const LONGEST_WAIT: u32 = 30_000;

/// The one stream that may be open. Replacing it drops the old one where it stands: its request is aborted, its timer
/// cleared, and it says nothing any more.
#[derive(Clone, Default)]
struct Current(Arc<Mutex<Option<AbortHandle>>>);

impl Current {
    fn replace(&self, next: Option<AbortHandle>) {
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(old) = std::mem::replace(&mut *current, next) {
            old.abort();
        }
    }
}

pub(super) fn run(live: Live) {
    let current = Current::default();
    let start = {
        let current = current.clone();
        move |topics: BTreeSet<Topic>| {
            let state = match () {
                () if topics.is_empty() => State::Off,
                () if document().hidden() => State::Paused,
                () => {
                    let (open, end) = abortable(keep_open(live, topics));
                    current.replace(Some(end));
                    spawn_local(async move {
                        let _ = open.await;
                    });
                    return;
                }
            };
            current.replace(None);
            let _ = live.state.try_set(state);
        }
    };
    Effect::new({
        let start = start.clone();
        move |_| start(live.topics.get())
    });
    let visibility = window_event_listener(leptos::ev::visibilitychange, {
        let start = start.clone();
        move |_| start(live.topics.get_untracked())
    });
    // Whoever logged in elsewhere comes back to this window.
    let focus = window_event_listener(leptos::ev::focus, move |_| {
        if live.state.try_get_untracked() == Some(State::SignedOut) {
            start(live.topics.get_untracked());
        }
    });
    on_cleanup(move || {
        visibility.remove();
        focus.remove();
        current.replace(None);
    });
}

async fn keep_open(live: Live, topics: BTreeSet<Topic>) {
    let set = |state| {
        let _ = live.state.try_set(state);
    };
    let names = topics
        .iter()
        .map(|topic| topic.name())
        .collect::<Vec<_>>()
        .join(",");
    let mut wait = FIRST_WAIT;
    loop {
        set(State::CatchingUp);
        match read(live, &names, &set).await {
            End::SignedOut => return set(State::SignedOut),
            // Asking again would bring the same; the page has to be loaded anew.
            End::Outdated => return set(State::Outdated),
            End::Closed { lived: true } => wait = FIRST_WAIT,
            End::Closed { lived: false } => {}
        }
        set(State::Reconnecting);
        TimeoutFuture::new(spread(wait, js_sys::Math::random())).await;
        wait = (wait * 2).min(LONGEST_WAIT);
    }
}

fn state(contact: bool) -> State {
    if contact { State::Live } else { State::Reconnecting }
}

enum End {
    SignedOut,
    Outdated,
    Closed { lived: bool },
}

/// Aborts a request whose answer nobody reads any more.
struct Reading(AbortController);

impl Drop for Reading {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn read(live: Live, names: &str, set: &impl Fn(State)) -> End {
    let mut lived = false;
    let (Ok(abort), Some(headers)) = (AbortController::new(), door::headers()) else {
        return End::Closed { lived };
    };
    let reading = Reading(abort);
    let request = Request::get(&door::address(&format!("{EVENTS_PATH}?topics={names}")))
        .header("accept", COMPACT)
        .abort_signal(Some(&reading.0.signal()));
    let request = headers
        .iter()
        .fold(request, |request, (name, value)| request.header(name, value));
    let Ok(answer) = request.send().await else {
        return End::Closed { lived };
    };
    if answer.status() == 401 {
        return End::SignedOut;
    }
    let Some(body) = answer.body().filter(|_| answer.ok()) else {
        return End::Closed { lived };
    };
    let Ok(reader) = body.get_reader().dyn_into::<ReadableStreamDefaultReader>() else {
        return End::Closed { lived };
    };
    let mut frames = Frames::default();
    // What a stream says while the cluster is out of reach is worth showing, but is not live.
    let mut contact = true;
    while let Ok(chunk) = JsFuture::from(reader.read()).await {
        let get = |key: &str| js_sys::Reflect::get(&chunk, &JsValue::from_str(key));
        if get("done").is_ok_and(|done| done.is_truthy()) {
            break;
        }
        let Ok(value) = get("value") else { break };
        for (event, data) in frames.push(&js_sys::Uint8Array::new(&value).to_vec()) {
            match event.as_str() {
                SIGNED_OUT_EVENT => return End::SignedOut,
                CONTACT_EVENT => {
                    contact = data == "true";
                    set(state(contact));
                }
                name => {
                    lived = true;
                    if live.deliver(name, &data) == Err(WireError::OtherEdition) {
                        return End::Outdated;
                    }
                    set(state(contact));
                }
            }
        }
    }
    End::Closed { lived }
}
