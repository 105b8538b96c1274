//! A small cluster that a plan's patch can be applied to, as the API server and nobody else would change it.

use crate::given::{Given, sample};
use registry::change::{Change, Problem};
use registry::parameters::{
    ParamId, ParametersFacts, ParametersForm, ParametersProblem, TextView, Values, queries, view,
};
use registry::plan::{Action, Plan};
use registry::resource::Resource;
use registry::snapshot::Snapshot;
use serde_json::{Value, json};
use std::{env, fs};

/// Stands where the fixtures have their `httpSecret`.
pub const CANARY: &str = "canary-77e1b0c4";

#[derive(Clone)]
pub struct World {
    pub config: Value,
    pub rest: Given,
}

impl World {
    pub fn with(config: &str) -> Self {
        let mut config_value = sample(config);
        config_value["spec"]["httpSecret"] = json!(CANARY);
        let schema = if config.contains("4.5") {
            "schema-4.5"
        } else {
            "schema-today"
        };
        let claims: Vec<Value> = serde_json::from_value(sample("storage/claims")).unwrap();
        Self {
            config: config_value,
            rest: Given::default()
                .on("infrastructure-baremetal")
                .list(Resource::Claim, claims)
                .one(
                    Resource::CustomResourceDefinition,
                    sample(&format!("parameters/{schema}")),
                ),
        }
    }

    /// Two pods on a bucket.
    pub fn on_bucket() -> Self {
        Self::with("config-managed-s3")
    }

    /// One pod on a volume of one node.
    pub fn on_one_node() -> Self {
        Self::on_bucket().but(json!({"replicas": 1, "rolloutStrategy": "Recreate",
            "storage": {"s3": null, "managementState": "Unmanaged", "pvc": {"claim": "registry-rwo"}}}))
    }

    /// Changes the spec by a merge patch, as through `oc`.
    pub fn but(mut self, spec: Value) -> Self {
        merge(&mut self.config, &json!({ "spec": spec }));
        self
    }

    pub fn rest(mut self, change: impl FnOnce(Given) -> Given) -> Self {
        self.rest = change(self.rest);
        self
    }

    pub fn snapshot(&self) -> Snapshot {
        self.rest
            .clone()
            .one(Resource::Config, self.config.clone())
            .snapshot(queries())
    }

    pub fn facts(&self) -> ParametersFacts {
        ParametersFacts::read(&self.snapshot()).unwrap()
    }

    pub fn change(&self, change: &Change) -> Result<Plan, Vec<Problem>> {
        change.plan(&self.snapshot())
    }

    pub fn plan(&self, form: &ParametersForm) -> Result<Plan, Vec<Problem>> {
        self.change(&Change::Parameters(form.clone()))
    }

    /// What keeps a form from being saved.
    pub fn refused(&self, form: &ParametersForm) -> Vec<ParametersProblem> {
        self.plan(form)
            .err()
            .unwrap_or_default()
            .into_iter()
            .map(|problem| match problem {
                Problem::Parameters(problem) => problem,
                other => panic!("{other:?}"),
            })
            .collect()
    }

    pub fn view(&self, form: &ParametersForm) -> TextView {
        view(form, &self.snapshot()).unwrap()
    }

    pub fn apply(&mut self, plan: &Plan) {
        for step in &plan.steps {
            match step.action() {
                Action::Patch { patch, .. } => merge(&mut self.config, patch),
                other => panic!("{other:?}"),
            }
        }
    }
}

/// RFC 7396, written apart from the code under test.
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(changes) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    for (key, change) in changes {
        if change.is_null() {
            target.as_object_mut().unwrap().remove(key);
        } else {
            merge(&mut target[key], change);
        }
    }
}

/// A form with what was typed.
pub fn typed(values: &[(ParamId, &str)]) -> ParametersForm {
    ParametersForm {
        values: values
            .iter()
            .map(|(id, text)| (*id, (*text).to_owned()))
            .collect::<Values>(),
        text: None,
    }
}

/// The text of the spec, edited.
pub fn text(text: &str) -> ParametersForm {
    ParametersForm {
        values: Values::new(),
        text: Some(text.to_owned()),
    }
}

/// The spec that the plan's one patch sends.
pub fn sent(plan: &Plan) -> Value {
    let [step] = &plan.steps[..] else {
        panic!("{:?}", plan.steps)
    };
    assert_eq!(step.check(), Ok(()));
    match step.action() {
        Action::Patch { patch, .. } => patch["spec"].clone(),
        other => panic!("{other:?}"),
    }
}

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/parameters");

/// Compares everything the review shows with `tests/golden/parameters/<name>.json`. `UPDATE_GOLDEN=1` writes it anew.
pub fn golden(name: &str, world: &World, form: &ParametersForm) -> Plan {
    let plan = world.plan(form).unwrap();
    let permissions: Vec<_> = plan.permissions().iter().map(ToString::to_string).collect();
    let shown = json!({
        "form": form,
        "oc": registry::plan::oc_commands(&plan.steps),
        "permissions": permissions,
        "effects": plan.effects,
        "confirmation": plan.confirmation,
        "inverse": plan.inverse,
    });
    let text = serde_json::to_string_pretty(&shown).unwrap() + "\n";
    let path = format!("{FOLDER}/{name}.json");
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(FOLDER).unwrap();
        fs::write(&path, &text).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        text, expected,
        "{name}: review the difference, then UPDATE_GOLDEN=1"
    );
    plan
}
