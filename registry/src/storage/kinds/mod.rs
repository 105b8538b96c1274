//! The kinds of storage, each a file of its own. A new kind is one more file and one more line in [`kind`]; nothing
//! outside this folder knows any of them.

mod automatic_claim;
mod azure;
mod block_volume;
mod cloud_store;
mod empty_dir;
mod existing_claim;
mod gcs;
mod ibmcos;
mod new_claim;
mod object_store;
mod s3;
mod swift;
mod volume;

use super::check::Check;
use super::command::Command;
use super::desired::Desired;
use super::facts::Facts;
use super::field::Field;
use super::fit::Fit;
use super::form::{KindId, StorageForm};
use super::note::Note;
use super::problem::StorageProblem;
use super::warning::Warning;
use serde::{Deserialize, Serialize};

/// Where the wizard shows a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// Volumes in this cluster.
    Volume,
    /// Buckets and containers outside it.
    ObjectStorage,
    /// Nothing to keep.
    TryingOut,
}

/// A kind of storage.
pub trait Kind: Sync {
    /// Which.
    fn id(&self) -> KindId;
    /// Where the wizard shows it.
    fn group(&self) -> Group;
    /// The member of `spec.storage` it sets. A kind whose member this cluster's schema lacks is left out.
    fn member(&self) -> &'static str;
    /// Whether it can work here; the caller has looked at [`Kind::member`] already.
    fn fit(&self, facts: &Facts) -> Fit;
    /// Its fields for what is typed so far.
    fn fields(&self, form: &StorageForm, facts: &Facts) -> Vec<Field>;
    /// What to make of the cluster, or every problem, in the order of the fields.
    fn desired(&self, form: &StorageForm, facts: &Facts) -> Result<Desired, Vec<StorageProblem>>;
    /// What to know before saving, beside what holds for every kind.
    fn warnings(&self, form: &StorageForm, facts: &Facts) -> Vec<Warning>;
    /// The live checks of this kind, beside those of every kind.
    fn checks(&self, form: &StorageForm, facts: &Facts) -> Vec<Check>;
    /// The platforms that have this storage of their own, as `infrastructures` names them.
    fn platforms(&self) -> &'static [&'static str] {
        &[]
    }
    /// What a person does by hand, in a shell of their own, each beside the check it serves.
    fn commands(&self, _form: &StorageForm, _facts: &Facts) -> Vec<Command> {
        Vec::new()
    }
    /// What was read out of what was typed or uploaded.
    fn notes(&self, _form: &StorageForm, _facts: &Facts) -> Vec<Note> {
        Vec::new()
    }
}

/// Every kind, in the order the wizard offers them.
pub fn kinds() -> impl Iterator<Item = &'static dyn Kind> {
    KindId::ALL.iter().map(|id| kind(*id))
}

/// The kind with this identity.
pub fn kind(id: KindId) -> &'static dyn Kind {
    match id {
        KindId::ExistingClaim => &existing_claim::ExistingClaim,
        KindId::NewClaim => &new_claim::NewClaim,
        KindId::AutomaticClaim => &automatic_claim::AutomaticClaim,
        KindId::BlockVolume => &block_volume::BlockVolume,
        KindId::EmptyDir => &empty_dir::EmptyDir,
        KindId::S3 => &s3::S3::Amazon,
        KindId::S3Compatible => &s3::S3::Compatible,
        KindId::Gcs => &gcs::Gcs,
        KindId::Azure => &azure::Azure,
        KindId::Swift => &swift::Swift,
        KindId::IbmCos => &ibmcos::IbmCos,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_identity_leads_to_its_own_kind() {
        let ids: Vec<_> = kinds().map(|k| k.id()).collect();
        assert_eq!(ids, KindId::ALL);
    }
}
