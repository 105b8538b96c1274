//! The frame around every page of our own doors: masthead, navigation, banner. Inside the OpenShift console none of
//! this is rendered; pages are mounted bare.

use crate::features::overview::OverviewPage;
use crate::features::state::StatePage;
use crate::features::storage::StoragePage;
use crate::words::shell as words;
use crate::{live, nav, ui};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::SsrMode;
use leptos_router::components::{A, Route, Router, Routes};
use leptos_router::path;

/// What the frame says about where it runs. The same on server and client: it travels in the document.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Console {
    /// The cluster's address or name for the masthead.
    pub cluster: String,
    /// The sandbox's scenario, when this is no real cluster.
    pub sandbox: Option<String>,
}

/// Everything inside the body.
#[component]
pub fn Page(
    /// Where the console runs.
    console: Console,
) -> impl IntoView {
    provide_meta_context();
    live::provide();
    let sandbox = console.sandbox.clone().map(|scenario| {
        view! {
            <div class="pf-v6-c-banner pf-m-blue rc-banner" role="note">
                {words::sandbox(&scenario)}
            </div>
        }
    });
    view! {
        <Title formatter=words::title />
        <Router>
            <div class="pf-v6-c-page">
                <a class="pf-v6-c-skip-to-content pf-v6-c-button pf-m-primary" href="#main">{words::skip()}</a>
                <header class="pf-v6-c-masthead pf-m-display-inline">
                    <div class="pf-v6-c-masthead__main">
                        <div class="pf-v6-c-masthead__brand">
                            <A href=nav::overview() attr:class="pf-v6-c-masthead__logo rc-logo">{words::product()}</A>
                        </div>
                    </div>
                    <div class="pf-v6-c-masthead__content rc-masthead-cluster">{console.cluster.clone()}</div>
                </header>
                <div class="pf-v6-c-page__sidebar pf-m-expanded rc-sidebar">
                    <div class="pf-v6-c-page__sidebar-body">
                        <ui::Navigation />
                    </div>
                </div>
                <div class="pf-v6-c-page__main-container" tabindex="-1">
                    <main class="pf-v6-c-page__main" id="main" tabindex="-1">
                        {sandbox}
                        <Routes fallback=ui::NotFound>
                            <Route path=path!("/") view=OverviewPage ssr=SsrMode::Async />
                            <Route path=path!("/state") view=StatePage ssr=SsrMode::Async />
                            <Route path=path!("/storage/setup") view=StoragePage ssr=SsrMode::Async />
                        </Routes>
                    </main>
                </div>
            </div>
        </Router>
    }
}
