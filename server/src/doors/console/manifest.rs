//! What the OpenShift console reads before it loads anything of ours: which pages, tabs and navigation items there are,
//! and which script brings them. Pure data from constants; valid for every console since 4.16. Knows no request.

use serde_json::{Value, json};

/// The plugin's name: that of the `ConsolePlugin` object, and part of every address below.
pub const NAME: &str = "registry-console";
/// Where the console serves our built files.
const BASE_URL: &str = "/api/plugins/registry-console/";
/// The address of our pages. The entry script and the pages know it too: `frontend/plugin-entry.js`.
const PAGES: &str = "/image-registry";
/// Set by the console itself where the cluster has the operator's resource; nothing of ours shows without it.
const FLAG: &str = "IMAGE_REGISTRY_OPERATOR";
/// What the console's status card polls. It keeps answers by address, so this is one that nobody else has; our own
/// `fetch` asks there, with the headers of a call.
const HEALTH_URL: &str = "/api/proxy/plugin/registry-console/bff/api/doors/health";

/// The words of the manifest, which the console translates.
const NAV: &str = "Image registry";
const NAV_BUILDS: &str = "Registry images";
const TAB_CONFIG: &str = "Overview";
const TAB_STREAM: &str = "Registry";

/// The manifest. `route` is the address of the same pages outside the console, for browsers that cannot run them here.
pub fn manifest(assets: &app::Assets, version: &str, route: Option<&str>) -> Value {
    let mut custom = json!({
        "console": {
            "displayName": "Registry Console",
            "description": "Set up, watch and repair the image registry of this cluster.",
        },
    });
    if let Some(route) = route {
        custom[NAME] = json!({ "route": route });
    }
    json!({
        "name": NAME,
        "version": version,
        // Prereleases of 4.16 are below 4.16.0 and are meant too.
        "dependencies": { "@console/pluginAPI": ">=4.16.0-0" },
        "customProperties": custom,
        "baseURL": BASE_URL,
        "loadScripts": [assets.plugin_entry.trim_start_matches('/')],
        "registrationMethod": "callback",
        "extensions": extensions(),
    })
}

/// The texts of one language; the console asks for `plugin__registry-console`.
pub fn locales() -> Value {
    [NAV, NAV_BUILDS, TAB_CONFIG, TAB_STREAM]
        .into_iter()
        .map(|text| (text.to_owned(), Value::from(text)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn translated(text: &str) -> String {
    format!("%plugin__{NAME}~{text}%")
}

fn extensions() -> Value {
    let config = json!({ "group": "imageregistry.operator.openshift.io", "version": "v1", "kind": "Config" });
    let stream = json!({ "group": "image.openshift.io", "version": "v1", "kind": "ImageStream" });
    json!([
        { "type": "console.flag/model", "properties": { "flag": FLAG, "model": config } },
        gated("console.page/route", json!({
            "path": PAGES,
            // One route for everything below: it stays mounted while the address moves among our pages.
            "exact": false,
            "component": { "$codeRef": "pages" },
        })),
        gated("console.navigation/href", json!({
            "id": "image-registry",
            "name": translated(NAV),
            "href": PAGES,
            "perspective": "admin",
            "section": "administration",
            "insertAfter": "clustersettings",
            "startsWith": [PAGES.trim_start_matches('/')],
        })),
        gated("console.navigation/href", json!({
            "id": "image-registry-builds",
            "name": translated(NAV_BUILDS),
            "href": PAGES,
            "perspective": "admin",
            "section": "builds",
        })),
        gated("console.tab/horizontalNav", json!({
            "model": config,
            "page": { "name": translated(TAB_CONFIG), "href": "image-registry" },
            "component": { "$codeRef": "overview" },
        })),
        gated("console.tab/horizontalNav", json!({
            "model": stream,
            "page": { "name": translated(TAB_STREAM), "href": "image-registry" },
            "component": { "$codeRef": "stream" },
        })),
        gated("console.dashboards/overview/health/url", json!({
            "title": translated(NAV),
            "url": HEALTH_URL,
            "fetch": { "$codeRef": "health.read" },
            "healthHandler": { "$codeRef": "health.handler" },
        })),
    ])
}

fn gated(kind: &str, properties: Value) -> Value {
    json!({ "type": kind, "properties": properties, "flags": { "required": [FLAG] } })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn of(route: Option<&str>) -> Value {
        let assets = app::Assets {
            plugin_entry: "/pkg/plugin-entry.0123.js".into(),
            ..Default::default()
        };
        manifest(&assets, "0.1.0", route)
    }

    #[test]
    fn the_manifest_has_only_keys_that_every_console_since_4_16_takes() {
        let manifest = of(None);
        let keys: BTreeSet<&str> = manifest.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(
            keys,
            BTreeSet::from([
                "name",
                "version",
                "dependencies",
                "customProperties",
                "baseURL",
                "loadScripts",
                "registrationMethod",
                "extensions"
            ])
        );
        assert_eq!(manifest["loadScripts"], json!(["pkg/plugin-entry.0123.js"]));
        assert!(BASE_URL.ends_with('/') && BASE_URL.contains(NAME));
    }

    #[test]
    fn everything_but_the_flag_itself_vanishes_where_the_operator_is_missing() {
        let manifest = of(None);
        for extension in manifest["extensions"].as_array().unwrap() {
            let is_flag = extension["type"] == "console.flag/model";
            assert_eq!(
                extension["flags"]["required"] == json!([FLAG]),
                !is_flag,
                "{extension}"
            );
        }
    }

    #[test]
    fn every_code_reference_is_a_module_of_the_entry_script() {
        let entry = include_str!("../../../../frontend/plugin-entry.js");
        let manifest = of(None).to_string();
        let references = manifest.split("\"$codeRef\":\"").skip(1);
        let references: Vec<&str> = references.filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(references.len(), 5);
        for reference in references {
            let module = reference.split('.').next().unwrap();
            assert!(entry.contains(&format!("\n    {module}:")), "{reference}");
        }
        assert!(entry.contains(&format!("\"{NAME}\"")) && entry.contains(&format!("\"{PAGES}\"")));
    }

    #[test]
    fn every_text_the_console_translates_is_in_its_file() {
        let manifest = of(None).to_string();
        let lead = format!("%plugin__{NAME}~");
        let keys = manifest.split(&lead).skip(1);
        for key in keys.filter_map(|rest| rest.split('%').next()) {
            assert_eq!(locales()[key], key);
        }
    }

    #[test]
    fn the_route_is_told_only_where_there_is_one() {
        assert_eq!(of(None)["customProperties"].get(NAME), None);
        assert_eq!(
            of(Some("https://registry-console.apps.example"))["customProperties"][NAME]["route"],
            "https://registry-console.apps.example"
        );
    }
}
