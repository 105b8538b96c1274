//! The route door: people come with a browser and log in. Their token stays in a sealed cookie that only the server
//! opens, and every call to the API server carries that token and nothing else. Replicas share keys, nothing more.

mod back;
mod flow;
mod limit;
mod login;
mod provider;
mod session;

pub(crate) use back::Back;
pub(crate) use login::{callback, leave, page, see, signed_out, start, with_token};

use super::Caller;
use crate::audit::{self, Audited};
use crate::doors::keys::KeyRing;
use crate::outbound::Outbound;
use app::session::Session;
use cluster::{Connection, Token};
use flow::Answered;
use http::HeaderMap;
use http::header::{HeaderValue, SET_COOKIE};
use limit::Limit;
use provider::{Client, Oidc, OpenShift, Provider};
use registry::plan::PlanKey;
use session::{Login, Means};
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::watch;

/// How people log in, and where.
#[derive(Clone, Debug)]
pub enum Service {
    /// OpenShift's OAuth server, found through the API server at this address.
    OpenShift {
        /// The API server's address.
        api_server: String,
        /// A client that trusts the API server.
        api: Outbound,
    },
    /// An OpenID Connect provider.
    Oidc {
        /// Its issuer.
        issuer: String,
    },
    /// None: people bring a token.
    None,
}

/// What the door is made of.
pub struct Settings {
    /// Scheme and authority of the console, as people type them.
    pub base: String,
    /// The keys that replicas share.
    pub keys: watch::Receiver<Arc<KeyRing>>,
    /// The API server.
    pub api: Connection,
    /// Where people log in.
    pub service: Service,
    /// Who the console is there: identifier, secret, scopes.
    pub client: (String, Option<String>, Vec<String>),
    /// A client that trusts the login service.
    pub outbound: Outbound,
    /// Whether a pasted token is taken.
    pub paste: bool,
    /// How long a login may stay unused.
    pub idle: Duration,
    /// Proxies in front that say truthfully who asks.
    pub hops: usize,
    /// The time, in seconds since 1970.
    pub clock: Clock,
}

/// Tells the time, in seconds since 1970. Tests bring their own.
pub type Clock = Arc<dyn Fn() -> u64 + Send + Sync>;

/// The computer's own clock.
pub fn system_clock() -> Clock {
    Arc::new(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.map_or(0, |time| time.as_secs())
    })
}

/// The route door.
pub struct Route {
    base: String,
    keys: watch::Receiver<Arc<KeyRing>>,
    api: Connection,
    provider: Option<Box<dyn Provider>>,
    paste: bool,
    idle: u64,
    clock: Clock,
    limit: Limit,
    answered: Answered,
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Route({})", self.base)
    }
}

/// What is derived from the shared keys, by name.
const PLAN: &str = "plan";
const FORM: &str = "form";

impl Route {
    /// A door with these parts.
    pub fn new(settings: Settings) -> Self {
        let (id, secret, scopes) = settings.client;
        let client = Client {
            id,
            secret,
            redirect: format!("{}{}", settings.base, crate::guard::CALLBACK_PATH),
            scopes,
        };
        let provider: Option<Box<dyn Provider>> = match settings.service {
            Service::OpenShift { api_server, api } => Some(Box::new(OpenShift::new(
                client,
                &api_server,
                api,
                settings.outbound,
            ))),
            Service::Oidc { issuer } => {
                let signed_out = format!("{}{}", settings.base, crate::guard::SIGNED_OUT_PATH);
                Some(Box::new(Oidc::new(client, issuer, settings.outbound, signed_out)))
            }
            Service::None => None,
        };
        Self {
            base: settings.base,
            keys: settings.keys,
            api: settings.api,
            provider,
            paste: settings.paste,
            idle: settings.idle.as_secs(),
            clock: settings.clock,
            limit: Limit::new(settings.hops),
            answered: Answered::default(),
        }
    }

    fn keys(&self) -> Arc<KeyRing> {
        Arc::clone(&self.keys.borrow())
    }

    fn now(&self) -> u64 {
        (self.clock)()
    }

    /// The key of plain forms' tokens, the same for every replica.
    pub(crate) fn form_secret(&self) -> [u8; 32] {
        self.keys().derive(FORM)
    }

    /// Whose request this is, and the cookies that note its use when it is time to.
    pub(crate) fn caller(&self, headers: &HeaderMap, request: &str) -> Option<(Caller, Vec<HeaderValue>)> {
        let (keys, now) = (self.keys(), self.now());
        let (login, anew) = Login::sent(headers, &keys, now, self.idle)?;
        let caller = self.enter(&login, request)?;
        let cookies = if anew {
            login.keep(&keys, now).unwrap_or_default()
        } else {
            Vec::new()
        };
        Some((caller, cookies))
    }

    fn enter(&self, login: &Login, request: &str) -> Option<Caller> {
        let user = self.api.as_user(Token::new(&login.token).ok()?);
        let audited = Audited::new(user.clone(), Some(login.name.clone()), request.to_owned());
        let left = login.ends.saturating_sub(self.now());
        Some(Caller {
            id: login.session(),
            session: Session {
                cluster: Arc::new(audited),
                plan_key: PlanKey::new(self.keys().derive(PLAN)),
            },
            user: Some(user),
            name: Some(login.name.clone()),
            until: Some(tokio::time::Instant::now() + Duration::from_secs(left)),
        })
    }

    /// Ends the login this request carries: at the cluster, where it is an object there, and in the browser.
    pub(crate) async fn leave(&self, headers: &HeaderMap, request: &str) -> Left {
        let found = Login::sent(headers, &self.keys(), self.now(), self.idle);
        let mut left = Left {
            cookies: session::forget().collect(),
            ..Left::default()
        };
        let Some((login, _)) = found else {
            return left;
        };
        let ended = match (login.by, Token::new(&login.token)) {
            (Means::OpenShift, Ok(token)) => self.api.as_user(token).end_login().await.map_err(|_| ()),
            // Whoever brought a token along may need it elsewhere; an ID token ends by itself.
            _ => Ok(()),
        };
        left.failed = ended.is_err();
        left.by = Some(login.by);
        audit::said(
            "logout",
            Some(&login.name),
            if left.failed { "token not revoked" } else { "done" },
            request,
        );
        if login.by == Means::Oidc
            && let Some(provider) = &self.provider
        {
            left.farewell = provider.farewell().await;
        }
        left
    }

    /// Takes the browser's login away from an answer that says that it no longer holds.
    pub(crate) fn forget(headers: &mut HeaderMap) {
        for cookie in session::forget() {
            headers.append(SET_COOKIE, cookie);
        }
    }
}

/// How a login ended.
#[derive(Debug, Default)]
pub(crate) struct Left {
    pub(crate) cookies: Vec<HeaderValue>,
    /// It should have been deleted and was not.
    pub(crate) failed: bool,
    pub(crate) by: Option<Means>,
    /// Where to end the login at the service itself.
    pub(crate) farewell: Option<String>,
}
