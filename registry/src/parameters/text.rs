//! The spec as a text to edit, and what an edited one says.

use super::form::{ParametersForm, Values};
use super::planning::{Judged, editable};
use super::problem::ParametersProblem;
use crate::error::ClusterError;
use crate::objects::Config;
use crate::plan::{FieldChange, touched, yaml_text};
use crate::resource::Resource;
use crate::snapshot::{Query, Snapshot};
use crate::yaml::{edited, parse};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A form as text, and what is to be said of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextView {
    /// The text: the one of the form or, when there is none, the cluster's, with the form's fields written into it.
    pub text: String,
    /// The text of every field.
    pub shown: Values,
    /// Fields whose texts cannot be written into the text, as they were typed.
    pub left: Values,
    /// How many fields of the configuration change.
    pub changes: usize,
    /// What keeps it from being saved.
    pub problems: Vec<ParametersProblem>,
}

/// Renders and judges a form.
///
/// # Errors
/// When there is no configuration to begin with.
pub fn view(form: &ParametersForm, snapshot: &Snapshot) -> Result<TextView, ClusterError> {
    let judged = Judged::read(form, snapshot)?;
    let config: Config = snapshot.one(&Query::singleton(Resource::Config))?;
    let text = match &form.text {
        Some(text) => text.clone(),
        None => yaml_text(&json!({ "spec": editable(&config) })),
    };
    // A text that cannot be read is left to whoever wrote it.
    let text = match parse(&text) {
        Ok(root) if !form.values.is_empty() && root.value().is_object() => {
            let mut wanted = root.value();
            for id in form.values.keys() {
                if !judged.left.contains_key(id) {
                    let Some(spec) = wanted.get_mut("spec") else {
                        continue;
                    };
                    super::values::transplant(&judged.after, spec, *id);
                }
            }
            edited(&text, &wanted)
        }
        _ => text,
    };
    let patch = judged.patch();
    let changes = touched(config_value(&judged.config), &patch)
        .iter()
        .filter(|field| !FieldChange::is_same(field))
        .count();
    Ok(TextView {
        text,
        shown: judged.shown,
        left: judged.left,
        changes,
        problems: judged.problems,
    })
}

fn config_value(config: &Config) -> &Value {
    use crate::objects::Object as _;
    config.value()
}
