//! The wizard's form: which kind, and texts as they were typed. It knows no rule; [`super::problems`] does.

use crate::secret_text::{SecretText, carried};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A kind of storage the wizard offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KindId {
    /// A claim that exists.
    ExistingClaim,
    /// A claim this plan makes.
    NewClaim,
    /// A claim the operator makes and owns.
    AutomaticClaim,
    /// A volume of one node (vSphere and other block storage): one replica that is replaced, never doubled.
    BlockVolume,
    /// The pod's own scratch directory.
    EmptyDir,
}

impl KindId {
    /// Every kind, in the order the wizard offers them.
    pub const ALL: &[Self] = &[
        Self::ExistingClaim,
        Self::NewClaim,
        Self::AutomaticClaim,
        Self::BlockVolume,
        Self::EmptyDir,
    ];

    /// The kebab-case spelling, as in forms and addresses.
    pub fn wire(self) -> &'static str {
        match self {
            Self::ExistingClaim => "existing-claim",
            Self::NewClaim => "new-claim",
            Self::AutomaticClaim => "automatic-claim",
            Self::BlockVolume => "block-volume",
            Self::EmptyDir => "empty-dir",
        }
    }

    /// Reads the kebab-case spelling.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|id| id.wire() == text)
    }
}

/// A field of the wizard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldId {
    /// Whether a block volume is made or exists: `new` or `existing`.
    Source,
    /// The claim to use, by name.
    Claim,
    /// The name of the claim to make.
    Name,
    /// The size of the claim to make.
    Size,
    /// The storage class of the claim to make; empty for the cluster's default, [`NO_CLASS`](super::NO_CLASS) for none.
    Class,
    /// The access mode of the claim to make, as the API spells it.
    AccessMode,
    /// Number of registry pods.
    Replicas,
    /// The roll-out strategy; only ever fixed.
    Strategy,
}

impl FieldId {
    /// Every field, in the order the wizard shows them.
    pub const ALL: &[Self] = &[
        Self::Source,
        Self::Claim,
        Self::Name,
        Self::Size,
        Self::Class,
        Self::AccessMode,
        Self::Replicas,
        Self::Strategy,
    ];

    /// The kebab-case spelling, as in forms and addresses.
    pub fn wire(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Claim => "claim",
            Self::Name => "name",
            Self::Size => "size",
            Self::Class => "class",
            Self::AccessMode => "access-mode",
            Self::Replicas => "replicas",
            Self::Strategy => "strategy",
        }
    }

    /// Reads the kebab-case spelling.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|id| id.wire() == text)
    }
}

/// What was typed, by field. A field that is absent was never touched and has its default; one that is present and
/// empty was cleared.
pub type Values = BTreeMap<FieldId, String>;

/// What was typed into fields that hold a secret, by field. It is sent to the server and kept nowhere: not in a draft,
/// not in a plan.
pub type Secrets = BTreeMap<FieldId, SecretText>;

/// The wizard's form: texts as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StorageForm {
    /// The kind chosen.
    pub kind: KindId,
    /// What was typed. Values of fields the kind does not show are ignored, so that changing the kind and coming
    /// back loses nothing.
    #[serde(default)]
    pub values: Values,
    /// What was typed into secret fields.
    #[serde(default, with = "carried", skip_serializing_if = "Secrets::is_empty")]
    pub secrets: Secrets,
}

impl StorageForm {
    /// A form nobody has typed into.
    pub fn untouched(kind: KindId) -> Self {
        Self {
            kind,
            values: Values::new(),
            secrets: Secrets::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_the_one_json_uses_and_reads_back() {
        for id in KindId::ALL {
            assert_eq!(serde_json::to_value(id).unwrap(), id.wire());
            assert_eq!(KindId::read(id.wire()), Some(*id));
        }
        for id in FieldId::ALL {
            assert_eq!(serde_json::to_value(id).unwrap(), id.wire());
            assert_eq!(FieldId::read(id.wire()), Some(*id));
        }
        assert_eq!(KindId::read("tape"), None);
    }

    #[test]
    fn a_form_with_a_field_the_console_does_not_have_is_refused() {
        let read = |text: &str| serde_json::from_str::<StorageForm>(text);
        assert!(read(r#"{"kind":"empty-dir","values":{"replicas":"1"}}"#).is_ok());
        assert!(read(r#"{"kind":"empty-dir","values":{"colour":"red"}}"#).is_err());
        assert!(read(r#"{"kind":"empty-dir","values":{},"steps":[]}"#).is_err());
        assert!(read(r#"{"kind":"tape","values":{}}"#).is_err());
    }
}
