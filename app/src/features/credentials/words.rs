//! Words of the page of the storage credentials.

use crate::features::overview::member;
use crate::ui::Tone;
use registry::change::Problem;
use registry::credentials::{
    AccountKeyProblem, CLOUD_SECRET, CloudKind, CredentialsProblem, KeyFileProblem, KeyHolder, KeyId,
    LineProblem, Need, ShapeNote, ShapeProblem, USER_SECRET, Variant, Winner, key_file,
};
use registry::secret_text::SecretText;

/// Title.
pub fn title() -> String {
    "Storage credentials".into()
}

fn storage(need: &Need) -> String {
    match need {
        Need::Nothing { member: key } | Need::Keys { member: key, .. } | Need::Unknown { member: key } => {
            member(key)
        }
        Need::NoStorage | Need::Several => "the storage".into(),
    }
}

/// Whose credentials the registry uses.
pub fn winner(need: &Need, winner: &Winner) -> String {
    match winner {
        Winner::NotNeeded if *need == Need::NoStorage => {
            "No storage is configured, so no credentials are needed yet.".into()
        }
        Winner::NotNeeded => format!(
            "Images are kept in {}, which needs no credentials.",
            storage(need)
        ),
        Winner::User(fit) if fit.is_complete() => {
            format!("The registry uses your keys for {}.", storage(need))
        }
        Winner::User(fit) => format!("Your secret lacks {}.", fit.missing.join(" and ")),
        Winner::Cloud(CloudKind::ShortLived) => {
            "The registry uses short-lived credentials of the cluster's own.".into()
        }
        Winner::Cloud(_) => "The registry uses the cluster's own credentials.".into(),
        Winner::CloudOfAnotherKind => format!(
            "No credentials for {}: you set none, and those in {CLOUD_SECRET} are for another cloud.",
            storage(need)
        ),
        Winner::Nobody => format!("No storage credentials: you set none, and {CLOUD_SECRET} does not exist."),
        Winner::Unknown(_) => "Whose credentials the registry uses cannot be told.".into(),
    }
}

/// What follows from it, and from what would be without the user's Secret.
pub fn consequence(need: &Need, winner: &Winner, without: &Winner) -> Option<String> {
    Some(match (winner, without) {
        (Winner::User(fit), Winner::Cloud(_)) if fit.is_complete() => format!(
            "They are taken whole or not at all: as long as {USER_SECRET} exists, the cluster's own are not looked at."
        ),
        (Winner::User(fit), Winner::Cloud(_)) if !fit.missing.is_empty() => {
            "It hides the cluster's own credentials as long as it exists. Complete it, or delete it and use the cluster's."
                .into()
        }
        (Winner::User(fit), _) if !fit.missing.is_empty() => {
            "The operator takes it whole or not at all and reports an error until it is complete.".into()
        }
        (Winner::Cloud(CloudKind::ShortLived), _) => {
            "The pods get them for the token of their service account. The console cannot set that up, only show it.".into()
        }
        (Winner::Cloud(CloudKind::Undecided), _) => {
            "Whether they are short-lived cannot be told: the cluster's authentication may not be read.".into()
        }
        (Winner::Nobody | Winner::CloudOfAnotherKind, _) => {
            "The operator reports an error and applies nothing until there are some.".into()
        }
        (Winner::Unknown(error), _) => cannot_tell(&error.to_string()),
        (Winner::NotNeeded, _) if *need == Need::Several => return None,
        _ => return None,
    })
}

/// Heading of the user's own Secret.
pub fn user_title() -> String {
    "Your secret".into()
}
/// Heading of the cluster's.
pub fn cloud_title() -> String {
    "The cluster's own".into()
}
/// The name of a Secret, before it.
pub fn secret() -> String {
    "Secret".into()
}
/// Before what is to say of one that cannot be looked at.
pub fn state() -> String {
    "State".into()
}
/// A time nobody tells.
pub fn not_known() -> String {
    "-".into()
}
/// It cannot be read.
pub fn cannot_tell(why: &str) -> String {
    format!("Cannot tell: {why}")
}
/// It is not there.
pub fn not_there() -> String {
    "Does not exist.".into()
}
/// The keys it holds.
pub fn keys() -> String {
    "Keys".into()
}
/// It holds none.
pub fn no_key() -> String {
    "none".into()
}
/// The keys it lacks.
pub fn missing() -> String {
    "Missing".into()
}
/// The keys this storage does not take.
pub fn surplus() -> String {
    "Not for this storage".into()
}
/// When it was changed.
pub fn changed() -> String {
    "Last changed".into()
}

