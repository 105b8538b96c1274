//! The frame around every page of our own doors: masthead, navigation, banner. Inside the OpenShift console none of
//! this is rendered; pages are mounted bare.

use crate::features::credentials::CredentialsPage;
use crate::features::doors::{Account, ConsoleUpdated, LoginEnded};
use crate::features::overview::OverviewPage;
use crate::features::parameters::ParametersPage;
use crate::features::state::StatePage;
use crate::features::storage::{KeepPage, StoragePage};
use crate::words::shell as words;
use crate::{edition, live, nav, ui};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::SsrMode;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::hooks::{use_location, use_navigate};
use leptos_router::{NavigateOptions, path};

/// What the frame says about where it runs. The same on server and client: it travels in the document.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Console {
    /// The cluster's address or name for the masthead.
    pub cluster: String,
    /// The sandbox's scenario, when this is no real cluster.
    pub sandbox: Option<String>,
    /// Who is logged in, at a door that people log in at.
    pub user: Option<String>,
}

/// Everything inside the body.
#[component]
pub fn Page(
    /// Where the console runs.
    console: Console,
) -> impl IntoView {
    provide_meta_context();
    live::provide();
    view! {
        <Title formatter=words::title />
        <Router>
            <Frame console=console.clone() />
        </Router>
    }
}

/// What stands inside the router, because it needs the address.
#[component]
fn Frame(console: Console) -> impl IntoView {
    let Console {
        cluster,
        sandbox,
        user,
    } = console;
    let has_login = user.is_some();
    let location = use_location();
    let (pathname, search) = (location.pathname, location.search);
    let navigate = use_navigate();
    let nav = nav::Nav {
        path: Signal::derive(move || pathname.get()),
        // The router's own has no question mark; an address of ours has one before its query.
        search: Signal::derive(move || search.with(|search| with_mark(search))),
        go: Callback::new(move |path: String| navigate(&path, NavigateOptions::default())),
    };
    provide_context(nav);
    edition::load_other_pages(nav);
    let sandbox = sandbox.map(|scenario| {
        view! {
            <div class="pf-v6-c-banner pf-m-blue rc-banner" role="note">
                {words::sandbox(&scenario)}
            </div>
        }
    });
    view! {
            <div class="pf-v6-c-page" on:click=move |event| edition::leave_to_browser(&event)>
                <a class="pf-v6-c-skip-to-content pf-v6-c-button pf-m-primary" href="#main">{words::skip()}</a>
                <header class="pf-v6-c-masthead pf-m-display-inline">
                    <div class="pf-v6-c-masthead__main">
                        <div class="pf-v6-c-masthead__brand">
                            <a href=nav::overview() class="pf-v6-c-masthead__logo rc-logo">{words::product()}</a>
                        </div>
                    </div>
                    <div class="pf-v6-c-masthead__content rc-masthead-cluster">
                        <span class="rc-masthead-cluster__name">{cluster}</span>
                        {user.map(|name| view! { <Account name=name /> })}
                    </div>
                </header>
                <div class="pf-v6-c-page__sidebar pf-m-expanded rc-sidebar">
                    <div class="pf-v6-c-page__sidebar-body">
                        <ui::Navigation />
                    </div>
                </div>
                <div class="pf-v6-c-page__main-container" tabindex="-1">
                    <main class="pf-v6-c-page__main" id="main" tabindex="0">
                        {sandbox}
                        <ConsoleUpdated />
                        {has_login.then(|| view! { <LoginEnded /> })}
                        <Routes fallback=ui::NotFound>
                            <Route path=path!("/") view=OverviewPage ssr=SsrMode::Async />
                            <Route path=path!("/parameters") view=ParametersPage ssr=SsrMode::Async />
                            <Route path=path!("/state") view=StatePage ssr=SsrMode::Async />
                            <Route path=path!("/credentials") view=CredentialsPage ssr=SsrMode::Async />
                            <Route path=path!("/storage/keep") view=KeepPage ssr=SsrMode::Async />
                            <Route path=path!("/storage/setup") view=StoragePage ssr=SsrMode::Async />
                        </Routes>
                    </main>
                </div>
            </div>
    }
}

fn with_mark(query: &str) -> String {
    if query.is_empty() || query.starts_with('?') {
        query.to_owned()
    } else {
        format!("?{query}")
    }
}
