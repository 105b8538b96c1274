//! The flags. Without one that names a cluster the server does not start.

use crate::log::Format;
use clap::{ArgGroup, Parser};
use std::net::SocketAddr;
use std::path::PathBuf;

/// A web console for the image registry of OpenShift, on this machine.
#[derive(Debug, Parser)]
#[command(name = "registry-console", version)]
#[command(group(ArgGroup::new("cluster").required(true)))]
pub struct Cli {
    /// The loopback address to listen on
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// The folder of the built pages
    #[arg(long, value_name = "FOLDER", default_value = "target/site")]
    pub site: PathBuf,
    /// A real cluster: a kubeconfig, without a file the usual one
    #[arg(long, value_name = "FILE", group = "cluster", num_args = 0..=1)]
    pub kubeconfig: Option<Option<PathBuf>>,
    /// The context of the kubeconfig, without it the current one
    #[arg(long, value_name = "NAME", requires = "kubeconfig")]
    pub context: Option<String>,
    /// The embedded sandbox, without a scenario the default one
    #[cfg(feature = "sandbox")]
    #[arg(long, value_name = "SCENARIO", group = "cluster", num_args = 0..=1)]
    pub sandbox: Option<Option<String>>,
    /// Who one is in the sandbox, without it whoever the scenario is about
    #[cfg(feature = "sandbox")]
    #[arg(long = "as", value_name = "PERSON", requires = "sandbox")]
    pub person: Option<Person>,
    /// How the log looks
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
    pub log_format: Format,
    /// What the log holds, as a tracing filter
    #[arg(long, value_name = "FILTER", default_value = "warn,server=info")]
    pub log: String,
}

/// The sandbox's people.
#[cfg(feature = "sandbox")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
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

    #[test]
    fn the_flags_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn without_a_cluster_nothing_starts_and_two_are_too_many() {
        assert!(Cli::try_parse_from(["registry-console"]).is_err());
        assert!(Cli::try_parse_from(["registry-console", "--kubeconfig"]).is_ok());
        assert!(Cli::try_parse_from(["registry-console", "--kubeconfig", "f", "--context", "c"]).is_ok());
        assert!(Cli::try_parse_from(["registry-console", "--context", "c"]).is_err());
    }

    #[cfg(feature = "sandbox")]
    #[test]
    fn the_sandbox_and_a_kubeconfig_exclude_each_other() {
        let ok = Cli::try_parse_from(["registry-console", "--sandbox", "slow", "--as", "reader"]).unwrap();
        assert_eq!(
            (ok.sandbox, ok.person),
            (Some(Some("slow".to_owned())), Some(Person::Reader))
        );
        let bare = Cli::try_parse_from(["registry-console", "--sandbox", "--listen", "127.0.0.1:0"]).unwrap();
        assert_eq!(bare.sandbox, Some(None));
        assert!(Cli::try_parse_from(["registry-console", "--sandbox", "slow", "--kubeconfig", "f"]).is_err());
    }
}
