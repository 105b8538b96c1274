//! What the pods may do on their node and how they live through failures of it: requirement 45 and what an administrator
//! expects of anything that runs twice.

use crate::given::{Manifests, OVERLAYS};
use serde_json::{Value, json};

/// Longest time the server itself takes to end, in seconds: 5 while it is still found, 25 to finish.
const DRAIN: u64 = 30;

#[test]
fn a_pod_runs_as_anybody_but_root_on_a_read_only_root_without_capabilities() {
    for overlay in OVERLAYS {
        let manifests = Manifests::of(overlay);
        let (pod, container) = (manifests.pod(), manifests.container());
        assert_eq!(
            pod["securityContext"],
            json!({"runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"}}),
            "{overlay}: a fixed user or group would be refused by restricted-v2"
        );
        assert_eq!(
            container["securityContext"],
            json!({
                "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": {"drop": ["ALL"]},
            }),
            "{overlay}"
        );
        for shared in ["hostNetwork", "hostPID", "hostIPC", "initContainers"] {
            assert_eq!(pod.get(shared), None, "{overlay}");
        }
        let annotations = &manifests.only("Deployment")["spec"]["template"]["metadata"]["annotations"];
        assert_eq!(annotations["openshift.io/required-scc"], "restricted-v2");
        let namespace = &manifests.only("Namespace")["metadata"]["labels"];
        assert_eq!(namespace["pod-security.kubernetes.io/enforce"], "restricted");
    }
}

#[test]
fn a_pod_holds_no_token_of_its_own() {
    for overlay in OVERLAYS {
        let manifests = Manifests::of(overlay);
        assert_eq!(
            manifests.pod()["automountServiceAccountToken"],
            false,
            "{overlay}"
        );
        for account in manifests.kind("ServiceAccount") {
            assert_eq!(account["automountServiceAccountToken"], false, "{overlay}");
        }
        for volume in manifests.pod()["volumes"].as_array().unwrap() {
            assert_eq!(volume.get("projected"), None, "{overlay}: {volume}");
            assert_ne!(
                volume["secret"]["secretName"], "registry-console-metrics",
                "{overlay}"
            );
        }
    }
}

#[test]
fn nothing_is_mounted_writable_and_secrets_are_read_by_the_pods_group_only() {
    for overlay in OVERLAYS {
        let manifests = Manifests::of(overlay);
        for mount in manifests.container()["volumeMounts"].as_array().unwrap() {
            assert_eq!(mount["readOnly"], true, "{overlay}: {mount}");
        }
        for volume in manifests.pod()["volumes"].as_array().unwrap() {
            if let Some(secret) = volume.get("secret") {
                assert_eq!(secret["defaultMode"], 0o440, "{overlay}: {volume}");
            }
        }
    }
}

#[test]
fn every_file_in_the_environment_lies_in_a_mounted_volume_that_is_declared() {
    for overlay in OVERLAYS {
        let manifests = Manifests::of(overlay);
        let mounts = manifests.container()["volumeMounts"].as_array().unwrap();
        let volumes = manifests.pod()["volumes"].as_array().unwrap();
        for (name, value) in manifests
            .environment()
            .into_iter()
            .filter(|(_, value)| value.starts_with('/'))
        {
            let inside =
                |mount: &&Value| value.starts_with(&format!("{}/", mount["mountPath"].as_str().unwrap()));
            let mount = mounts
                .iter()
                .find(inside)
                .unwrap_or_else(|| panic!("{overlay}: {name}={value}"));
            assert!(
                volumes.iter().any(|volume| volume["name"] == mount["name"]),
                "{overlay}: {mount}"
            );
        }
    }
}

#[test]
fn all_pods_of_every_overlay_share_the_keys_because_any_of_them_may_carry_out_the_plan_another_showed() {
    for overlay in OVERLAYS {
        let manifests = Manifests::of(overlay);
        assert!(manifests.variable("RC_SESSION_KEY").is_some(), "{overlay}");
        let volumes = manifests.pod()["volumes"].as_array().unwrap();
        let secret = volumes
            .iter()
            .find(|volume| volume["secret"]["secretName"] == "registry-console");
        assert_eq!(
            secret.unwrap()["secret"].get("optional"),
            None,
            "{overlay}: without it no pod starts"
        );
    }
}

#[test]
fn a_rollout_or_a_drain_never_leaves_fewer_than_one_pod() {
    for overlay in OVERLAYS {
        let manifests = Manifests::of(overlay);
        let deployment = &manifests.only("Deployment")["spec"];
        assert_eq!(deployment["replicas"], 2);
        assert_eq!(
            deployment["strategy"]["rollingUpdate"],
            json!({"maxUnavailable": 0, "maxSurge": 1})
        );
        let budget = &manifests.only("PodDisruptionBudget")["spec"];
        assert_eq!(budget["maxUnavailable"], 1);
        assert_eq!(budget["selector"], deployment["selector"]);
        assert!(manifests.pod()["terminationGracePeriodSeconds"].as_u64().unwrap() > DRAIN);
    }
}

