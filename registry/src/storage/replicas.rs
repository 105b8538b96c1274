//! How many registry pods the wizard proposes where the storage leaves it open.

use super::facts::{ConfigFacts, Facts};
use super::field::{Control, Fields};
use super::form::FieldId;
use crate::objects::{ManagementState, Topology};
use crate::plan::StorageKind;

/// The most the API's 32-bit field holds.
pub(super) const MOST: i64 = i32::MAX as i64;

/// The number proposed: what runs now on storage that could be shared, else two on a cluster whose infrastructure
/// pods run on several nodes (as the operator itself starts), else what is set. Never below one.
pub(super) fn proposed(facts: &Facts) -> i64 {
    let set = facts
        .config
        .as_ref()
        .ok()
        .and_then(|c| c.replicas)
        .unwrap_or(1)
        .clamp(1, MOST);
    let kept = facts.config.as_ref().is_ok_and(runs_on_lasting_storage);
    if !kept && facts.topology() == Topology::HighlyAvailable {
        set.max(2)
    } else {
        set
    }
}

fn runs_on_lasting_storage(config: &ConfigFacts) -> bool {
    let lasting = |kind| kind != StorageKind::EmptyDir;
    config.state == ManagementState::Managed && config.in_force.iter().any(|m| lasting(m.kind))
}

impl Fields<'_> {
    /// Any number of replicas from one upwards.
    pub(super) fn ask_replicas(self, facts: &Facts) -> Self {
        let control = Control::Number { min: 1, max: MOST };
        self.ask(FieldId::Replicas, control, true, &proposed(facts).to_string())
    }
}
