//! The Deployment of the registry: what of the spec reaches the pods, and what cannot.

use serde_json::{Value, json};

use super::{Pass, resources::NAME, trust};
use crate::json::{flag, int, text};
use crate::resources::{configs, proxies, secrets};
use crate::settings::Release;

/// Builds the Deployment, or says why it would be refused.
pub(super) fn build(pass: &Pass<'_>) -> Result<Value, String> {
    let config = &pass.config;
    limits(config)?;
    let replicas = int(config, "/spec/replicas", 1);
    let strategy = strategy(config, replicas)?;
    let mut pod = json!({
        "containers": [container(pass)],
        "priorityClassName": "system-cluster-critical", "serviceAccountName": "registry",
        "terminationGracePeriodSeconds": 55,
        "volumes": volumes(config),
    });
    let mut selector = config["spec"]["nodeSelector"].clone();
    selector["kubernetes.io/os"] = json!("linux");
    pod["nodeSelector"] = selector;
    for field in ["tolerations", "affinity", "topologySpreadConstraints"] {
        if let Some(value) = config["spec"].get(field) {
            pod[field] = value.clone();
        }
    }
    if replicas == 2 && config["spec"].get("affinity").is_none() {
        pod["affinity"] = json!({"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [{
            "labelSelector": {"matchLabels": {"docker-registry": "default"}},
            "namespaces": [configs::NAMESPACE], "topologyKey": "kubernetes.io/hostname",
        }]}});
    }
    // What makes a change of CAs or credentials a change of the pods.
    let annotations = json!({
        "imageregistry.operator.openshift.io/dependencies-checksum": dependencies(pass),
    });
    Ok(json!({
        "metadata": {"name": NAME, "namespace": configs::NAMESPACE, "labels": {"docker-registry": "default"}},
        "spec": {
            "replicas": replicas, "progressDeadlineSeconds": 120, "revisionHistoryLimit": 10,
            "selector": {"matchLabels": {"docker-registry": "default"}}, "strategy": strategy,
            "template": {"metadata": {"labels": {"docker-registry": "default"}, "annotations": annotations}, "spec": pod},
        },
    }))
}

/// Stands for the contents of everything the pods mount and the operator does not write itself.
fn dependencies(pass: &Pass<'_>) -> String {
    let secret = pass.own(&secrets::RESOURCE, "image-registry-private-configuration-user");
    let version = secret.map_or("", |secret| text(secret, "/metadata/resourceVersion"));
    format!("{}.{version}", trust::checksum(pass).unwrap_or_default())
}

fn limits(config: &Value) -> Result<(), String> {
    for (section, title) in [("read", "Read"), ("write", "Write")] {
        for (field, name) in [("maxRunning", "MaxRunning"), ("maxInQueue", "MaxInQueue")] {
            if int(config, &format!("/spec/requests/{section}/{field}"), 0) < 0 {
                return Err(format!("Requests.{title}.{name} must be positive number"));
            }
        }
    }
    Ok(())
}

/// At two replicas one may be missing and one too many; otherwise all but one may be missing.
fn strategy(config: &Value, replicas: i64) -> Result<Value, String> {
    if text(config, "/spec/rolloutStrategy") == "Recreate" {
        return Ok(json!({"type": "Recreate"}));
    }
    let (missing, surplus) = if replicas == 2 {
        (1, json!(1))
    } else {
        (replicas - 1, json!("25%"))
    };
    if missing < 0 {
        return Err(format!(
            "Deployment.apps \"{NAME}\" is invalid: spec.strategy.rollingUpdate.maxUnavailable: Invalid value: {missing}: must be greater than or equal to 0"
        ));
    }
    Ok(json!({"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": missing, "maxSurge": surplus}}))
}

fn container(pass: &Pass<'_>) -> Value {
    let config = &pass.config;
    let resources = config["spec"].get("resources").filter(|r| r.is_object()).cloned();
    let probe = |initial: u32| json!({"httpGet": {"path": "/healthz", "port": 5000, "scheme": "HTTPS"}, "initialDelaySeconds": initial, "timeoutSeconds": 5});
    json!({
        "name": "registry", "image": "quay.example.com/release/docker-registry",
        "env": environment(pass),
        "ports": [{"containerPort": 5000, "protocol": "TCP"}],
        "resources": resources.unwrap_or_else(|| json!({"requests": {"cpu": "100m", "memory": "256Mi"}})),
        "livenessProbe": probe(5), "readinessProbe": probe(15),
        "lifecycle": {"preStop": {"exec": {"command": ["sleep", "25"]}}},
        "volumeMounts": [
            {"name": "registry-storage", "mountPath": "/registry"},
            {"name": "registry-tls", "mountPath": "/etc/secrets"},
        ],
    })
}

