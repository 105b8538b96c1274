//! What a person asks for: texts as typed, over the cluster's configuration or over a text of it. It knows no rule.

use super::field::ParamId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was typed, by parameter. One that is absent was never touched; one that is present and empty was cleared.
pub type Values = BTreeMap<ParamId, String>;

/// What stands in [`ParamId::HttpSecret`] when it is to be made anew. The operator makes it: no secret ever is in a form.
pub const ROTATE: &str = "rotate";

/// The form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParametersForm {
    /// What was typed into fields.
    #[serde(default)]
    pub values: Values,
    /// The spec as YAML, edited; the fields are changes of it. `None` when nobody edited the text.
    #[serde(default)]
    pub text: Option<String>,
}

impl ParametersForm {
    /// One parameter set, and nothing else.
    pub fn one(id: ParamId, value: &str) -> Self {
        Self {
            values: Values::from([(id, value.to_owned())]),
            text: None,
        }
    }
}
