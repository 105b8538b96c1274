//! The flags, each of which may also stand in the environment as `RC_…`. Without one that opens a door the server does
//! not start.

use crate::log::Format;
use crate::tls::{MinVersion, Profile, Suites};
use clap::{ArgGroup, Args, Parser, ValueEnum};
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// A web console for the image registry of OpenShift.
#[derive(Debug, Parser)]
#[command(name = "registry-console", version)]
#[command(group(ArgGroup::new("door").required(true).multiple(true)))]
#[command(group(ArgGroup::new("cluster")))]
pub struct Cli {
    /// Local door: the loopback address to listen on
    #[arg(
        long,
        value_name = "ADDRESS:PORT",
        default_value = "127.0.0.1:8080",
        env = "RC_LISTEN"
    )]
    pub listen: SocketAddr,
    /// The folder of the built pages
    #[arg(long, value_name = "FOLDER", default_value = "target/site", env = "RC_SITE")]
    pub site: PathBuf,
    /// Local door to a real cluster: a kubeconfig, without a file the usual one
    #[arg(long, value_name = "FILE", groups = ["cluster", "door"], num_args = 0..=1)]
    pub kubeconfig: Option<Option<PathBuf>>,
    /// The context of the kubeconfig, without it the current one
    #[arg(long, value_name = "NAME", requires = "kubeconfig")]
    pub context: Option<String>,
    /// Local door to the embedded sandbox, without a scenario the default one
    #[cfg(feature = "sandbox")]
    #[arg(long, value_name = "SCENARIO", groups = ["cluster", "door"], num_args = 0..=1)]
    pub sandbox: Option<Option<String>>,
    /// Who one is in the sandbox, without it whoever the scenario is about
    #[cfg(feature = "sandbox")]
    #[arg(long = "as", value_name = "PERSON", requires = "sandbox")]
    pub person: Option<Person>,
    /// The doors of a deployment
    #[command(flatten)]
    pub doors: Doors,
    /// Threads that serve: one, because a request that changes threads on its way costs more than all the console does to it
    #[arg(long, value_name = "N", default_value = "1", env = "RC_THREADS")]
    pub threads: NonZeroUsize,
    /// How the log looks
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text, env = "RC_LOG_FORMAT")]
    pub log_format: Format,
    /// What the log holds, as a tracing filter
    #[arg(
        long,
        value_name = "FILTER",
        default_value = "warn,server=info,audit=info",
        env = "RC_LOG"
    )]
    pub log: String,
}

