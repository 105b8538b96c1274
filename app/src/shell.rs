//! The frame around every page of our own doors: masthead, navigation, banner. Inside the OpenShift console none of
//! this is rendered; pages are mounted bare.

use crate::features::doors::{Account, ConsoleUpdated, LoginEnded};
use crate::nav::Page as At;
use crate::pages::page;
use crate::words::shell as words;
use crate::{address, edition, live, nav, ui};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};

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
        <Frame console=console />
    }
}

#[component]
fn Frame(console: Console) -> impl IntoView {
    let Console {
        cluster,
        sandbox,
        user,
    } = console;
    let has_login = user.is_some();
    let nav = address::provide();
    edition::load_other_pages(nav);
    let now = Memo::new(move |_| nav.path.with(|path| At::at(path)));
    let sandbox = sandbox.map(|scenario| {
        view! {
            <div class="pf-v6-c-banner pf-m-blue rc-banner" role="note">
                {words::sandbox(&scenario)}
            </div>
        }
    });
    view! {
            <div class="pf-v6-c-page" on:click=move |event| address::follow(&event, nav)>
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
                        {move || match now.get() {
                            Some(now) => page(now),
                            None => view! { <ui::NotFound /> }.into_any(),
                        }}
                    </main>
                </div>
            </div>
    }
}
