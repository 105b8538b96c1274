//! One file decides what differs between clusters: every place that repeats a setting must say the same.

use crate::given::{Manifests, OVERLAYS, setting};
use serde_json::{Value, json};

const OTHER: [(&str, &str); 10] = [
    ("NAMESPACE", "images-ui"),
    ("IMAGE", "mirror.example.org:5000/tools/console@sha256:0123"),
    ("ROUTE_HOST", "images.apps.other.example.org"),
    ("OAUTH_CLIENT_ID", "images-ui-client"),
    ("OIDC_ISSUER", "https://login.example.org/realms/a"),
    ("SESSION_IDLE_MINUTES", "12"),
    ("TRUSTED_HOPS", "2"),
    ("TLS_MIN_VERSION", "VersionTLS13"),
    ("TLS_CIPHER_SUITES", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
    ("LOG", "debug"),
];

/// Everything in an overlay that follows from a setting, by the setting's name.
fn consequences(manifests: &Manifests) -> Vec<(&'static str, Value)> {
    let mut found = Vec::new();
    let mut note = |setting, value: Value| found.push((setting, value));
    for object in &manifests.all {
        if let Some(namespace) = object["metadata"].get("namespace") {
            note("NAMESPACE", namespace.clone());
        }
    }
    note(
        "NAMESPACE",
        manifests.only("Namespace")["metadata"]["name"].clone(),
    );
    for binding in manifests.kind("ClusterRoleBinding") {
        note("NAMESPACE", binding["subjects"][0]["namespace"].clone());
    }
    for plugin in manifests.kind("ConsolePlugin") {
        note(
            "NAMESPACE",
            plugin["spec"]["backend"]["service"]["namespace"].clone(),
        );
        note(
            "NAMESPACE",
            plugin["spec"]["proxy"][0]["endpoint"]["service"]["namespace"].clone(),
        );
    }
    let monitor = manifests.only("ServiceMonitor");
    let server = monitor["spec"]["endpoints"][0]["tlsConfig"]["serverName"]
        .as_str()
        .unwrap();
    let namespace = server
        .strip_prefix("registry-console.")
        .and_then(|rest| rest.strip_suffix(".svc"));
    note("NAMESPACE", json!(namespace));
    note("IMAGE", manifests.container()["image"].clone());
    for route in manifests.kind("Route") {
        note("ROUTE_HOST", route["spec"]["host"].clone());
    }
    for client in manifests.kind("OAuthClient") {
        note("OAUTH_CLIENT_ID", client["metadata"]["name"].clone());
        let [redirect] = &client["redirectURIs"].as_array().unwrap()[..] else {
            panic!("not exactly one redirect address")
        };
        let host = redirect.as_str().unwrap().strip_prefix("https://").unwrap();
        note("ROUTE_HOST", json!(host.strip_suffix("/login/callback")));
    }
    for (variable, setting) in [
        ("RC_OAUTH_CLIENT_ID", "OAUTH_CLIENT_ID"),
        ("RC_OIDC_ISSUER", "OIDC_ISSUER"),
        ("RC_SESSION_IDLE_MINUTES", "SESSION_IDLE_MINUTES"),
        ("RC_TRUSTED_HOPS", "TRUSTED_HOPS"),
        ("RC_TLS_MIN_VERSION", "TLS_MIN_VERSION"),
        ("RC_TLS_CIPHER_SUITES", "TLS_CIPHER_SUITES"),
        ("RC_LOG", "LOG"),
    ] {
        if let Some(value) = manifests.variable(variable) {
            note(setting, json!(value));
        }
    }
    if let Some(url) = manifests.variable("RC_ROUTE_URL") {
        note("ROUTE_HOST", json!(url.strip_prefix("https://")));
    }
    found
}

#[test]
fn every_overlay_agrees_with_settings_env_wherever_a_setting_is_repeated() {
    for overlay in OVERLAYS {
        let found = consequences(Manifests::of(overlay));
        assert!(found.len() > 10, "{overlay}");
        for (key, value) in found {
            assert_eq!(value, json!(setting(key)), "{overlay}: {key}");
        }
    }
}

#[test]
fn a_changed_setting_changes_every_place_that_repeats_it() {
    for overlay in OVERLAYS {
        let found = consequences(&Manifests::with(overlay, &OTHER));
        for (key, value) in found {
            let (_, wanted) = OTHER.into_iter().find(|(other, _)| *other == key).unwrap();
            assert_eq!(value, json!(wanted), "{overlay}: {key}");
        }
    }
}

#[test]
fn no_setting_is_left_without_a_consequence_and_none_of_its_old_values_stays() {
    let mut unused: Vec<&str> = OTHER.map(|(key, _)| key).to_vec();
    for overlay in OVERLAYS {
        let manifests = Manifests::with(overlay, &OTHER);
        let found = consequences(&manifests);
        unused.retain(|key| found.iter().all(|(other, _)| other != key));
        for key in ["IMAGE", "ROUTE_HOST", "OIDC_ISSUER"] {
            assert!(
                !manifests.yaml.contains(&setting(key)),
                "{overlay} still says {}",
                setting(key)
            );
        }
    }
    assert_eq!(unused, Vec::<&str>::new());
}

#[test]
fn a_changed_setting_replaces_the_pods() {
    let reference = |manifests: &Manifests| manifests.only("Deployment")["spec"]["template"].clone();
    let before = reference(Manifests::of("both"));
    let after = reference(&Manifests::with("both", &[("SESSION_IDLE_MINUTES", "31")]));
    assert_ne!(before, after);
}

#[test]
fn the_doors_are_those_the_overlay_is_named_after() {
    for (overlay, route, console) in [
        ("route", true, false),
        ("console", false, true),
        ("both", true, true),
        ("oidc", true, false),
    ] {
        let manifests = Manifests::of(overlay);
        assert_eq!(
            manifests.variable("RC_ROUTE_LISTEN").is_some(),
            route,
            "{overlay}"
        );
        assert_eq!(
            manifests.variable("RC_CONSOLE_LISTEN").is_some(),
            console,
            "{overlay}"
        );
        assert_eq!(manifests.kind("Route").len(), usize::from(route), "{overlay}");
        assert_eq!(
            manifests.kind("ConsolePlugin").len(),
            usize::from(console),
            "{overlay}"
        );
        let client = route && overlay != "oidc";
        assert_eq!(
            manifests.kind("OAuthClient").len(),
            usize::from(client),
            "{overlay}"
        );
        let scope_role = manifests.kind("ClusterRole").into_iter();
        let scope_role = scope_role.filter(|role| role["metadata"]["name"] == "registry-console");
        assert_eq!(scope_role.count(), usize::from(client), "{overlay}");
    }
}

#[test]
fn the_settings_image_is_of_the_version_in_the_workspace() {
    assert!(setting("IMAGE").ends_with(&format!(":{}", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn no_manifest_carries_a_secret_value() {
    for overlay in OVERLAYS {
        let manifests = Manifests::of(overlay);
        for secret in manifests.kind("Secret") {
            assert_eq!(
                (secret.get("data"), secret.get("stringData")),
                (None, None),
                "{overlay}"
            );
        }
        for client in manifests.kind("OAuthClient") {
            assert_eq!(
                (client.get("secret"), client.get("additionalSecrets")),
                (None, None)
            );
        }
    }
}
