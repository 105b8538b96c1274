//! Which versions and suites a listener speaks, in the names that OpenShift and Kubernetes have for them. Knows nothing of
//! a cluster: whoever deploys says what the cluster's profile is.

use super::{TlsError, provider};
use clap::ValueEnum;
use rustls::crypto::aws_lc_rs::ALL_CIPHER_SUITES;
use rustls::server::WantsServerCert;
use rustls::{ConfigBuilder, ServerConfig, SupportedCipherSuite, SupportedProtocolVersion};
use std::str::FromStr;
use std::sync::Arc;

/// The oldest version that is spoken. Older ones than these are not in this program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum MinVersion {
    /// TLS 1.2.
    #[default]
    #[value(name = "VersionTLS12")]
    Tls12,
    /// TLS 1.3.
    #[value(name = "VersionTLS13")]
    Tls13,
}

static BOTH: [&SupportedProtocolVersion; 2] = [&rustls::version::TLS13, &rustls::version::TLS12];
static NEWEST: [&SupportedProtocolVersion; 1] = [&rustls::version::TLS13];

impl MinVersion {
    fn versions(self) -> &'static [&'static SupportedProtocolVersion] {
        match self {
            Self::Tls12 => &BOTH,
            Self::Tls13 => &NEWEST,
        }
    }
}

/// A name that is no suite of TLS 1.2 here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no cipher suite of TLS 1.2 that this program speaks. It speaks {known}.", known = known().join(", "))]
pub struct NoSuite(String);

/// The suites that may be used with TLS 1.2. Those of TLS 1.3 are not chosen, as in Kubernetes: all are safe.
#[derive(Clone, Debug, PartialEq)]
pub struct Suites(Vec<SupportedCipherSuite>);

impl Default for Suites {
    fn default() -> Self {
        Self(of_tls12().collect())
    }
}

impl FromStr for Suites {
    type Err = NoSuite;

    /// IANA's names, separated by commas. An empty list leaves the choice to this program.
    fn from_str(list: &str) -> Result<Self, NoSuite> {
        if list.trim().is_empty() {
            return Ok(Self::default());
        }
        let one = |name: &str| {
            let suite = of_tls12().find(|suite| suite.suite().as_str() == Some(name));
            suite.ok_or_else(|| NoSuite(name.to_owned()))
        };
        list.split(',')
            .map(|name| one(name.trim()))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

fn of_tls12() -> impl Iterator<Item = SupportedCipherSuite> {
    ALL_CIPHER_SUITES
        .iter()
        .copied()
        .filter(|suite| suite.tls13().is_none())
}

fn known() -> Vec<&'static str> {
    of_tls12().filter_map(|suite| suite.suite().as_str()).collect()
}

/// What a listener speaks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// The oldest version.
    pub min_version: MinVersion,
    /// The suites with TLS 1.2.
    pub suites: Suites,
}

impl Profile {
    /// The beginning of a listener's configuration.
    ///
    /// # Errors
    /// When the TLS library offers nothing of it.
    pub(super) fn server(&self) -> Result<ConfigBuilder<ServerConfig, WantsServerCert>, TlsError> {
        let mut provider = provider();
        let allowed = |suite: &SupportedCipherSuite| suite.tls13().is_some() || self.suites.0.contains(suite);
        provider.cipher_suites.retain(allowed);
        let builder = ServerConfig::builder_with_provider(Arc::new(provider));
        let versions = builder.with_protocol_versions(self.min_version.versions());
        Ok(versions.map_err(|_| TlsError::Versions)?.with_no_client_auth())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_suite_of_the_intermediate_profile_is_known_by_its_name() {
        let profile = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, \
                       TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,\
                       TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256";
        assert_eq!(profile.parse::<Suites>().unwrap().0.len(), 6);
        assert_eq!("".parse(), Ok(Suites::default()));
    }

    #[test]
    fn a_suite_that_is_not_spoken_or_not_chosen_is_refused_with_those_that_are() {
        for name in [
            "TLS_RSA_WITH_AES_128_CBC_SHA",
            "TLS_AES_128_GCM_SHA256",
            "ECDHE-RSA-AES128-GCM-SHA256",
            "",
        ] {
            let list = format!("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,{name}");
            let refused = list.parse::<Suites>().unwrap_err();
            assert_eq!(refused, NoSuite(name.to_owned()));
            let said = refused.to_string();
            assert!(
                known().len() == 6 && known().iter().all(|known| said.contains(known)),
                "{said}"
            );
        }
    }
}
