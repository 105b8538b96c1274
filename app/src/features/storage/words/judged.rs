//! Words of what the wizard found in a form: warnings and problems.

use super::{azure, field, fixed, gcs, unusable, why};
use registry::change::Problem;
use registry::credentials::LineProblem;
use registry::storage::{FieldId, Note, Pattern, ProblemKind, StorageProblem, Warning};

/// A warning.
pub fn warning(warning: &Warning) -> String {
    match warning {
        Warning::ImagesLostOnRestart => {
            "Every image is lost when the pod restarts. For trying out only.".into()
        }
        Warning::NotHighlyAvailable => {
            "Not highly available: each roll-out stops the registry for about a minute.".into()
        }
        Warning::OneReplica => {
            "With one replica, each roll-out or node failure interrupts the registry.".into()
        }
        Warning::OneNode => {
            "This cluster has one node for infrastructure: a second replica stays Pending.".into()
        }
        Warning::BelowMinimum { size, claim: None } => {
            format!("{size} is below the 100Gi the documentation asks for.")
        }
        Warning::BelowMinimum {
            size,
            claim: Some(claim),
        } => {
            format!("{claim} has {size}, below the 100Gi the documentation asks for.")
        }
        Warning::OperatorsClaimName { claim } => format!(
            "{claim} is the name the operator takes for its own claim. It works, because the name is always sent."
        ),
        Warning::BecomesYours { claim } => {
            format!(
                "{claim} is the operator's. From now on it counts as yours: removing the registry keeps it."
            )
        }
        Warning::LooksLikeNfs { provisioner } => format!(
            "{provisioner} looks like NFS. An NFS server on RHEL is not recommended as registry storage in production."
        ),
        Warning::ClassCannotShare { class, provisioner } => format!(
            "{class} ({provisioner}) makes volumes for one node: a ReadWriteMany claim would stay Pending."
        ),
        Warning::ClassSharingUnknown { class, provisioner } => {
            format!(
                "Whether {class} ({provisioner}) supports ReadWriteMany is not known. If not, the claim stays Pending."
            )
        }
        Warning::NoDefaultClass => {
            "No storage class is the default: the claim waits until a volume is made by hand.".into()
        }
        Warning::VolumeByHand => {
            "Without a class the claim stays Pending until somebody prepares a volume without one, as large as this claim \
             and with its access mode."
                .into()
        }
        Warning::ClaimPending {
            claim,
            event: Some(event),
        } => {
            format!("{claim} is Pending, and pods that use it wait. The cluster says: {event}")
        }
        Warning::ClaimPending { claim, event: None } => {
            format!("{claim} is Pending, and pods that use it wait.")
        }
        Warning::ImagesDoNotMove { name: Some(name), .. } => {
            format!("Images do not move out of {name}. They cannot be pulled until pushed again.")
        }
        Warning::ImagesDoNotMove { name: None, .. } => {
            "Images do not move out of the storage in force. They cannot be pulled until pushed again.".into()
        }
        Warning::DotsInBucket => {
            "Dots in a bucket's name break TLS where the name stands before the host: no wildcard certificate fits.".into()
        }
        Warning::StoreBecomesYours { name } => {
            format!("{name} is the operator's. From now on it counts as yours: removing the registry keeps it.")
        }
        Warning::OperatorTakesOver { name } => format!(
            "If {name} exists already and the keys open it, it becomes the operator's: removing the registry then deletes it \
             with everything in it. Leave the name empty to be sure of a new one."
        ),
        Warning::PlainHttp => "Without TLS, whoever is on the way can read and change images.".into(),
        Warning::KeyWithoutEncryption => {
            "Encryption is off, but the registry names this key with each upload all the same, and S3 refuses such uploads. \
             Switch encryption on, or clear the key."
                .into()
        }
        Warning::StoreMayNotEncrypt => {
            "Stores without a KMS, Ceph's for one, refuse uploads that ask for encryption.".into()
        }
        Warning::UnusualLength { usual, .. } => {
            format!("Amazon's has {usual} characters. Look again whether all of it was copied.")
        }
        Warning::HalfASecret { missing } => format!(
            "Secret image-registry-private-configuration-user lacks {}. It hides the cluster's own credentials as long as it \
             exists: complete it here, or delete it.",
            missing.join(" and ")
        ),
        Warning::KeysGo { keys } => format!(
            "The secret holds keys of another storage. Saving adds these and removes {}.",
            keys.join(", ")
        ),
        Warning::NetworkIsYours => {
            "With an account key the operator makes no private endpoint. It must be there already, and the pods reach the \
             account only through it."
                .into()
        }
        Warning::TokenEnds => {
            "A token ends by itself, usually within a day. From then on pushes and pulls fail until it is replaced.".into()
        }
        Warning::LoginInClear => {
            "The address begins with http://, so the login travels unencrypted.".into()
        }
        Warning::OthersAreCleared { members } => format!(
            "{} set too, and the operator takes exactly one kind. This change clears {}.",
            if members.len() == 1 {
                format!("{} is", members.join(", "))
            } else {
                format!("{} are", members.join(", "))
            },
            if members.len() == 1 { "it" } else { "them" }
        ),
    }
}