/// Button that opens the form.
pub fn replace(there: bool) -> String {
    if there {
        "Replace keys".into()
    } else {
        "Add credentials".into()
    }
}
/// Button that plans the removal.
pub fn remove() -> String {
    "Remove your secret".into()
}
/// Button that carries the plan out.
pub fn apply(removes: bool) -> String {
    if removes {
        "Remove your secret".into()
    } else {
        "Save keys".into()
    }
}
/// Way back.
pub fn to_overview() -> String {
    "Go to the overview".into()
}
/// Way back to the facts after a plan.
pub fn look_again() -> String {
    "Back to the credentials".into()
}
/// Leaves the form.
pub fn cancel() -> String {
    "Cancel".into()
}
/// Button that plans, and heading of the plan.
pub fn review() -> String {
    "Review changes".into()
}
/// What the form does.
pub fn intro() -> String {
    format!(
        "The keys go into secret {USER_SECRET}; keys of other kinds of storage in it are taken away. They are sent once, \
         never shown again, and kept in no draft."
    )
}
/// Without a script there is no such form.
pub fn no_script() -> String {
    "Keys are taken and removed only by a page that runs WebAssembly, so that no form of the browser ever carries one. \
     Turn scripts on, or use oc."
        .into()
}
/// The storage takes no keys.
pub fn takes_none(need: &Need) -> String {
    match need {
        Need::NoStorage => "No storage is configured. Set it up first; the wizard asks for its keys.".into(),
        Need::Several => "Several kinds of storage are configured. Keep one first.".into(),
        Need::Unknown { member: key } => format!("What keys {} takes is not known here.", member(key)),
        _ => format!("{} takes no keys.", storage(need)),
    }
}

/// The question between sets of keys.
pub fn which_variant() -> String {
    "Sign in with".into()
}
/// A set of keys.
pub fn variant(variant: Variant) -> String {
    match variant {
        Variant::S3 => "Access key",
        Variant::Gcs => "Key file",
        Variant::Azure => "Account key",
        Variant::SwiftPassword => "User name and password",
        Variant::SwiftApplicationCredential => "Application credential",
        Variant::SwiftToken => "Token",
        Variant::Ibmcos => "API key",
    }
    .into()
}

/// A key's label.
pub fn key(key: KeyId) -> String {
    match key {
        KeyId::S3AccessKey => "Access key",
        KeyId::S3SecretKey => "Secret key",
        KeyId::GcsKeyFile => "Key file",
        KeyId::AzureAccountKey => "Account key",
        KeyId::SwiftUsername => "User name",
        KeyId::SwiftPassword => "Password",
        KeyId::SwiftApplicationCredentialId => "Application credential ID",
        KeyId::SwiftApplicationCredentialName => "Application credential name",
        KeyId::SwiftApplicationCredentialSecret => "Application credential secret",
        KeyId::SwiftToken => "Token",
        KeyId::IbmcosApiKey => "API key",
    }
    .into()
}
/// What to know about a key: its name in the Secret.
pub fn help(key: KeyId) -> String {
    match key {
        KeyId::GcsKeyFile => format!(
            "{}: the JSON file of a service account, or of workload identity federation.",
            key.name()
        ),
        KeyId::AzureAccountKey => format!("{}: base64 of 64 bytes, 88 characters.", key.name()),
        _ => key.name().to_owned(),
    }
}
/// Label of the file control.
pub fn from_file(key: KeyId) -> String {
    format!("{} from a file", self::key(key))
}
/// Reveals what was typed.
pub fn show() -> String {
    "Show ".into()
}
/// The file is no text.
pub fn file_refused() -> String {
    "The file is no text, or larger than 1 MiB. Nothing was taken from it.".into()
}

