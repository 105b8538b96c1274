//! What another spec does to the pods and to people, read off the two specs alone: the form's plan, a text's plan and an undo
//! all ask here. Storage and management state are others' business.

use super::facts::storage_fails;
use super::field::{ParamId, Rolls, param};
use super::values::{find, is_same, read};
use crate::objects::{Config, ManagementState, Object};
use crate::plan::Effect;
use serde_json::Value;

/// The consequences, in the order to say them.
pub(crate) fn effects(before: &Config, after: &Config) -> Vec<Effect> {
    let (was, now) = (spec(before), spec(after));
    let moved = |id: ParamId| !same(id, was, now);
    let flag = |id| read(now, id) == "true";
    let mut effects = Vec::new();
    let any = ParamId::all().any(moved) || secret_moves(was, now) || other_members(was, now);
    if !any {
        return effects;
    }
    if before.management_state() != ManagementState::Managed
        && after.management_state() != ManagementState::Managed
    {
        effects.push(Effect::OnlyWhenManaged);
    } else if storage_fails(before) && was.get("storage") == now.get("storage") {
        effects.push(Effect::WaitsForStorage);
    } else if after.management_state() == ManagementState::Managed
        && before.management_state() == ManagementState::Managed
    {
        if moved(ParamId::Replicas) {
            effects.push(Effect::PodsNumber {
                replicas: after.replicas().unwrap_or_default(),
            });
        }
        if touches_pods(before, after) {
            effects.push(Effect::PodsRestart {
                strategy: after.strategy(),
            });
        }
    }
    if moved(ParamId::ReadOnly) {
        effects.push(Effect::ReadOnly(flag(ParamId::ReadOnly)));
    }
    if moved(ParamId::DisableRedirect) {
        effects.push(Effect::BytesThroughPods(flag(ParamId::DisableRedirect)));
    }
    if moved(ParamId::OperatorLogLevel) {
        effects.push(Effect::OperatorLogOnly);
    }
    if secret_moves(was, now) {
        effects.push(Effect::SecretMadeAnew);
    }
    let spreads = |spec: &Value| {
        let own = find(spec, param(ParamId::TopologySpread).path).is_some();
        own || find(spec, param(ParamId::NodeSelector).path).is_none()
    };
    if spreads(was) && !spreads(now) {
        effects.push(Effect::SpreadGone);
    }
    if moved(ParamId::Strategy) && after.strategy() == crate::objects::Strategy::Recreate {
        effects.push(Effect::NotHighlyAvailable);
    }
    effects
}

/// Whether the operator replaces the pods for it.
fn touches_pods(before: &Config, after: &Config) -> bool {
    let (was, now) = (spec(before), spec(after));
    let rolls =
        |id: ParamId| param(id).rolls == Rolls::Pods && !same(id, was, now) && !same_log(id, was, now);
    let members = ["resources", "requests", "proxy"];
    let inside = members
        .iter()
        .any(|key| parameterless(was, key) != parameterless(now, key));
    // With exactly two replicas and no own affinity the operator adds one that keeps them apart.
    let apart = |spec: &Value| {
        read(spec, ParamId::Replicas) == "2" && find(spec, param(ParamId::Affinity).path).is_none()
    };
    ParamId::all().any(rolls) || inside || apart(was) != apart(now) || secret_moves(was, now)
}

fn spec(config: &Config) -> &Value {
    config.value().get("spec").unwrap_or(&Value::Null)
}

fn same(id: ParamId, was: &Value, now: &Value) -> bool {
    find(was, param(id).path) == find(now, param(id).path) || is_same(id, &read(was, id), &read(now, id))
}

/// All levels above `Normal` are one to the registry.
fn same_log(id: ParamId, was: &Value, now: &Value) -> bool {
    let normal = |spec: &Value| is_same(id, &read(spec, id), "Normal");
    id == ParamId::LogLevel && normal(was) == normal(now)
}

/// What lies in a member beside the parameters that have a field.
fn parameterless(spec: &Value, key: &str) -> Value {
    let mut rest = serde_json::json!({ key: spec.get(key) });
    for id in ParamId::all() {
        super::values::write(&mut rest, id, "", None);
    }
    match rest.get(key) {
        Some(Value::Object(map)) if map.is_empty() => Value::Null,
        other => other.cloned().unwrap_or_default(),
    }
}

fn secret_moves(was: &Value, now: &Value) -> bool {
    let set = |spec: &Value| find(spec, "httpSecret").is_some();
    set(was) && !set(now)
}

/// Whether anything else in the spec moves that no other part speaks for.
fn other_members(was: &Value, now: &Value) -> bool {
    ["defaultRoute", "routes"]
        .iter()
        .any(|key| find(was, key) != find(now, key))
}
