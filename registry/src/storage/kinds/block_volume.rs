//! A volume of one node, as vSphere and other block storage give it: made here or taken from a claim that exists. One
//! replica, and the old pod must go before the new one can mount the volume.

use super::volume::{
    ask_claim, claim_checks, claim_choice, classes_note, making_warnings, on_claim, proposed_claim,
    using_warnings,
};
use super::{Group, Kind, new_claim, volume};
use crate::objects::AccessMode;
use crate::storage::check::Check;
use crate::storage::claim::{ClaimFit, claim_fit};
use crate::storage::desired::Desired;
use crate::storage::facts::Facts;
use crate::storage::field::{About, ChoiceOption, Control, Field, Fields, FixedBecause, check, value};
use crate::storage::fit::{Fit, Why};
use crate::storage::form::{FieldId, KindId, StorageForm};
use crate::storage::problem::StorageProblem;
use crate::storage::warning::Warning;

pub(super) struct BlockVolume;

const NEW: &str = "new";
const EXISTING: &str = "existing";

fn has_claim(facts: &Facts) -> bool {
    let claims = facts.claims.as_deref().unwrap_or_default();
    claims.iter().any(|c| claim_fit(c) == ClaimFit::OneReplica)
}

/// Which of the two ways works here; making a claim comes first.
fn sources(facts: &Facts) -> Vec<ChoiceOption> {
    let option = |value: &str, about| ChoiceOption {
        value: value.to_owned(),
        about,
    };
    let existing = has_claim(facts).then(|| option(EXISTING, About::SourceExisting));
    [option(NEW, About::SourceNew)]
        .into_iter()
        .chain(existing)
        .collect()
}

fn takes_existing(fields: &[Field]) -> bool {
    value(fields, FieldId::Source) == EXISTING
}

impl Kind for BlockVolume {
    fn id(&self) -> KindId {
        KindId::BlockVolume
    }

    fn group(&self) -> Group {
        Group::Volume
    }

    fn member(&self) -> &'static str {
        volume::MEMBER
    }

    fn fit(&self, facts: &Facts) -> Fit {
        match &facts.claims {
            Err(error) => Fit::Impossible(Why::ClaimsUnread(error.clone())),
            Ok(_) => Fit::Offered {
                note: Some(classes_note(facts)),
            },
        }
    }

    fn fields(&self, form: &StorageForm, facts: &Facts) -> Vec<Field> {
        let sources = sources(facts);
        let proposed = sources.first().map(|s| s.value.clone()).unwrap_or_default();
        let fields = Fields::new(form).ask(FieldId::Source, Control::Choice(sources), true, &proposed);
        let fields = if fields.value(FieldId::Source) == EXISTING {
            let choice = claim_choice(facts, |fit| *fit != ClaimFit::AnyReplicas);
            let proposed = proposed_claim(&choice, facts);
            fields.ask(FieldId::Claim, choice, true, &proposed)
        } else {
            let mode = AccessMode::ReadWriteOnce.wire();
            ask_claim(fields, facts).fix(FieldId::AccessMode, mode, FixedBecause::BlockStorage)
        };
        fields.one_node(FixedBecause::BlockStorage).done()
    }

    fn desired(&self, form: &StorageForm, facts: &Facts) -> Result<Desired, Vec<StorageProblem>> {
        let fields = self.fields(form, facts);
        if !takes_existing(&fields) {
            return new_claim::make(&fields, AccessMode::ReadWriteOnce, form, facts);
        }
        let problems = check(&fields, form);
        if problems.is_empty() {
            Ok(on_claim(value(&fields, FieldId::Claim), &fields))
        } else {
            Err(problems)
        }
    }

    fn warnings(&self, form: &StorageForm, facts: &Facts) -> Vec<Warning> {
        let fields = self.fields(form, facts);
        if takes_existing(&fields) {
            using_warnings(value(&fields, FieldId::Claim), facts)
        } else {
            making_warnings(&fields, AccessMode::ReadWriteOnce, facts)
        }
    }

    fn checks(&self, form: &StorageForm, facts: &Facts) -> Vec<Check> {
        let fields = self.fields(form, facts);
        if takes_existing(&fields) {
            claim_checks(value(&fields, FieldId::Claim), facts)
        } else {
            new_claim::checks(&fields, AccessMode::ReadWriteOnce, facts)
        }
    }
}
