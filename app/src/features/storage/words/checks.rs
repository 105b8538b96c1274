//! Words of the wizard's checks.

use super::{claim_note, phase, plural, unusable};
use registry::storage::{CheckId, CheckState, Command, Finding, KindId, Sharing, Task};

/// Heading of the checks.
pub fn checks_intro() -> String {
    "These follow the cluster while you look.".into()
}

/// A check's name.
pub fn check(kind: KindId, id: CheckId) -> String {
    match id {
        CheckId::Bucket if matches!(kind, KindId::Azure | KindId::Swift) => "The container is there",
        CheckId::Config => "The operator is configured",
        CheckId::OneKind => "No second kind of storage is set",
        CheckId::NoPodRuns => "No registry pod is running",
        CheckId::Claim => "The registry may mount the claim",
        CheckId::Phase => "The claim has its volume",
        CheckId::Class => "The storage class can make the volume",
        CheckId::VolumeByHand => "A volume has been prepared",
        CheckId::SharedStorage => "Review the security settings of shared storage",
        CheckId::Bucket => "The bucket is there",
        CheckId::Credentials => "The registry has keys for it",
        CheckId::UnfinishedUploads => "Unfinished uploads are thrown away after a day",
        CheckId::PublicAccess => "Public access is blocked",
        CheckId::Encryption => "What is stored is encrypted",
        CheckId::CloudFrontSecret => "CloudFront's private key is there",
        CheckId::Reach => "Clients and nodes reach the store",
    }
    .into()
}

/// A state's word.
pub fn check_state(state: &CheckState) -> String {
    match state {
        CheckState::Ok => "fine",
        CheckState::Attention => "look",
        CheckState::Blocking => "in the way",
        CheckState::Reminder => "for you to check",
        CheckState::Unknown(_) => "not known",
    }
    .into()
}

/// The box of a reminder.
pub fn i_did_this() -> String {
    "I did this".into()
}

/// What a command does, as the name of its block.
pub fn command(command: &Command) -> String {
    match command.task {
        Some(Task::MakeAccount) => "Command that makes the account",
        Some(Task::MakeContainer) => "Command that makes the container",
        Some(Task::LetLook) => "Command that lets the account look at the bucket",
        Some(Task::LetWrite) => "Command that lets it read and write",
        Some(Task::PrintKey) => "Command that prints the key",
        Some(Task::MakeCredential) => "Command that makes the credential",
        Some(Task::MakeResourceKey) => "Command that makes the resource key",
        None => match command.serves {
            CheckId::Bucket => "Command that makes the bucket",
            CheckId::UnfinishedUploads => "Command that sets the lifecycle rule",
            CheckId::PublicAccess => "Command that blocks public access",
            CheckId::Encryption => "Command that sets the encryption",
            _ => "Command",
        },
    }
    .into()
}

/// What else a command does that its user should know.
pub fn command_about(id: CheckId) -> Option<String> {
    (id == CheckId::UnfinishedUploads)
        .then(|| "It replaces every lifecycle rule the bucket has: put rules of yours into the list.".into())
}

/// What a check found.
pub fn finding(finding: &Finding) -> String {
    match finding {
        Finding::ConfigExists => "The operator's configuration exists.".into(),
        Finding::ConfigNotMadeYet => {
            "The operator has not made its configuration yet. After an installation that takes a few minutes.".into()
        }
        Finding::NoOperator => "This cluster has no registry operator.".into(),
        Finding::OneKind => "One kind of storage will be set.".into(),
        Finding::OthersAreCleared { members } => format!("Set too, and cleared by this change: {}.", members.join(", ")),
        Finding::NoPodRuns => "None runs.".into(),
        Finding::PodsRun { count } => {
            format!("{} replaced; a push under way fails.", plural(*count, "pod runs and is", "pods run and are"))
        }
        Finding::ClaimShared { claim } => format!("{claim} works with any number of replicas."),
        Finding::ClaimOneNode { claim } => format!("{claim} works with one replica."),
        Finding::ClaimUnusable { claim, why } => format!("{claim} cannot be used: {}.", unusable(why)),
        Finding::NoSuchClaim { claim } => format!("{claim} does not exist."),
        Finding::ClaimIsMade { claim } => format!("{claim} is made by this change."),
        Finding::OperatorMakesClaim { claim } => format!("The operator makes {claim}."),
        Finding::NoClaimChosen => "No claim is chosen yet.".into(),
        Finding::Phase { claim, phase: now, note } => match note {
            Some(note) => format!("{claim}: {}", claim_note(note)),
            None => format!("{claim} is {}.", phase(*now)),
        },
        Finding::Class { class, provisioner, sharing } => format!(
            "{class} ({provisioner}) {}.",
            match sharing {
                Sharing::Shared => "makes volumes for many nodes",
                Sharing::OneNode => "makes volumes for one node",
                Sharing::ByHand => "makes none itself: volumes are prepared by hand",
                Sharing::Unknown => "exists; whether its volumes can be shared is not known",
            }
        ),
        Finding::NoSuchClass { class } => format!("Storage class {class} does not exist."),
        Finding::NoDefaultClass => "No class is chosen and none is the default.".into(),
        Finding::VolumeByHand => {
            "Is there a volume without a storage class, as large as the claim and with its access mode? The claim binds to \
             the first that fits."
                .into()
        }
        Finding::KeysAreWritten => "This change writes those you typed.".into(),
        Finding::KeysAreSet => "Secret image-registry-private-configuration-user holds them.".into(),
        Finding::CloudHasKeys => "The cluster's own are in secret installer-cloud-credentials.".into(),
        Finding::NoKeys => {
            "You set none, and the cluster has none of its own. Set new keys in the details.".into()
        }
        Finding::OperatorMakesBucket => "The operator makes it when this is applied.".into(),
        Finding::BucketMustExist => {
            "Make it first, or let the operator make it where the keys allow that. It counts as yours either way.".into()
        }
        Finding::BucketFound => "The operator found it.".into(),
        Finding::BucketNotFound { reason, message } | Finding::OperatorFailed { reason, message } => {
            format!("The operator says: {reason}: {message}")
        }
        Finding::OperatorSees => "The operator sees to it, once it has made the bucket.".into(),
        Finding::OperatorDid => "The operator has seen to it.".into(),
        Finding::YoursToDo => {
            "The operator changes nothing in storage that is yours, so this is yours to do.".into()
        }
        Finding::SecretNeeded { secret, key } => {
            format!("Secret {secret} in openshift-image-registry must hold {key}, or no pod starts.")
        }
        Finding::SecretIsMade { secret } => format!("Secret {secret} is made by this change."),
        Finding::ClientsGoToTheStore => {
            "The registry sends whoever pulls to the store for each layer, so nodes and clients must reach it and trust \
             its certificate. With disableRedirect the pods pass everything on instead."
                .into()
        }
        Finding::ReviewSharedStorage => {
            "Who else can reach the export or pool behind this volume? The registry's images are only as private."
                .into()
        }
    }
}
