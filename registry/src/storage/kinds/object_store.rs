//! What the kinds that keep images in a bucket or container have in common: who makes it, who has the keys, and what is
//! wanted of the cluster. It knows no platform.

use crate::credentials::{USER_SECRET, WantedSecret};
use crate::name::Name;
use crate::objects::ManagementState;
use crate::plan::StorageKind;
use crate::secret_text::SecretText;
use crate::storage::check::{Check, CheckId, CheckState};
use crate::storage::desired::Desired;
use crate::storage::facts::Facts;
use crate::storage::field::{About, ChoiceOption, Control, Field, Fields, Section, value};
use crate::storage::form::{FieldId, StorageForm};
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

/// Asks whose keys are used, in the section of credentials, where the next fields stand, too.
pub(super) fn ask_credentials<'a>(fields: Fields<'a>, own_platform: bool, facts: &Facts) -> Fields<'a> {
    let _ = facts;
    let option = |value: &str, about| ChoiceOption {
        value: value.to_owned(),
        about,
    };
    let mut options = Vec::new();
    if own_platform {
        options.push(option(CLOUD, About::CredentialsCloud));
    }
    options.push(option(TYPED, About::CredentialsNew));
    let proposed = options
        .first()
        .map(|first| first.value.clone())
        .unwrap_or_default();
    fields
        .section(Section::Credentials)
        .ask(FieldId::Credentials, Control::Choice(options), true, &proposed)
}

/// Whether the registry will have keys.
pub(super) fn credentials_check(fields: &[Field], keys: &[(&str, FieldId)], facts: &Facts) -> Check {
    let _ = (fields, keys, facts);
    Check {
        id: CheckId::Credentials,
        state: CheckState::Ok,
        finding: None,
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
        name: Name::literal(USER_SECRET),
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
