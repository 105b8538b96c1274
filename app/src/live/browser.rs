//! The browser's side of the stream.

use super::{CONTACT_EVENT, EVENTS_PATH, Frames, Live, SIGNED_OUT_EVENT, State, Topic, spread};
use crate::door::CALL_HEADER;
use gloo_net::http::Request;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReadableStreamDefaultReader};

/// The wait before the first new try in milliseconds; doubled up to [`LONGEST_WAIT`].
const FIRST_WAIT: u32 = 1_000;
const LONGEST_WAIT: u32 = 30_000;

/// Which stream is the newest: an older one that wakes up finds another number and ends.
#[derive(Clone, Default)]
struct Newest {
    number: Rc<Cell<usize>>,
    abort: Rc<RefCell<Option<AbortController>>>,
}

impl Newest {
    fn replace(&self) -> usize {
        if let Some(abort) = self.abort.borrow_mut().take() {
            abort.abort();
        }
        self.number.set(self.number.get() + 1);
        self.number.get()
    }
}

pub(super) fn run(live: Live) {
    let newest = Newest::default();
    let start = {
        let newest = newest.clone();
        move |topics: BTreeSet<Topic>| {
            let number = newest.replace();
            let state = match () {
                () if topics.is_empty() => State::Off,
                () if document().hidden() => State::Paused,
                () => {
                    spawn_local(keep_open(live, topics, newest.clone(), number));
                    return;
                }
            };
            let _ = live.state.try_set(state);
        }
    };
    Effect::new({
        let start = start.clone();
        move |_| start(live.topics.get())
    });
    let visibility = window_event_listener(leptos::ev::visibilitychange, move |_| {
        start(live.topics.get_untracked());
    });
    on_cleanup(move || visibility.remove());
}

async fn keep_open(live: Live, topics: BTreeSet<Topic>, newest: Newest, number: usize) {
    let current = || newest.number.get() == number;
    let set = |state| {
        if current() {
            let _ = live.state.try_set(state);
        }
    };
    let names = topics
        .iter()
        .map(|topic| topic.name())
        .collect::<Vec<_>>()
        .join(",");
    let mut wait = FIRST_WAIT;
    while current() {
        set(State::CatchingUp);
        match read(live, &names, &newest, number, &set).await {
            End::SignedOut => {
                set(State::SignedOut);
                return;
            }
            End::Closed { lived: true } => wait = FIRST_WAIT,
            End::Closed { lived: false } => {}
        }
        if !current() {
            return;
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
    Closed { lived: bool },
}

async fn read(live: Live, names: &str, newest: &Newest, number: usize, set: &impl Fn(State)) -> End {
    let mut lived = false;
    let Ok(abort) = AbortController::new() else {
        return End::Closed { lived };
    };
    let signal = abort.signal();
    *newest.abort.borrow_mut() = Some(abort);
    let answer = Request::get(&format!("{EVENTS_PATH}?topics={names}"))
        .header(CALL_HEADER.0, CALL_HEADER.1)
        .abort_signal(Some(&signal))
        .send()
        .await;
    let Ok(answer) = answer else {
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
        if newest.number.get() != number || get("done").is_ok_and(|done| done.is_truthy()) {
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
                    set(state(contact));
                    live.deliver(name, &data);
                }
            }
        }
    }
    End::Closed { lived }
}
