//! Requests to the sandbox, and what it answers: one file a family of behaviour.

#[cfg(test)]
mod claims;
mod clouds;
#[cfg(test)]
mod common;
#[cfg(test)]
mod config_map_and_secret;
#[cfg(test)]
mod credentials;
#[cfg(test)]
mod discovery;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod kube_client;
#[cfg(test)]
mod oauth;
#[cfg(test)]
mod oauth_common;
#[cfg(test)]
mod oauth_tokens;
#[cfg(test)]
mod operator;
#[cfg(test)]
mod operator_config;
#[cfg(test)]
mod permissions;
#[cfg(test)]
mod pruner;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod recorded;
#[cfg(test)]
mod s3;
mod scenarios;
#[cfg(test)]
mod served;
#[cfg(test)]
mod trust;
#[cfg(test)]
mod watching;
#[cfg(test)]
mod writing;
