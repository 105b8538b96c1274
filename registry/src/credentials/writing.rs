//! From Secrets and bundles as they are wanted to the steps that write them. What stands there already drops out, which is
//! found out by asking the snapshot and never by looking at a value.

use super::{WantedBundle, WantedSecret, is_ours, present};
use crate::change::{Restore, RestoreMade};
use crate::error::ClusterError;
use crate::objects::{ConfigMap, Object, Secret};
use crate::plan::{Loss, Step};
use crate::resource::Resource;
use crate::snapshot::{Query, Snapshot};
use std::collections::BTreeSet;

/// The steps, and what taking them back comes to.
#[derive(Default)]
pub(crate) struct Writes {
    pub(crate) steps: Vec<Step>,
    secrets: Vec<RestoreMade>,
    bundles: Vec<RestoreMade>,
    /// What cannot be given back: nobody read it before it was replaced.
    pub(crate) losses: Vec<Loss>,
}

impl Writes {
    /// Plans what is wanted.
    ///
    /// # Errors
    /// When it cannot be told what stands there. Somebody who may not look is told which right is missing by the plan.
    pub(crate) fn plan(
        secrets: &[WantedSecret],
        bundles: &[WantedBundle],
        snapshot: &Snapshot,
    ) -> Result<Self, ClusterError> {
        let mut writes = Self::default();
        // Rights reach no other names; a kind that wants one is mistaken.
        debug_assert!(secrets.iter().all(|s| is_ours(Resource::Secret, &s.name)));
        debug_assert!(bundles.iter().all(|b| is_ours(Resource::ConfigMap, &b.name)));
        for wanted in secrets.iter().filter(|s| is_ours(Resource::Secret, &s.name)) {
            writes.secret(wanted, snapshot)?;
        }
        for wanted in bundles.iter().filter(|b| is_ours(Resource::ConfigMap, &b.name)) {
            writes.bundle(wanted, snapshot)?;
        }
        Ok(writes)
    }

    fn secret(&mut self, wanted: &WantedSecret, snapshot: &Snapshot) -> Result<(), ClusterError> {
        let query = Query::named_in_registry_namespace(Resource::Secret, wanted.name.clone());
        let Some(now) = seen::<Secret>(snapshot, &query)? else {
            self.secrets.push(made(wanted.name.clone()));
            let step = Step::create_secret(wanted.name.clone(), wanted.keys.clone());
            self.steps.push(step);
            return Ok(());
        };
        let differing = wanted
            .keys
            .iter()
            .filter(|(key, text)| !snapshot.holds(&query, key, text));
        let changed: BTreeSet<String> = differing.map(|(key, _)| key.clone()).collect();
        if let Some(step) = Step::patch_secret(&now, wanted.keys.clone(), &changed) {
            let held = now.keys().into_iter();
            let lost: Vec<String> = held
                .filter(|key| changed.contains(*key) || !wanted.keys.contains_key(*key))
                .map(ToOwned::to_owned)
                .collect();
            if !lost.is_empty() {
                self.losses.push(Loss::SecretValues {
                    name: wanted.name.to_string(),
                    keys: lost,
                });
            }
            self.steps.push(step);
        }
        Ok(())
    }

    fn bundle(&mut self, wanted: &WantedBundle, snapshot: &Snapshot) -> Result<(), ClusterError> {
        let query = Query::named_in_config_namespace(Resource::ConfigMap, wanted.name.clone());
        let Some(now) = seen::<ConfigMap>(snapshot, &query)? else {
            self.bundles.push(made(wanted.name.clone()));
            let step = Step::create_bundle(wanted.name.clone(), &wanted.key, &wanted.pem);
            self.steps.push(step);
            return Ok(());
        };
        if let Some(step) = Step::patch_bundle(&now, &wanted.key, &wanted.pem) {
            if now.data(&wanted.key).is_some() {
                self.losses.push(Loss::Bundle {
                    name: wanted.name.to_string(),
                    key: wanted.key.clone(),
                });
            }
            self.steps.push(step);
        }
        Ok(())
    }

    /// The way back with what was made, to be deleted once its identity is known.
    pub(crate) fn taken_back(&self, restore: Restore) -> Restore {
        Restore {
            secrets: self.secrets.clone(),
            bundles: self.bundles.clone(),
            ..restore
        }
    }
}

/// The object that stands there. Somebody who may not look at it is taken to make a new one, which the API server judges.
fn seen<T: Object>(snapshot: &Snapshot, query: &Query) -> Result<Option<T>, ClusterError> {
    match present(snapshot.one(query)) {
        Err(ClusterError::Forbidden { .. }) => Ok(None),
        answer => answer,
    }
}

fn made(name: crate::name::Name) -> RestoreMade {
    RestoreMade {
        name,
        uid: String::new(),
    }
}