/// A problem of the form.
pub fn problem(problem: &StorageProblem) -> String {
    match &problem.kind {
        ProblemKind::NotTaken { member } => format!("This cluster's operator does not know {member}."),
        ProblemKind::Impossible(reason) => why(reason),
        ProblemKind::Required => match problem.field {
            Some(FieldId::Bucket) => "Enter the bucket's name.".into(),
            Some(FieldId::Container) => "Enter the container's name.".into(),
            Some(FieldId::Account) => "Enter the storage account's name.".into(),
            Some(FieldId::Project) => "Enter the project's ID.".into(),
            Some(FieldId::AuthUrl) => {
                "With keys of your own the operator knows no cloud. Enter the identity service's address.".into()
            }
            Some(FieldId::ServiceInstance) => "Enter the CRN of the instance the bucket is in.".into(),
            Some(FieldId::Location) => "Enter the bucket's location.".into(),
            Some(FieldId::ResourceGroup) => "Enter the resource group.".into(),
            Some(FieldId::KeyFile) => "Choose the key file, or paste it.".into(),
            Some(FieldId::Region) => "Enter the region.".into(),
            Some(FieldId::Endpoint) => "Enter the store's address, for example https://minio.example:9000.".into(),
            Some(FieldId::Claim) => "Choose a claim.".into(),
            Some(FieldId::Class) => "Choose a storage class.".into(),
            Some(FieldId::Name) => "Enter a name.".into(),
            Some(FieldId::Size) => "Enter a size, for example 100Gi.".into(),
            Some(FieldId::Replicas) => "Enter a number of replicas.".into(),
            Some(FieldId::Origin | FieldId::Source | FieldId::Credentials | FieldId::LoginMethod) | None => {
                "Choose one.".into()
            }
            Some(_) => "Enter a value.".into(),
        },
        ProblemKind::NoSuchOption { value } => format!("{value} is not one of the choices."),
        ProblemKind::NoSuchClaim { claim } => {
            format!("Claim {claim} is not among those that can be used. Choose another or create one.")
        }
        ProblemKind::ClaimUnusable { claim, why } => format!("{claim} cannot be used: {}.", unusable(why)),
        ProblemKind::Name(error) => error.to_string(),
        ProblemKind::NameInUse { name } => {
            format!("Claim {name} exists already and differs. Choose another name.")
        }
        ProblemKind::Size(error) => error.to_string(),
        ProblemKind::NoSuchClass { class } => {
            format!("Storage class {class} does not exist. Choose another.")
        }
        ProblemKind::NotANumber => "Enter a whole number.".into(),
        ProblemKind::NegativeReplicas => {
            "Enter a number above 0: the operator refuses negative replicas.".into()
        }
        ProblemKind::ZeroReplicas => {
            "Enter a number above 0. To run no registry, change the management state to Removed.".into()
        }
        ProblemKind::TooManyReplicas { max } => format!("Enter a number up to {max}."),
        ProblemKind::Pattern(shape) => pattern(*shape).into(),
        ProblemKind::OutOfRange { min, max } => format!("Enter a whole number from {min} to {max}."),
        ProblemKind::Line(problem) => line_problem(*problem).into(),
        ProblemKind::RegionAndProject => {
            "Enter both region and project, or neither: the operator fills in both or none.".into()
        }
        ProblemKind::KeyFile(problem) => gcs::key_file_problem(problem),
        ProblemKind::AccountKey(problem) => azure::account_key_problem(*problem),
        ProblemKind::KeyMakesNothing => {
            "With an account key the operator makes nothing. Choose an account that exists, or the credentials the cloud \
             gave the cluster."
                .into()
        }
        ProblemKind::OneDomain => "Enter the domain's name or its ID, not both.".into(),
        ProblemKind::DomainNeeded => {
            "A user is known by name only within a domain. Enter its name, for example Default, or its ID.".into()
        }
        ProblemKind::KeyOfOtherInstance => {
            "This key belongs to another service instance than the one above. Leave it empty, and the operator makes one.".into()
        }
        ProblemKind::NoPrivateKey => {
            "This is no private key in PEM. It begins with -----BEGIN RSA PRIVATE KEY----- or -----BEGIN PRIVATE \
             KEY-----."
                .into()
        }
        ProblemKind::Fixed { value, because } => format!("This must be {value}. {}", fixed(because)),
    }
}

