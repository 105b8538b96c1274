//! Words of the wizard's fields: one label a field, because the same thing has the same name everywhere; help by kind
//! where kinds differ.

use super::{azure, gcs, ibmcos, s3, swift};
use registry::objects::{AccessMode, BindingMode};
use registry::storage::{About, ChoiceOption, FieldId, FixedBecause, KindId, Section, Sharing, StoreMake};

/// A field's label.
pub fn field(field: FieldId) -> String {
    match field {
        FieldId::Source => "Volume",
        FieldId::Claim => "Claim",
        FieldId::Name => "Name",
        FieldId::Size => "Size",
        FieldId::Class => "Storage class",
        FieldId::AccessMode => "Access mode",
        FieldId::Origin => "Who makes it",
        FieldId::Preset => "Make of the store",
        FieldId::Bucket => "Bucket",
        FieldId::Container => "Container",
        FieldId::Region => "Region",
        FieldId::Endpoint => "Endpoint",
        FieldId::Project => "Project",
        FieldId::Account => "Storage account",
        FieldId::CloudName => "Cloud",
        FieldId::AuthUrl => "Identity service",
        FieldId::AuthVersion => "Version of the identity service",
        FieldId::Domain => "Domain",
        FieldId::DomainId => "Domain ID",
        FieldId::Tenant => "Tenant",
        FieldId::TenantId => "Tenant ID",
        FieldId::Location => "Location",
        FieldId::ResourceGroup => "Resource group",
        FieldId::ServiceInstance => "Service instance",
        FieldId::ResourceKey => "Resource key",
        FieldId::Credentials => "Credentials",
        FieldId::AccessKey => "Access key",
        FieldId::SecretKey => "Secret key",
        FieldId::KeyFile => "Key file",
        FieldId::AccountKey => "Account key",
        FieldId::LoginMethod => "Login with",
        FieldId::Username => "User name",
        FieldId::Password => "Password",
        FieldId::ApplicationId => "Application credential ID",
        FieldId::ApplicationName => "Application credential name",
        FieldId::ApplicationSecret => "Application credential secret",
        FieldId::Token => "Token",
        FieldId::ApiKey => "API key",
        FieldId::VirtualHosted => "Virtual-hosted style",
        FieldId::Encrypt => "Encrypt what is stored",
        FieldId::KeyId => "Key ID",
        FieldId::ChunkSize => "Part size in MiB",
        FieldId::TrustedCa => "ConfigMap with the CA",
        FieldId::TrustedCaFile => "CA certificates",
        FieldId::CloudFront => "Serve pulls through CloudFront",
        FieldId::CloudFrontUrl => "Distribution address",
        FieldId::CloudFrontKeyPair => "Key pair ID",
        FieldId::CloudFrontSecret => "Secret with the private key",
        FieldId::CloudFrontSecretKey => "Key in that secret",
        FieldId::CloudFrontKey => "Private key",
        FieldId::CloudFrontDuration => "Links hold for",
        FieldId::NetworkAccess => "Network access",
        FieldId::NetworkResourceGroup => "Network's resource group",
        FieldId::Vnet => "Virtual network",
        FieldId::Subnet => "Subnet",
        FieldId::PrivateEndpoint => "Private endpoint",
        FieldId::Replicas => "Replicas",
        FieldId::Strategy => "Roll-out strategy",
    }
    .into()
}

/// A group of fields.
pub fn section(section: Section) -> String {
    match section {
        Section::Basic => "",
        Section::Credentials => "Credentials",
        Section::Advanced => "Advanced",
    }
    .into()
}

/// A field's help.
pub fn help(kind: KindId, field: FieldId) -> String {
    let own = match kind {
        KindId::S3 | KindId::S3Compatible => s3::help(kind, field),
        KindId::Gcs => gcs::help(field),
        KindId::Azure => azure::help(field),
        KindId::Swift => swift::help(field),
        KindId::IbmCos => ibmcos::help(field),
        _ => None,
    };
    own.unwrap_or_else(|| shared_help(field)).into()
}

