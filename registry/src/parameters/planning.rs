//! From a form to a plan: one merge patch with the smallest subtree that differs, and what follows from it.

use super::facts::{ParametersFacts, schema_query};
use super::field::{Control, ParamId, param};
use super::form::{ParametersForm, ROTATE, Values};
use super::problem::{ParametersProblem, ProblemKind, Shape, TextFault};
use super::values::{self, find, is_same};
use super::{KEPT_OUT, effects, rules, shape_faults};
use crate::change::{Consequences, Problem, Restore};
use crate::error::ClusterError;
use crate::objects::{Config, Object, Schema};
use crate::plan::{Confirmation, Effect, Goal, Inverse, Loss, Plan, Step, merged};
use crate::resource::Resource;
use crate::snapshot::{Query, Snapshot};
use crate::storage::{ConfigFacts, one_pod_only};
use crate::yaml::{Node, parse};
use serde_json::{Map, Value, json};

/// Plans the change.
pub fn plan(form: &ParametersForm, snapshot: &Snapshot) -> Result<Plan, Vec<Problem>> {
    let judged = Judged::read(form, snapshot).map_err(|error| vec![Problem::Unread(error)])?;
    if !judged.problems.is_empty() {
        return Err(judged.problems.into_iter().map(Problem::Parameters).collect());
    }
    let config = &judged.config;
    let patch = judged.patch();
    let after = Config::from_value(merged(config.value(), &patch));
    let step = Step::patch_config(config.value(), patch.clone());
    let rotates = judged.rotates && step.is_some();
    let former = match &step {
        Some(_) => Restore::default().with_former(config, &patch),
        None => Restore::default(),
    };
    let touches = |key: &str| patch.pointer("/spec").is_some_and(|spec| spec.get(key).is_some());
    let storage = touches("storage") || touches("managementState");
    let mut found = if step.is_some() {
        effects(config, &after)
    } else {
        Vec::new()
    };
    let changes = step.is_some() && storage;
    let more = Consequences::of(config, &after, changes, None, judged.takes_management);
    for effect in &more.effects {
        let restart = |effect: &Effect| matches!(effect, Effect::PodsRestart { .. });
        let known = found.contains(effect) || (restart(effect) && found.iter().any(restart));
        if !known {
            found.push(effect.clone());
        }
    }
    Ok(Plan {
        confirmation: confirmation(&found, &more),
        inverse: inverse(former, rotates, &patch, &more),
        effects: found,
        steps: step.into_iter().collect(),
        goal: Goal {
            state: after.management_state(),
        },
    })
}

/// A tick where the registry stops serving for a while; what storage and state ask for stands above that.
fn confirmation(effects: &[Effect], more: &Consequences) -> Confirmation {
    let outage = Effect::PodsRestart {
        strategy: crate::objects::Strategy::Recreate,
    };
    match more.confirmation() {
        Confirmation::Review if effects.contains(&outage) => Confirmation::Tick,
        other => other,
    }
}

fn inverse(former: Restore, rotates: bool, patch: &Value, more: &Consequences) -> Inverse {
    let only = patch
        .pointer("/spec")
        .and_then(Value::as_object)
        .is_some_and(|spec| spec.len() == 1);
    match more.inverse(former) {
        Inverse::Whole(_) if rotates && only => Inverse::Impossible(Loss::FormerSecret),
        Inverse::Whole(former) if rotates => Inverse::Partial(former, vec![Loss::FormerSecret]),
        Inverse::Partial(former, mut lost) if rotates => {
            lost.push(Loss::FormerSecret);
            Inverse::Partial(former, lost)
        }
        other => other,
    }
}

/// A form read over the cluster's configuration: what it wants, and what is wrong with it.
pub(super) struct Judged {
    pub(super) config: Config,
    /// The spec as it is, without what is kept out.
    pub(super) before: Value,
    /// The spec as it is wanted.
    pub(super) after: Value,
    /// The text of every field afterwards.
    pub(super) shown: Values,
    pub(super) problems: Vec<ParametersProblem>,
    /// Fields whose texts could not be taken over.
    pub(super) left: Values,
    pub(super) rotates: bool,
    takes_management: bool,
}

impl Judged {
    pub(super) fn read(form: &ParametersForm, snapshot: &Snapshot) -> Result<Self, ClusterError> {
        let config: Config = snapshot.one(&Query::singleton(Resource::Config))?;
        let schema: Option<Schema> = snapshot.one(&schema_query()).ok();
        let storage = crate::storage::Facts::read(snapshot);
        let facts = ParametersFacts::of(&config, snapshot, &storage);
        let before = editable(&config);
        let mut judged = Self {
            after: before.clone(),
            shown: facts.current.clone(),
            before,
            config,
            problems: Vec::new(),
            left: Values::new(),
            rotates: false,
            takes_management: storage.takes_management(),
        };
        let root = form
            .text
            .as_deref()
            .and_then(|text| judged.take_text(text, schema.as_ref()));
        for (id, text) in &form.values {
            judged.take_value(*id, text, &facts, schema.as_ref());
        }
        judged.settle(&facts);
        judged.judge(facts, &storage);
        if let Some(root) = &root {
            for problem in &mut judged.problems {
                let typed = problem.field.is_some_and(|id| form.values.contains_key(&id));
                if problem.spot.is_none() && !typed {
                    problem.spot = Some(root.spot_of(&problem.path));
                }
            }
        }
        Ok(judged)
    }

