//! What the kinds that keep images in a bucket or container have in common: who makes it, who has the keys, and what is
//! wanted of the cluster. It knows no platform.

use crate::credentials::{SecretFacts, WantedSecret, user_secret as user_secret_name};
use crate::objects::ManagementState;
use crate::plan::StorageKind;
use crate::secret_text::SecretText;
use crate::storage::check::{Check, CheckId, CheckState, Finding};
use crate::storage::desired::Desired;
use crate::storage::facts::Facts;
use crate::storage::field::{About, ChoiceOption, Control, Field, Fields, Section, value};
use crate::storage::form::{FieldId, StorageForm};
use crate::storage::warning::Warning;
use serde_json::Value;

/// The value of [`FieldId::Origin`] for a bucket or container the operator makes.
pub(super) const NEW: &str = "new";
/// The value of [`FieldId::Origin`] for one that exists.
pub(super) const EXISTING: &str = "existing";

/// The values of [`FieldId::Credentials`].
pub(super) const KEEP: &str = "keep";
/// See [`KEEP`].
pub(super) const CLOUD: &str = "cloud";
/// See [`KEEP`].
pub(super) const TYPED: &str = "new";

/// Asks who makes the bucket or container. What is configured already stays whose it is; the operator makes one where
/// the platform's own credentials let it.
pub(super) fn ask_origin<'a>(
    fields: Fields<'a>,
    member: &str,
    own_platform: bool,
    facts: &Facts,
) -> Fields<'a> {
    let configured = facts.config.as_ref().is_ok_and(|config| {
        config
            .configured
            .iter()
            .any(|m| m.key == member && m.name.is_some())
    });
    let proposed = match configured {
        true if facts.operator_owns(member) => NEW,
        true => EXISTING,
        false if own_platform => NEW,
        false => EXISTING,
    };
    let choice = Control::choice([(NEW, About::OriginNew), (EXISTING, About::OriginExisting)]);
    fields.ask(FieldId::Origin, choice, true, proposed)
}

/// Whether the operator makes the bucket or container.
pub(super) fn is_new(fields: &[Field]) -> bool {
    value(fields, FieldId::Origin) == NEW
}

/// A way to log in: the keys of the user's Secret that make it whole.
pub(super) type KeySet = [&'static str];

/// The user's Secret, if it is known to be there.
fn set(facts: &Facts) -> Option<&SecretFacts> {
    facts.credentials.user.as_ref().ok()?.as_ref()
}

/// The keys that the user's Secret lacks for the nearest of these ways; none when it is whole.
fn lacking(secret: &SecretFacts, ways: &[&KeySet]) -> Vec<String> {
    let lacking = ways.iter().map(|way| {
        let missing = way.iter().filter(|key| !secret.has(key));
        missing.map(|key| (*key).to_owned()).collect::<Vec<_>>()
    });
    lacking.min_by_key(Vec::len).unwrap_or_default()
}

/// Asks whose keys are used, in the section of credentials, where the next fields stand, too. The user's Secret hides the
/// cloud's credentials as long as it exists, so the two are never offered together.
pub(super) fn ask_credentials<'a>(
    fields: Fields<'a>,
    ways: &[&KeySet],
    own_platform: bool,
    facts: &Facts,
) -> Fields<'a> {
    let keep = |changed: Option<String>| (KEEP, About::CredentialsKeep { changed });
    let mut options = match &facts.credentials.user {
        Ok(Some(secret)) if lacking(secret, ways).is_empty() => vec![keep(secret.changed.clone())],
        Ok(Some(_)) => Vec::new(),
        Ok(None) if own_platform && !matches!(facts.credentials.cloud, Ok(None)) => {
            vec![(CLOUD, About::CredentialsCloud)]
        }
        Ok(None) => Vec::new(),
        Err(_) => vec![keep(None)],
    };
    options.push((TYPED, About::CredentialsNew));
    let options: Vec<_> = options
        .into_iter()
        .map(|(value, about)| ChoiceOption {
            value: value.to_owned(),
            about,
        })
        .collect();
    let proposed = options
        .first()
        .map(|first| first.value.clone())
        .unwrap_or_default();
    fields
        .section(Section::Credentials)
        .ask(FieldId::Credentials, Control::Choice(options), true, &proposed)
}

/// What to know about the keys: half a Secret, and what goes when another storage's keys take its place.
pub(super) fn credentials_warnings(
    fields: &[Field],
    ways: &[&KeySet],
    written: &[&str],
    facts: &Facts,
) -> Vec<Warning> {
    let Some(secret) = set(facts) else {
        return Vec::new();
    };
    let mut warnings = Vec::new();
    let missing = lacking(secret, ways);
    // One that is all of another storage is told by what goes.
    let half = ways.iter().any(|way| way.iter().any(|key| secret.has(key)));
    if half && !missing.is_empty() {
        warnings.push(Warning::HalfASecret { missing });
    }
    let gone = secret.keys.iter().filter(|key| !written.contains(&key.as_str()));
    let gone: Vec<_> = gone.cloned().collect();
    if types_keys(fields) && !gone.is_empty() {
        warnings.push(Warning::KeysGo { keys: gone });
    }
    warnings
}

/// Whether the registry will have keys.
pub(super) fn credentials_check(fields: &[Field], facts: &Facts) -> Check {
    let (state, finding) = match (value(fields, FieldId::Credentials), &facts.credentials) {
        (TYPED, _) => (CheckState::Ok, Some(Finding::KeysAreWritten)),
        (CLOUD, known) => match &known.cloud {
            Ok(Some(_)) => (CheckState::Ok, Some(Finding::CloudHasKeys)),
            Ok(None) => (CheckState::Blocking, Some(Finding::NoKeys)),
            Err(error) => (CheckState::Unknown(error.clone()), None),
        },
        (_, known) => match &known.user {
            Ok(Some(_)) => (CheckState::Ok, Some(Finding::KeysAreSet)),
            Ok(None) => (CheckState::Blocking, Some(Finding::NoKeys)),
            Err(error) => (CheckState::Unknown(error.clone()), None),
        },
    };
    Check {
        id: CheckId::Credentials,
        state,
        finding,
    }
}

/// Whether new keys are typed.
pub(super) fn types_keys(fields: &[Field]) -> bool {
    value(fields, FieldId::Credentials) == TYPED
}

/// The user's Secret with exactly these keys, each from a secret field; nothing unless new keys are typed.
pub(super) fn user_secret(
    fields: &[Field],
    form: &StorageForm,
    keys: &[(&str, FieldId)],
) -> Vec<WantedSecret> {
    if !types_keys(fields) {
        return Vec::new();
    }
    let text = |id| SecretText::new(form.secret(id).trim());
    let keys = keys
        .iter()
        .map(|(key, id)| ((*key).to_owned(), text(*id)))
        .collect();
    vec![WantedSecret {
        name: user_secret_name(),
        keys,
    }]
}

/// The registry on a bucket or container.
pub(super) fn on_store(
    member: &'static str,
    holder: StorageKind,
    name: &str,
    content: Value,
    fields: &[Field],
) -> Desired {
    Desired {
        member,
        content,
        holder: (holder, (!name.is_empty()).then(|| name.to_owned())),
        place: String::new(),
        management: if is_new(fields) {
            ManagementState::Managed
        } else {
            ManagementState::Unmanaged
        },
        replicas: value(fields, FieldId::Replicas).parse().unwrap_or(1),
        one_pod: false,
        strategy: None,
        claim: None,
        secrets: Vec::new(),
        bundles: Vec::new(),
        operator_makes_claim: false,
    }
}