/// Help that is the same for every kind.
fn shared_help(field: FieldId) -> &'static str {
    match field {
        FieldId::Source => "A new volume, or a claim that exists.",
        FieldId::Claim => "Claims in openshift-image-registry; others cannot be mounted by the registry.",
        FieldId::Name => "Lower-case letters, digits, hyphens and dots.",
        FieldId::Size => "100Gi or more is asked for; the software takes any size.",
        FieldId::Class => "Where the volume comes from; without a class, from one prepared by hand.",
        FieldId::AccessMode => {
            "How many nodes may mount the volume; more than one replica needs ReadWriteMany."
        }
        FieldId::Replicas => "Registry pods.",
        FieldId::Strategy => "How pods are replaced.",
        FieldId::Credentials => {
            "Kept in secret image-registry-private-configuration-user, which is taken before the cloud's own credentials."
        }
        _ => "",
    }
}

/// Why a field's value is fixed.
pub fn fixed(because: &FixedBecause) -> String {
    match because {
        FixedBecause::OneNodeClaim { claim } if claim.is_empty() => {
            "Fixed: a ReadWriteOnce volume serves one node; the old pod must go first.".into()
        }
        FixedBecause::OneNodeClaim { claim } => format!(
            "Fixed: {claim} can be mounted by one node at a time (ReadWriteOnce); the old pod must go first. Two \
             replicas need ReadWriteMany or object storage."
        ),
        FixedBecause::BlockStorage => {
            "Fixed: block storage serves one node; the old pod must go first.".into()
        }
        FixedBecause::Platform => {
            "Fixed: the operator takes what the cluster's platform says, whatever is configured.".into()
        }
        FixedBecause::WrittenHere => "Fixed: this change writes it, under this name.".into(),
        FixedBecause::EmptyDir => {
            "Fixed: each pod would have its own images, and pulls would fail at random.".into()
        }
    }
}

fn mode(mode: AccessMode) -> String {
    match mode {
        AccessMode::ReadWriteOnce => "ReadWriteOnce: one node".into(),
        AccessMode::ReadWriteMany => "ReadWriteMany: many nodes".into(),
        other => other.wire().into(),
    }
}

/// An option, as one line.
pub fn option(option: &ChoiceOption) -> String {
    match &option.about {
        About::Claim { claim, .. } => claim.name.clone(),
        About::Class { class, sharing } => {
            let shared = match sharing {
                Sharing::Shared => ", many nodes",
                Sharing::OneNode => ", one node",
                Sharing::ByHand => ", volumes made by hand",
                Sharing::Unknown => "",
            };
            let default = if class.default { ", default" } else { "" };
            let waits = match class.binding {
                BindingMode::WaitForFirstConsumer => ", made when the pod starts",
                BindingMode::Immediate => "",
            };
            format!("{} ({}{shared}{default}{waits})", class.name, class.provisioner)
        }
        About::NoClass => "No class: binds to a volume prepared by hand".into(),
        About::AccessMode(value) => mode(*value),
        About::SourceNew => "Make a volume".into(),
        About::SourceExisting => "Use a claim that exists".into(),
        About::OriginNew => "The operator makes it and owns it".into(),
        About::OriginExisting => "It exists and stays mine".into(),
        About::CredentialsKeep {
            changed: Some(changed),
        } => {
            let day = changed.split('T').next().unwrap_or_default();
            format!("Keep the keys that are set (changed {day})")
        }
        About::CredentialsKeep { changed: None } => "Keep the keys that are set".into(),
        About::CredentialsCloud => "Use the credentials the cloud gave the cluster".into(),
        About::CredentialsNew => "Set new keys".into(),
        About::Store(make) => match make {
            StoreMake::MinIo => "MinIO",
            StoreMake::CephRgw => "Ceph object gateway (RGW)",
            StoreMake::NooBaa => "NooBaa (OpenShift Data Foundation)",
            StoreMake::Other => "Another store",
        }
        .into(),
        About::DefaultCloud => "The public cloud (none is named)".into(),
        About::Access(access) => azure::access(*access).into(),
        About::Login(login) => swift::login(*login).into(),
        About::DefaultVersion => "The one in the address, else 3".into(),
        About::Plain => option.value.clone(),
    }
}

/// Shows what is typed into a secret field.
pub fn show() -> String {
    "Show".into()
}

/// Reads a field from a file.
pub fn from_file(field: &str) -> String {
    format!("{field} from a file")
}

/// A file that was not taken.
pub fn file_refused() -> String {
    "This is no text file, or larger than 1 MiB. It was not taken.".into()
}
