//! A claim this plan makes, for many nodes or for one.

use super::volume::{
    ask_claim, claim_checks, claim_to_make, classes_note, making_checks, making_warnings, on_claim, one_node,
};
use super::{Group, Kind, volume};
use crate::objects::AccessMode;
use crate::storage::check::{Check, Finding};
use crate::storage::desired::Desired;
use crate::storage::facts::Facts;
use crate::storage::field::{About, ChoiceOption, Control, Field, Fields, check, value};
use crate::storage::fit::{Fit, Why};
use crate::storage::form::{FieldId, KindId, StorageForm};
use crate::storage::problem::StorageProblem;
use crate::storage::provisioner::{Sharing, sharing};
use crate::storage::warning::Warning;

pub(super) struct NewClaim;

const MODES: [AccessMode; 2] = [AccessMode::ReadWriteMany, AccessMode::ReadWriteOnce];

fn mode(fields: &[Field]) -> AccessMode {
    AccessMode::read(value(fields, FieldId::AccessMode)).unwrap_or(AccessMode::ReadWriteMany)
}

/// What the class's volumes can do, as far as it is known; many nodes where it is not.
fn proposed_mode(class: &str, facts: &Facts) -> AccessMode {
    match facts.class(class).map(|class| sharing(&class.provisioner)) {
        Some(Sharing::OneNode) => AccessMode::ReadWriteOnce,
        _ => AccessMode::ReadWriteMany,
    }
}

impl Kind for NewClaim {
    fn id(&self) -> KindId {
        KindId::NewClaim
    }

    fn group(&self) -> Group {
        Group::Volume
    }

    fn member(&self) -> &'static str {
        volume::MEMBER
    }

    fn fit(&self, facts: &Facts) -> Fit {
        if let Err(error) = &facts.claims {
            return Fit::Impossible(Why::ClaimsUnread(error.clone()));
        }
        Fit::Offered {
            note: Some(classes_note(facts)),
        }
    }

    fn fields(&self, form: &StorageForm, facts: &Facts) -> Vec<Field> {
        let fields = ask_claim(Fields::new(form), facts);
        let proposed = proposed_mode(fields.value(FieldId::Class), facts);
        let options = MODES.map(|mode| ChoiceOption {
            value: mode.wire().to_owned(),
            about: About::AccessMode(mode),
        });
        let choice = Control::Choice(options.to_vec());
        let fields = fields.ask(FieldId::AccessMode, choice, true, proposed.wire());
        if fields.value(FieldId::AccessMode) == AccessMode::ReadWriteOnce.wire() {
            let name = fields.value(FieldId::Name).to_owned();
            fields.one_node(one_node(&name))
        } else {
            fields.ask_replicas(facts)
        }
        .done()
    }

    fn desired(&self, form: &StorageForm, facts: &Facts) -> Result<Desired, Vec<StorageProblem>> {
        let fields = self.fields(form, facts);
        make(&fields, mode(&fields), form, facts)
    }

    fn warnings(&self, form: &StorageForm, facts: &Facts) -> Vec<Warning> {
        let fields = self.fields(form, facts);
        making_warnings(&fields, mode(&fields), facts)
    }

    fn checks(&self, form: &StorageForm, facts: &Facts) -> Vec<Check> {
        let fields = self.fields(form, facts);
        checks(&fields, mode(&fields), facts)
    }
}

/// The registry on the claim the fields describe; also what a block volume does.
pub(super) fn make(
    fields: &[Field],
    mode: AccessMode,
    form: &StorageForm,
    facts: &Facts,
) -> Result<Desired, Vec<StorageProblem>> {
    let mut problems = check(fields, form);
    let described = |id| {
        matches!(
            id,
            Some(FieldId::Name | FieldId::Size | FieldId::Class | FieldId::AccessMode)
        )
    };
    // Whether the name is free depends on what is asked for, so it is judged once that is readable.
    if problems.iter().any(|problem| described(problem.field)) {
        return Err(problems);
    }
    match claim_to_make(fields, mode, facts) {
        Ok(claim) if problems.is_empty() => Ok(Desired {
            claim,
            ..on_claim(value(fields, FieldId::Name), fields)
        }),
        Ok(_) => Err(problems),
        Err(problem) => {
            problems.insert(0, problem);
            Err(problems)
        }
    }
}

/// The checks of a claim to make; of the claim itself once it is there.
pub(super) fn checks(fields: &[Field], mode: AccessMode, facts: &Facts) -> Vec<Check> {
    let name = value(fields, FieldId::Name);
    if facts.claim(name).is_some() || name.is_empty() {
        return claim_checks(name, facts);
    }
    let made = Finding::ClaimIsMade { claim: name.into() };
    making_checks(made, value(fields, FieldId::Class), mode, facts)
}
