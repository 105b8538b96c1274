//! Starts etcd and kube-apiserver on free loopback ports and fills them.

use crate::api::{self, Content};
use crate::oidc::OidcIssuer;
use crate::parts::{Missing, Parts};
use crate::people::{Person, Tokens};
use crate::process::Process;
use crate::seed::{self, SeedError};
use http::Method;
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::{Client, Config};
use sandbox::Scenario;
use serde_json::{Value, json};
use std::ffi::OsString;
use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep};

/// How long a start may take; on an idle machine it takes two seconds.
const START: Duration = Duration::from_secs(60);

/// The API server's log and the certificate it makes itself, in its folder.
const LOG: &str = "apiserver.log";
const CERTIFICATE: &str = "certificates/apiserver.crt";

/// Another process may take a port between finding it free and using it; then all is tried again.
const TRIES: usize = 3;

/// Why there is no API server.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A part is missing.
    #[error(transparent)]
    Missing(#[from] Missing),
    /// A file or program of its could not be used.
    #[error("the API server's files or programs cannot be used: {0}")]
    Io(#[from] io::Error),
    /// It never became ready.
    #[error("the API server was not ready within {seconds} s; its last words:\n{log}")]
    NotReady {
        /// The time allowed.
        seconds: u64,
        /// The end of its log.
        log: String,
    },
    /// It could not be filled.
    #[error("the API server could not be filled: {0}")]
    Seed(String),
    /// Its own kubeconfig is not understood.
    #[error("the kubeconfig cannot be used: {0}")]
    Kubeconfig(String),
}

/// A running API server. It ends with the value, and with the process that holds it.
pub struct ApiServer {
    url: String,
    port: u16,
    folder: PathBuf,
    kubeconfig: PathBuf,
    tokens: Tokens,
    scenario: Scenario,
    // Dropped in this order: the API server before its store.
    apiserver: Process,
    _etcd: Process,
}

impl ApiServer {
    /// Starts one with the parts the environment names and the objects of a scenario. Takes two to ten seconds.
    ///
    /// # Errors
    /// When a part is missing, or the server does not get ready or does not take its objects.
    pub async fn start(scenario: Scenario) -> Result<Self, StartError> {
        Self::start_trusting(scenario, None).await
    }

    /// The same, where one in fifty requests of HTTP/2 has the API server close its connection for new ones (GOAWAY), as
    /// `--goaway-chance` does in clusters with several API servers.
    ///
    /// # Errors
    /// When a part is missing, or the server does not get ready or does not take its objects.
    pub async fn start_going_away(scenario: Scenario) -> Result<Self, StartError> {
        Self::start_with(scenario, None, &["--goaway-chance=0.02"]).await
    }

    /// The same, where the ID tokens of an issuer are good besides the people's own tokens. The issuer may be started
    /// before or after.
    ///
    /// # Errors
    /// When a part is missing, or the server does not get ready or does not take its objects.
    pub async fn start_trusting(scenario: Scenario, issuer: Option<&OidcIssuer>) -> Result<Self, StartError> {
        Self::start_with(scenario, issuer, &[]).await
    }

    async fn start_with(
        scenario: Scenario,
        issuer: Option<&OidcIssuer>,
        flags: &[&str],
    ) -> Result<Self, StartError> {
        let parts = Parts::from_env()?;
        let mut tries = 1;
        let server = loop {
            match Self::launch(&parts, scenario, issuer, flags).await {
                Err(StartError::NotReady { .. }) if tries < TRIES => tries += 1,
                started => break started?,
            }
        };
        let client = server.client().await?;
        seed::fill(&client, &parts.crds, scenario).await.map_err(told)?;
        Ok(server)
    }

    async fn launch(
        parts: &Parts,
        scenario: Scenario,
        issuer: Option<&OidcIssuer>,
        flags: &[&str],
    ) -> Result<Self, StartError> {
        static STARTS: AtomicU32 = AtomicU32::new(0);
        let start = STARTS.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("registry-console-{}-{start}", std::process::id()));
        let store = folder.with_extension("etcd");
        std::fs::create_dir_all(&folder)?;
        std::fs::create_dir_all(&store)?;
        let tokens = Tokens::random();
        std::fs::write(folder.join("tokens.csv"), tokens.file())?;
        let [client, peer, secure] = [port()?, port()?, port()?];
        let log = folder.join(LOG);
        let etcd = Process::start(
            &parts.etcd,
            etcd_arguments(&store, client, peer),
            &store,
            &store.join("log"),
        )?;
        let mut arguments = apiserver_arguments(&folder, client, secure);
        arguments.extend(flags.iter().map(OsString::from));
        if let Some(issuer) = issuer {
            let file = folder.join("authentication.json");
            std::fs::write(&file, issuer.configuration().to_string())?;
            arguments.push(flag("authentication-config", &file));
        }
        let apiserver = Process::start(&parts.apiserver, arguments, &folder, &log)?;
        let url = format!("https://127.0.0.1:{secure}");
        let kubeconfig = folder.join("kubeconfig");
        let certificate = folder.join(CERTIFICATE);
        let text = describe(&url, &certificate, &tokens).to_string();
        std::fs::write(&kubeconfig, text)?;
        let server = Self {
            url,
            port: secure,
            folder,
            kubeconfig,
            tokens,
            scenario,
            apiserver,
            _etcd: etcd,
        };
        server.ready().await?;
        Ok(server)
    }

    fn not_ready(&self) -> StartError {
        StartError::NotReady {
            seconds: START.as_secs(),
            log: last_words(&self.folder.join(LOG)),
        }
    }

    async fn ready(&self) -> Result<(), StartError> {
        let certificate = self.folder.join(CERTIFICATE);
        let start = Instant::now();
        let mut client = None;
        loop {
            // The certificate is made by the API server itself, so there is no client before it.
            if client.is_none() && certificate.exists() {
                client = self.client().await.ok();
            }
            if let Some(client) = &client
                && let Ok((status, _)) = api::send(client, Method::GET, "/readyz", Content::Nothing).await
                && status.is_success()
            {
                return Ok(());
            }
            if start.elapsed() > START {
                return Err(self.not_ready());
            }
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Ends the API server as a power cut would, and comes back when nothing listens at its address any more. Its store
    /// stays.
    ///
    /// # Errors
    /// When it cannot be ended.
    pub async fn kill(&mut self) -> Result<(), StartError> {
        self.apiserver.kill()?;
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).await.is_ok() {
            if start.elapsed() > START {
                return Err(self.not_ready());
            }
            sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// Starts it again at the same address, with what its store holds.
    ///
    /// # Errors
    /// When it does not get ready.
    pub async fn revive(&mut self) -> Result<(), StartError> {
        self.apiserver.start_again()?;
        self.ready().await
    }

    /// The server's address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A kubeconfig with a context for each [`Person`], called like the person; the current one is `admin`.
    #[must_use]
    pub fn kubeconfig(&self) -> &Path {
        &self.kubeconfig
    }

    /// The token of a person.
    #[must_use]
    pub fn token(&self, person: Person) -> &str {
        self.tokens.of(person)
    }

    /// The administrator's client, on the runtime of the caller.
    ///
    /// # Errors
    /// When the kubeconfig cannot be used.
    pub async fn client(&self) -> Result<Client, StartError> {
        Client::try_from(self.config(Person::Admin).await?)
            .map_err(|error| StartError::Kubeconfig(error.to_string()))
    }

    /// A client without any credential, for tests that send their own.
    ///
    /// # Errors
    /// When the kubeconfig cannot be used.
    pub async fn anonymous_client(&self) -> Result<Client, StartError> {
        let mut config = self.config(Person::Admin).await?;
        config.auth_info = kube::config::AuthInfo::default();
        config.default_retry = false;
        Client::try_from(config).map_err(|error| StartError::Kubeconfig(error.to_string()))
    }

    async fn config(&self, person: Person) -> Result<Config, StartError> {
        let problem = |error: kube::config::KubeconfigError| StartError::Kubeconfig(error.to_string());
        let file = Kubeconfig::read_from(&self.kubeconfig).map_err(problem)?;
        let options = KubeConfigOptions {
            context: Some(person.name().to_owned()),
            ..KubeConfigOptions::default()
        };
        Config::from_custom_kubeconfig(file, &options)
            .await
            .map_err(problem)
    }

    /// Puts the operator's configuration and the registry's claims back to what the scenario says.
    ///
    /// # Errors
    /// When the API server refuses.
    pub async fn restore(&self) -> Result<(), StartError> {
        seed::restore(&self.client().await?, self.scenario)
            .await
            .map_err(told)
    }
}

fn told(error: SeedError) -> StartError {
    StartError::Seed(error.to_string())
}

/// A port that was free a moment ago.
fn port() -> io::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn etcd_arguments(store: &Path, client: u16, peer: u16) -> Vec<OsString> {
    let client = format!("http://127.0.0.1:{client}");
    let peer = format!("http://127.0.0.1:{peer}");
    let mut arguments: Vec<OsString> = vec!["--data-dir".into(), store.join("data").into()];
    arguments.extend(
        [
            "--unsafe-no-fsync",
            "--log-level",
            "error",
            "--listen-client-urls",
            &client,
            "--advertise-client-urls",
            &client,
            "--listen-peer-urls",
            &peer,
            "--initial-advertise-peer-urls",
            &peer,
            "--initial-cluster",
            &format!("default={peer}"),
        ]
        .map(OsString::from),
    );
    arguments
}

fn flag(name: &str, value: &Path) -> OsString {
    let mut flag = OsString::from(format!("--{name}="));
    flag.push(value);
    flag
}

fn apiserver_arguments(folder: &Path, etcd: u16, secure: u16) -> Vec<OsString> {
    let certificates = folder.join("certificates");
    // Kubernetes makes its own serving key first and may sign with it too; nobody asks for service account tokens here.
    let key = certificates.join("apiserver.key");
    let mut arguments = vec![
        flag("cert-dir", &certificates),
        flag("token-auth-file", &folder.join("tokens.csv")),
        flag("service-account-key-file", &key),
        flag("service-account-signing-key-file", &key),
    ];
    arguments.extend(
        [
            format!("--etcd-servers=http://127.0.0.1:{etcd}"),
            format!("--secure-port={secure}"),
            "--bind-address=127.0.0.1".to_owned(),
            "--service-account-issuer=https://kubernetes.default.svc".to_owned(),
            "--service-cluster-ip-range=10.0.0.0/24".to_owned(),
            "--authorization-mode=RBAC".to_owned(),
            // Without controllers nobody would ever make service accounts, or let a protected claim go.
            "--disable-admission-plugins=ServiceAccount,StorageObjectInUseProtection".to_owned(),
        ]
        .map(OsString::from),
    );
    arguments
}

fn describe(url: &str, certificate: &Path, tokens: &Tokens) -> Value {
    let users: Vec<Value> = Person::ALL
        .map(|person| json!({"name": person.name(), "user": {"token": tokens.of(person)}}))
        .to_vec();
    let contexts: Vec<Value> = Person::ALL
        .map(
            |person| json!({"name": person.name(), "context": {"cluster": "testbed", "user": person.name()}}),
        )
        .to_vec();
    json!({
        "apiVersion": "v1", "kind": "Config", "current-context": Person::Admin.name(),
        "clusters": [{"name": "testbed", "cluster": {"server": url, "certificate-authority": certificate}}],
        "users": users, "contexts": contexts,
    })
}

fn last_words(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(15)..].join("\n")
}
