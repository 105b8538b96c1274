//! The pod's own scratch directory: every image is lost when the pod restarts, so it is for trying out only.

use super::{Group, Kind};
use crate::objects::ManagementState;
use crate::plan::StorageKind;
use crate::storage::check::Check;
use crate::storage::desired::Desired;
use crate::storage::facts::Facts;
use crate::storage::field::{Field, Fields, FixedBecause, check};
use crate::storage::fit::{Fit, FitNote};
use crate::storage::form::{FieldId, KindId, StorageForm};
use crate::storage::problem::StorageProblem;
use crate::storage::warning::Warning;
use serde_json::json;

pub(super) struct EmptyDir;

impl Kind for EmptyDir {
    fn id(&self) -> KindId {
        KindId::EmptyDir
    }

    fn group(&self) -> Group {
        Group::TryingOut
    }

    fn member(&self) -> &'static str {
        "emptyDir"
    }

    fn fit(&self, _: &Facts) -> Fit {
        Fit::Offered {
            note: Some(FitNote::ForTryingOut),
        }
    }

    fn fields(&self, form: &StorageForm, _: &Facts) -> Vec<Field> {
        // Nobody else refuses a second replica: each pod would have its own images, and pulls fail at random.
        Fields::new(form)
            .fix(FieldId::Replicas, "1", FixedBecause::EmptyDir)
            .done()
    }

    fn desired(&self, form: &StorageForm, facts: &Facts) -> Result<Desired, Vec<StorageProblem>> {
        let problems = check(&self.fields(form, facts), form);
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Desired {
            member: self.member(),
            content: json!({}),
            holder: (StorageKind::EmptyDir, None),
            place: String::new(),
            management: ManagementState::Managed,
            replicas: 1,
            one_pod: true,
            strategy: None,
            claim: None,
            secrets: Vec::new(),
            bundles: Vec::new(),
            operator_makes_claim: false,
        })
    }

    fn warnings(&self, _: &StorageForm, _: &Facts) -> Vec<Warning> {
        vec![Warning::ImagesLostOnRestart]
    }

    fn checks(&self, _: &StorageForm, _: &Facts) -> Vec<Check> {
        Vec::new()
    }
}
