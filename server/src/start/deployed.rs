//! The doors of a deployment: the route door, the console door, and the port for those who run it.

use super::{StartError, listen, tell};
use crate::assets::Site;
use crate::cli::{Doors, LoginKind};
use crate::doors::keys::{KeyError, KeyRing};
use crate::doors::route::{self, Service, system_clock};
use crate::doors::{ConsoleDoor, Door, Route};
use crate::follow::{self, Files, Unreadable};
use crate::front::{Front, Settings};
use crate::guard::{Hosts, Rules};
use crate::listen::{self as loops, Limits};
use crate::ops::{self, Metrics, Ops};
use crate::outbound::{Outbound, certificates};
use crate::router::router;
use crate::tls::{Pair, Profile};
use app::Console;
use cluster::Connection;
use futures_util::future::join_all;
use registry::rights;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

/// The pod's own authorities for the API server.
const POD_CA: &str = "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt";
/// How long a replica that ends still takes connections: services and routers need some seconds to hear of it.
const LINGER: Duration = Duration::from_secs(5);
/// Together with [`LINGER`] below the 40 s after which the pod is killed.
const DRAIN: Duration = Duration::from_secs(25);
const OIDC_SCOPES: &str = "openid";

/// A door that listens.
struct Open {
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    router: axum::Router,
}

/// What every door is made of.
struct Parts {
    site: Arc<Site>,
    api: Connection,
    api_server: String,
    api_ca: Option<Vec<u8>>,
    keys: watch::Receiver<Arc<KeyRing>>,
    metrics: Arc<Metrics>,
    ending: watch::Receiver<bool>,
}

impl Parts {
    fn front(&self, door: Door, rules: Rules, strict: bool) -> Result<Arc<Front>, StartError> {
        Ok(Front::new(Settings {
            site: Arc::clone(&self.site),
            console: Console {
                cluster: self.api.describe().to_string(),
                ..Console::default()
            },
            door,
            rules,
            strict_transport: strict,
            ending: self.ending.clone(),
            metrics: Arc::clone(&self.metrics),
        })?)
    }
}

pub(super) async fn run(
    flags: Doors,
    site: Arc<Site>,
    ending: watch::Receiver<bool>,
) -> Result<(), StartError> {
    let (api_server, api_ca) = api(&flags).await?;
    let parts = Parts {
        site,
        api: Connection::to_server(&api_server, api_ca.as_deref())?,
        api_server,
        api_ca,
        keys: keys(flags.session_key.clone()).await?,
        metrics: Arc::new(Metrics::default()),
        ending: ending.clone(),
    };
    let mut open = Vec::new();
    if let Some(address) = flags.route_listen {
        open.push(route_door(&flags, &parts, address).await?);
    }
    let console_tls = pair(
        flags.console_cert.as_ref(),
        flags.console_key.as_ref(),
        &flags.tls_profile(),
    )
    .await?;
    if let Some(address) = flags.console_listen {
        open.push(console_door(&flags, &parts, address, console_tls.clone()).await?);
    }
    if let Some(address) = flags.ops_listen {
        let (listener, _) = listen(address).await?;
        let ops = Ops {
            metrics: Arc::clone(&parts.metrics),
            api: parts.api.clone(),
            ending: ending.clone(),
        };
        open.push(Open {
            listener,
            tls: console_tls,
            router: ops::router(ops),
        });
    }
    let limits = Limits {
        linger: LINGER,
        drain: DRAIN,
        ..Limits::default()
    };
    let serving = open.into_iter().map(|door| {
        loops::serve(
            door.listener,
            door.tls,
            door.router,
            limits.clone(),
            ending.clone(),
        )
    });
    join_all(serving).await;
    Ok(())
}