/// What the registry logs. The 4.5 operator knows numbers only.
fn log_level(release: Release, config: &Value) -> &'static str {
    match (release, int(config, "/spec/logging", 2)) {
        (Release::Legacy, 1) => "warn",
        (Release::Legacy, 0 | 2 | 3) => "info",
        (Release::Legacy, _) => "debug",
        _ if matches!(text(config, "/spec/logLevel"), "" | "Normal") => "info",
        _ => "debug",
    }
}

/// The variables, in the real order: storage first, then the rest. The HTTP secret stands here in clear, as it does
/// in a real cluster: whoever shows a Deployment has to hide it.
fn environment(pass: &Pass<'_>) -> Vec<Value> {
    let config = &pass.config;
    let (mut variables, mut all) = storage(config);
    let mut add = |name: &str, value: &str| all.push((name.to_owned(), value.to_owned()));
    add("REGISTRY_HTTP_ADDR", ":5000");
    add("REGISTRY_HTTP_NET", "tcp");
    add("REGISTRY_HTTP_SECRET", text(config, "/spec/httpSecret"));
    add("REGISTRY_LOG_LEVEL", log_level(pass.setting.release, config));
    for (name, value) in [
        ("REGISTRY_OPENSHIFT_QUOTA_ENABLED", "true"),
        ("REGISTRY_STORAGE_CACHE_BLOBDESCRIPTOR", "inmemory"),
        ("REGISTRY_STORAGE_DELETE_ENABLED", "true"),
        ("REGISTRY_HEALTH_STORAGEDRIVER_ENABLED", "true"),
        ("REGISTRY_HEALTH_STORAGEDRIVER_INTERVAL", "10s"),
        ("REGISTRY_HEALTH_STORAGEDRIVER_THRESHOLD", "1"),
        ("REGISTRY_OPENSHIFT_METRICS_ENABLED", "true"),
        (
            "REGISTRY_OPENSHIFT_SERVER_ADDR",
            "image-registry.openshift-image-registry.svc:5000",
        ),
    ] {
        add(name, value);
    }
    // An empty field falls back to what is in force in the whole cluster.
    let none = Value::Null;
    let cluster = pass.store.get(&proxies::RESOURCE, "", "cluster");
    let cluster = cluster.map_or(&none, |proxy| &**proxy);
    for (field, of_cluster, name) in [
        ("http", "httpProxy", "HTTP_PROXY"),
        ("https", "httpsProxy", "HTTPS_PROXY"),
        ("noProxy", "noProxy", "NO_PROXY"),
    ] {
        let own = text(config, &format!("/spec/proxy/{field}"));
        let value = if own.is_empty() {
            text(cluster, &format!("/status/{of_cluster}"))
        } else {
            own
        };
        if !value.is_empty() {
            add(name, value);
        }
    }
    if flag(config, "/spec/readOnly") {
        add("REGISTRY_STORAGE_MAINTENANCE_READONLY", "{enabled: true}");
    }
    if flag(config, "/spec/disableRedirect") {
        add("REGISTRY_STORAGE_REDIRECT_DISABLE", "true");
    }
    for section in ["read", "write"] {
        let requests = &config["spec"]["requests"][section];
        if int(requests, "/maxRunning", 0) > 0 {
            let prefix = format!("REGISTRY_OPENSHIFT_REQUESTS_{}", section.to_uppercase());
            add(
                &format!("{prefix}_MAXRUNNING"),
                &int(requests, "/maxRunning", 0).to_string(),
            );
            add(
                &format!("{prefix}_MAXINQUEUE"),
                &int(requests, "/maxInQueue", 0).to_string(),
            );
            add(
                &format!("{prefix}_MAXWAITINQUEUE"),
                text(requests, "/maxWaitInQueue"),
            );
        }
    }
    add("REGISTRY_HTTP_TLS_CERTIFICATE", "/etc/secrets/tls.crt");
    add("REGISTRY_HTTP_TLS_KEY", "/etc/secrets/tls.key");
    let serving = "/spec/observedConfig/servingInfo";
    let version = text(config, &format!("{serving}/minTLSVersion"));
    if !version.is_empty() {
        add("REGISTRY_HTTP_TLS_MINVERSION", version);
    }
    let suites: Vec<&str> = crate::json::items(config, &format!("{serving}/cipherSuites"))
        .iter()
        .filter_map(Value::as_str)
        .collect();
    if !suites.is_empty() {
        add("OPENSHIFT_REGISTRY_HTTP_TLS_CIPHERSUITES", &suites.join(","));
    }
    variables.extend(
        all.into_iter()
            .map(|(name, value)| json!({"name": name, "value": value})),
    );
    variables
}

