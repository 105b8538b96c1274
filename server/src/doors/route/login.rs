//! Logging in and out with a browser: the page that offers it, the way to the login service and back, a token brought
//! along, the end. Every answer is a page or a redirect to a page of ours; no error ever stands in an address.

use super::back::Back;
use super::flow::{self, Flow};
use super::provider::{Granted, LoginError};
use super::session::{Login, Means, NotKept};
use super::{Left, Route};
use crate::audit;
use crate::documents::document;
use crate::front::{Front, Peer, RequestId};
use crate::guard::{Class, LOGIN_PATH, Refusal, SIGNED_OUT_PATH, START_PATH};
use crate::notice;
use app::features::doors::{
    LoginNote, LoginOffer, LoginPage, SignedOut, login_document, signed_out_document,
};
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::response::Response;
use cluster::Token;
use http::header::{HeaderValue, LOCATION, RETRY_AFTER, SET_COOKIE};
use http::request::Parts;
use http::{Extensions, HeaderName, StatusCode};
use leptos::prelude::RenderHtml as _;
use registry::error::ClusterError;
use registry::port::Cluster as _;
use std::net::IpAddr;

/// Bytes of the form that brings a token.
const FORM: usize = 16 << 10;

/// The page that offers to log in.
pub(crate) fn page(front: &Front, route: &Route, request: &Request) -> Response {
    let back = Back::read(&parameter(request.uri().query(), "to").unwrap_or_default());
    offer(front, route, request.extensions(), &back, (StatusCode::OK, None))
}

/// The page after a login ended.
pub(crate) fn signed_out(front: &Front, request: &Request) -> Response {
    goodbye(front, request.extensions(), &Left::default())
}

/// Sends the browser to the login service.
pub(crate) async fn start(front: &Front, route: &Route, request: Request) -> Response {
    let back = Back::read(&parameter(request.uri().query(), "to").unwrap_or_default());
    let (parts, _) = request.into_parts();
    match begin(route, &parts, &back).await {
        Ok((address, cookie)) => {
            let mut response = see(&address);
            response.headers_mut().append(SET_COOKIE, cookie);
            response
        }
        Err(error) => failed(front, route, &parts, &back, error),
    }
}

async fn begin(route: &Route, parts: &Parts, back: &Back) -> Result<(String, HeaderValue), LoginError> {
    let provider = route.provider.as_ref().ok_or(LoginError::Stale)?;
    admitted(route, parts)?;
    let begun = provider.begin().await?;
    let flow = Flow::new(begun.state, begun.verifier, begun.nonce, back, route.now());
    let cookie = flow.keep(&route.keys()).map_err(|_| LoginError::NoRandomness)?;
    Ok((begun.address, cookie.ok_or(LoginError::NoRandomness)?))
}

/// Takes the login service's answer. The page that goes on is an answer of its own and no redirect: a browser that came
/// here from another site would not send the new `SameSite=Strict` cookie along a redirect.
pub(crate) async fn callback(front: &Front, route: &Route, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    if parts.headers.contains_key("sec-purpose") {
        // A browser that only guesses that the address will be opened must not use the answer up.
        return notice::refusal(Refusal::Method, Class::Login, front.site.pages());
    }
    let query = parts.uri.query();
    let state = parameter(query, "state").unwrap_or_default();
    let flow = Flow::answered(&parts.headers, &route.keys(), &state, route.now());
    let back = flow.as_ref().map(Flow::back).unwrap_or_default();
    let redeemed = redeem(route, &parts, flow.as_ref(), parameter(query, "code")).await;
    let mut response = match redeemed {
        Ok(cookies) => entered(front, &back, cookies),
        Err(error) => failed(front, route, &parts, &back, error),
    };
    if let Some(cookie) = flow::forget() {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

async fn redeem(
    route: &Route,
    parts: &Parts,
    flow: Option<&Flow>,
    code: Option<String>,
) -> Result<Vec<HeaderValue>, LoginError> {
    let provider = route.provider.as_ref().ok_or(LoginError::Stale)?;
    admitted(route, parts)?;
    let flow = flow.ok_or(LoginError::Stale)?;
    if !route.answered.first(flow, route.now()) {
        return Err(LoginError::Stale);
    }
    let code = code.filter(|code| !code.is_empty()).ok_or(LoginError::Denied)?;
    let granted = provider.finish(flow, code).await?;
    admit(route, parts, granted, provider.means()).await
}

/// Logs somebody in who brings a token along.
pub(crate) async fn with_token(front: &Front, route: &Route, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, FORM).await else {
        return notice::refusal(Refusal::TooLarge, Class::SignIn, front.site.pages());
    };
    let field = |name: &str| {
        let mut fields = form_urlencoded::parse(&body);
        fields
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.into_owned())
    };
    let back = Back::read(&field("to").unwrap_or_default());
    let granted = Granted {
        token: field("token").unwrap_or_default().trim().to_owned(),
        seconds: None,
    };
    let admitted = async {
        if !route.paste {
            return Err(LoginError::Denied);
        }
        admitted(route, &parts)?;
        admit(route, &parts, granted, Means::Token).await
    };
    match admitted.await {
        Ok(cookies) => entered(front, &back, cookies),
        Err(error) => failed(front, route, &parts, &back, error),
    }
}

