//! Cluster objects, each a thin reader over the JSON it came as.
//!
//! A reader never fails: a field of the wrong type, an unknown enum value or a null list reads as absent, and
//! everything unknown stays in the object. A console that dropped a whole object because one field surprised it
//! would be blind exactly when something is odd.

mod authentication;
mod build_config;
mod claim;
mod cluster;
mod condition;
mod config;
mod deployment;
mod duration;
mod event;
mod image_config;
mod namespace;
mod pod;
mod proxy;
mod pruner;
mod quantity;
mod route;
mod schema;
mod secret;
mod workload;

pub use authentication::Authentication;
pub use build_config::BuildConfig;
pub use claim::{AccessMode, BindingMode, Claim, StorageClass};
pub use cluster::{ClusterOperator, ClusterVersion, Infrastructure, Platform, Topology};
pub use condition::{Condition, Status};
pub use config::{Config, ManagementState, Member, Strategy};
pub use deployment::Deployment;
pub use duration::GoDuration;
pub use event::Event;
pub use image_config::ImageConfig;
pub use namespace::Namespace;
pub use pod::Pod;
pub use proxy::ClusterProxyConfig;
pub use pruner::ImagePruner;
pub use quantity::{Amount, Quantity, QuantityError};
pub use route::Route;
pub use schema::Schema;
pub use secret::{ConfigMap, Secret};
pub use workload::Workload;

use serde_json::Value;

/// A typed reader over an object's JSON.
pub trait Object: Sized {
    /// Wraps the JSON; never fails.
    fn from_value(value: Value) -> Self;
    /// The JSON as it came, secrets taken out.
    fn value(&self) -> &Value;

    /// `metadata.name`, empty when absent.
    fn name(&self) -> &str {
        text(self.value(), "/metadata/name")
    }
    /// `metadata.namespace`, empty when absent.
    fn namespace(&self) -> &str {
        text(self.value(), "/metadata/namespace")
    }
    /// `metadata.uid`, empty when absent.
    fn uid(&self) -> &str {
        text(self.value(), "/metadata/uid")
    }
    /// `metadata.resourceVersion`, empty when absent; opaque.
    fn resource_version(&self) -> &str {
        text(self.value(), "/metadata/resourceVersion")
    }
    /// `metadata.generation`: counts changes of the spec; 0 when absent.
    fn generation(&self) -> i64 {
        number(self.value(), "/metadata/generation").unwrap_or_default()
    }
    /// The value of an annotation, if it is there.
    fn annotation(&self, key: &str) -> Option<&str> {
        self.value().pointer("/metadata/annotations")?.get(key)?.as_str()
    }
    /// `metadata.creationTimestamp` (RFC 3339), empty when absent.
    fn created(&self) -> &str {
        text(self.value(), "/metadata/creationTimestamp")
    }
    /// Whether deletion was asked for and finalizers still hold the object.
    fn is_being_deleted(&self) -> bool {
        self.value()
            .pointer("/metadata/deletionTimestamp")
            .is_some_and(|v| !v.is_null())
    }
}

macro_rules! object {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(serde_json::Value);
        impl $crate::objects::Object for $name {
            fn from_value(value: serde_json::Value) -> Self {
                Self(value)
            }
            fn value(&self) -> &serde_json::Value {
                &self.0
            }
        }
    };
}
use object;

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn number(value: &Value, pointer: &str) -> Option<i64> {
    value.pointer(pointer).and_then(Value::as_i64)
}

fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value
        .pointer(pointer)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
}