/// The credentials, which come from a secret, and the settings of the storage.
fn storage(config: &Value) -> (Vec<Value>, Vec<(String, String)>) {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let storage = &config["spec"]["storage"];
    let Some((member, _)) = super::storage::members(storage).into_iter().next() else {
        return (Vec::new(), Vec::new());
    };
    if matches!(member, "emptyDir" | "pvc") {
        let root = pair("REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY", "/registry");
        return (Vec::new(), vec![pair("REGISTRY_STORAGE", "filesystem"), root]);
    }
    let keys: &[&str] = match member {
        "azure" => &["REGISTRY_STORAGE_AZURE_ACCOUNTKEY"],
        "swift" => &[
            "REGISTRY_STORAGE_SWIFT_USERNAME",
            "REGISTRY_STORAGE_SWIFT_PASSWORD",
        ],
        _ => &[],
    };
    let from = "image-registry-private-configuration";
    let secret = |key: &&str| json!({"name": key, "valueFrom": {"secretKeyRef": {"name": from, "key": key}}});
    let mut all = vec![pair(
        "REGISTRY_STORAGE",
        if member == "ibmcos" { "s3" } else { member },
    )];
    if member == "azure" {
        for field in ["container", "accountName"] {
            let value = text(&storage[member], &format!("/{field}"));
            // An empty value is quoted, or the registry would not take it for one.
            let shown = if value.is_empty() { "\"\"" } else { value };
            all.push(pair(
                &format!("REGISTRY_STORAGE_AZURE_{}", field.to_uppercase()),
                shown,
            ));
        }
    } else if member == "ibmcos" {
        // To the registry it is one more store that speaks S3.
        let location = text(&storage[member], "/location");
        for (field, value) in [
            ("BUCKET", text(&storage[member], "/bucket")),
            ("REGION", location),
            (
                "REGIONENDPOINT",
                &format!("s3.{location}.cloud-object-storage.appdomain.cloud"),
            ),
            ("ENCRYPT", "false"),
            ("FORCEPATHSTYLE", "true"),
            ("USEDUALSTACK", "false"),
            ("CREDENTIALSCONFIGPATH", "/var/run/secrets/cloud/credentials"),
        ] {
            all.push(pair(&format!("REGISTRY_STORAGE_S3_{field}"), value));
        }
    } else {
        for (field, value) in storage[member].as_object().into_iter().flatten() {
            let value = match value {
                Value::String(text) => text.clone(),
                Value::Bool(_) | Value::Number(_) => value.to_string(),
                _ => continue,
            };
            all.push((
                format!(
                    "REGISTRY_STORAGE_{}_{}",
                    member.to_uppercase(),
                    field.to_uppercase()
                ),
                value,
            ));
        }
    }
    (keys.iter().map(secret).collect(), all)
}

fn volumes(config: &Value) -> Vec<Value> {
    let mut volumes = Vec::new();
    let claim = text(config, "/spec/storage/pvc/claim");
    if !claim.is_empty() {
        volumes.push(json!({"name": "registry-storage", "persistentVolumeClaim": {"claimName": claim}}));
    } else if config["spec"]["storage"]["emptyDir"].is_object() {
        volumes.push(json!({"name": "registry-storage", "emptyDir": {}}));
    }
    volumes.extend([
        json!({"name": "registry-tls", "projected": {"defaultMode": 420, "sources": [{"secret": {"name": "image-registry-tls"}}]}}),
        json!({"name": "ca-trust-extracted", "emptyDir": {}}),
        json!({"name": "registry-certificates", "configMap": {"defaultMode": 420, "name": "image-registry-certificates"}}),
        json!({"name": "trusted-ca", "configMap": {"defaultMode": 420, "name": "trusted-ca", "optional": true, "items": [{"key": "ca-bundle.crt", "path": "anchors/ca-bundle.crt"}]}}),
        json!({"name": "installation-pull-secrets", "secret": {"defaultMode": 420, "optional": true, "secretName": "installation-pull-secrets", "items": [{"key": ".dockerconfigjson", "path": "config.json"}]}}),
        json!({"name": "bound-sa-token", "projected": {"defaultMode": 420, "sources": [{"serviceAccountToken": {"audience": "openshift", "expirationSeconds": 3600, "path": "token"}}]}}),
    ]);
    volumes
}