/// Asks the API server whose token it is, and keeps it for that person. It is the API server's word and nobody else's.
async fn admit(
    route: &Route,
    parts: &Parts,
    granted: Granted,
    means: Means,
) -> Result<Vec<HeaderValue>, LoginError> {
    let token = Token::new(&granted.token).map_err(|_| LoginError::Rejected)?;
    let who = route
        .api
        .as_user(token)
        .whoami()
        .await
        .map_err(|error| match error {
            ClusterError::SignedOut => LoginError::Rejected,
            error => {
                tracing::warn!(%error, "nobody could be asked who logs in");
                LoginError::NoCluster
            }
        })?;
    let now = route.now();
    let login = Login::new(granted.token, who.user, means, now, granted.seconds);
    let login = login.map_err(|_| LoginError::NoRandomness)?;
    let cookies = login.keep(&route.keys(), now).map_err(|error| match error {
        NotKept::TooLarge => LoginError::TooLarge,
        NotKept::NoRandomness => LoginError::NoRandomness,
    })?;
    audit::said("login", Some(&login.name), "done", request_id(parts));
    Ok(cookies)
}

/// Ends the login. A form with the session's own token comes here, so that no other page can do it.
pub(crate) async fn leave(front: &Front, route: &Route, parts: &Parts) -> Response {
    let left = route.leave(&parts.headers, request_id(parts)).await;
    let mut response = match &left.farewell {
        // The provider's own page comes next; from there it leads to ours. A page of its own goes on to it, because
        // browsers hold `form-action` against the redirect that answers a form, too.
        Some(address) => onward(front, "Logging out", "The login service asks next.", address),
        None if left.failed => goodbye(front, &parts.extensions, &left),
        None => see(SIGNED_OUT_PATH),
    };
    let headers = response.headers_mut();
    for cookie in left.cookies {
        headers.append(SET_COOKIE, cookie);
    }
    headers.insert(
        HeaderName::from_static("clear-site-data"),
        HeaderValue::from_static("\"cache\", \"storage\""),
    );
    response
}

fn admitted(route: &Route, parts: &Parts) -> Result<(), LoginError> {
    if route.limit.admits(asker(route, parts)) {
        Ok(())
    } else {
        Err(LoginError::Throttled)
    }
}

/// Whose browser this is, as the limit counts them.
fn asker(route: &Route, parts: &Parts) -> IpAddr {
    let peer = parts.extensions.get::<Peer>().map(|peer| peer.0);
    route.limit.address(&parts.headers, peer)
}

fn failed(front: &Front, route: &Route, parts: &Parts, back: &Back, error: LoginError) -> Response {
    let status = match error {
        LoginError::Stale | LoginError::Exchange | LoginError::Untrusted(_) | LoginError::TooLarge => {
            StatusCode::BAD_REQUEST
        }
        LoginError::Denied => StatusCode::FORBIDDEN,
        LoginError::Rejected => StatusCode::UNAUTHORIZED,
        LoginError::Throttled => StatusCode::TOO_MANY_REQUESTS,
        LoginError::Service(_) | LoginError::Description | LoginError::NoCluster => StatusCode::BAD_GATEWAY,
        LoginError::NoRandomness => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let from = asker(route, parts);
    tracing::info!(target: "audit", event = "login", result = "denied", why = %error, %from, request = request_id(parts), "audit");
    let note = Some(LoginNote::Failed(error.to_string()));
    let mut response = offer(front, route, &parts.extensions, back, (status, note));
    if error == LoginError::Throttled {
        response
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from_static("60"));
    }
    response
}

fn offer(
    front: &Front,
    route: &Route,
    request: &Extensions,
    back: &Back,
    (status, note): (StatusCode, Option<LoginNote>),
) -> Response {
    let offer = route.provider.as_ref().map(|provider| match provider.means() {
        Means::Oidc => LoginOffer::Company,
        _ => LoginOffer::OpenShift,
    });
    let page = LoginPage {
        offer,
        start: back.login(START_PATH),
        paste: route.paste,
        to: back.address().to_owned(),
        note,
    };
    document(status, request.get(), || {
        login_document(front.site.pages().clone(), front.console.clone(), page).to_html()
    })
}

fn goodbye(front: &Front, request: &Extensions, left: &Left) -> Response {
    let status = if left.failed {
        StatusCode::BAD_GATEWAY
    } else {
        StatusCode::OK
    };
    let page = SignedOut {
        login: LOGIN_PATH.to_owned(),
        failed: left.failed,
    };
    document(status, request.get(), || {
        signed_out_document(front.site.pages().clone(), front.console.clone(), page).to_html()
    })
}

/// The page of somebody who is in now.
fn entered(front: &Front, back: &Back, cookies: Vec<HeaderValue>) -> Response {
    let mut response = onward(
        front,
        "Opening the console",
        "It opens by itself.",
        back.address(),
    );
    for cookie in cookies {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// A page that goes on by itself, to an address of ours or of the login service.
fn onward(front: &Front, title: &str, text: &str, address: &str) -> Response {
    let to = address.replace('&', "&amp;").replace('"', "%22");
    let head = format!("<meta http-equiv=\"refresh\" content=\"0;url={to}\">");
    notice::html(title, text, &head, front.site.pages())
}

/// A redirect. The address is a login service's or one of ours.
pub(crate) fn see(address: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(address) = HeaderValue::try_from(address) {
        response.headers_mut().insert(LOCATION, address);
    }
    response
}

fn request_id(parts: &Parts) -> &str {
    parts.extensions.get::<RequestId>().map_or("", |id| id.0.as_str())
}

/// A parameter that stands once; two of the same name are one that somebody else added.
fn parameter(query: Option<&str>, name: &str) -> Option<String> {
    let mut found = form_urlencoded::parse(query?.as_bytes()).filter(|(key, _)| key == name);
    let (_, value) = found.next()?;
    found.next().is_none().then(|| value.into_owned())
}
