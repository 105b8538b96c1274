//! Which ways out a headline has. Only those this console has a page for; a button that leads nowhere is worse than
//! none.

use super::cause::{Cause, WayOut};
use super::headline::Headline;
use crate::credentials::USER_SECRET;
use crate::error::ClusterError;

/// The ways out of a headline, most useful first.
pub(super) fn ways_out(headline: &Headline, storage_configured: bool) -> Vec<WayOut> {
    match headline {
        Headline::Unreachable(_) | Headline::NotBootstrapped => vec![WayOut::Retry],
        Headline::Unreadable(ClusterError::Forbidden { .. }) => Vec::new(),
        Headline::Unreadable(_) => vec![WayOut::Retry],
        Headline::Removed { .. } if storage_configured => vec![WayOut::ReviewState, WayOut::SetUpStorage],
        Headline::Removed { .. } => vec![WayOut::SetUpStorage, WayOut::ReviewState],
        Headline::Unmanaged { .. } | Headline::NoSuchState { .. } => vec![WayOut::ReviewState],
        Headline::ReadWriteOnceShared { claim, .. } => vec![
            WayOut::UseOneReplicaAndRecreate { claim: claim.clone() },
            WayOut::ChooseOtherClaim,
        ],
        Headline::EmptyDirShared { .. } => vec![WayOut::SetUpStorage, WayOut::UseOneReplica],
        headline => headline.cause().map(from_cause).unwrap_or_default(),
    }
}

fn from_cause(cause: &Cause) -> Vec<WayOut> {
    match cause {
        Cause::TwoStorages { members } => members
            .iter()
            .map(|member| WayOut::KeepMember {
                member: member.clone(),
            })
            .collect(),
        Cause::ClaimMissing { .. } | Cause::ClaimModeUnusable { .. } => {
            vec![WayOut::ChooseOtherClaim, WayOut::CreateClaim]
        }
        Cause::ClaimNeedsRecreate { claim } | Cause::ClaimNeedsOneReplica { claim } => vec![
            WayOut::UseOneReplicaAndRecreate { claim: claim.clone() },
            WayOut::ChooseOtherClaim,
        ],
        Cause::ClaimTaken { .. } => vec![WayOut::ChooseOtherClaim],
        Cause::ClaimPending { .. } => vec![WayOut::ChooseOtherClaim, WayOut::SetUpStorage],
        Cause::NoStorage
        | Cause::NoDriver { .. }
        | Cause::StorageNameMissing { .. }
        | Cause::EndpointUnreachable { .. }
        | Cause::AuthUrlMissing
        | Cause::NetworkNotFound
        | Cause::BucketForeign
        | Cause::StorageGone { .. }
        | Cause::StorageRefused { .. } => vec![WayOut::SetUpStorage],
        Cause::ZeroReplicas => vec![WayOut::ReviewState],
        Cause::NoCredentials { .. } => vec![WayOut::AddCredentials],
        Cause::CredentialKeyMissing { secret, .. } if secret == USER_SECRET => {
            vec![WayOut::CompleteCredentials, WayOut::RemoveCredentials]
        }
        Cause::KeysRefused { .. } | Cause::KeyFileNotJson | Cause::AccountKeyNotBase64 => {
            vec![WayOut::ReplaceCredentials]
        }
        Cause::VolumeNotWritable { .. } | Cause::VolumeElsewhere { .. } | Cause::PodFailing { .. } => {
            vec![WayOut::SeePods]
        }
        Cause::PodUnschedulable { .. } => vec![WayOut::SeePods],
        _ => Vec::new(),
    }
}

impl Cause {
    /// Whether the root lies in the storage setting or the storage itself.
    pub(super) fn is_about_storage(&self) -> bool {
        matches!(
            self,
            Self::NoStorage
                | Self::TwoStorages { .. }
                | Self::NoDriver { .. }
                | Self::NoCredentials { .. }
                | Self::CredentialKeyMissing { .. }
                | Self::KeysRefused { .. }
                | Self::KeyFileNotJson
                | Self::AccountKeyNotBase64
                | Self::StorageNameMissing { .. }
                | Self::EndpointUnreachable { .. }
                | Self::CertificateUntrusted
                | Self::AuthUrlMissing
                | Self::NetworkNotFound
                | Self::BucketForeign
                | Self::StorageGone { .. }
                | Self::StorageRefused { .. }
                | Self::ClaimMissing { .. }
                | Self::ClaimNeedsRecreate { .. }
                | Self::ClaimNeedsOneReplica { .. }
                | Self::ClaimModeUnusable { .. }
                | Self::ClaimTaken { .. }
                | Self::ClaimPending { .. }
                | Self::VolumeNotWritable { .. }
        )
    }

    /// Whether the root lies in a route.
    pub(super) fn is_about_routes(&self) -> bool {
        matches!(
            self,
            Self::DuplicateRoutes
                | Self::RouteSecretMissing { .. }
                | Self::RouteRefused { .. }
                | Self::RouteNotPickedUp { .. }
        )
    }
}
