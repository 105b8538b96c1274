//! What well-known provisioners can do. A table, because nothing in the API says whether a class can make volumes for
//! several nodes; what is not in it is unknown, and unknown is never refused.

use serde::{Deserialize, Serialize};

/// Whether the volumes of a class can be mounted by several nodes as a file system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sharing {
    /// They can.
    Shared,
    /// They serve one node.
    OneNode,
    /// The provisioner makes none: volumes are prepared by hand, and may be either.
    ByHand,
    /// Nothing is known.
    Unknown,
}

/// Provisioners of volumes for one node. vSphere's also makes shared ones where vSAN file services are set up, which
/// is why this only ever warns.
const ONE_NODE: &[&str] = &[
    "csi.vsphere.vmware.com",
    "kubernetes.io/vsphere-volume",
    "ebs.csi.aws.com",
    "kubernetes.io/aws-ebs",
    "disk.csi.azure.com",
    "kubernetes.io/azure-disk",
    "pd.csi.storage.gke.io",
    "kubernetes.io/gce-pd",
    "cinder.csi.openstack.org",
    "kubernetes.io/cinder",
    "csi.ovirt.org",
    "csi.nutanix.com",
    "vpc.block.csi.ibm.io",
    "powervs.csi.ibm.com",
    "diskplugin.csi.alibabacloud.com",
    "topolvm.io",
    "topolvm.cybozu.com",
    "kubevirt.io.hostpath-provisioner",
    "csi.kubevirt.io",
    "local.csi.openebs.io",
    "rancher.io/local-path",
];

/// Provisioners of shared file systems.
const SHARED: &[&str] = &[
    "nfs.csi.k8s.io",
    "efs.csi.aws.com",
    "file.csi.azure.com",
    "kubernetes.io/azure-file",
    "filestore.csi.storage.gke.io",
    "manila.csi.openstack.org",
    "nfs.manila.csi.openstack.org",
    "vpc.file.csi.ibm.io",
    "csi.trident.netapp.io",
    "spectrumscale.csi.ibm.com",
    "driver.longhorn.io",
    "pxd.portworx.com",
];

/// Whether the volumes of `provisioner` can be shared, as far as its name tells. OpenShift Data Foundation prefixes
/// Ceph's names with its namespace (`openshift-storage.cephfs.csi.ceph.com`).
pub fn sharing(provisioner: &str) -> Sharing {
    if provisioner == "kubernetes.io/no-provisioner" {
        Sharing::ByHand
    } else if ONE_NODE.contains(&provisioner) || provisioner.ends_with("rbd.csi.ceph.com") {
        Sharing::OneNode
    } else if SHARED.contains(&provisioner)
        || provisioner.ends_with("cephfs.csi.ceph.com")
        || looks_like_nfs(provisioner)
    {
        Sharing::Shared
    } else {
        Sharing::Unknown
    }
}

/// Whether a provisioner exports a server's directories by NFS. Managed file services (EFS, Filestore, Azure Files)
/// speak NFS too, and are not what the documentation warns of.
pub fn looks_like_nfs(provisioner: &str) -> bool {
    provisioner == "nfs.csi.k8s.io"
        || provisioner
            .split(['/', '.', '-'])
            .any(|part| part == "nfs" || part == "nfsclient")
            && !provisioner.ends_with("csi.openstack.org")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_known_provisioners_are_told_apart() {
        for (provisioner, expected, nfs) in [
            ("csi.vsphere.vmware.com", Sharing::OneNode, false),
            ("openshift-storage.rbd.csi.ceph.com", Sharing::OneNode, false),
            ("openshift-storage.cephfs.csi.ceph.com", Sharing::Shared, false),
            ("topolvm.io", Sharing::OneNode, false),
            ("efs.csi.aws.com", Sharing::Shared, false),
            ("nfs.csi.k8s.io", Sharing::Shared, true),
            (
                "k8s-sigs.io/nfs-subdir-external-provisioner",
                Sharing::Shared,
                true,
            ),
            ("cluster.local/nfs-client-provisioner", Sharing::Shared, true),
            ("nfs.manila.csi.openstack.org", Sharing::Shared, false),
            ("kubernetes.io/no-provisioner", Sharing::ByHand, false),
            ("csi.example.com", Sharing::Unknown, false),
            ("", Sharing::Unknown, false),
        ] {
            assert_eq!(sharing(provisioner), expected, "{provisioner}");
            assert_eq!(looks_like_nfs(provisioner), nfs, "{provisioner}");
        }
    }

    #[test]
    fn no_provisioner_stands_in_both_tables() {
        assert!(ONE_NODE.iter().all(|p| !SHARED.contains(p)));
    }
}