/// What a deployment in a cluster sets.
#[derive(Debug, Args)]
pub struct Doors {
    /// Route door: the address to listen on
    #[arg(long, value_name = "ADDRESS:PORT", env = "RC_ROUTE_LISTEN", group = "door", requires_all = ["route_url", "session_key"],
        conflicts_with = "cluster")]
    pub route_listen: Option<SocketAddr>,
    /// The console's address as people type it, such as `https://registry-console.apps.example.com`
    #[arg(long, value_name = "URL", env = "RC_ROUTE_URL")]
    pub route_url: Option<String>,
    /// Own TLS of the route door: the certificate with its chain, PEM
    #[arg(long, value_name = "FILE", env = "RC_ROUTE_CERT", requires = "route_key")]
    pub route_cert: Option<PathBuf>,
    /// Own TLS of the route door: the private key, PEM
    #[arg(long, value_name = "FILE", env = "RC_ROUTE_KEY", requires = "route_cert")]
    pub route_key: Option<PathBuf>,
    /// Where people log in
    #[arg(long, value_name = "SERVICE", value_enum, default_value_t = LoginKind::Openshift, env = "RC_LOGIN")]
    pub login: LoginKind,
    /// Takes no token that people bring along
    #[arg(long, env = "RC_NO_TOKEN_LOGIN", value_parser = clap::builder::FalseyValueParser::new(), action = clap::ArgAction::SetTrue)]
    pub no_token_login: bool,
    /// Who the console is at the login service
    #[arg(
        long,
        value_name = "ID",
        default_value = "registry-console",
        env = "RC_OAUTH_CLIENT_ID"
    )]
    pub oauth_client_id: String,
    /// The file with the client's secret
    #[arg(long, value_name = "FILE", env = "RC_OAUTH_CLIENT_SECRET_FILE")]
    pub oauth_client_secret_file: Option<PathBuf>,
    /// Authorities of the login service beside the system's and the API server's, PEM
    #[arg(long, value_name = "FILE", env = "RC_OAUTH_CA")]
    pub oauth_ca: Option<PathBuf>,
    /// What the token may be used for; without it what the service's kind needs
    #[arg(long, value_name = "SCOPES", env = "RC_OAUTH_SCOPES")]
    pub oauth_scopes: Option<String>,
    /// The issuer, when people log in at an OpenID Connect provider
    #[arg(
        long,
        value_name = "URL",
        env = "RC_OIDC_ISSUER",
        required_if_eq("login", "oidc")
    )]
    pub oidc_issuer: Option<String>,
    /// The file of the keys that seal sessions: base64 of 32 bytes a line, the first seals, all open
    #[arg(long, value_name = "FILE", env = "RC_SESSION_KEY")]
    pub session_key: Option<PathBuf>,
    /// How long a login may stay unused
    #[arg(long, value_name = "MINUTES", default_value_t = 30, env = "RC_SESSION_IDLE_MINUTES", value_parser = clap::value_parser!(u16).range(1..=480))]
    pub session_idle_minutes: u16,
    /// Tells browsers never to come without TLS again
    #[arg(long, env = "RC_HSTS", value_parser = clap::builder::FalseyValueParser::new(), action = clap::ArgAction::SetTrue)]
    pub hsts: bool,
    /// Proxies in front whose `X-Forwarded-For` is true, for the login limit and the audit trail
    #[arg(long, value_name = "N", default_value_t = 0, env = "RC_TRUSTED_HOPS")]
    pub trusted_hops: usize,
    /// Console door: the address to listen on
    #[arg(
        long,
        value_name = "ADDRESS:PORT",
        env = "RC_CONSOLE_LISTEN",
        group = "door",
        conflicts_with = "cluster"
    )]
    pub console_listen: Option<SocketAddr>,
    /// Console door: the certificate with its chain, PEM
    #[arg(long, value_name = "FILE", env = "RC_CONSOLE_CERT", requires = "console_key")]
    pub console_cert: Option<PathBuf>,
    /// Console door: the private key, PEM
    #[arg(long, value_name = "FILE", env = "RC_CONSOLE_KEY", requires = "console_cert")]
    pub console_key: Option<PathBuf>,
    /// Console door without TLS, on loopback only
    #[arg(long, conflicts_with = "console_cert")]
    pub console_plain: bool,
    /// The oldest TLS version that any door with TLS speaks
    #[arg(
        long,
        value_name = "VERSION",
        value_enum,
        default_value_t = MinVersion::Tls12,
        env = "RC_TLS_MIN_VERSION"
    )]
    pub tls_min_version: MinVersion,
    /// The cipher suites they speak with TLS 1.2: IANA's names, comma separated; without it all that are safe
    #[arg(long, value_name = "LIST", env = "RC_TLS_CIPHER_SUITES")]
    pub tls_cipher_suites: Option<Suites>,
    /// The address for `/healthz`, `/readyz` and `/metrics`
    #[arg(long, value_name = "ADDRESS:PORT", env = "RC_OPS_LISTEN")]
    pub ops_listen: Option<SocketAddr>,
    /// The API server; without it the one the pod's environment names
    #[arg(long, value_name = "URL", env = "RC_API_SERVER")]
    pub api_server: Option<String>,
    /// The API server's authorities, PEM; without it the pod's own
    #[arg(long, value_name = "FILE", env = "RC_API_CA")]
    pub api_ca: Option<PathBuf>,
}

impl Doors {
    /// Whether a door of a deployment is opened.
    pub fn any(&self) -> bool {
        self.route_listen.is_some() || self.console_listen.is_some()
    }

    /// What every listener with TLS speaks.
    pub fn tls_profile(&self) -> Profile {
        Profile {
            min_version: self.tls_min_version,
            suites: self.tls_cipher_suites.clone().unwrap_or_default(),
        }
    }
}

/// Where people log in at the route door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LoginKind {
    /// OpenShift's own OAuth server.
    Openshift,
    /// An OpenID Connect provider.
    Oidc,
    /// Nowhere: people bring a token.
    Token,
}

