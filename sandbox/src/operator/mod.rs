//! The Image Registry Operator, simulated: from the state of the cluster to what it would write.
//!
//! A pure function of the stored objects, judged by recordings of the real operator. It knows nothing of requests,
//! and waits for nothing: time comes in as a value.

pub(crate) mod bootstrap;
pub(crate) mod cluster_operator;
mod conditions;
mod deployment;
mod image_config;
mod pruner;
mod removal;
mod resources;
mod routes;
mod spec;
mod status;
mod storage;
mod trust;

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use crate::json::text;
use crate::resources::{Resource, configs, deployments};
use crate::settings::{Release, Reporting};
use crate::store::Store;
use crate::world::World;

/// What does not come from objects.
pub(crate) struct Setting {
    pub(crate) release: Release,
    pub(crate) reporting: Reporting,
    pub(crate) now: Timestamp,
}

/// One thing the operator writes.
pub(crate) enum Change {
    Put(&'static Resource, Value),
    Delete(&'static Resource, String, String),
    /// The Config's last finalizer is gone.
    Finalised,
}

/// The result of one pass.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) changes: Vec<Change>,
    /// When to look again although nothing may have changed: a grace period ends.
    pub(crate) again: Option<Timestamp>,
}

/// Why a pass ended early.
pub(crate) enum ApplyError {
    /// Trying again is useless until somebody changes the spec.
    Permanent {
        reason: &'static str,
        message: String,
    },
    Retried(String),
}

impl ApplyError {
    fn message(&self) -> &str {
        match self {
            Self::Permanent { message, .. } | Self::Retried(message) => message,
        }
    }
}

/// One pass over the Config: what the storage drivers and builders read from and write to.
pub(crate) struct Pass<'a> {
    pub(crate) store: &'a Store,
    pub(crate) setting: &'a Setting,
    /// The Config as this pass leaves it.
    pub(crate) config: Value,
    pub(crate) changes: Vec<Change>,
    /// When to look again because something outside the cluster takes its time.
    pub(crate) again: Option<Timestamp>,
}

impl Pass<'_> {
    /// An object of the operator's namespace.
    pub(crate) fn own(&self, resource: &Resource, name: &str) -> Option<&Arc<Value>> {
        self.store.get(resource, configs::NAMESPACE, name)
    }

    pub(crate) fn put(&mut self, resource: &'static Resource, object: Value) {
        self.changes.push(Change::Put(resource, object));
    }

    pub(crate) fn delete(&mut self, resource: &'static Resource, name: &str) {
        if self.own(resource, name).is_some() {
            self.changes
                .push(Change::Delete(resource, configs::NAMESPACE.into(), name.into()));
        }
    }

    pub(crate) fn condition(&mut self, kind: &str, status: &str, reason: &str, message: &str) {
        let now = self.setting.now;
        conditions::set(
            crate::json::object(&mut self.config, "status"),
            kind,
            status,
            reason,
            message,
            now,
        );
    }
}

/// One pass: what the operator writes, given what it sees.
pub(crate) fn reconcile(store: &Store, setting: &Setting) -> Outcome {
    let Some(stored) = store.get(&configs::RESOURCE, "", configs::NAME) else {
        let config = bootstrap::for_platform(store);
        return Outcome {
            changes: vec![Change::Put(&configs::RESOURCE, config)],
            again: None,
        };
    };
    let deleted = stored["metadata"].get("deletionTimestamp").is_some();
    let mut pass = Pass {
        store,
        setting,
        config: (**stored).clone(),
        changes: Vec::new(),
        again: None,
    };
    let seen_generation = stored["metadata"]["generation"].clone();
    let result = match text(stored, "/spec/managementState") {
        _ if deleted => {
            removal::remove(&mut pass);
            Ok(())
        }
        "Managed" => manage(&mut pass),
        "Removed" => {
            removal::remove(&mut pass);
            Ok(())
        }
        _ => Ok(()),
    };
    if deleted && pass.own(&deployments::RESOURCE, resources::NAME).is_none() {
        pass.changes.push(Change::Finalised);
        return Outcome {
            changes: pass.changes,
            again: None,
        };
    }
    image_config::sync(&mut pass);
    trust::sync(&mut pass);
    pruner::sync(&mut pass);
    let grace = status::sync(&mut pass, result.as_ref().err());
    let again = [grace, pass.again].into_iter().flatten().min();
    crate::json::object(&mut pass.config, "status").insert("observedGeneration".into(), seen_generation);
    cluster_operator::sync(&mut pass);
    let config = std::mem::take(&mut pass.config);
    pass.put(&configs::RESOURCE, config);
    Outcome {
        changes: pass.changes,
        again,
    }
}

/// Managed, in the operator's order: a failure at any step stops the later ones.
fn manage(pass: &mut Pass<'_>) -> Result<(), ApplyError> {
    spec::verify(&pass.config)?;
    spec::complete(pass);
    storage::sync(pass)?;
    resources::sync(pass)
}

/// A fault: the operator has just written its status, whatever for.
pub(crate) fn restless(world: &mut World, now: Timestamp) {
    let Some(every) = world.faults.restless else {
        return;
    };
    world.faults.counted += 1;
    if !world.faults.counted.is_multiple_of(every) {
        return;
    }
    if let Some(config) = world.store.get(&configs::RESOURCE, "", configs::NAME) {
        let mut config = (**config).clone();
        let count = world.faults.counted;
        crate::json::object(&mut config, "status").insert("latestAvailableRevision".into(), count.into());
        world.store.put(&configs::RESOURCE, config, now);
    }
}
