//! A claim that exists in the registry's namespace, used by name and counted as the user's own.

use super::volume::{
    claim_checks, claim_choice, count_fits, on_claim, one_node, proposed_claim, using_warnings,
};
use super::{Group, Kind, volume};
use crate::storage::check::Check;
use crate::storage::claim::{ClaimFit, claim_fit};
use crate::storage::desired::Desired;
use crate::storage::facts::Facts;
use crate::storage::field::{Field, Fields, check, value};
use crate::storage::fit::{Fit, FitNote, Why};
use crate::storage::form::{FieldId, KindId, StorageForm};
use crate::storage::problem::StorageProblem;
use crate::storage::warning::Warning;

pub(super) struct ExistingClaim;

impl Kind for ExistingClaim {
    fn id(&self) -> KindId {
        KindId::ExistingClaim
    }

    fn group(&self) -> Group {
        Group::Volume
    }

    fn member(&self) -> &'static str {
        volume::MEMBER
    }

    fn fit(&self, facts: &Facts) -> Fit {
        let claims = match &facts.claims {
            Ok(claims) => claims,
            Err(error) => return Fit::Impossible(Why::ClaimsUnread(error.clone())),
        };
        match count_fits(claims) {
            (0, 0) => Fit::Impossible(Why::NoClaims),
            (0, count) => Fit::Impossible(Why::NoClaimFits { count }),
            (fit, unfit) => Fit::Offered {
                note: Some(FitNote::Claims { fit, unfit }),
            },
        }
    }

    fn fields(&self, form: &StorageForm, facts: &Facts) -> Vec<Field> {
        let choice = claim_choice(facts, |_| true);
        let proposed = proposed_claim(&choice, facts);
        let fields = Fields::new(form).ask(FieldId::Claim, choice, true, &proposed);
        let name = fields.value(FieldId::Claim).to_owned();
        match facts.claim(&name).map(claim_fit) {
            Some(ClaimFit::OneReplica) => fields.one_node(one_node(&name)),
            _ => fields.ask_replicas(facts),
        }
        .done()
    }

    fn desired(&self, form: &StorageForm, facts: &Facts) -> Result<Desired, Vec<StorageProblem>> {
        let fields = self.fields(form, facts);
        let problems = check(&fields, form);
        if problems.is_empty() {
            Ok(on_claim(value(&fields, FieldId::Claim), &fields))
        } else {
            Err(problems)
        }
    }

    fn warnings(&self, form: &StorageForm, facts: &Facts) -> Vec<Warning> {
        let fields = self.fields(form, facts);
        let name = value(&fields, FieldId::Claim);
        let mut warnings = using_warnings(name, facts);
        if facts.claim(name).is_some_and(|claim| claim.operators) {
            warnings.push(Warning::BecomesYours { claim: name.into() });
        }
        warnings
    }

    fn checks(&self, form: &StorageForm, facts: &Facts) -> Vec<Check> {
        claim_checks(value(&self.fields(form, facts), FieldId::Claim), facts)
    }
}
