//! The document and the frame around every page of our own doors: masthead, navigation, banner. Inside the OpenShift
//! console none of this is rendered; pages are mounted bare.

use crate::features::overview::OverviewPage;
use crate::features::state::StatePage;
use crate::features::storage::StoragePage;
use crate::words::shell as words;
use crate::{live, nav, ui};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::SsrMode;
use leptos_router::components::{A, Route, Router, Routes};
use leptos_router::path;

/// Where the built files are, with their content hashes; read by the server from the build's manifest.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Assets {
    /// Path of the JavaScript glue.
    pub script: String,
    /// Path of the WebAssembly module.
    pub wasm: String,
    /// Path of the stylesheet that both doors share.
    pub style: String,
    /// Path of the stylesheet only a page of our own may have: fonts, the bare document.
    pub page_style: String,
}

/// What the frame says about where it runs. The same on server and client: it travels in the document.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Console {
    /// The cluster's address or name for the masthead.
    pub cluster: String,
    /// The sandbox's scenario, when this is no real cluster.
    pub sandbox: Option<String>,
}

/// Follows the system's theme before the first paint: PatternFly themes by a class on the root.
const THEME: &str = "(function(){var d=matchMedia('(prefers-color-scheme: dark)'),c=matchMedia('(prefers-contrast: more)');\
    function f(){var l=document.documentElement.classList;l.toggle('pf-v6-theme-dark',d.matches);\
    l.toggle('pf-v6-theme-high-contrast',c.matches)}f();d.onchange=c.onchange=f})()";

/// The whole document; server only in effect, because a browser hydrates the body alone.
pub fn document(assets: Assets, console: Console) -> impl IntoView {
    let start = format!(
        "import init,{{hydrate}} from {:?};init({{module_or_path:{:?}}}).then(hydrate)",
        assets.script, assets.wasm
    );
    let (cluster, sandbox) = (console.cluster.clone(), console.sandbox.clone());
    view! {
        <!DOCTYPE html>
        <html lang="en" class="rc-root" data-cluster=cluster data-sandbox=sandbox>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=assets.style />
                <link rel="stylesheet" href=assets.page_style />
                <script nonce=use_nonce()>{THEME}</script>
                <link rel="modulepreload" href=assets.script />
                <link rel="preload" href=assets.wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
                <MetaTags />
                <script type="module" nonce=use_nonce()>{start}</script>
            </head>
            <body>
                <Page console=console />
            </body>
        </html>
    }
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

/// Lets the page for unknown addresses answer 404; given by the server.
#[derive(Clone)]
pub struct NotFoundStatus(pub std::sync::Arc<dyn Fn() + Send + Sync>);

impl std::fmt::Debug for NotFoundStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NotFoundStatus")
    }
}