    /// The merge patch.
    pub(super) fn patch(&self) -> Value {
        let mut spec = values::difference(&self.before, &self.after);
        let set = find(self.config.value(), "spec.httpSecret").is_some();
        if self.rotates && set {
            spec.insert(KEPT_OUT[0].to_owned(), Value::Null);
        }
        json!({ "spec": spec })
    }

    fn take_text(&mut self, text: &str, schema: Option<&Schema>) -> Option<Node> {
        let root = match parse(text) {
            Ok(root) => root,
            Err((spot, fault)) => {
                self.problems.push(ParametersProblem {
                    field: None,
                    path: String::new(),
                    spot: Some(spot),
                    kind: ProblemKind::Text(TextFault::Unreadable(fault)),
                });
                return None;
            }
        };
        let value = root.value();
        let spec = value.get("spec").filter(|spec| spec.is_object());
        let only = value.as_object().is_some_and(|map| map.len() == 1);
        let (Some(spec), true) = (spec, only) else {
            let odd = value
                .as_object()
                .and_then(|map| map.keys().find(|key| *key != "spec"));
            self.fault(odd.cloned().unwrap_or_default(), TextFault::NotTheSpec);
            return Some(root);
        };
        for key in KEPT_OUT {
            if spec.get(key).is_some_and(|value| !value.is_null()) {
                let fault = if key == KEPT_OUT[0] {
                    TextFault::Secret
                } else {
                    TextFault::NotYours
                };
                self.fault(format!("spec.{key}"), fault);
            }
        }
        let mut wanted = spec.clone();
        if let Some(map) = wanted.as_object_mut() {
            KEPT_OUT.iter().for_each(|key| {
                map.remove(*key);
            });
        }
        if let Some(of) = schema
            .and_then(|schema| schema.root())
            .and_then(|root| root.pointer("/properties/spec"))
        {
            for (path, fault) in shape_faults(of, &wanted, "spec") {
                self.fault(path, fault);
            }
        }
        self.after = without_nulls(wanted);
        Some(root)
    }

    fn fault(&mut self, path: String, fault: TextFault) {
        self.problems.push(ParametersProblem {
            field: ParamId::at(&path),
            path,
            spot: None,
            kind: ProblemKind::Text(fault),
        });
    }

    fn take_value(&mut self, id: ParamId, text: &str, facts: &ParametersFacts, schema: Option<&Schema>) {
        if !facts.has(id) {
            self.problems
                .push(ParametersProblem::at(id, ProblemKind::NotTaken));
            return;
        }
        let mut yaml = None;
        match param(id).control {
            Control::Rotate => {
                self.rotates = text == ROTATE;
                self.shown.insert(id, text.to_owned());
                return;
            }
            Control::Yaml if !text.trim().is_empty() => match yaml_of(id, text, schema) {
                Ok(value) => yaml = Some(value),
                Err(problem) => {
                    self.problems.push(problem);
                    self.left.insert(id, text.to_owned());
                    return;
                }
            },
            _ => {}
        }
        let mut shown = facts.current.clone();
        shown.insert(id, text.to_owned());
        let bad = rules::problems(&shown, facts)
            .into_iter()
            .any(|problem| problem.field == Some(id) && is_about_the_text(&problem.kind));
        if bad {
            self.left.insert(id, text.to_owned());
        } else {
            values::write(&mut self.after, id, text, yaml);
        }
    }

    /// What means the same as before stays as it was written: the operator writes `1m0s` for `1m`, and drops what is empty.
    fn settle(&mut self, facts: &ParametersFacts) {
        let empty = |value: Option<&Value>| match value {
            None => true,
            Some(Value::Array(list)) => list.is_empty(),
            Some(Value::Object(map)) => map.is_empty(),
            Some(_) => false,
        };
        for id in facts.current.keys().copied() {
            let path = param(id).path;
            let (was, now) = (find(&self.before, path), find(&self.after, path));
            let same = match param(id).control {
                Control::Rotate => continue,
                // An empty list of constraints is told apart below: it does not do what it says.
                Control::Yaml if id == ParamId::TopologySpread => was == now,
                Control::Yaml => was == now || (empty(was) && empty(now)),
                _ => is_same(
                    id,
                    &values::read(&self.before, id),
                    &values::read(&self.after, id),
                ),
            };
            if same {
                values::transplant(&self.before, &mut self.after, id);
            }
        }
        // Members that are there and empty, and not there, are one.
        for key in ["proxy", "resources", "requests"] {
            if empty(find(&self.before, key)) && empty(find(&self.after, key)) {
                let was = find(&self.before, key).cloned().unwrap_or_default();
                if let Some(map) = self.after.as_object_mut() {
                    map.insert(key.to_owned(), was);
                }
            }
        }
        self.after = without_nulls(std::mem::take(&mut self.after));
    }

