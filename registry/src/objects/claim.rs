//! Persistent volume claims and storage classes.

use super::{Object, Quantity, list, object, text};
use serde::{Deserialize, Serialize};

object! {
    /// A `persistentvolumeclaims` object.
    Claim
}

object! {
    /// A `storageclasses.storage.k8s.io` object.
    StorageClass
}

/// How many nodes may mount a volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum AccessMode {
    /// One node at a time.
    ReadWriteOnce,
    /// Many nodes, reading only.
    ReadOnlyMany,
    /// Many nodes.
    ReadWriteMany,
    /// One pod.
    ReadWriteOncePod,
}

impl AccessMode {
    /// The wire value.
    pub fn wire(self) -> &'static str {
        match self {
            Self::ReadWriteOnce => "ReadWriteOnce",
            Self::ReadOnlyMany => "ReadOnlyMany",
            Self::ReadWriteMany => "ReadWriteMany",
            Self::ReadWriteOncePod => "ReadWriteOncePod",
        }
    }

    /// Reads the wire value; `None` for one Kubernetes does not define.
    pub fn read(text: &str) -> Option<Self> {
        [
            Self::ReadWriteOnce,
            Self::ReadOnlyMany,
            Self::ReadWriteMany,
            Self::ReadWriteOncePod,
        ]
        .into_iter()
        .find(|mode| mode.wire() == text)
    }
}

impl Claim {
    /// `spec.accessModes`; modes Kubernetes does not define are left out.
    pub fn access_modes(&self) -> Vec<AccessMode> {
        list(&self.0, "/spec/accessModes")
            .iter()
            .filter_map(|m| AccessMode::read(m.as_str()?))
            .collect()
    }

    /// The size asked for, as written; empty when absent.
    pub fn requested(&self) -> &str {
        text(&self.0, "/spec/resources/requests/storage")
    }

    /// The size of the bound volume, or the size asked for while there is none.
    pub fn size(&self) -> Option<Quantity> {
        let bound = text(&self.0, "/status/capacity/storage");
        Quantity::parse(if bound.is_empty() { self.requested() } else { bound }).ok()
    }

    /// The size as the API writes it, bound before requested.
    pub fn size_text(&self) -> &str {
        let bound = text(&self.0, "/status/capacity/storage");
        if bound.is_empty() { self.requested() } else { bound }
    }

    /// `spec.storageClassName`; `None` when absent, `Some("")` when classes are switched off for this claim.
    pub fn class(&self) -> Option<&str> {
        self.0.pointer("/spec/storageClassName")?.as_str()
    }

    /// `status.phase`: `Pending`, `Bound`, `Lost`; empty when nobody has looked at the claim yet.
    pub fn phase(&self) -> &str {
        text(&self.0, "/status/phase")
    }

    /// Whether the volume is a raw block device, which the registry cannot mount as a directory.
    pub fn is_block(&self) -> bool {
        text(&self.0, "/spec/volumeMode") == "Block"
    }

    /// Whether the registry operator made this claim and may reuse it without asking.
    pub fn is_operators(&self) -> bool {
        self.annotation("imageregistry.openshift.io") == Some("true")
    }
}

/// When a class creates its volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BindingMode {
    /// At once.
    Immediate,
    /// When the first pod that uses the claim is placed; until then `Pending` is normal.
    WaitForFirstConsumer,
}

impl StorageClass {
    /// `provisioner`.
    pub fn provisioner(&self) -> &str {
        text(&self.0, "/provisioner")
    }

    /// Whether claims without a class get this one.
    pub fn is_default(&self) -> bool {
        self.annotation("storageclass.kubernetes.io/is-default-class") == Some("true")
            || self.annotation("storageclass.beta.kubernetes.io/is-default-class") == Some("true")
    }

    /// When volumes of this class are made.
    pub fn binding(&self) -> BindingMode {
        match text(&self.0, "/volumeBindingMode") {
            "WaitForFirstConsumer" => BindingMode::WaitForFirstConsumer,
            _ => BindingMode::Immediate,
        }
    }
}
