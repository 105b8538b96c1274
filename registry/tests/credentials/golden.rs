//! Whole plans, reviewed by people and kept beside the tests. `UPDATE_GOLDEN=1` writes them anew.

use crate::world::{World, good, remove};
use registry::credentials::{CredentialsForm, Variant};
use registry::plan::{oc_commands, yaml};
use serde_json::json;
use std::{env, fs};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/credentials");

fn golden(name: &str, world: &World, form: &CredentialsForm) {
    let plan = world.plan(form).unwrap();
    let permissions: Vec<_> = plan.permissions().iter().map(ToString::to_string).collect();
    let shown = json!({
        "wish": form.wish,
        "oc": oc_commands(&plan.steps),
        "yaml": yaml(&plan.steps).lines().collect::<Vec<_>>(),
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
}

#[test]
fn plans_are_as_reviewed() {
    let own = ["REGISTRY_STORAGE_S3_ACCESSKEY", "REGISTRY_STORAGE_S3_SECRETKEY"];
    golden("b4_no_credentials", &World::s3(), &good(Variant::S3));
    let half = World::s3().cloud().user(&own[..1]);
    golden("b5_one_key_missing", &half, &good(Variant::S3));
    golden("b5_remove_and_use_the_clusters", &half, &remove());
    golden("remove_the_last", &World::s3().user(&own), &remove());
    let azure = World::s3().user(&["REGISTRY_STORAGE_AZURE_ACCOUNTKEY"]);
    golden("b3_keys_of_another_storage", &azure, &good(Variant::S3));
    let gcs = World::on("gcs", json!({"bucket": "b"}));
    golden("c1_key_file", &gcs, &good(Variant::Gcs));
    let swift = World::on("swift", json!({"container": "c"}));
    golden(
        "c8_application_credential",
        &swift,
        &good(Variant::SwiftApplicationCredential),
    );
}