    fn judge(&mut self, facts: ParametersFacts, storage: &crate::storage::Facts) {
        let ids = facts.current.keys().copied();
        let mut shown = values::read_all(&self.after, ids);
        for (id, text) in &self.shown {
            if param(*id).control == Control::Rotate {
                shown.insert(*id, text.clone());
            }
        }
        shown.extend(self.left.clone());
        self.shown = shown;
        let after = self.after_config();
        let spread = find(&self.after, param(ParamId::TopologySpread).path);
        if spread.and_then(Value::as_array).is_some_and(Vec::is_empty)
            && find(&self.before, param(ParamId::TopologySpread).path) != spread
        {
            let problem = ParametersProblem::at(ParamId::TopologySpread, ProblemKind::EmptyList);
            self.problems.push(problem);
        }
        let facts = ParametersFacts {
            one_pod: one_pod_only(&ConfigFacts::read(&after), storage),
            ..facts
        };
        let mut found = rules::problems(&self.shown, &facts);
        if self.before.get("storage") != self.after.get("storage") {
            let known: Vec<_> = found.iter().map(|problem| problem.field).collect();
            let more = rules::one_pod(&self.shown, &facts).into_iter();
            found.extend(more.filter(|problem| !known.contains(&problem.field)));
            let members: Vec<String> = after
                .storage_configured()
                .into_iter()
                .map(|member| member.key)
                .collect();
            if members.len() > 1 {
                found.push(ParametersProblem {
                    field: None,
                    path: "spec.storage".to_owned(),
                    spot: None,
                    kind: ProblemKind::TwoStorages { members },
                });
            }
        }
        // Where the text itself is wrong, what follows from the wrong value is no news.
        let wrong: Vec<_> = self.problems.iter().map(|problem| problem.path.clone()).collect();
        found.retain(|problem| !wrong.contains(&problem.path));
        self.problems.extend(found);
    }

    fn after_config(&self) -> Config {
        let mut value = self.config.value().clone();
        if let (Some(object), Some(wanted)) = (value.as_object_mut(), self.after.as_object()) {
            object.insert("spec".to_owned(), Value::Object(wanted.clone()));
        }
        Config::from_value(value)
    }
}

/// Whether a text cannot be written at all, and not only does not go with another one.
fn is_about_the_text(kind: &ProblemKind) -> bool {
    !matches!(
        kind,
        ProblemKind::AboveLimit { .. }
            | ProblemKind::OnePodOnly(_)
            | ProblemKind::MustRecreate(_)
            | ProblemKind::Required
    )
}

/// The part of a spec that a form or a text may change.
pub(super) fn editable(config: &Config) -> Value {
    let spec = config.value().get("spec").and_then(Value::as_object);
    let kept = spec
        .into_iter()
        .flatten()
        .filter(|(key, _)| !KEPT_OUT.contains(&key.as_str()));
    without_nulls(Value::Object(
        kept.map(|(key, value)| (key.clone(), value.clone())).collect(),
    ))
}

/// A null takes a field out, so what is left has none.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(map) => Value::Object(
            map.into_iter()
                .filter(|(_, inner)| !inner.is_null())
                .map(|(key, inner)| (key, without_nulls(inner)))
                .collect::<Map<_, _>>(),
        ),
        other => other,
    }
}

/// What the text of a field says, if it is of the shape the field takes.
fn yaml_of(id: ParamId, text: &str, schema: Option<&Schema>) -> Result<Value, ParametersProblem> {
    let problem = |path: Option<String>, spot, fault| ParametersProblem {
        path: path.unwrap_or_else(|| format!("spec.{}", param(id).path)),
        spot,
        ..ParametersProblem::at(id, ProblemKind::Text(fault))
    };
    let root =
        parse(text).map_err(|(spot, fault)| problem(None, Some(spot), TextFault::Unreadable(fault)))?;
    let value = root.value();
    let list = matches!(id, ParamId::Tolerations | ParamId::TopologySpread);
    let (wanted, fits) = if list {
        (Shape::List, value.is_array())
    } else {
        (Shape::Map, value.is_object())
    };
    if !fits && !value.is_null() {
        return Err(problem(None, Some(root.spot), TextFault::WrongShape { wanted }));
    }
    let of = schema
        .and_then(|schema| schema.root())
        .and_then(|schema| schema.pointer(&format!("/properties/spec/properties/{}", param(id).path)));
    let path = format!("spec.{}", param(id).path);
    let first = of.and_then(|of| shape_faults(of, &value, &path).into_iter().next());
    match first {
        Some((inside, fault)) => {
            let spot = root.spot_below(&path, &inside);
            Err(problem(Some(inside), Some(spot), fault))
        }
        None => Ok(value),
    }
}
