//! Permissions, as the API server's authorizer knows them.

use crate::name::{Name, Namespace};
use crate::resource::Resource;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An API verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Verb {
    /// `get`
    Get,
    /// `list`
    List,
    /// `watch`
    Watch,
    /// `create`
    Create,
    /// `patch`
    Patch,
    /// `delete`
    Delete,
}

impl Verb {
    /// The wire value.
    pub const fn wire(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::List => "list",
            Self::Watch => "watch",
            Self::Create => "create",
            Self::Patch => "patch",
            Self::Delete => "delete",
        }
    }
}

/// A right to do one verb on one resource.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Permission {
    /// The verb.
    pub verb: Verb,
    /// The resource.
    pub resource: Resource,
    /// The namespace; `None` for cluster-scoped resources and for all namespaces.
    pub namespace: Option<Namespace>,
    /// The object; `None` for any.
    pub name: Option<Name>,
}

impl fmt::Display for Permission {
    /// `patch configs.imageregistry.operator.openshift.io` with ` in <namespace>` where there is one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.verb.wire(), self.resource.qualified())?;
        match &self.namespace {
            Some(namespace) => write!(f, " in {namespace}"),
            None => Ok(()),
        }
    }
}
