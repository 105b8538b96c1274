//! Requests to the sandbox, and what it answers: one file a family of behaviour.

#[cfg(test)]
mod common;
#[cfg(test)]
mod kube_client;
#[cfg(test)]
mod recorded;
