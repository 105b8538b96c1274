//! The overview of registries on Google, Azure, OpenStack, IBM and Alibaba storage: what their operator's texts mean.

mod given;

use given::see::{condition, healthy, place, read, set_condition};
use given::{Given, sample};
use registry::objects::{ManagementState, Status};
use registry::overview::{
    Cause, Headline, Meaning, PathState, Place, Progress, Relevance, Tone, Warning, WayOut, progress,
};
use registry::plan::{Goal, StorageKind};
use registry::resource::Resource;
use serde_json::{Value, json};

const NOT_APPLIED: &str = "Unable to apply resources: unable to sync storage configuration: ";

/// A registry on this storage, whose operator reports an error; `None` for none.
fn on(storage: Value, error: Option<&str>) -> Value {
    let mut config = sample("config-managed-s3");
    config["spec"]["storage"] = storage;
    if let Some(error) = error {
        let message = format!("{NOT_APPLIED}{error}");
        set_condition(&mut config, "Progressing", "True", "Error", &message);
    }
    config
}

fn headline(config: Value) -> Headline {
    read(&healthy().one(Resource::Config, config)).headline
}

#[test]
fn c2_a_complaint_about_json_points_at_the_key_file_of_gcs_and_of_nothing_else() {
    for complaint in [
        "invalid character 'o' in literal null (expecting 'u')",
        "unexpected end of JSON input",
        "json: cannot unmarshal string into Go value of type google.credentialsFile",
    ] {
        let gcs = on(json!({"gcs": {"bucket": "b"}}), Some(complaint));
        assert_eq!(
            headline(gcs),
            Headline::NotApplied(Cause::KeyFileNotJson),
            "{complaint}"
        );
        let message = complaint.to_owned();
        let swift = on(json!({"swift": {"container": "c"}}), Some(complaint));
        assert_eq!(headline(swift), Headline::NotApplied(Cause::Other { message }));
    }
}

#[test]
fn c5_an_unnamed_container_or_account_is_incomplete_although_all_reads_ready() {
    for (azure, field, message) in [
        (
            json!({"accountName": "acme"}),
            "container",
            "Storage account is provided, but container is not specified",
        ),
        (
            json!({}),
            "accountName",
            "Storage account key is provided, but account name is not specified",
        ),
    ] {
        let mut config = on(json!({"azure": azure, "managementState": "Unmanaged"}), None);
        set_condition(
            &mut config,
            "StorageExists",
            "False",
            "StorageNotConfigured",
            message,
        );
        let overview = read(&healthy().one(Resource::Config, config));
        assert!(
            condition(&overview, "Available")
                .condition
                .is("Available", Status::True)
        );
        let field = || field.to_owned();
        assert_eq!(
            overview.headline,
            Headline::StorageIncomplete(Cause::StorageNameMissing { field: field() })
        );
        assert_eq!(overview.ways_out, [WayOut::SetUpStorage]);
        assert!(
            overview
                .warnings
                .contains(&Warning::StorageNameMissing { field: field() })
        );
    }
}

#[test]
fn c6_a_key_that_is_not_base64_is_the_cause_while_pods_still_serve() {
    let error = "decode account key: illegal base64 data at input byte 3";
    let mut config = on(
        json!({"azure": {"accountName": "acme", "container": "c"}}),
        Some(error),
    );
    let message = format!("Unable to create blob client: {error}");
    set_condition(&mut config, "StorageExists", "Unknown", "AzureError", &message);
    assert_eq!(headline(config), Headline::NotApplied(Cause::AccountKeyNotBase64));
}

#[test]
fn c7_an_azure_network_that_was_not_found_leads_to_the_wizard() {
    let error = "failed to discover vnet name, please provide network details manually: not found";
    let config = on(
        json!({"azure": {"accountName": "acme", "container": "c", "networkAccess": {"type": "Internal"}}}),
        Some(error),
    );
    let overview = read(&healthy().one(Resource::Config, config));
    assert_eq!(overview.headline, Headline::NotApplied(Cause::NetworkNotFound));
    assert_eq!(overview.ways_out, [WayOut::SetUpStorage]);
}

#[test]
fn c8_a_reason_that_is_a_whole_sentence_is_read_and_kept_like_any_other() {
    let error = "Create new provider client failed: Post \"/auth/tokens\": unsupported protocol scheme \"\"";
    let mut config = on(json!({"swift": {"container": "c"}}), Some(error));
    set_condition(&mut config, "StorageExists", "False", error, error);
    let overview = read(&healthy().one(Resource::Config, config));
    assert_eq!(overview.headline, Headline::NotApplied(Cause::AuthUrlMissing));
    assert_eq!(overview.ways_out, [WayOut::SetUpStorage]);
    let exists = condition(&overview, "StorageExists");
    assert_eq!(exists.condition.reason, error);
    assert_eq!(exists.about, Relevance::Current);

    // A sentence nobody has words for stands as it came, and is no code.
    let error = "Failed to authenticate provider client: Authentication failed";
    let mut config = on(json!({"swift": {"container": "c"}}), Some(error));
    set_condition(&mut config, "StorageExists", "False", error, error);
    let message = error.to_owned();
    let exists = read(&healthy().one(Resource::Config, config.clone()));
    assert_eq!(
        condition(&exists, "StorageExists").meaning,
        Meaning::StorageMissing(Cause::Other {
            message: message.clone()
        })
    );
    assert_eq!(headline(config), Headline::NotApplied(Cause::Other { message }));
}

