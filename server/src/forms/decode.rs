//! From the fields of a plain form to the change it asks for. A field nobody knows, or one given twice, makes the form
//! malformed: what is hidden in a review page must come back as it was.

use crate::guard::Refusal;
use registry::change::Change;
use registry::parameters::{ParamId, ParametersForm};
use registry::state::StateForm;
use registry::storage::{KeepForm, KindId, StorageForm};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The kinds of storage whose wizard needs no WebAssembly.
const KINDS: [KindId; 2] = [KindId::EmptyDir, KindId::ExistingClaim];

/// A form as it was sent.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) feature: &'static str,
    pub(super) change: Change,
    /// The form's own fields, to be sent again.
    pub(super) fields: Vec<(String, String)>,
    pub(super) token: String,
    pub(super) hash: String,
    pub(super) confirmation: String,
}

/// Reads a form of this feature.
pub(super) fn form(feature: &str, body: &[u8]) -> Result<Sent, Refusal> {
    let mut fields = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(body) {
        if fields.insert(name.into_owned(), value.into_owned()).is_some() {
            return Err(Refusal::Malformed);
        }
    }
    let mut take = |name: &str| fields.remove(name).unwrap_or_default();
    let (token, hash, confirmation) = (take("token"), take("hash"), take("confirmation"));
    let (feature, change) = match feature {
        "state" => ("state", Change::State(state(&fields)?)),
        "keep" => ("keep", Change::Keep(keep(&fields)?)),
        "storage" => ("storage", Change::Storage(storage(&fields)?)),
        "parameters" => ("parameters", Change::Parameters(parameters(&fields)?)),
        _ => return Err(Refusal::Malformed),
    };
    Ok(Sent {
        feature,
        change,
        fields: fields.into_iter().collect(),
        token,
        hash,
        confirmation,
    })
}

fn state(fields: &BTreeMap<String, String>) -> Result<StateForm, Refusal> {
    let mut form = Map::new();
    for (name, value) in fields {
        let value = match name.as_str() {
            // A box that is not ticked is not sent.
            "keep_data" => json!(value == "true"),
            _ => json!(value),
        };
        form.insert(name.clone(), value);
    }
    serde_json::from_value(Value::Object(form)).map_err(|_| Refusal::Malformed)
}

fn keep(fields: &BTreeMap<String, String>) -> Result<KeepForm, Refusal> {
    serde_json::from_value(json!(fields)).map_err(|_| Refusal::Malformed)
}

fn storage(fields: &BTreeMap<String, String>) -> Result<StorageForm, Refusal> {
    let mut values = fields.clone();
    let kind = values.remove("kind");
    let form = json!({"kind": kind, "values": values});
    let form: StorageForm = serde_json::from_value(form).map_err(|_| Refusal::Malformed)?;
    if KINDS.contains(&form.kind) {
        Ok(form)
    } else {
        Err(Refusal::NeedsScript)
    }
}

/// The read-only switch alone: everything else needs the page, where what is typed is judged as it is typed.
fn parameters(fields: &BTreeMap<String, String>) -> Result<ParametersForm, Refusal> {
    let form: ParametersForm =
        serde_json::from_value(json!({ "values": fields })).map_err(|_| Refusal::Malformed)?;
    if form.values.keys().eq([&ParamId::ReadOnly]) {
        Ok(form)
    } else {
        Err(Refusal::NeedsScript)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use registry::objects::ManagementState;
    use registry::storage::FieldId;

    #[test]
    fn a_form_becomes_the_change_it_asks_for_and_keeps_its_fields() {
        let sent = form(
            "state",
            b"token=t&to=Removed&keep_data=true&hash=h&confirmation=yes",
        )
        .unwrap();
        let wanted = StateForm {
            to: ManagementState::Removed,
            keep_data: true,
        };
        assert_eq!(sent.change, Change::State(wanted));
        assert_eq!(
            (&*sent.token, &*sent.hash, &*sent.confirmation),
            ("t", "h", "yes")
        );
        assert_eq!(
            sent.fields,
            [
                ("keep_data".to_owned(), "true".to_owned()),
                ("to".into(), "Removed".into())
            ]
        );
        let sent = form("keep", b"token=t&member=s3").unwrap();
        let wanted = KeepForm { member: "s3".into() };
        assert_eq!(sent.change, Change::Keep(wanted));
        let sent = form("parameters", b"token=t&read-only=true").unwrap();
        let wanted = ParametersForm::one(ParamId::ReadOnly, "true");
        assert_eq!(sent.change, Change::Parameters(wanted));
        let sent = form("storage", b"kind=existing-claim&claim=registry+data&replicas=2").unwrap();
        let Change::Storage(storage) = sent.change else {
            panic!("{:?}", sent.change)
        };
        assert_eq!(storage.kind, KindId::ExistingClaim);
        assert_eq!(storage.values[&FieldId::Claim], "registry data");
    }

    #[test]
    fn a_form_with_anything_unknown_in_it_is_refused() {
        for (feature, body, refusal) in [
            ("state", "to=Removed&to=Managed", Refusal::Malformed),
            ("state", "to=Removed&steps=1", Refusal::Malformed),
            ("state", "", Refusal::Malformed),
            ("keep", "", Refusal::Malformed),
            ("keep", "member=s3&steps=1", Refusal::Malformed),
            ("storage", "kind=tape", Refusal::Malformed),
            ("storage", "kind=empty-dir&colour=red", Refusal::Malformed),
            ("storage", "kind=new-claim&name=x&size=1Gi", Refusal::NeedsScript),
            ("parameters", "", Refusal::NeedsScript),
            ("parameters", "read-only=true&replicas=2", Refusal::NeedsScript),
            ("parameters", "http-secret=rotate", Refusal::NeedsScript),
            ("parameters", "colour=red", Refusal::Malformed),
            ("restore", "state=Removed", Refusal::Malformed),
            ("overview", "to=Removed", Refusal::Malformed),
        ] {
            assert_eq!(
                form(feature, body.as_bytes()).err(),
                Some(refusal),
                "{feature} {body}"
            );
        }
    }
}
