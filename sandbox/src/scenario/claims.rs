//! Storage classes and claims of the scenarios that have some.

use serde_json::{Value, json};

use super::Scenario;
use crate::resources::configs::NAMESPACE;

pub(super) fn objects(scenario: Scenario) -> Vec<Value> {
    match scenario {
        Scenario::BareMetalClaims => {
            let mut all = classes();
            all.extend([
                claim("registry-rwx", "ReadWriteMany", "100Gi", "nfs-csi"),
                claim("registry-rwo", "ReadWriteOnce", "200Gi", "thin-csi"),
                claim("scratch", "ReadWriteOncePod", "10Gi", "thin-csi"),
            ]);
            all
        }
        Scenario::ReadyClaim | Scenario::ImageStreamsInUse => {
            let mut all = classes();
            all.push(claim("registry-rwx", "ReadWriteMany", "100Gi", "nfs-csi"));
            all
        }
        Scenario::VsphereRemoved => vec![class(
            "thin-csi",
            "csi.vsphere.vmware.com",
            "WaitForFirstConsumer",
            true,
        )],
        _ => Vec::new(),
    }
}

fn classes() -> Vec<Value> {
    vec![
        class("nfs-csi", "nfs.csi.k8s.io", "Immediate", false),
        class("thin-csi", "csi.vsphere.vmware.com", "Immediate", true),
        class(
            "local-block",
            "kubernetes.io/no-provisioner",
            "WaitForFirstConsumer",
            false,
        ),
    ]
}

fn class(name: &str, provisioner: &str, binding: &str, default: bool) -> Value {
    let mut annotations = json!({});
    if default {
        annotations["storageclass.kubernetes.io/is-default-class"] = json!("true");
    }
    json!({
        "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": name, "annotations": annotations},
        "provisioner": provisioner, "reclaimPolicy": "Delete", "volumeBindingMode": binding, "allowVolumeExpansion": name != "local-block",
    })
}

fn claim(name: &str, mode: &str, size: &str, class: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "PersistentVolumeClaim",
        "metadata": {"name": name, "namespace": NAMESPACE, "finalizers": ["kubernetes.io/pvc-protection"]},
        "spec": {
            "accessModes": [mode], "resources": {"requests": {"storage": size}}, "storageClassName": class, "volumeMode": "Filesystem",
        },
        "status": {"phase": "Pending"},
    })
}