#[test]
fn pods_prefer_different_nodes_and_zones_but_share_one_where_there_is_only_one() {
    let manifests = Manifests::of("both");
    let constraints = manifests.pod()["topologySpreadConstraints"].as_array().unwrap();
    let keys: Vec<&Value> = constraints
        .iter()
        .map(|constraint| &constraint["topologyKey"])
        .collect();
    assert_eq!(keys, ["topology.kubernetes.io/zone", "kubernetes.io/hostname"]);
    assert!(
        constraints
            .iter()
            .all(|constraint| constraint["whenUnsatisfiable"] == "ScheduleAnyway")
    );
    let affinity = &manifests.pod()["affinity"]["podAntiAffinity"];
    assert_eq!(
        affinity.get("requiredDuringSchedulingIgnoredDuringExecution"),
        None
    );
    assert!(affinity["preferredDuringSchedulingIgnoredDuringExecution"][0]["weight"].is_u64());
}

#[test]
fn probes_ask_the_port_for_operations_in_the_language_it_speaks() {
    for overlay in OVERLAYS {
        let manifests = Manifests::of(overlay);
        let container = manifests.container();
        assert!(
            manifests.variable("RC_CONSOLE_CERT").is_some(),
            "{overlay}: or it speaks no TLS"
        );
        for (probe, path) in [
            ("startupProbe", "/healthz"),
            ("livenessProbe", "/healthz"),
            ("readinessProbe", "/readyz"),
        ] {
            let get = &container[probe]["httpGet"];
            assert_eq!(get["path"], path, "{overlay}: {probe}");
            assert_eq!(get["port"], "ops", "{overlay}: {probe}");
            assert_eq!(get["scheme"], "HTTPS", "{overlay}: {probe}");
        }
        let scraped = &manifests.only("ServiceMonitor")["spec"]["endpoints"][0];
        assert_eq!(scraped["scheme"], "https", "{overlay}");
    }
}

#[test]
fn memory_is_limited_and_cpu_is_not() {
    let resources = Manifests::of("both").container()["resources"].clone();
    assert_eq!(
        resources,
        json!({"requests": {"cpu": "10m", "memory": "32Mi"}, "limits": {"memory": "128Mi"}})
    );
}

#[test]
fn every_port_of_the_service_is_one_the_pods_open_and_listen_on() {
    for overlay in OVERLAYS {
        let manifests = Manifests::of(overlay);
        let service = manifests.only("Service");
        let annotation =
            &service["metadata"]["annotations"]["service.beta.openshift.io/serving-cert-secret-name"];
        let volumes = manifests.pod()["volumes"].as_array().unwrap();
        assert!(
            volumes
                .iter()
                .any(|volume| volume["secret"]["secretName"] == *annotation),
            "{overlay}"
        );
        let open = manifests.container()["ports"].as_array().unwrap();
        let ports = service["spec"]["ports"].as_array().unwrap();
        assert_eq!(ports.len(), open.len(), "{overlay}");
        for port in ports {
            let name = port["name"].as_str().unwrap();
            let own = open.iter().find(|own| own["name"] == port["targetPort"]).unwrap();
            assert_eq!(own["containerPort"], port["port"], "{overlay}: {name}");
            let variable = format!("RC_{}_LISTEN", name.to_uppercase());
            assert_eq!(
                manifests.variable(&variable),
                Some(format!("[::]:{}", port["port"])),
                "{overlay}"
            );
        }
        let selector = service["spec"]["selector"].as_object().unwrap();
        let labels = &manifests.only("Deployment")["spec"]["template"]["metadata"]["labels"];
        assert!(
            selector.iter().all(|(key, value)| labels[key] == *value),
            "{overlay}"
        );
    }
}

#[test]
fn the_route_encrypts_up_to_the_pod_and_tells_browsers_to_stay_with_https() {
    for overlay in ["route", "both", "oidc"] {
        let manifests = Manifests::of(overlay);
        let route = manifests.only("Route");
        assert_eq!(route["spec"]["tls"]["termination"], "reencrypt");
        assert_eq!(route["spec"]["tls"]["insecureEdgeTerminationPolicy"], "Redirect");
        let annotations = &route["metadata"]["annotations"];
        assert_eq!(
            annotations["haproxy.router.openshift.io/hsts_header"],
            "max-age=31536000"
        );
        assert_eq!(annotations["haproxy.router.openshift.io/timeout"], "5m");
        assert_eq!(annotations["haproxy.router.openshift.io/disable_cookies"], "true");
    }
}

#[test]
fn the_plugin_is_the_one_the_console_door_serves() {
    let manifests = Manifests::of("console");
    let plugin = manifests.only("ConsolePlugin");
    assert_eq!(plugin["metadata"]["name"], "registry-console");
    let service = json!({"name": "registry-console", "namespace": "registry-console", "port": 9443});
    let mut backend = service.clone();
    backend["basePath"] = "/plugin".into();
    assert_eq!(
        plugin["spec"],
        json!({
            "displayName": "Registry Console",
            "backend": {"type": "Service", "service": backend},
            "proxy": [{
                "alias": "bff", "authorization": "UserToken", "endpoint": {"type": "Service", "service": service},
            }],
            "i18n": {"loadType": "Preload"},
        })
    );
}
