//! The pages before and after a login: whole documents that only the server writes and no script runs in, so that
//! nobody needs WebAssembly to come in.

use super::words;
use crate::ui::{Alert, ButtonKind, LinkButton, Tone};
use crate::words::shell;
use crate::{Assets, Console, nav};
use leptos::prelude::*;

/// The service that can be logged in at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginOffer {
    /// The cluster's own.
    OpenShift,
    /// An OpenID Connect provider.
    Company,
}

/// What has to be told on the login page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoginNote {
    /// The last try failed; the finished sentence.
    Failed(String),
}

/// The login page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginPage {
    /// The service, if there is one.
    pub offer: Option<LoginOffer>,
    /// Where the way to it begins.
    pub start: String,
    /// Whether a token may be brought along.
    pub paste: bool,
    /// The page to come to afterwards, as an address of ours.
    pub to: String,
    /// What happened before.
    pub note: Option<LoginNote>,
}

/// The page after a login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedOut {
    /// The login page's address.
    pub login: String,
    /// The token should have been deleted and was not.
    pub failed: bool,
}

/// The login page as a document.
pub fn login_document(assets: Assets, console: Console, page: LoginPage) -> impl IntoView {
    let note = page.note.map(|LoginNote::Failed(why)| {
        view! { <Alert tone=Tone::Failing title=why /> }
    });
    let service = page.offer.map(|offer| {
        let text = match offer {
            LoginOffer::OpenShift => words::log_in_with_openshift(),
            LoginOffer::Company => words::log_in_with_company(),
        };
        view! { <LinkButton kind=ButtonKind::Primary href=page.start words=text /> }
    });
    let only = service.is_none();
    let token = page.paste.then(|| {
        let kind = if only {
            ButtonKind::Primary
        } else {
            ButtonKind::Secondary
        };
        view! {
            <form class="pf-v6-c-form" method="post" action=nav::login_with_token()>
                <h2 class="pf-v6-c-title pf-m-h3">{words::with_token()}</h2>
                <input type="hidden" name="to" value=page.to />
                <div class="pf-v6-c-form__group">
                    <label class="pf-v6-c-form__label" for="login-token">
                        <span class="pf-v6-c-form__label-text">{words::token()}</span>
                    </label>
                    <span class="pf-v6-c-form-control">
                        <input
                            type="password"
                            id="login-token"
                            name="token"
                            autocomplete="off"
                            spellcheck="false"
                            aria-describedby="login-token-help"
                            required
                        />
                    </span>
                    <p class="rc-help" id="login-token-help">
                        {words::token_help()}
                    </p>
                </div>
                <div>
                    <button type="submit" class=kind.class()>
                        <span class="pf-v6-c-button__text">{words::log_in_with_token()}</span>
                    </button>
                </div>
            </form>
        }
    });
    let content = view! {
        {note}
        <p>{words::about()}</p>
        {service}
        {token}
    };
    outside(assets, console, words::log_in(), content.into_any())
}

/// The page after a login as a document.
pub fn signed_out_document(assets: Assets, console: Console, page: SignedOut) -> impl IntoView {
    let content = if page.failed {
        view! { <Alert tone=Tone::Attention title=words::not_revoked()>{words::not_revoked_body()}</Alert> }
            .into_any()
    } else {
        view! { <p>{words::signed_out_body()}</p> }.into_any()
    };
    let content = view! {
        {content}
        <LinkButton kind=ButtonKind::Primary href=page.login words=words::log_in_again() />
    };
    outside(assets, console, words::signed_out(), content.into_any())
}

/// A document for somebody who is not in: the masthead, one card, nothing to navigate to.
fn outside(assets: Assets, console: Console, title: String, content: AnyView) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en" class="rc-root">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <title>{shell::title(title.clone())}</title>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=assets.style />
                <link rel="stylesheet" href=assets.page_style />
                <script nonce=leptos::nonce::use_nonce()>{crate::document::THEME}</script>
            </head>
            <body>
                <main class="rc-outside" id="main">
                    <div class="pf-v6-c-card rc-outside__card">
                        <div class="pf-v6-c-card__body rc-stack">
                            <p class="rc-logo">{shell::product()}</p>
                            <h1 class="pf-v6-c-title pf-m-h1">{title}</h1>
                            <p class="rc-outside__cluster">{console.cluster}</p>
                            {content}
                        </div>
                    </div>
                </main>
            </body>
        </html>
    }
}
