//! The document around the pages, which only the server writes: a browser hydrates the body alone.

use crate::nav::Page as At;
use crate::{Console, Page, address};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;
use std::collections::BTreeMap;

/// Where the built files are, with their content hashes; read by the server from the build's manifest.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Assets {
    /// Path of the JavaScript glue.
    pub script: String,
    /// Path of the WebAssembly module that every page needs.
    pub wasm: String,
    /// Paths of the modules that a page needs besides, by the page.
    pub parts: BTreeMap<String, Vec<String>>,
    /// Path of the stylesheet that both doors share.
    pub style: String,
    /// Path of the stylesheet only a page of our own may have: fonts, the bare document.
    pub page_style: String,
    /// Path of the script by which the OpenShift console loads our pages.
    pub plugin_entry: String,
}

/// Follows the system's theme before the first paint: PatternFly themes by a class on the root.
pub(crate) const THEME: &str = "(function(){var d=matchMedia('(prefers-color-scheme: dark)'),c=matchMedia('(prefers-contrast: more)');\
    function f(){var l=document.documentElement.classList;l.toggle('pf-v6-theme-dark',d.matches);\
    l.toggle('pf-v6-theme-high-contrast',c.matches)}f();d.onchange=c.onchange=f})()";

/// The whole document; server only in effect, because a browser hydrates the body alone.
pub fn document(assets: Assets, console: Console) -> impl IntoView {
    let start = format!(
        "import init,{{hydrate}} from {:?};init({{module_or_path:{:?}}}).then(hydrate)",
        assets.script, assets.wasm
    );
    let parts = parts_here(&assets.parts);
    let (cluster, sandbox, user) = (
        console.cluster.clone(),
        console.sandbox.clone(),
        console.user.clone(),
    );
    view! {
        <!DOCTYPE html>
        <html lang="en" class="rc-root" data-cluster=cluster data-sandbox=sandbox data-user=user>
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
                {parts
                    .into_iter()
                    .map(|href| {
                        view! { <link rel="preload" href=href r#as="fetch" r#type="application/wasm" crossorigin="anonymous" /> }
                    })
                    .collect_view()}
                <MetaTags />
                <script type="module" nonce=use_nonce()>{start}</script>
            </head>
            <body>
                <Page console=console />
            </body>
        </html>
    }
}

/// What the page at the request's address needs, so that it comes along with what every page needs.
fn parts_here(parts: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let page = At::at(&address::here().path).map(|page| format!("{page:?}"));
    page.and_then(|page| parts.get(&page).cloned())
        .unwrap_or_default()
}

/// Lets the page for unknown addresses answer 404; given by the server.
#[derive(Clone)]
pub struct NotFoundStatus(pub std::sync::Arc<dyn Fn() + Send + Sync>);

impl std::fmt::Debug for NotFoundStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NotFoundStatus")
    }
}
