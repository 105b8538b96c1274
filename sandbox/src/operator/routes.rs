//! The routes the operator makes: the default one, and those the spec lists.

use serde_json::{Value, json};

use super::{ApplyError, Pass};
use crate::json::{flag, items, text};
use crate::resources::{configs, routes, secrets};

/// The route of `defaultRoute: true`; no other may have its name.
pub(super) const DEFAULT: &str = "default-route";

const OWNED: &str = "/metadata/annotations/imageregistry.openshift.io";

pub(super) fn sync(pass: &mut Pass<'_>) -> Result<(), ApplyError> {
    let mut wanted = Vec::new();
    if flag(&pass.config, "/spec/defaultRoute") {
        wanted.push(json!({"name": DEFAULT}));
    }
    wanted.extend_from_slice(items(&pass.config, "/spec/routes"));
    for entry in &wanted {
        let name = text(entry, "/name").to_owned();
        let before = pass.own(&routes::RESOURCE, &name).cloned();
        let route = route(pass, entry, before.as_deref()).map_err(|why| {
            let verb = if before.is_some() { "update" } else { "create" };
            ApplyError::Retried(format!(
                "unable to apply objects: failed to {verb} object *v1.Route, Namespace={}, Name={name}: {why}",
                configs::NAMESPACE
            ))
        })?;
        pass.put(&routes::RESOURCE, route);
    }
    let obsolete: Vec<String> = pass
        .store
        .list(&routes::RESOURCE, Some(configs::NAMESPACE))
        .filter(|route| text(route, OWNED) == "true")
        .map(|route| text(route, "/metadata/name").to_owned())
        .filter(|name| wanted.iter().all(|entry| text(entry, "/name") != name))
        .collect();
    for name in obsolete {
        pass.delete(&routes::RESOURCE, &name);
    }
    Ok(())
}

fn route(pass: &Pass<'_>, entry: &Value, before: Option<&Value>) -> Result<Value, String> {
    let name = text(entry, "/name");
    let mut tls = json!({"termination": "reencrypt"});
    let secret = text(entry, "/secretName");
    if !secret.is_empty() {
        let Some(found) = pass.own(&secrets::RESOURCE, secret) else {
            return Err(format!("secret \"{secret}\" not found"));
        };
        for (key, field) in [
            ("tls.crt", "certificate"),
            ("tls.key", "key"),
            ("tls.cacrt", "caCertificate"),
        ] {
            if let Some(value) = decoded(found, key) {
                tls[field] = json!(value);
            }
        }
    }
    let mut route = before.cloned().unwrap_or_else(|| {
        json!({"metadata": {
            "name": name, "namespace": configs::NAMESPACE,
            "annotations": {"imageregistry.openshift.io": "true"},
        }})
    });
    let generated = text(&route, "/spec/host").to_owned();
    route["spec"] = json!({
        "tls": tls, "wildcardPolicy": "None",
        "to": {"kind": "Service", "name": "image-registry", "weight": 100},
    });
    let host = match text(entry, "/hostname") {
        "" => generated.as_str(),
        host => host,
    };
    if !host.is_empty() {
        route["spec"]["host"] = json!(host);
    }
    Ok(route)
}

fn decoded(secret: &Value, key: &str) -> Option<String> {
    use base64::Engine;
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(secret["data"].get(key)?.as_str()?)
        .ok()?;
    String::from_utf8(bytes).ok()
}