async fn route_door(flags: &Doors, parts: &Parts, address: SocketAddr) -> Result<Open, StartError> {
    let (hosts, base) = Hosts::base(flags.route_url.as_deref().unwrap_or_default())?;
    let secret = match &flags.oauth_client_secret_file {
        Some(path) => Some(client_secret(path).await?),
        None => None,
    };
    let mut trusted = Vec::new();
    if let Some(path) = &flags.oauth_ca {
        trusted.extend(certificates(&read(path).await?)?);
    }
    let of_api = match &parts.api_ca {
        Some(pem) => certificates(pem)?,
        None => Vec::new(),
    };
    let api_alone = parts.api_ca.is_some();
    let service = match flags.login {
        LoginKind::Openshift => Service::OpenShift {
            api_server: parts.api_server.clone(),
            api: Outbound::new(&of_api, !api_alone)?,
        },
        LoginKind::Oidc => Service::Oidc {
            issuer: flags.oidc_issuer.clone().unwrap_or_default(),
        },
        LoginKind::Token => Service::None,
    };
    trusted.extend(of_api);
    let scopes = flags.oauth_scopes.clone().unwrap_or_else(|| match flags.login {
        LoginKind::Oidc => OIDC_SCOPES.to_owned(),
        _ => rights::scopes(),
    });
    let door = Route::new(route::Settings {
        base: base.clone(),
        keys: parts.keys.clone(),
        api: parts.api.clone(),
        service,
        client: (
            flags.oauth_client_id.clone(),
            secret,
            scopes.split_whitespace().map(str::to_owned).collect(),
        ),
        outbound: Outbound::new(&trusted, true)?,
        paste: !flags.no_token_login,
        idle: Duration::from_secs(u64::from(flags.session_idle_minutes) * 60),
        hops: flags.trusted_hops,
        clock: system_clock(),
    });
    let tls = pair(
        flags.route_cert.as_ref(),
        flags.route_key.as_ref(),
        &flags.tls_profile(),
    )
    .await?;
    let (listener, bound) = listen(address).await?;
    let front = parts.front(door.into(), Rules::Browser(hosts), flags.hsts)?;
    tell(&format!("Registry Console: {base} (listening on {bound})"));
    Ok(Open {
        listener,
        tls,
        router: router(&front),
    })
}

async fn console_door(
    flags: &Doors,
    parts: &Parts,
    address: SocketAddr,
    tls: Option<TlsAcceptor>,
) -> Result<Open, StartError> {
    if tls.is_none() && !(flags.console_plain && address.ip().is_loopback()) {
        return Err(StartError::NoTls);
    }
    let door = ConsoleDoor::new(parts.api.clone(), parts.keys.clone()).with_route(flags.route_url.clone());
    let scheme = if tls.is_some() { "https" } else { "http" };
    let (listener, bound) = listen(address).await?;
    let front = parts.front(door.into(), Rules::Bearer, false)?;
    tell(&format!("Registry Console, console door: {scheme}://{bound}"));
    Ok(Open {
        listener,
        tls,
        router: router(&front),
    })
}

/// The API server's address and authorities: as told, or as a pod's environment has them.
async fn api(flags: &Doors) -> Result<(String, Option<Vec<u8>>), StartError> {
    let in_pod = || {
        let host = std::env::var("KUBERNETES_SERVICE_HOST").ok()?;
        let port = std::env::var("KUBERNETES_SERVICE_PORT").ok()?;
        let host = if host.contains(':') {
            format!("[{host}]")
        } else {
            host
        };
        Some(format!("https://{host}:{port}"))
    };
    let address = flags
        .api_server
        .clone()
        .or_else(in_pod)
        .ok_or(StartError::NoApiServer)?;
    let ca = match &flags.api_ca {
        Some(path) => Some(read(path).await?),
        // In a pod the authority is never the system's.
        None if flags.api_server.is_none() => Some(read(Path::new(POD_CA)).await?),
        None => None,
    };
    Ok((address, ca))
}

/// The shared keys; a console door alone may do with a key of its own, because nobody logs in there.
async fn keys(file: Option<PathBuf>) -> Result<watch::Receiver<Arc<KeyRing>>, StartError> {
    let Some(path) = file else {
        return Ok(watch::channel(Arc::new(KeyRing::random()?)).1);
    };
    let parse = |[text]: [&[u8]; 1]| -> Result<KeyRing, StartError> {
        let text = std::str::from_utf8(text).map_err(|_| KeyError::Line(1))?;
        Ok(KeyRing::parse(text)?)
    };
    follow::follow("session keys", Files::new([path]), parse).await
}

async fn pair(
    certificate: Option<&PathBuf>,
    key: Option<&PathBuf>,
    profile: &Profile,
) -> Result<Option<TlsAcceptor>, StartError> {
    let (Some(certificate), Some(key)) = (certificate.cloned(), key.cloned()) else {
        return Ok(None);
    };
    Ok(Some(Pair { certificate, key }.acceptor(profile).await?))
}

async fn client_secret(path: &Path) -> Result<String, StartError> {
    let text = String::from_utf8(read(path).await?).unwrap_or_default();
    match text.trim() {
        "" => Err(StartError::NoSecret),
        secret => Ok(secret.to_owned()),
    }
}

async fn read(path: &Path) -> Result<Vec<u8>, Unreadable> {
    follow::once(path).await
}
