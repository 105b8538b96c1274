//! Names that belong to OpenShift: no step writes or deletes what the operator, the installer or a controller keeps.

use crate::name::Name;
use crate::resource::Resource;

/// Secrets of the registry's namespace. The first is the operator's output for the pods, made from the user's own.
const SECRETS: &[&str] = &[
    "image-registry-private-configuration",
    "image-registry-tls",
    "image-registry-operator-tls",
    "installation-pull-secrets",
    "installer-cloud-credentials",
    "node-ca",
];

/// Parts of names that controllers give to the Secrets of service accounts.
const GENERATED: &[&str] = &["-dockercfg-", "-token-"];

/// ConfigMaps of `openshift-config`.
const CONFIG_MAPS: &[&str] = &[
    "admin-kubeconfig-client-ca",
    "cloud-provider-config",
    "etcd-ca-bundle",
    "etcd-metric-serving-ca",
    "etcd-serving-ca",
    "initial-kube-apiserver-server-ca",
    "kube-root-ca.crt",
    "openshift-install",
    "openshift-install-manifests",
    "openshift-service-ca.crt",
    "user-ca-bundle",
];

/// Whether the object is not ours to write.
pub(super) fn is_foreign(resource: Resource, name: &Name) -> bool {
    let name = name.as_str();
    match resource {
        Resource::Secret => SECRETS.contains(&name) || GENERATED.iter().any(|part| name.contains(part)),
        Resource::ConfigMap => CONFIG_MAPS.contains(&name),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_openshift_keeps_is_not_ours_and_what_people_bring_is() {
        for (resource, foreign, ours) in [
            (
                Resource::Secret,
                &["builder-dockercfg-x7k2p", "image-registry-tls"][..],
                &["image-registry-private-configuration-user", "cf-key"][..],
            ),
            (Resource::ConfigMap, &["user-ca-bundle"], &["registry-s3-ca"]),
        ] {
            let is = |name: &str| is_foreign(resource, &Name::new(name).unwrap());
            assert!(foreign.iter().all(|name| is(name)), "{resource:?}");
            assert!(!ours.iter().any(|name| is(name)), "{resource:?}");
        }
        for name in SECRETS.iter().chain(CONFIG_MAPS) {
            assert!(Name::new(*name).is_ok(), "{name}");
        }
    }
}
