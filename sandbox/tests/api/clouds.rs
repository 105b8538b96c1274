//! Google, Azure, OpenStack and IBM storage as the simulated operator treats it: what it makes, what it fills in, and
//! what it says when credentials are wrong.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sandbox::{ManualClock, Sandbox, Scenario, SignedDuration};
use serde_json::{Value, json};

use crate::common::{CONFIG, DEPLOYMENT, Someone, admin, condition, message};

const SECRETS: &str = "/api/v1/namespaces/openshift-image-registry/secrets";

async fn user_secret(admin: &Someone, keys: &[(&str, &str)]) {
    let data: serde_json::Map<String, Value> = keys
        .iter()
        .map(|(key, value)| ((*key).to_owned(), json!(STANDARD.encode(value))))
        .collect();
    let secret = json!({
        "apiVersion": "v1", "kind": "Secret", "type": "Opaque",
        "metadata": {"name": "image-registry-private-configuration-user"}, "data": data,
    });
    let answer = admin.post(SECRETS, secret).await;
    assert_eq!(answer.code, 201, "{}", answer.text);
}

async fn save(admin: &Someone, storage: Value) -> Value {
    let patch = json!({"spec": {"managementState": "Managed", "storage": storage}});
    let answer = admin
        .patch(&format!("{CONFIG}?fieldValidation=Strict"), patch)
        .await;
    assert_eq!(answer.code, 200, "{}", answer.text);
    admin.config().await
}

#[tokio::test]
async fn an_installed_cloud_has_storage_that_the_operator_made_and_owns() {
    for (scenario, storage, reason) in [
        (
            Scenario::Gcp,
            json!({"gcs": {
                "bucket": "quarry-p8w2m-image-registry-europe-west4", "projectID": "acme-quarry-prod",
                "region": "europe-west4",
            }, "managementState": "Managed"}),
            "True/Creation Successful",
        ),
        (
            Scenario::Azure,
            json!({"azure": {
                "accountName": "imageregistrylagoon8vq4z", "container": "lagoon-7tz5c-image-registry",
                "cloudName": "AzurePublicCloud",
            }, "managementState": "Managed"}),
            "True/ContainerExists",
        ),
        (
            Scenario::OpenStack,
            json!({"swift": {"container": "reef-5jm8b-image-registry"}, "managementState": "Managed"}),
            "True/Swift Container Created",
        ),
    ] {
        let config = admin(&Sandbox::new(scenario)).config().await;
        assert_eq!(config["spec"]["storage"], storage, "{scenario}");
        assert_eq!(config["status"]["storage"], storage, "{scenario}");
        assert_eq!(
            condition(&config, "StorageExists"),
            format!("StorageExists={reason}")
        );
        assert_eq!(
            condition(&config, "Available"),
            "Available=True/Ready",
            "{scenario}"
        );
    }
}

#[tokio::test]
async fn ibm_cloud_has_an_instance_a_key_and_a_bucket_in_the_clusters_own_place() {
    let admin = admin(&Sandbox::new(Scenario::IbmCloud));
    let config = admin.config().await;
    let made = &config["spec"]["storage"]["ibmcos"];
    assert_eq!(made["bucket"], "glade-3nv6x-image-registry-eu-de");
    assert_eq!(
        (&made["location"], &made["resourceGroupName"]),
        (&json!("eu-de"), &json!("glade-group"))
    );
    let crn = |field: &str| made[field].as_str().expect("a CRN").to_owned();
    assert!(crn("serviceInstanceCRN").ends_with("::"));
    assert!(crn("resourceKeyCRN").contains(":resource-key:"));
    assert_eq!(config["spec"]["storage"]["managementState"], "Managed");
    let env = admin.get(DEPLOYMENT).await.body["spec"]["template"]["spec"]["containers"][0]["env"].clone();
    let value = |name: &str| {
        let all = env.as_array().expect("variables");
        all.iter()
            .find(|one| one["name"] == name)
            .map(|one| one["value"].clone())
    };
    assert_eq!(value("REGISTRY_STORAGE"), Some(json!("s3")));
    let endpoint = "s3.eu-de.cloud-object-storage.appdomain.cloud";
    assert_eq!(value("REGISTRY_STORAGE_S3_REGIONENDPOINT"), Some(json!(endpoint)));
}

#[tokio::test]
async fn a_user_provisioned_cloud_says_that_credentials_are_missing() {
    for (scenario, storage) in [
        (
            Scenario::GcpRemoved,
            json!({"gcs": {"bucket": "b", "region": "r", "projectID": "p"}}),
        ),
        (
            Scenario::AzureRemoved,
            json!({"azure": {"accountName": "acme", "container": "registry"}}),
        ),
        (Scenario::OpenStackRemoved, json!({"swift": {"container": "c"}})),
        (Scenario::IbmCloudRemoved, json!({"ibmcos": {"bucket": "bucket"}})),
    ] {
        let admin = admin(&Sandbox::new(scenario));
        assert_eq!(
            condition(&admin.config().await, "Available"),
            "Available=True/Removed"
        );
        let config = save(&admin, storage).await;
        assert_eq!(condition(&config, "Progressing"), "Progressing=True/Error");
        let said = message(&config, "Progressing");
        assert!(
            said.ends_with("secret \"installer-cloud-credentials\" not found"),
            "{said}"
        );
    }
}

