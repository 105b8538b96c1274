//! Words for answers of the cluster, and for failed calls.

use crate::api::CallError;
use registry::error::ClusterError;
use registry::plan::Permission;
use registry::resource::Resource;

/// What went wrong, as one sentence.
pub fn cluster_error(error: &ClusterError) -> String {
    match error {
        // Not a missing object like any other: the operator makes it, and nobody else should.
        ClusterError::Missing {
            resource: Resource::Config,
            ..
        } => "The operator has not created its configuration yet. After an installation that takes a few minutes. \
              What you typed is kept."
            .into(),
        ClusterError::SignedOut => "Your login ended: the cluster no longer accepts it. Log in again to go on here. What you \
             typed is kept, except keys and passwords."
            .into(),
        other => other.to_string(),
    }
}

/// A missing permission, as the four words an administrator needs.
pub fn missing_permission(permission: &Permission) -> String {
    format!("Missing: {permission}.")
}

/// What went wrong with a call.
pub fn call_error(error: &CallError) -> String {
    match error {
        CallError::Cluster(error) => cluster_error(error),
        CallError::Problems(_) => "The form needs attention.".into(),
        CallError::Changed(_) => "The cluster changed since this was shown.".into(),
        CallError::Unconfirmed => "Confirm the change first.".into(),
        CallError::Server => "The console's own server did not answer. What you typed is kept.".into(),
        CallError::Updated => crate::features::doors::words::updated(),
    }
}

/// A page's own server was slower than the page would wait.
pub fn slow() -> String {
    "The cluster has not answered yet.".into()
}

/// The link for browsers that do not ask again by themselves.
pub fn wait() -> String {
    "Wait for the cluster and load this page again".into()
}

/// Try again button.
pub fn try_again() -> String {
    "Try again".into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a3_a_configuration_that_is_not_there_yet_asks_for_patience_and_not_for_a_new_one() {
        let missing = |resource| {
            call_error(&CallError::Cluster(ClusterError::Missing {
                resource,
                name: "cluster".into(),
            }))
        };
        assert!(missing(Resource::Config).starts_with("The operator has not created its configuration yet."));
        assert_eq!(
            missing(Resource::Claim),
            "PersistentVolumeClaim cluster does not exist."
        );
    }
}
