//! What the buckets and containers of Google, Azure, OpenStack and IBM have in common beyond [`super::object_store`]: the
//! name that is proposed, what the operator says of it, and whose it becomes. It knows no platform.

use super::object_store::{CLOUD, EXISTING, KeySet, ask_credentials, is_new};
use crate::objects::Status;
use crate::storage::check::{Check, CheckId, CheckState, Finding};
use crate::storage::facts::Facts;
use crate::storage::field::{Field, Fields, value};
use crate::storage::fit::{Fit, FitNote};
use crate::storage::form::{FieldId, StorageForm};
use crate::storage::problem::{ProblemKind, StorageProblem};
use crate::storage::warning::Warning;

/// Where a store's name stands.
#[derive(Clone, Copy)]
pub(super) struct Store {
    /// The member of `spec.storage`.
    pub(super) member: &'static str,
    /// The name's place in it, from the member on.
    pub(super) path: &'static str,
    /// The field it is typed into.
    pub(super) field: FieldId,
}

impl Store {
    /// The name that is proposed: what is configured, unless the operator is to make another one.
    pub(super) fn proposed<'a>(self, fields: &Fields<'_>, facts: &'a Facts) -> &'a str {
        let exists = fields.value(FieldId::Origin) != super::object_store::NEW;
        if exists || facts.operator_owns(self.member) {
            facts.now(self.path)
        } else {
            ""
        }
    }

    /// Whether it can be chosen: always, with what is known of it.
    pub(super) fn fit(self, own_platform: bool, facts: &Facts) -> Fit {
        let name = facts.now(self.path);
        let region = facts.platform.as_ref().map_or("", |p| p.region.as_str());
        let note = if !name.is_empty() {
            Some(FitNote::Configured {
                name: name.to_owned(),
            })
        } else if own_platform {
            Some(FitNote::OwnStorage {
                region: region.to_owned(),
            })
        } else {
            None
        };
        Fit::Offered { note }
    }

    /// Whether this name is what the operator looks at now.
    fn is_in_force(self, name: &str, facts: &Facts) -> bool {
        !name.is_empty() && facts.now(self.path) == name
    }

    /// Whether the operator has found it.
    pub(super) fn is_found(self, fields: &[Field], facts: &Facts) -> bool {
        self.is_in_force(value(fields, self.field), facts)
            && facts
                .storage_condition(self.member, "StorageExists")
                .is_some_and(|said| said.status == Status::True)
    }

    /// Whether it is there, as far as the operator tells.
    pub(super) fn check(self, fields: &[Field], facts: &Facts) -> Check {
        let name = value(fields, self.field);
        let said = facts
            .storage_condition(self.member, "StorageExists")
            .filter(|_| self.is_in_force(name, facts));
        let (state, finding) = match said {
            Some(said) if said.status == Status::True => (CheckState::Ok, Finding::BucketFound),
            Some(said) => (
                CheckState::Attention,
                Finding::BucketNotFound {
                    reason: said.reason.clone(),
                    message: said.message.clone(),
                },
            ),
            None if is_new(fields) => (CheckState::Ok, Finding::OperatorMakesBucket),
            None => (CheckState::Reminder, Finding::BucketMustExist),
        };
        Check {
            id: CheckId::Bucket,
            state,
            finding: Some(finding),
        }
    }

    /// What to know where the owner changes.
    pub(super) fn warnings(self, fields: &[Field], facts: &Facts) -> Vec<Warning> {
        let name = value(fields, self.field);
        if name.is_empty() {
            return Vec::new();
        }
        let name = name.to_owned();
        let same = facts.now(self.path) == name;
        match (is_new(fields), facts.operator_owns(self.member)) {
            (false, true) if same => vec![Warning::StoreBecomesYours { name }],
            (true, true) if same => Vec::new(),
            (true, _) => vec![Warning::OperatorTakesOver { name }],
            _ => Vec::new(),
        }
    }
}

/// A reminder of what is the user's to do in a store of theirs; what the operator makes it also sees to.
pub(super) fn yours(id: CheckId, fields: &[Field]) -> Check {
    let (state, finding) = if is_new(fields) {
        (CheckState::Ok, Finding::OperatorSees)
    } else {
        (CheckState::Reminder, Finding::YoursToDo)
    };
    Check {
        id,
        state,
        finding: Some(finding),
    }
}

/// Whether the cloud's own credentials are used. Other fields depend on it that are asked before.
pub(super) fn uses_cloud(form: &StorageForm, ways: &[&KeySet], own_platform: bool, facts: &Facts) -> bool {
    ask_credentials(Fields::new(form), ways, own_platform, facts).value(FieldId::Credentials) == CLOUD
}

/// Whether the bucket or container exists already, as far as it is asked.
pub(super) fn exists(fields: &Fields<'_>) -> bool {
    matches!(fields.value(FieldId::Origin), EXISTING | "")
}

/// A field that is shown, and in which nothing is wrong yet.
pub(super) fn is_open(id: FieldId, fields: &[Field], found: &[StorageProblem]) -> bool {
    fields.iter().any(|field| field.id == id) && !found.iter().any(|problem| problem.field == Some(id))
}

/// Adds what is wrong with a secret, if it is shown and nothing is known of it yet.
pub(super) fn judge(
    id: FieldId,
    fields: &[Field],
    problems: &mut Vec<StorageProblem>,
    wrong: impl FnOnce() -> Option<ProblemKind>,
) {
    if is_open(id, fields, problems)
        && let Some(kind) = wrong()
    {
        problems.push(StorageProblem::at(id, kind));
    }
}

/// In the order of the fields, so that the first one mended is the first one met.
pub(super) fn in_order(mut problems: Vec<StorageProblem>, fields: &[Field]) -> Vec<StorageProblem> {
    problems.sort_by_key(|problem| fields.iter().position(|field| Some(field.id) == problem.field));
    problems
}
