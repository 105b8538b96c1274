//! Which keys a kind of storage is opened with: the operator takes these from the user's Secret and no others (facts:
//! registry-api 3.2). Shapes are judged here, whether a cloud takes the keys is not.

use super::{AccountKeyProblem, KeyFileProblem, LineProblem, account_key, key_file, line_key, line_password};
use crate::secret_text::SecretText;
use serde::{Deserialize, Serialize};

/// A key of the user's Secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyId {
    /// The access key of S3 and what speaks it.
    S3AccessKey,
    /// Its secret key.
    S3SecretKey,
    /// The key file of Google Cloud Storage.
    GcsKeyFile,
    /// The account key of Azure Blob Storage.
    AzureAccountKey,
    /// Swift's user name.
    SwiftUsername,
    /// Its password.
    SwiftPassword,
    /// The identity of a Swift application credential.
    SwiftApplicationCredentialId,
    /// Its name.
    SwiftApplicationCredentialName,
    /// Its secret.
    SwiftApplicationCredentialSecret,
    /// A Swift token.
    SwiftToken,
    /// The API key of IBM Cloud.
    IbmcosApiKey,
}

/// What is wrong with a key. It never holds the key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ShapeProblem {
    /// Not a key of one line.
    Line(LineProblem),
    /// No Google key file.
    KeyFile(KeyFileProblem),
    /// No Azure account key.
    AccountKey(AccountKeyProblem),
}

/// What is unusual about a key that may work all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ShapeNote {
    /// Blanks or line breaks around it are taken away.
    Trimmed,
    /// Amazon's keys have another length. Other object stores have keys of any.
    Length {
        /// How many characters Amazon's have.
        usual: usize,
        /// How many it has.
        found: usize,
    },
}

impl KeyId {
    /// Every key.
    pub const ALL: &[Self] = &[
        Self::S3AccessKey,
        Self::S3SecretKey,
        Self::GcsKeyFile,
        Self::AzureAccountKey,
        Self::SwiftUsername,
        Self::SwiftPassword,
        Self::SwiftApplicationCredentialId,
        Self::SwiftApplicationCredentialName,
        Self::SwiftApplicationCredentialSecret,
        Self::SwiftToken,
        Self::IbmcosApiKey,
    ];

    /// Its name in the Secret.
    pub const fn name(self) -> &'static str {
        match self {
            Self::S3AccessKey => "REGISTRY_STORAGE_S3_ACCESSKEY",
            Self::S3SecretKey => "REGISTRY_STORAGE_S3_SECRETKEY",
            Self::GcsKeyFile => "REGISTRY_STORAGE_GCS_KEYFILE",
            Self::AzureAccountKey => "REGISTRY_STORAGE_AZURE_ACCOUNTKEY",
            Self::SwiftUsername => "REGISTRY_STORAGE_SWIFT_USERNAME",
            Self::SwiftPassword => "REGISTRY_STORAGE_SWIFT_PASSWORD",
            Self::SwiftApplicationCredentialId => "REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALID",
            Self::SwiftApplicationCredentialName => "REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALNAME",
            Self::SwiftApplicationCredentialSecret => "REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALSECRET",
            Self::SwiftToken => "REGISTRY_STORAGE_SWIFT_TOKENID",
            Self::IbmcosApiKey => "REGISTRY_STORAGE_IBMCOS_IAMAPIKEY",
        }
    }

    /// Whether people have it in a file.
    pub const fn is_file(self) -> bool {
        matches!(self, Self::GcsKeyFile)
    }

    /// Whether it is no secret by itself, so that it may be seen while it is typed.
    pub const fn is_name(self) -> bool {
        matches!(
            self,
            Self::S3AccessKey
                | Self::SwiftUsername
                | Self::SwiftApplicationCredentialId
                | Self::SwiftApplicationCredentialName
        )
    }

    /// The key as it is stored, if it has the shape of one.
    ///
    /// # Errors
    /// What makes it none.
    pub fn judge(self, typed: &SecretText) -> Result<SecretText, ShapeProblem> {
        match self {
            Self::GcsKeyFile => key_file(typed)
                .map(|_| typed.clone())
                .map_err(ShapeProblem::KeyFile),
            Self::AzureAccountKey => account_key(typed).map_err(ShapeProblem::AccountKey),
            // Names of application credentials may have blanks, too.
            Self::SwiftPassword | Self::SwiftUsername | Self::SwiftApplicationCredentialName => {
                line_password(typed).map_err(ShapeProblem::Line)
            }
            _ => line_key(typed).map_err(ShapeProblem::Line),
        }
    }

    /// What to know about a key that has the shape of one.
    pub fn notes(self, typed: &SecretText) -> Vec<ShapeNote> {
        let Ok(kept) = self.judge(typed) else {
            return Vec::new();
        };
        let usual = match self {
            Self::S3AccessKey => Some(20),
            Self::S3SecretKey => Some(40),
            _ => None,
        };
        let found = kept.expose().chars().count();
        let trimmed = (kept != *typed).then_some(ShapeNote::Trimmed);
        let length = usual
            .filter(|usual| *usual != found)
            .map(|usual| ShapeNote::Length { usual, found });
        trimmed.into_iter().chain(length).collect()
    }
}

