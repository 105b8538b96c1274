//! A connection to one API server: its address, its CA and the pools that all users by token share: HTTP/1.1 for calls,
//! HTTP/2 for watches. Holds no answer of the API server; who a request is made for is decided by [`Connection::as_user`] or
//! [`Connection::own_user`].

use crate::channel::Channel;
use crate::limits::Limits;
use crate::token::Token;
use crate::user::User;
use crate::wire::Wire;
use bytes::Bytes;
use http::{Request, Response};
use kube::client::Body;
use kube::config::{AuthInfo, KubeConfigOptions, Kubeconfig, KubeconfigError};
use kube::{Client, Config};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;
use tower::{BoxError, Service};

/// The longest a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(5);

/// Which API server this is, for people. Holds no credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// Scheme, host and port; `None` for a server inside this process.
    pub server: Option<String>,
    /// The kubeconfig's context, where there is one.
    pub context: Option<String>,
}

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.server.as_deref().unwrap_or("an API server in this process"))?;
        match &self.context {
            Some(context) => write!(f, " (context {context})"),
            None => Ok(()),
        }
    }
}

/// Why there is no connection. The texts never quote the kubeconfig, whose lines may hold credentials.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// No kubeconfig was named and none is where it usually is.
    #[error("There is no kubeconfig. Name one, or log in with oc first.")]
    NoKubeconfig,
    /// The file cannot be read.
    #[error("The kubeconfig {path} cannot be read: {cause}.", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        cause: std::io::ErrorKind,
    },
    /// The file is no kubeconfig.
    #[error("The kubeconfig is not valid YAML of a kubeconfig.")]
    Malformed,
    /// The file has no such context, or the context lacks its cluster or user.
    #[error("The kubeconfig has no complete context {context}.")]
    Context {
        /// The context asked for; `(current)` for the file's own.
        context: String,
    },
    /// The server's address is missing or no URL.
    #[error("The kubeconfig's server address is missing or no URL.")]
    Address,
    /// A certificate or key named by the file cannot be used.
    #[error("A certificate or key of the kubeconfig cannot be used.")]
    Certificate,
    /// The credential cannot be obtained.
    #[error("The kubeconfig's credential cannot be used; log in again with oc.")]
    Credential,
    /// The kubeconfig asks for something the console cannot do, such as a proxy.
    #[error("The kubeconfig asks for a proxy, which the console does not support.")]
    Proxy,
}

/// A way to one API server, for any number of users.
#[derive(Clone)]
pub struct Connection {
    shared: Channel,
    own: Option<Channel>,
    description: Description,
    limits: Limits,
}

impl Connection {
    /// The API server of a kubeconfig: the file named, else `$KUBECONFIG` or `~/.kube/config`; its context named, else
    /// its current one. Nothing is sent. Must be called inside a Tokio runtime.
    pub async fn from_kubeconfig(
        path: Option<PathBuf>,
        context: Option<String>,
    ) -> Result<Self, ConnectError> {
        let wanted = context.clone().unwrap_or_else(|| "(current)".to_owned());
        let file = match path {
            Some(path) => Kubeconfig::read_from(path),
            None => Kubeconfig::read(),
        }
        .map_err(|error| refused(error, &wanted))?;
        let context = context.or_else(|| file.current_context.clone());
        let options = KubeConfigOptions {
            context: context.clone(),
            ..KubeConfigOptions::default()
        };
        let mut config = Config::from_custom_kubeconfig(file, &options)
            .await
            .map_err(|error| refused(error, &wanted))?;
        config.connect_timeout = Some(CONNECT);
        config.read_timeout = None;
        // Retrying is decided here, by verb; kube's own layer would repeat writes.
        config.default_retry = false;
        let description = Description {
            server: Some(address(&config.cluster_url)),
            context,
        };
        let mut bare = config.clone();
        bare.auth_info = AuthInfo::default();
        Ok(Self {
            shared: Channel::new(bare).map_err(unusable)?,
            own: Some(Channel::new(config).map_err(unusable)?),
            description,
            limits: Limits::default(),
        })
    }

