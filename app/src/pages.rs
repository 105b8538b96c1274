//! Every page, and where the program is taken apart: a browser loads the code of a page with that page and not before.
//! On the server all of it is there. Knows that code may not come, not how it comes.
//!
//! A new page is one line in the list below. What its code shares with other pages is found by the build.

use crate::console::InConsole;
use crate::features::credentials::CredentialsPage;
use crate::features::doors::read_about;
use crate::features::overview::{Brief, OverviewPage, Pull};
use crate::features::parameters::ParametersPage;
use crate::features::state::StatePage;
use crate::features::storage::{KeepPage, StoragePage};
use crate::host::{Frame, Host};
use crate::nav::Page;
use crate::ui::{Alert, ButtonKind, HEADING, PushButton, Skeleton, Tone, focus};
use crate::words::shell as words;
use crate::{Part, edition};
use futures_util::FutureExt;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use std::future::Future;
use std::pin::Pin;

/// The code of a page did not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("A part of the console could not be loaded.")]
pub struct NotLoaded;

impl From<SplitLoaderError> for NotLoaded {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

type Loading = Pin<Box<dyn Future<Output = Result<(), NotLoaded>>>>;

/// Code that is loaded by itself.
#[derive(Clone, Copy)]
struct Piece {
    /// Loads it. Nothing happens when it is there.
    load: fn() -> Loading,
    /// What it shows; `None` until it is loaded.
    show: fn() -> Option<AnyView>,
}

macro_rules! pages {
    ($($page:ident => $component:ident,)*) => {
        fn piece(page: Page) -> Piece {
            match page {
                $(Page::$page => {
                    #[wasm_split($page, wasm_split_path = leptos::wasm_split, fallible, preload(load))]
                    fn show() -> Result<AnyView, NotLoaded> {
                        Ok($component().into_any())
                    }
                    Piece {
                        load: || Box::pin(async { Ok(load().await?) }),
                        show: || show().now_or_never()?.ok(),
                    }
                })*
            }
        }
    };
}

pages! {
    Overview => OverviewPage,
    State => StatePage,
    StorageSetup => StoragePage,
    StorageKeep => KeepPage,
    Parameters => ParametersPage,
    Credentials => CredentialsPage,
}

#[wasm_split(InConsole, wasm_split_path = leptos::wasm_split, fallible, preload(load_console))]
fn in_console(host: Host, part: Part) -> Result<AnyView, NotLoaded> {
    Ok(view! { <InConsole host=host part=part /> }.into_any())
}

// Part of the overview, because it is made of the same.
#[wasm_split(Overview, wasm_split_path = leptos::wasm_split, fallible, preload(load_brief))]
fn show_brief(pull: Pull) -> Result<AnyView, NotLoaded> {
    Ok(view! { <Brief pull=pull /> }.into_any())
}

/// Loads the code of the page at this address. A page that nobody knows needs none.
///
/// # Errors
/// When it did not come, however often it was asked for.
pub async fn load(address: &str) -> Result<(), NotLoaded> {
    match Page::at(address) {
        Some(page) => (piece(page).load)().await,
        None => Ok(()),
    }
}

/// Loads what stands inside the OpenShift console: the frame, and the page or view in it.
///
/// # Errors
/// When it did not come, however often it was asked for.
pub async fn load_part(part: &Part, address: &str) -> Result<(), NotLoaded> {
    load_console().await?;
    match part {
        Part::Pages => load(address).await,
        Part::Overview => (piece(Page::Overview).load)().await,
        Part::Stream(_) => Ok(load_brief().await?),
    }
}

/// A part of the console inside the OpenShift console.
///
/// # Errors
/// When it was not loaded before.
pub fn part(host: Host, part: Part) -> Result<AnyView, NotLoaded> {
    in_console(host, part).now_or_never().unwrap_or(Err(NotLoaded))
}

/// The registry in brief. Loaded before with its part.
pub(crate) fn brief(pull: Pull) -> AnyView {
    match show_brief(pull).now_or_never() {
        Some(Ok(view)) => view,
        _ => view! { <Missing /> }.into_any(),
    }
}

/// A page. Where its code is not there yet, it is loaded first.
pub(crate) fn page(page: Page) -> AnyView {
    let piece = piece(page);
    (piece.show)().unwrap_or_else(|| view! { <Coming piece=piece /> }.into_any())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Coming,
    Here,
    Missing,
}

/// A page whose code is on its way, in a browser that came to it by a link.
#[component]
fn Coming(piece: Piece) -> impl IntoView {
    let stage = RwSignal::new(Stage::Coming);
    let frame = Frame::current();
    spawn_local(async move {
        let now = match (piece.load)().await {
            Ok(()) => Stage::Here,
            Err(NotLoaded) => Stage::Missing,
        };
        let _ = stage.try_set(now);
        match (now, frame) {
            // Inside the host a page is read from its heading, which was not there yet.
            (Stage::Here, Frame::Host(_)) => focus(HEADING),
            // Whether an update took the code away, the mark of any answer tells.
            (Stage::Missing, _) => drop(read_about().await),
            _ => {}
        }
    });
    move || match stage.get() {
        Stage::Coming => view! {
            <section class="pf-v6-c-page__main-section rc-page">
                <Skeleton words=words::loading() />
            </section>
        }
        .into_any(),
        Stage::Here => (piece.show)().unwrap_or_else(|| view! { <Missing /> }.into_any()),
        Stage::Missing => view! { <Missing /> }.into_any(),
    }
}

/// What stands in the place of a page whose code did not come; and above a page that the server rendered and that stays
/// as it is.
#[component]
pub fn Missing() -> impl IntoView {
    view! {
        <section class="pf-v6-c-page__main-section rc-page">
            <div role="alert">
                <Alert tone=Tone::Failing title=NotLoaded.to_string()>
                    <p>{words::not_loaded_body()}</p>
                    <PushButton kind=ButtonKind::Link words=words::reload() on_press=edition::load_again />
                </Alert>
            </div>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_the_server_every_page_and_part_is_there_without_waiting() {
        for page in Page::ALL {
            assert_eq!(load(&page.address()).now_or_never(), Some(Ok(())), "{page:?}");
        }
        for part in [Part::Pages, Part::Overview, Part::Stream(Pull::default())] {
            assert_eq!(load_part(&part, "/nowhere").now_or_never(), Some(Ok(())));
        }
    }
}