/// A set of keys that opens a kind of storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Variant {
    /// S3 and what speaks it.
    S3,
    /// Google Cloud Storage.
    Gcs,
    /// Azure Blob Storage.
    Azure,
    /// Swift, as a user.
    SwiftPassword,
    /// Swift, by an application credential.
    SwiftApplicationCredential,
    /// Swift, by a token.
    SwiftToken,
    /// IBM Cloud Object Storage.
    Ibmcos,
}

impl Variant {
    /// Every set, the usual one of each kind first.
    pub const ALL: &[Self] = &[
        Self::S3,
        Self::Gcs,
        Self::Azure,
        Self::SwiftPassword,
        Self::SwiftApplicationCredential,
        Self::SwiftToken,
        Self::Ibmcos,
    ];

    /// The sets that open a member of `spec.storage`; none for one that needs no keys or that nobody knows.
    pub fn of(member: &str) -> &'static [Self] {
        match member {
            "s3" => &[Self::S3],
            "gcs" => &[Self::Gcs],
            "azure" => &[Self::Azure],
            "swift" => &[
                Self::SwiftPassword,
                Self::SwiftApplicationCredential,
                Self::SwiftToken,
            ],
            "ibmcos" => &[Self::Ibmcos],
            _ => &[],
        }
    }

    /// The keys, in the order they are asked for.
    pub const fn keys(self) -> &'static [KeyId] {
        match self {
            Self::S3 => &[KeyId::S3AccessKey, KeyId::S3SecretKey],
            Self::Gcs => &[KeyId::GcsKeyFile],
            Self::Azure => &[KeyId::AzureAccountKey],
            Self::SwiftPassword => &[KeyId::SwiftUsername, KeyId::SwiftPassword],
            Self::SwiftApplicationCredential => &[
                KeyId::SwiftApplicationCredentialId,
                KeyId::SwiftApplicationCredentialName,
                KeyId::SwiftApplicationCredentialSecret,
            ],
            Self::SwiftToken => &[KeyId::SwiftToken],
            Self::Ibmcos => &[KeyId::IbmcosApiKey],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_key_belongs_to_one_set_and_has_a_name_of_its_own() {
        let of_sets: Vec<KeyId> = Variant::ALL.iter().flat_map(|set| set.keys()).copied().collect();
        assert_eq!(of_sets, KeyId::ALL);
        let names: BTreeSet<_> = KeyId::ALL.iter().map(|key| key.name()).collect();
        assert_eq!(names.len(), KeyId::ALL.len());
        let members = ["s3", "gcs", "azure", "swift", "ibmcos"];
        let all: Vec<Variant> = members.iter().flat_map(|m| Variant::of(m)).copied().collect();
        assert_eq!(all, Variant::ALL);
        for none in ["pvc", "emptyDir", "oss", "tape", ""] {
            assert_eq!(Variant::of(none), []);
        }
    }

    #[test]
    fn b2_keys_of_another_length_than_amazons_are_noted_and_taken() {
        let notes = |id: KeyId, text: &str| id.notes(&SecretText::new(text));
        assert_eq!(notes(KeyId::S3AccessKey, &"A".repeat(20)), []);
        assert_eq!(
            notes(KeyId::S3AccessKey, "minio"),
            [ShapeNote::Length { usual: 20, found: 5 }]
        );
        assert_eq!(
            notes(KeyId::S3SecretKey, "minio123\n"),
            [ShapeNote::Trimmed, ShapeNote::Length { usual: 40, found: 8 }]
        );
        assert_eq!(notes(KeyId::IbmcosApiKey, "any"), []);
        assert_eq!(notes(KeyId::S3SecretKey, "two words"), []);
    }

    #[test]
    fn each_key_is_judged_by_its_own_shape() {
        let judge = |id: KeyId, text: &str| {
            id.judge(&SecretText::new(text))
                .map(|kept| kept.expose().to_owned())
        };
        assert_eq!(
            judge(KeyId::GcsKeyFile, "canary"),
            Err(ShapeProblem::KeyFile(KeyFileProblem::NotJson { line: 1 }))
        );
        assert_eq!(
            judge(KeyId::AzureAccountKey, "canary!"),
            Err(ShapeProblem::AccountKey(AccountKeyProblem::NotBase64))
        );
        assert_eq!(judge(KeyId::SwiftPassword, "two words\n"), Ok("two words".into()));
        assert_eq!(
            judge(KeyId::SwiftToken, "two words"),
            Err(ShapeProblem::Line(LineProblem::Blank))
        );
        for id in KeyId::ALL.iter().filter(|id| !id.is_file()) {
            assert!(
                judge(*id, " \n").is_err() || matches!(judge(*id, " \n").as_deref(), Ok(" ")),
                "{id:?}"
            );
            assert!(judge(*id, "").is_err(), "{id:?}");
        }
    }
}
