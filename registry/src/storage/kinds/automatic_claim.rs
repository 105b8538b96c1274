//! A claim the operator makes and owns: 100Gi for many nodes, in the cluster's default storage class.

use super::volume::{claim_checks, class_warnings, making_checks, on_claim, one_node, using_warnings};
use super::{Group, Kind, volume};
use crate::objects::{AccessMode, ManagementState};
use crate::storage::check::{Check, Finding};
use crate::storage::claim::{ClaimFit, OPERATORS_CLAIM, claim_fit};
use crate::storage::desired::Desired;
use crate::storage::facts::Facts;
use crate::storage::field::{Field, Fields, check};
use crate::storage::fit::{Fit, FitNote, Why};
use crate::storage::form::{KindId, StorageForm};
use crate::storage::problem::StorageProblem;
use crate::storage::provisioner::sharing;
use crate::storage::warning::Warning;
use serde_json::{Value, json};

pub(super) struct AutomaticClaim;

/// The `pvc` member that makes the operator take its own claim. It makes one only while no name is set, then writes
/// the name back, and drops an empty one, so three spellings mean the same.
fn content(facts: &Facts) -> Value {
    let named = facts.config.as_ref().ok().and_then(|c| c.claim.as_deref());
    match named {
        Some("") => json!({}),
        Some(OPERATORS_CLAIM) if facts.claim(OPERATORS_CLAIM).is_some() => json!({"claim": OPERATORS_CLAIM}),
        _ => json!({"claim": ""}),
    }
}

impl Kind for AutomaticClaim {
    fn id(&self) -> KindId {
        KindId::AutomaticClaim
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
        let claim = OPERATORS_CLAIM.to_owned();
        if let Some(found) = facts.claim(OPERATORS_CLAIM) {
            return match claim_fit(found) {
                _ if !found.operators => Fit::Impossible(Why::OperatorClaimNameTaken { claim }),
                ClaimFit::Unusable(why) => Fit::Impossible(Why::OperatorClaimUnusable { claim, why }),
                ClaimFit::AnyReplicas | ClaimFit::OneReplica => Fit::Offered {
                    note: Some(FitNote::OperatorClaimExists { claim }),
                },
            };
        }
        let note = match (&facts.classes, facts.default_class()) {
            (Err(error), _) => FitNote::ClassesUnread(error.clone()),
            (Ok(_), None) => FitNote::NoDefaultClass,
            (Ok(_), Some(class)) => FitNote::DefaultClass {
                class: class.name.clone(),
                sharing: sharing(&class.provisioner),
            },
        };
        Fit::Offered { note: Some(note) }
    }

    fn fields(&self, form: &StorageForm, facts: &Facts) -> Vec<Field> {
        let fields = Fields::new(form);
        match facts.claim(OPERATORS_CLAIM).map(claim_fit) {
            Some(ClaimFit::OneReplica) => fields.one_node(one_node(OPERATORS_CLAIM)),
            _ => fields.ask_replicas(facts),
        }
        .done()
    }

    fn desired(&self, form: &StorageForm, facts: &Facts) -> Result<Desired, Vec<StorageProblem>> {
        let fields = self.fields(form, facts);
        let problems = check(&fields, form);
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Desired {
            content: content(facts),
            management: ManagementState::Managed,
            secrets: Vec::new(),
            bundles: Vec::new(),
            operator_makes_claim: facts.claim(OPERATORS_CLAIM).is_none(),
            ..on_claim(OPERATORS_CLAIM, &fields)
        })
    }

    fn warnings(&self, _: &StorageForm, facts: &Facts) -> Vec<Warning> {
        if facts.claim(OPERATORS_CLAIM).is_some() {
            using_warnings(OPERATORS_CLAIM, facts)
        } else {
            class_warnings("", AccessMode::ReadWriteMany, facts)
        }
    }

    fn checks(&self, _: &StorageForm, facts: &Facts) -> Vec<Check> {
        if facts.claim(OPERATORS_CLAIM).is_some() {
            return claim_checks(OPERATORS_CLAIM, facts);
        }
        let made = Finding::OperatorMakesClaim {
            claim: OPERATORS_CLAIM.to_owned(),
        };
        making_checks(made, "", AccessMode::ReadWriteMany, facts)
    }
}