/// The sandbox's people.
#[cfg(feature = "sandbox")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Person {
    /// May do everything.
    Admin,
    /// May see everything but secrets.
    Reader,
    /// Administrator of one project.
    Developer,
    /// May log in.
    Nobody,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    fn parse(flags: &[&str]) -> Result<Cli, clap::Error> {
        Cli::try_parse_from(std::iter::once(&"registry-console").chain(flags))
    }

    const ROUTE: [&str; 6] = [
        "--route-listen",
        "127.0.0.1:0",
        "--route-url",
        "https://console.example",
        "--session-key",
        "keys",
    ];

    #[test]
    fn the_flags_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn without_a_door_nothing_starts_and_two_clusters_are_too_many() {
        assert!(parse(&[]).is_err());
        assert!(parse(&["--kubeconfig"]).is_ok());
        assert!(parse(&["--kubeconfig", "f", "--context", "c"]).is_ok());
        assert!(parse(&["--context", "c"]).is_err());
    }

    #[test]
    fn the_doors_of_a_deployment_need_what_they_are_made_of() {
        assert!(parse(&ROUTE).is_ok());
        assert!(parse(&ROUTE[..4]).is_err(), "no session key");
        assert!(parse(&ROUTE[..2]).is_err(), "no address");
        assert!(parse(&["--console-listen", "127.0.0.1:0", "--console-plain"]).is_ok());
        assert!(
            parse(
                &[
                    &ROUTE[..],
                    &["--console-listen", "127.0.0.1:0", "--console-plain"]
                ]
                .concat()
            )
            .is_ok()
        );
        assert!(
            parse(&[&ROUTE[..], &["--login", "oidc"]].concat()).is_err(),
            "no issuer"
        );
        assert!(
            parse(
                &[
                    &ROUTE[..],
                    &["--login", "oidc", "--oidc-issuer", "https://id.example"]
                ]
                .concat()
            )
            .is_ok()
        );
        assert!(
            parse(&[&ROUTE[..], &["--route-cert", "c"]].concat()).is_err(),
            "no key"
        );
        assert!(
            parse(&[&ROUTE[..], &["--kubeconfig"]].concat()).is_err(),
            "a kubeconfig is one person's"
        );
    }

    #[test]
    fn the_tls_profile_is_told_in_the_names_of_openshift_and_kubernetes() {
        let profile =
            |flags: &[&str]| parse(&[&ROUTE[..], flags].concat()).map(|cli| cli.doors.tls_profile());
        assert_eq!(profile(&[]).unwrap(), Profile::default());
        let suite = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
        let told = profile(&["--tls-min-version", "VersionTLS13", "--tls-cipher-suites", suite]);
        let wanted = Profile {
            min_version: MinVersion::Tls13,
            suites: suite.parse().unwrap(),
        };
        assert_eq!(told.unwrap(), wanted);
        assert_ne!(wanted.suites, Suites::default());

        for old in ["VersionTLS10", "VersionTLS11", "1.2", ""] {
            let refused = profile(&["--tls-min-version", old]).unwrap_err().to_string();
            for known in ["VersionTLS12", "VersionTLS13"] {
                assert!(refused.contains(known), "{refused}");
            }
        }
        let refused = profile(&["--tls-cipher-suites", "TLS_RSA_WITH_RC4_128_SHA"]).unwrap_err();
        assert!(refused.to_string().contains(suite), "{refused}");
    }

    #[test]
    fn whatever_a_manifest_sets_is_named_after_its_flag() {
        let command = Cli::command();
        let mut names = 0;
        for flag in command.get_arguments() {
            let (Some(env), Some(long)) = (flag.get_env(), flag.get_long()) else {
                continue;
            };
            let wanted = format!("RC_{}", long.to_uppercase().replace('-', "_"));
            assert_eq!(env.to_str(), Some(wanted.as_str()));
            names += 1;
        }
        assert!(names > 20, "{names}");
    }

    #[cfg(feature = "sandbox")]
    #[test]
    fn the_sandbox_and_a_kubeconfig_exclude_each_other() {
        let ok = parse(&["--sandbox", "slow", "--as", "reader"]).unwrap();
        assert_eq!(
            (ok.sandbox, ok.person),
            (Some(Some("slow".to_owned())), Some(Person::Reader))
        );
        let bare = parse(&["--sandbox", "--listen", "127.0.0.1:0"]).unwrap();
        assert_eq!(bare.sandbox, Some(None));
        assert!(parse(&["--sandbox", "slow", "--kubeconfig", "f"]).is_err());
    }
}
