//! The driver of claims: adopts one, or makes its own. Access modes are looked at only while adopting.

use serde_json::{Value, json};

use super::Adopted;
use crate::json::{int, items, object, text};
use crate::operator::Pass;
use crate::resources::{configs, persistentvolumeclaims};

/// The claim of a spec that names none.
pub(super) const DEFAULT: &str = "image-registry-storage";

/// Marks a claim as the operator's own.
const OWNED: &str = "/metadata/annotations/imageregistry.openshift.io";

pub(super) fn sync(pass: &mut Pass<'_>) -> Result<Option<Adopted>, String> {
    let named = text(&pass.config, "/spec/storage/pvc/claim").to_owned();
    let exists = |pass: &Pass<'_>, name: &str| pass.own(&persistentvolumeclaims::RESOURCE, name).is_some();
    if super::in_force(pass, "pvc") && exists(pass, &named) {
        pass.condition("StorageExists", "True", "PVC Exists", "");
        return Ok(None);
    }
    let result = if named.is_empty() {
        default_claim(pass)
    } else {
        named_claim(pass, &named)
    };
    if let Err((reason, message)) = &result {
        pass.condition("StorageExists", "False", reason, message);
    }
    result.map(Some).map_err(|(_, message)| message)
}

type Refused = (&'static str, String);

fn default_claim(pass: &mut Pass<'_>) -> Result<Adopted, Refused> {
    object(&mut pass.config["spec"]["storage"], "pvc").insert("claim".into(), json!(DEFAULT));
    match pass.own(&persistentvolumeclaims::RESOURCE, DEFAULT).cloned() {
        None => {
            let class = persistentvolumeclaims::default_class(pass.store);
            pass.put(&persistentvolumeclaims::RESOURCE, own_claim(class.as_deref()));
            pass.condition("StorageExists", "True", "PVC Created", "");
            Ok(Adopted {
                managed: true,
                in_force: true,
            })
        }
        Some(claim) if text(&claim, OWNED) == "true" => adopt(pass, &claim),
        Some(_) => Err((
            "PVC Already Exists",
            "could not create default PVC, it already exists and is not owned by the operator".into(),
        )),
    }
}

fn named_claim(pass: &mut Pass<'_>, name: &str) -> Result<Adopted, Refused> {
    match pass.own(&persistentvolumeclaims::RESOURCE, name).cloned() {
        None => Err((
            "PVC Issues Found",
            format!("persistentvolumeclaims \"{name}\" not found"),
        )),
        Some(claim) => adopt(pass, &claim),
    }
}

fn adopt(pass: &mut Pass<'_>, claim: &Value) -> Result<Adopted, Refused> {
    let refuse = |message: String| Err(("PVC Issues Found", message));
    let has = |mode: &str| items(claim, "/spec/accessModes").iter().any(|m| m == mode);
    if !has("ReadWriteMany") {
        if !has("ReadWriteOnce") {
            let name = text(claim, "/metadata/name");
            return refuse(format!(
                "PVC {name} does not contain the necessary access modes: ReadWriteMany or ReadWriteOnce"
            ));
        }
        if int(&pass.config, "/spec/replicas", 1) > 1 {
            return refuse(
                "cannot use ReadWriteOnce access mode with more than one replica of the image registry"
                    .into(),
            );
        }
        let strategy = text(&pass.config, "/spec/rolloutStrategy");
        if strategy != "Recreate" {
            return refuse(format!(
                "cannot use ReadWriteOnce access mode with {strategy} rollout strategy"
            ));
        }
    }
    pass.condition("StorageExists", "True", "PVC Exists", "");
    Ok(Adopted {
        managed: text(claim, OWNED) == "true",
        in_force: true,
    })
}

/// The claim the operator makes: shared, 100Gi, of the default class, which admission fills in.
fn own_claim(class: Option<&str>) -> Value {
    let mut claim = json!({
        "metadata": {
            "name": DEFAULT, "namespace": configs::NAMESPACE,
            "annotations": {"imageregistry.openshift.io": "true"},
            "finalizers": ["kubernetes.io/pvc-protection"],
        },
        "spec": {
            "accessModes": ["ReadWriteMany"], "resources": {"requests": {"storage": "100Gi"}}, "volumeMode": "Filesystem",
        },
        "status": {"phase": "Pending"},
    });
    if let Some(class) = class {
        claim["spec"]["storageClassName"] = json!(class);
    }
    claim
}
