//! The wizard's form: which kind, and texts as they were typed. It knows no rule; [`super::problems`] does.

use crate::secret_text::{SecretText, carried};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An enum with the spelling each variant has in forms and addresses, which is the one of JSON, too.
macro_rules! spelled {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident $wire:literal,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $wire)] $variant,)*
        }

        impl $name {
            /// Every one, in the order the wizard shows them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The spelling in forms and addresses.
            pub fn wire(self) -> &'static str {
                match self {
                    $(Self::$variant => $wire),*
                }
            }

            /// Reads that spelling.
            pub fn read(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|id| id.wire() == text)
            }
        }
    };
}

spelled! {
    /// A kind of storage the wizard offers.
    KindId {
        /// A claim that exists.
        ExistingClaim "existing-claim",
        /// A claim this plan makes.
        NewClaim "new-claim",
        /// A claim the operator makes and owns.
        AutomaticClaim "automatic-claim",
        /// A volume of one node (vSphere and other block storage): one replica that is replaced, never doubled.
        BlockVolume "block-volume",
        /// The pod's own scratch directory.
        EmptyDir "empty-dir",
        /// A bucket of Amazon S3.
        S3 "s3",
        /// A bucket of a store that speaks like S3.
        S3Compatible "s3-compatible",
        /// A bucket of Google Cloud Storage.
        Gcs "gcs",
        /// A container of Azure Blob Storage.
        Azure "azure",
        /// A container of OpenStack Swift.
        Swift "swift",
        /// A bucket of IBM Cloud Object Storage.
        IbmCos "ibm-cos",
    }
}

spelled! {
    /// A field of the wizard. Kinds share those that mean the same.
    FieldId {
        /// Whether a block volume is made or exists: `new` or `existing`.
        Source "source",
        /// The claim to use, by name.
        Claim "claim",
        /// The name of the claim to make.
        Name "name",
        /// The size of the claim to make.
        Size "size",
        /// The storage class of the claim to make; empty for the cluster's default, [`NO_CLASS`](super::NO_CLASS) for
        /// none.
        Class "class",
        /// The access mode of the claim to make, as the API spells it.
        AccessMode "access-mode",
        /// Whether the operator makes bucket or container, or one that exists is used: `new` or `existing`.
        Origin "origin",
        /// The make of an S3-compatible store, from which the other fields' defaults follow.
        Preset "preset",
        /// The bucket.
        Bucket "bucket",
        /// The container (Azure, Swift).
        Container "container",
        /// The region.
        Region "region",
        /// The store's address.
        Endpoint "endpoint",
        /// The project (GCS).
        Project "project",
        /// The storage account (Azure).
        Account "account",
        /// The cloud's name (Azure).
        CloudName "cloud-name",
        /// Where the identity service answers (Swift).
        AuthUrl "auth-url",
        /// The identity service's version (Swift).
        AuthVersion "auth-version",
        /// The domain by name (Swift).
        Domain "domain",
        /// The domain by id (Swift).
        DomainId "domain-id",
        /// The tenant by name (Swift).
        Tenant "tenant",
        /// The tenant by id (Swift).
        TenantId "tenant-id",
        /// The location (IBM COS).
        Location "location",
        /// The resource group (IBM COS).
        ResourceGroup "resource-group",
        /// The service instance's CRN (IBM COS).
        ServiceInstance "service-instance",
        /// The resource key's CRN (IBM COS).
        ResourceKey "resource-key",
        /// Which credentials are used: `keep`, `cloud` or `new`.
        Credentials "credentials",
        /// The access key (S3). A secret.
        AccessKey "access-key",
        /// The secret key (S3). A secret.
        SecretKey "secret-key",
        /// The key file (GCS). A secret.
        KeyFile "key-file",
        /// The account key (Azure). A secret.
        AccountKey "account-key",
        /// How one logs in (Swift).
        LoginMethod "login-method",
        /// The user name (Swift). A secret, because it is kept with the password.
        Username "username",
        /// The password (Swift). A secret.
        Password "password",
        /// The application credential's id (Swift). A secret, like the user name.
        ApplicationId "application-id",
        /// The application credential's name (Swift). A secret, like the user name.
        ApplicationName "application-name",
        /// The application credential's secret (Swift). A secret.
        ApplicationSecret "application-secret",
        /// The token (Swift). A secret.
        Token "token",
        /// The API key (IBM COS). A secret.
        ApiKey "api-key",
        /// Whether the store puts the bucket before the host (S3).
        VirtualHosted "virtual-hosted",
        /// Whether the registry asks for encryption (S3).
        Encrypt "encrypt",
        /// The key to encrypt with (S3, GCS).
        KeyId "key-id",
        /// The size of an upload's parts in MiB (S3).
        ChunkSize "chunk-size",
        /// The ConfigMap with the certificates of whoever signed the endpoint's (S3).
        TrustedCa "trusted-ca",
        /// Those certificates, PEM (S3).
        TrustedCaFile "trusted-ca-file",
        /// Whether pulls go through CloudFront (S3).
        CloudFront "cloud-front",
        /// The distribution's address (S3).
        CloudFrontUrl "cloud-front-url",
        /// The key pair's id (S3).
        CloudFrontKeyPair "cloud-front-key-pair",
        /// The Secret that holds the key pair's private key (S3).
        CloudFrontSecret "cloud-front-secret",
        /// The key in that Secret (S3).
        CloudFrontSecretKey "cloud-front-secret-key",
        /// The private key itself, PEM (S3). A secret.
        CloudFrontKey "cloud-front-key",
        /// How long a link holds (S3).
        CloudFrontDuration "cloud-front-duration",
        /// Who reaches the account: everybody, or the cluster's network (Azure).
        NetworkAccess "network-access",
        /// The resource group of the network (Azure).
        NetworkResourceGroup "network-resource-group",
        /// The virtual network (Azure).
        Vnet "vnet",
        /// The subnet (Azure).
        Subnet "subnet",
        /// The private endpoint (Azure).
        PrivateEndpoint "private-endpoint",
        /// Number of registry pods.
        Replicas "replicas",
        /// The roll-out strategy; only ever fixed.
        Strategy "strategy",
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

    /// What was typed into a secret field; nothing when it was not touched.
    pub fn secret(&self, id: FieldId) -> &str {
        self.secrets.get(&id).map_or("", SecretText::expose)
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