    /// The API server at an address, verified with these authorities (PEM), for users by token alone. Nothing is sent.
    /// Must be called inside a Tokio runtime.
    ///
    /// # Errors
    /// When the address is none, or the authorities cannot be read.
    pub fn to_server(address: &str, authorities: Option<&[u8]>) -> Result<Self, ConnectError> {
        let uri: http::Uri = address.parse().map_err(|_| ConnectError::Address)?;
        if uri.host().is_none() || !matches!(uri.scheme_str(), Some("https" | "http")) {
            return Err(ConnectError::Address);
        }
        let mut config = Config::new(uri);
        if let Some(pem) = authorities {
            let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
            let found = found
                .ok()
                .filter(|found| !found.is_empty())
                .ok_or(ConnectError::Certificate)?;
            config.root_cert = Some(
                found
                    .into_iter()
                    .map(|certificate| certificate.to_vec())
                    .collect(),
            );
        }
        config.connect_timeout = Some(CONNECT);
        config.read_timeout = None;
        config.default_retry = false;
        let description = Description {
            server: Some(self::address(&config.cluster_url)),
            context: None,
        };
        Ok(Self {
            shared: Channel::new(config).map_err(unusable)?,
            own: None,
            description,
            limits: Limits::default(),
        })
    }

    /// An API server inside this process. Must be called inside a Tokio runtime.
    pub fn from_service<S, B>(service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<B>> + Send + 'static,
        S::Future: Send + 'static,
        S::Error: Into<BoxError>,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        Self {
            shared: Channel::Queue(Client::new(service, "default")),
            own: None,
            description: Description {
                server: None,
                context: None,
            },
            limits: Limits::default(),
        }
    }

    /// The same connection under other times and sizes.
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Which API server this is.
    pub fn describe(&self) -> &Description {
        &self.description
    }

    /// The user of the kubeconfig, with the credential as the file has it (token, client certificate, exec plugin) and a
    /// pool of its own; `None` where there is no kubeconfig.
    pub fn own_user(&self) -> Option<User> {
        let own = self.own.clone()?;
        Some(User::new(Wire::new(own, None, self.limits.clone())))
    }

    /// The user this token belongs to, on the pool all such users share. No other credential is ever sent for them.
    pub fn as_user(&self, token: Token) -> User {
        User::new(Wire::new(self.shared.clone(), Some(token), self.limits.clone()))
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Connection({})", self.description)
    }
}

/// Scheme, host and port alone: a URL's user part may hold a password.
fn address(url: &http::Uri) -> String {
    let port = url.port_u16().map(|port| format!(":{port}")).unwrap_or_default();
    format!(
        "{}://{}{port}",
        url.scheme_str().unwrap_or("https"),
        url.host().unwrap_or_default()
    )
}

fn refused(error: KubeconfigError, context: &str) -> ConnectError {
    match error {
        KubeconfigError::FindPath => ConnectError::NoKubeconfig,
        KubeconfigError::ReadConfig(cause, path) => ConnectError::Unreadable {
            path,
            cause: cause.kind(),
        },
        KubeconfigError::Parse(_) | KubeconfigError::KindMismatch | KubeconfigError::ApiVersionMismatch => {
            ConnectError::Malformed
        }
        KubeconfigError::CurrentContextNotSet
        | KubeconfigError::LoadContext(_)
        | KubeconfigError::LoadClusterOfContext(_) => ConnectError::Context {
            context: context.to_owned(),
        },
        KubeconfigError::MissingClusterUrl | KubeconfigError::ParseClusterUrl(_) => ConnectError::Address,
        KubeconfigError::LoadCertificateAuthority(_)
        | KubeconfigError::LoadClientCertificate(_)
        | KubeconfigError::LoadClientKey(_)
        | KubeconfigError::ParseCertificates(_) => ConnectError::Certificate,
        KubeconfigError::ParseProxyUrl(_) => ConnectError::Proxy,
    }
}

fn unusable(error: kube::Error) -> ConnectError {
    match error {
        kube::Error::Auth(_) => ConnectError::Credential,
        kube::Error::ProxyProtocolUnsupported { .. } | kube::Error::ProxyProtocolDisabled { .. } => {
            ConnectError::Proxy
        }
        _ => ConnectError::Certificate,
    }
}

#[cfg(test)]
mod tests;