/// What is wrong with a key of one line.
pub(super) fn line_problem(problem: LineProblem) -> &'static str {
    match problem {
        LineProblem::Empty => "Enter the key.",
        LineProblem::Blank => "There is a blank or a line break inside. Copy the key again, alone and whole.",
        LineProblem::TooLong => "This is too long for a key. Copy the key alone.",
    }
}

/// What was read out of a field.
pub fn note(note: &Note) -> String {
    match note {
        Note::KeyFile(file) => gcs::key_file(file),
    }
}

/// What a text must look like.
fn pattern(pattern: Pattern) -> &'static str {
    match pattern {
        Pattern::Line => "Leave out blanks at the ends and line breaks.",
        Pattern::Word => "Leave out blanks.",
        Pattern::Bucket => {
            "3 to 63 lower-case letters, digits, dots and hyphens; a letter or digit first and last; no IP address."
        }
        Pattern::Url => "Begin with https:// or http://, then the host, as in https://minio.example:9000.",
        Pattern::Duration => "Enter a duration, for example 20m or 1h30m.",
        Pattern::Certificates => {
            "Only certificates in PEM: blocks from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----, and no key."
        }
        Pattern::DataKey => "Letters, digits, hyphens, dots and underscores.",
        Pattern::GcsBucket => {
            "3 to 63 lower-case letters, digits, hyphens, underscores and dots; a letter or digit first and last; not \
             beginning with goog."
        }
        Pattern::GcsProject => {
            "6 to 30 lower-case letters, digits and hyphens; a letter first, no hyphen last."
        }
        Pattern::GcsKey => "Enter the whole name: projects/P/locations/L/keyRings/R/cryptoKeys/K.",
        Pattern::AzureAccount => "3 to 24 lower-case letters and digits, nothing else.",
        Pattern::AzureContainer => "3 to 63 lower-case letters and digits, with single hyphens between them.",
        Pattern::AzureGroup => "1 to 90 letters, digits, hyphens, dots and underscores; no dot last.",
        Pattern::AzureNetwork => {
            "2 to 64 letters, digits, hyphens, dots and underscores; a letter or digit first, none of - and . last."
        }
        Pattern::AzureSubnet => {
            "1 to 80 letters, digits, hyphens, dots and underscores; a letter or digit first, none of - and . last."
        }
        Pattern::SwiftContainer => "At most 256 bytes, and no slash.",
        Pattern::AuthUrl => {
            "Begin with https:// or http://. After the host comes nothing, or a path that begins with /v1, /v2 or /v3."
        }
        Pattern::CosInstance => {
            "Enter the instance's whole CRN: crn:v1:bluemix:public:cloud-object-storage:global:a/…:…::, two colons last."
        }
        Pattern::CosKey => {
            "Enter the key's whole CRN: crn:v1:bluemix:public:cloud-object-storage:global:a/…:…:resource-key:…"
        }
    }
}

/// Problems that came back from planning.
pub fn problems(found: &[Problem]) -> Vec<String> {
    found
        .iter()
        .map(|one| match one {
            Problem::Storage(own) => match own.field {
                Some(id) => format!("{}: {}", field(id), problem(own)),
                None => problem(own),
            },
            other => crate::plan::words::problem(other),
        })
        .collect()
}
