//! Whole plans, reviewed by people and kept beside the tests. `UPDATE_GOLDEN=1` writes them anew.

use crate::world::World;
use registry::change::Change;
use registry::plan::{Plan, oc_commands, yaml};
use registry::storage::{Secrets, StorageForm, warnings};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::{env, fs};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/storage");

/// Compares everything the review shows with `tests/golden/storage/<name>.json`.
pub fn golden(name: &str, world: &World, form: &StorageForm) -> Plan {
    let warnings = json!(warnings(form, &world.facts()));
    // What was typed as a secret is no part of what is reviewed.
    let shown = StorageForm {
        secrets: Secrets::new(),
        ..form.clone()
    };
    compare(
        name,
        world,
        &Change::Storage(form.clone()),
        json!(shown),
        Some(warnings),
    )
}

/// The same for a change that is no choice of the wizard.
pub fn golden_change(name: &str, world: &World, change: &Change) -> Plan {
    compare(name, world, change, json!(change), None)
}

fn compare(name: &str, world: &World, change: &Change, form: Value, warnings: Option<Value>) -> Plan {
    let plan = world.change(change).unwrap();
    let permissions: Vec<_> = plan.permissions().iter().map(ToString::to_string).collect();
    let mut shown = json!({
        "form": form,
        "oc": oc_commands(&plan.steps),
        "yaml": yaml(&plan.steps).lines().collect::<Vec<_>>(),
        "permissions": permissions,
        "effects": plan.effects,
        "confirmation": plan.confirmation,
        "inverse": plan.inverse,
    });
    if let Some(warnings) = warnings {
        shown["warnings"] = warnings;
    }
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

#[test]
fn every_golden_plan_belongs_to_a_scenario() {
    let scenarios = [
        include_str!("scenarios.rs"),
        include_str!("keeping.rs"),
        include_str!("clouds.rs"),
        include_str!("clouds_ibm_openstack.rs"),
        include_str!("s3.rs"),
    ]
    .concat();
    let kept: BTreeSet<String> = fs::read_dir(FOLDER)
        .unwrap()
        .map(|entry| {
            entry
                .unwrap()
                .path()
                .file_stem()
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    let unused: Vec<_> = kept
        .iter()
        .filter(|name| {
            !scenarios.contains(&format!("(\"{name}\"")) && !scenarios.contains(&format!("\"{name}\","))
        })
        .collect();
    assert!(unused.is_empty(), "no scenario compares {unused:?}");
}