/// The steps as the operator reports them, in its order.
const STEPS: [&str; 5] = [
    "IBM COS Instance Provisioning",
    "IBM COS Instance Active",
    "IBM COS Instance Creation Successful",
    "IBM COS Resource Key Creation Successful",
    "IBM COS Resource Key Valid",
];

fn ibm() -> Value {
    json!({"ibmcos": {"bucket": "b"}, "managementState": "Managed"})
}

#[test]
fn c9_steps_of_ibm_cos_are_progress() {
    for step in STEPS {
        let mut config = on(ibm(), None);
        set_condition(&mut config, "StorageExists", "False", step, "");
        let overview = read(&healthy().one(Resource::Config, config));
        assert_eq!(overview.tone(), Tone::Changing, "{step}");
        let step = step.to_owned();
        assert_eq!(overview.headline, Headline::StoragePreparing { step });
    }
}

#[test]
fn c9_waiting_for_the_instance_is_no_failure_although_the_operator_calls_it_an_error() {
    let waiting = "waiting for IBM COS service instance to finish provisioning";
    let mut config = on(ibm(), Some(waiting));
    config["status"]["readyReplicas"] = json!(0);
    set_condition(
        &mut config,
        "StorageExists",
        "False",
        STEPS[0],
        "IBM COS service instance is provisioning",
    );
    set_condition(
        &mut config,
        "Available",
        "False",
        "DeploymentNotFound",
        "The deployment does not exist",
    );
    for degraded in ["", "Unavailable"] {
        let status = if degraded.is_empty() { "False" } else { "True" };
        set_condition(
            &mut config,
            "Degraded",
            status,
            degraded,
            "The deployment does not exist",
        );
        let overview = read(&Given::config(config.clone()).on("infrastructure-ibmcloud"));
        let step = STEPS[0].to_owned();
        assert_eq!(overview.headline, Headline::StoragePreparing { step });
        assert_eq!(condition(&overview, "Progressing").meaning, Meaning::StorageStep);
        assert_eq!(place(&overview, Place::Storage), PathState::Changing);
        let goal = Goal {
            state: ManagementState::Managed,
        };
        let followed = progress(&goal, None, &overview);
        assert!(matches!(followed, Progress::Working(_)), "{followed:?}");
    }
    // The instance gone is no step.
    set_condition(&mut config, "StorageExists", "False", "IBM COS Instance Gone", "");
    set_condition(&mut config, "Progressing", "True", "DeploymentNotCompleted", "");
    let reason = "IBM COS Instance Gone".to_owned();
    assert_eq!(
        read(&Given::config(config)).headline,
        Headline::StorageIncomplete(Cause::StorageGone { reason })
    );
}

#[test]
fn c10_oss_is_named_as_what_this_release_has_no_driver_for() {
    let mut config = on(
        json!({"oss": {"bucket": "registry-oss", "region": "eu-central-1"}}),
        None,
    );
    let message = "Error: storage backend not configured";
    for kind in ["Available", "Degraded"] {
        let status = if kind == "Degraded" { "True" } else { "False" };
        set_condition(&mut config, kind, status, "StorageNotConfigured", message);
    }
    set_condition(
        &mut config,
        "Progressing",
        "False",
        "Error",
        "Unable to apply resources: storage backend not configured",
    );
    let overview = read(&Given::config(config).on("infrastructure-baremetal"));
    let member = "oss".to_owned();
    assert_eq!(
        overview.headline,
        Headline::NotWorking(Cause::NoDriver { member })
    );
    assert_eq!(overview.ways_out, [WayOut::SetUpStorage]);
    let storage = overview.storage.unwrap();
    assert_eq!(storage.configured[0].kind, StorageKind::Bucket);
}

#[test]
fn c10_oss_beside_another_storage_is_seen_by_nobody_unless_the_operator_says_so() {
    let both =
        json!({"oss": {"bucket": "registry-oss"}, "gcs": {"bucket": "b"}, "managementState": "Unmanaged"});
    let mut config = on(both.clone(), None);
    set_condition(&mut config, "StorageExists", "True", "GCS Bucket Exists", "");
    assert!(matches!(headline(config), Headline::Ready { .. }));
    let told = on(
        both,
        Some("exactly one storage type should be configured at the same time, got 2: [GCS OSS]"),
    );
    let members = vec!["gcs".to_owned(), "oss".to_owned()];
    assert_eq!(
        headline(told),
        Headline::ConfigurationRefused {
            cause: Cause::TwoStorages { members },
            serving: true,
        }
    );
}