/// What there is to say about a key that has the shape of one.
pub fn read(key: KeyId, typed: &SecretText) -> Vec<(Tone, String)> {
    let mut said: Vec<(Tone, String)> = key.notes(typed).iter().map(|note| self::note(*note)).collect();
    if key == KeyId::GcsKeyFile
        && let Ok(file) = key_file(typed)
    {
        let who = match file.holder {
            KeyHolder::ServiceAccount { email } => format!("Service account {email}."),
            KeyHolder::ExternalAccount { audience } => format!("Federation, audience {audience}."),
        };
        said.push((Tone::Ok, who));
    }
    said
}

fn note(note: ShapeNote) -> (Tone, String) {
    match note {
        ShapeNote::Trimmed => (
            Tone::Off,
            "Blanks and line breaks around it are taken away; with them every signature would be wrong."
                .into(),
        ),
        ShapeNote::Length { usual, found } => (
            Tone::Attention,
            format!(
                "{found} characters; Amazon's have {usual}. Other object stores have keys of any length."
            ),
        ),
    }
}

/// What is wrong, as a sentence.
pub fn problem(problem: &CredentialsProblem) -> String {
    match problem {
        CredentialsProblem::NotTaken(kind) => {
            format!(
                "The storage that is configured does not take this: {}.",
                variant(*kind)
            )
        }
        CredentialsProblem::Required(key) => format!("Enter the {}.", self::key(*key).to_lowercase()),
        CredentialsProblem::Shape(_, shape) => self::shape(shape),
        CredentialsProblem::Immutable => format!(
            "Secret {USER_SECRET} is marked as immutable: it cannot be changed. Remove it, then add the keys anew."
        ),
    }
}

fn shape(problem: &ShapeProblem) -> String {
    match problem {
        ShapeProblem::Line(line) | ShapeProblem::AccountKey(AccountKeyProblem::Line(line)) => match line {
            LineProblem::Empty => "Enter it; blanks are no key.".into(),
            LineProblem::Blank => "A blank or line break stands inside. A key has none.".into(),
            LineProblem::TooLong => "Longer than any key: probably a whole file.".into(),
        },
        ShapeProblem::AccountKey(AccountKeyProblem::ConnectionString) => {
            "A connection string. Enter only what stands behind AccountKey=.".into()
        }
        ShapeProblem::AccountKey(AccountKeyProblem::NotBase64) => {
            "An account key is base64, and this is not.".into()
        }
        ShapeProblem::AccountKey(AccountKeyProblem::Length { bytes }) => {
            format!("An account key stands for 64 bytes, and this for {bytes}.")
        }
        ShapeProblem::KeyFile(file) => match file {
            KeyFileProblem::Empty => "Choose the key file, or paste what stands in it.".into(),
            KeyFileProblem::TooLarge => "Larger than any key file.".into(),
            KeyFileProblem::NotJson { line } => format!("Not JSON from line {line} on."),
            KeyFileProblem::NotAnObject => "JSON, but no key file.".into(),
            KeyFileProblem::NoType => "It does not say its type, so it is no key file.".into(),
            KeyFileProblem::OtherType { found } if found.is_empty() => {
                "Not a type the registry can use.".into()
            }
            KeyFileProblem::OtherType { found } => {
                format!(
                    "A key file of type {found}. The registry takes service_account and external_account."
                )
            }
            KeyFileProblem::FieldMissing { field } => format!("{field} is missing in it."),
            KeyFileProblem::KeyNotPem => "private_key in it is no PEM block.".into(),
        },
    }
}

/// Why the form gives no plan.
pub fn problems(found: &[Problem]) -> Vec<String> {
    found
        .iter()
        .map(|one| match one {
            Problem::Credentials(why) => match why.key() {
                Some(key) => format!("{}: {}", self::key(key), problem(why)),
                None => problem(why),
            },
            other => crate::plan::words::problem(other),
        })
        .collect()
}
