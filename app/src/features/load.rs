//! Loading what a page shows. A slow cluster never makes a dead page: the server waits a short time and renders
//! without, the browser asks again by itself, and a plain link waits longer for those without WebAssembly.

use crate::api::CallError;
use crate::ui::{Alert, ButtonKind, PushButton, Skeleton, Tone};
use crate::wire::Wire;
use crate::{nav, words::cluster as words};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use std::future::Future;

/// What the server found within the page's budget.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum First<T> {
    Found(T),
    Failed(CallError),
    Slow,
}

/// Something a page shows: its newest value, or why there is none yet.
pub struct Loaded<T: Send + Sync + 'static> {
    first: Resource<First<T>, Wire>,
    value: RwSignal<Option<T>>,
    error: RwSignal<Option<CallError>>,
    ask: StoredValue<Box<dyn Fn() + Send + Sync>>,
}

impl<T: Send + Sync + 'static> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Loaded<T> {}

impl<T: Send + Sync + 'static> std::fmt::Debug for Loaded<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Loaded")
    }
}

/// Loads by `read`: on the server within the page's budget, in the browser as long as it takes.
pub fn loaded<T, Read, Answer>(read: Read) -> Loaded<T>
where
    T: Clone + PartialEq + Send + Sync + Serialize + for<'de> Deserialize<'de> + 'static,
    Read: Fn() -> Answer + Clone + Send + Sync + 'static,
    Answer: Future<Output = Result<T, CallError>> + Send + 'static,
{
    let value = RwSignal::new(None);
    let error = RwSignal::new(None);
    let ask = {
        let read = read.clone();
        move || {
            let read = read.clone();
            spawn_local(async move {
                match read().await {
                    Ok(found) => {
                        let _ = value.try_set(Some(found));
                        let _ = error.try_set(None);
                    }
                    Err(failed) => {
                        let _ = error.try_set(Some(failed));
                    }
                }
            });
        }
    };
    let first = Resource::<_, Wire>::new_with_options(|| (), move |()| within_budget(read()), false);
    Effect::new({
        let ask = ask.clone();
        move |_| {
            if matches!(first.get(), Some(First::Slow)) && value.with_untracked(Option::is_none) {
                ask();
            }
        }
    });
    Loaded {
        first,
        value,
        error,
        ask: StoredValue::new(Box::new(ask)),
    }
}

#[cfg(feature = "ssr")]
async fn within_budget<T>(answer: impl Future<Output = Result<T, CallError>>) -> First<T> {
    match tokio::time::timeout(crate::session::PageBudget::current(), answer).await {
        Ok(Ok(found)) => First::Found(found),
        Ok(Err(failed)) => First::Failed(failed),
        Err(_) => First::Slow,
    }
}

#[cfg(not(feature = "ssr"))]
async fn within_budget<T>(answer: impl Future<Output = Result<T, CallError>>) -> First<T> {
    match answer.await {
        Ok(found) => First::Found(found),
        Err(failed) => First::Failed(failed),
    }
}

impl<T> Loaded<T>
where
    T: Clone + PartialEq + Send + Sync + Serialize + for<'de> Deserialize<'de> + 'static,
{
    /// Replaces the value, for example by what a stream brought.
    pub fn set(self, found: T) {
        let _ = self.value.try_set(Some(found));
        let _ = self.error.try_set(None);
    }

    /// Asks again.
    pub fn reload(self) {
        self.ask.with_value(|ask| ask());
    }

    /// The view: `show` once there is a value, a skeleton or the error until then. `show` runs once; what it is
    /// given follows every later value.
    pub fn view(self, show: impl Fn(Signal<T>) -> AnyView + Send + Sync + 'static) -> impl IntoView {
        let show = StoredValue::new(show);
        let nav = nav::Nav::current();
        let here = StoredValue::new(format!(
            "{}{}",
            nav.path.get_untracked(),
            nav.search.get_untracked()
        ));
        view! {
            <Suspense fallback=move || view! { <Skeleton words=words::slow() /> }>
                {move || Suspend::new(async move {
                    let first = self.first.await;
                    let initial = match first {
                        First::Found(found) => Some(found),
                        First::Failed(failed) => {
                            if self.error.with_untracked(Option::is_none) {
                                self.error.set(Some(failed));
                            }
                            None
                        }
                        First::Slow => None,
                    };
                    let first_value = StoredValue::new(initial);
                    let current = Memo::new(move |_| self.value.get().or_else(|| first_value.get_value()));
                    let present = Memo::new(move |_| current.with(Option::is_some));
                    let last = StoredValue::new(None::<T>);
                    let signal = move || {
                        Signal::derive(move || {
                            if let Some(value) = current.get() {
                                last.set_value(Some(value));
                            }
                            last.get_value()
                        })
                    };
                    move || {
                        if present.get() {
                            let maybe = signal();
                            let Some(now) = maybe.get_untracked() else { return ().into_any() };
                            let value = Signal::derive(move || maybe.get().unwrap_or_else(|| now.clone()));
                            show.with_value(|show| show(value))
                        } else {
                            self.waiting(here)
                        }
                    }
                })}
            </Suspense>
        }
    }

    fn waiting(self, here: StoredValue<String>) -> AnyView {
        view! {
            {move || match self.error.get() {
                Some(error) => {
                    view! {
                        <Alert tone=Tone::Failing title=words::call_error(&error)>
                            <PushButton kind=ButtonKind::Link words=words::try_again() on_press=move || self.reload() />
                        </Alert>
                    }
                        .into_any()
                }
                None => {
                    view! {
                        <Skeleton words=words::slow() />
                        <noscript>
                            <a href=nav::wait(&here.get_value())>{words::wait()}</a>
                        </noscript>
                    }
                        .into_any()
                }
            }}
        }
        .into_any()
    }
}
