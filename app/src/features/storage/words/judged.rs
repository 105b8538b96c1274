//! Words of what the wizard found in a form: warnings and problems.

use super::{field, fixed, unusable, why};
use registry::change::Problem;
use registry::credentials::LineProblem;
use registry::storage::{FieldId, Pattern, ProblemKind, StorageProblem, Warning};

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
        ProblemKind::Line(LineProblem::Empty) => "Enter the key.".into(),
        ProblemKind::Line(LineProblem::Blank) => {
            "There is a blank or a line break inside. Copy the key again, alone and whole.".into()
        }
        ProblemKind::Line(LineProblem::TooLong) => "This is too long for a key. Copy the key alone.".into(),
        ProblemKind::NoPrivateKey => {
            "This is no private key in PEM. It begins with -----BEGIN RSA PRIVATE KEY----- or -----BEGIN PRIVATE \
             KEY-----."
                .into()
        }
        ProblemKind::Fixed { value, because } => format!("This must be {value}. {}", fixed(because)),
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