#[tokio::test]
async fn each_clouds_secret_is_taken_and_another_ones_is_not() {
    let good = STANDARD.encode([7; 64]);
    let azure = || json!({"azure": {"accountName": "acme", "container": "registry"}});
    let swift = || json!({"swift": {"container": "c", "authURL": "https://keystone.reef.example:5000"}});
    let instance = "crn:v1:bluemix:public:cloud-object-storage:global:a/0f1e:8b1c::";
    let ibm = || json!({"ibmcos": {"bucket": "bucket", "serviceInstanceCRN": instance}});
    let gcs = || json!({"gcs": {"bucket": "b", "region": "r", "projectID": "p"}});
    let key = |name: &str| format!("REGISTRY_STORAGE_{name}");
    for (scenario, storage, secret, said) in [
        (Scenario::GcpRemoved, gcs(), vec![("GCS_KEYFILE", "{}")], ""),
        (
            Scenario::GcpRemoved,
            gcs(),
            vec![("GCS_KEYFILE", "not json")],
            "invalid character 'o' in literal null (expecting 'u')",
        ),
        (
            Scenario::GcpRemoved,
            gcs(),
            vec![("AZURE_ACCOUNTKEY", "a2V5")],
            "does not contain required key \"REGISTRY_STORAGE_GCS_KEYFILE\"",
        ),
        (
            Scenario::AzureRemoved,
            azure(),
            vec![("AZURE_ACCOUNTKEY", good.as_str())],
            "",
        ),
        // Go looks at no bits beyond the last byte.
        (
            Scenario::AzureRemoved,
            azure(),
            vec![("AZURE_ACCOUNTKEY", "a2V5YQ==")],
            "",
        ),
        (
            Scenario::AzureRemoved,
            azure(),
            vec![("AZURE_ACCOUNTKEY", "a2V5Yb==")],
            "",
        ),
        (
            Scenario::AzureRemoved,
            azure(),
            vec![("AZURE_ACCOUNTKEY", "not-base64!")],
            "decode account key: illegal base64 data at input byte 3",
        ),
        (
            Scenario::OpenStackRemoved,
            swift(),
            vec![("SWIFT_USERNAME", "u"), ("SWIFT_PASSWORD", "p")],
            "",
        ),
        (
            Scenario::OpenStackRemoved,
            swift(),
            vec![("SWIFT_TOKENID", "t")],
            "",
        ),
        (
            Scenario::OpenStackRemoved,
            swift(),
            vec![("SWIFT_USERNAME", "u")],
            "or REGISTRY_STORAGE_SWIFT_TOKENID",
        ),
        (
            Scenario::OpenStackRemoved,
            json!({"swift": {"container": "c"}}),
            vec![("SWIFT_TOKENID", "t")],
            "unsupported protocol scheme \"\"",
        ),
        (
            Scenario::IbmCloudRemoved,
            ibm(),
            vec![("IBMCOS_IAMAPIKEY", "k")],
            "",
        ),
        (
            Scenario::IbmCloudRemoved,
            ibm(),
            vec![("GCS_KEYFILE", "{}")],
            "does not contain required key \"REGISTRY_STORAGE_IBMCOS_IAMAPIKEY\"",
        ),
    ] {
        let admin = admin(&Sandbox::new(scenario));
        let named: Vec<_> = secret.iter().map(|(name, value)| (key(name), *value)).collect();
        let named: Vec<_> = named
            .iter()
            .map(|(name, value)| (name.as_str(), *value))
            .collect();
        user_secret(&admin, &named).await;
        let config = save(&admin, storage).await;
        if said.is_empty() {
            assert_eq!(
                condition(&config, "Progressing"),
                "Progressing=False/Ready",
                "{secret:?}"
            );
            assert_eq!(
                config["spec"]["storage"]["managementState"], "Unmanaged",
                "{secret:?}"
            );
        } else {
            let message = message(&config, "Progressing");
            assert!(message.ends_with(said), "{message}");
        }
    }
}

#[tokio::test]
async fn c5_an_account_without_a_container_reads_ready_everywhere_but_in_one_condition() {
    let config = admin(&Sandbox::new(Scenario::AzureIncomplete)).config().await;
    assert_eq!(condition(&config, "Available"), "Available=True/Ready");
    assert_eq!(condition(&config, "Degraded"), "Degraded=False/");
    assert_eq!(
        condition(&config, "StorageExists"),
        "StorageExists=False/StorageNotConfigured"
    );
}

#[tokio::test]
async fn c9_an_instance_that_is_being_provisioned_is_waited_for() {
    let clock = Arc::new(ManualClock::at("2026-08-14T09:00:00Z".parse().expect("a time")));
    let sandbox = Sandbox::builder(Scenario::IbmCloudPreparing)
        .clock(Arc::clone(&clock))
        .build();
    let admin = admin(&sandbox);
    let config = admin.config().await;
    assert_eq!(
        condition(&config, "StorageExists"),
        "StorageExists=False/IBM COS Instance Provisioning"
    );
    assert!(
        message(&config, "Progressing")
            .ends_with("waiting for IBM COS service instance to finish provisioning")
    );
    for _ in 0..5 {
        clock.advance(SignedDuration::from_secs(1));
        sandbox.tick();
    }
    assert_eq!(
        condition(&admin.config().await, "Progressing"),
        "Progressing=True/Error"
    );
    clock.advance(SignedDuration::from_secs(2));
    sandbox.tick();
    let config = admin.config().await;
    assert_eq!(
        condition(&config, "StorageExists"),
        "StorageExists=True/Creation Successful"
    );
    assert_eq!(condition(&config, "Progressing"), "Progressing=False/Ready");
}
