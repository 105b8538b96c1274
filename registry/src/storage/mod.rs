//! Choosing where images are kept: what can work on this cluster, what to fill in, and the plan.
//!
//! Every rule is a pure function of the form and of [`Facts`], which are sent to the browser: what is typed is judged
//! there by the code that plans it on the server. It knows no words; every finding is data.

mod check;
mod claim;
mod command;
mod content;
mod desired;
mod facts;
mod field;
mod fit;
mod form;
mod keep;
mod kinds;
mod note;
mod one_pod;
mod pattern;
mod planning;
mod problem;
mod provisioner;
mod replicas;
mod warning;

pub use check::{Check, CheckId, CheckState, Finding};
pub use claim::{ClaimFit, ClaimNote, MINIMUM, NO_CLASS, OPERATORS_CLAIM, Unusable, claim_fit, claim_notes};
pub use command::{Command, Task};
pub use desired::{Desired, NewClaim};
pub(crate) use facts::schema_query;
pub use facts::{
    ClaimFacts, ClaimPhase, ClassFacts, ConfigFacts, Facts, MemberFacts, PlatformFacts, SchemaFacts, queries,
};
pub use field::{About, Access, ChoiceOption, Control, Field, FixedBecause, Login, Section, StoreMake};
pub use fit::{Fit, FitNote, Why};
pub use form::{FieldId, KindId, Secrets, StorageForm, Values};
pub use keep::{KeepForm, KeepProblem, keep, kept_owner};
pub use kinds::{Group, Kind, kind, kinds};
pub use note::Note;
pub use one_pod::one_pod_only;
pub use pattern::Pattern;
pub use planning::plan;
pub use problem::{ProblemKind, StorageProblem};
pub use provisioner::{Sharing, looks_like_nfs, sharing};
pub use warning::Warning;

use crate::error::ClusterError;
use crate::objects::Topology;

/// Whether a kind can be chosen on this cluster.
pub fn fit(kind: &dyn Kind, facts: &Facts) -> Fit {
    if facts.takes_member(kind.member()) {
        kind.fit(facts)
    } else {
        Fit::Hidden
    }
}

/// The kinds this cluster knows, its platform's own ones first, each with whether it can be chosen.
pub fn offered(facts: &Facts) -> Vec<(KindId, Fit)> {
    let known = kinds().map(|kind| (kind, fit(kind, facts)));
    let mut known: Vec<_> = known.filter(|(_, fit)| *fit != Fit::Hidden).collect();
    known.sort_by_key(|(kind, _)| !is_own(*kind, facts));
    known.into_iter().map(|(kind, fit)| (kind.id(), fit)).collect()
}

/// The kind to begin with: the first one that can be chosen.
pub fn suggested(facts: &Facts) -> KindId {
    let mut all = offered(facts).into_iter();
    all.find(|(_, fit)| matches!(fit, Fit::Offered { .. }))
        .map_or(KindId::EmptyDir, |(id, _)| id)
}

/// Whether the cluster's platform has this storage of its own.
fn is_own(kind: &dyn Kind, facts: &Facts) -> bool {
    let platform = facts.platform.as_ref().map_or("", |p| p.platform.0.as_str());
    kind.platforms().contains(&platform)
}

/// Whether a kind is the own storage of other platforms than the cluster's.
pub fn is_foreign(id: KindId, facts: &Facts) -> bool {
    let kind = kind(id);
    !kind.platforms().is_empty() && !is_own(kind, facts)
}

/// What a person does by hand for this form, each command beside the check it serves. No secret stands in any.
pub fn commands(form: &StorageForm, facts: &Facts) -> Vec<Command> {
    kind(form.kind).commands(form, facts)
}

/// What was read out of what stands in the form, to be shown beside it.
pub fn notes(form: &StorageForm, facts: &Facts) -> Vec<Note> {
    kind(form.kind).notes(form, facts)
}

/// The fields to show for a form, each with what stands in it.
pub fn fields(form: &StorageForm, facts: &Facts) -> Vec<Field> {
    kind(form.kind).fields(form, facts)
}

/// The form without what was typed into fields that are now fixed. A page calls this when a choice changes, because
/// a fixed field cannot be corrected by hand.
pub fn settled(form: &StorageForm, facts: &Facts) -> StorageForm {
    let mut settled = form.clone();
    for field in fields(form, facts) {
        if matches!(field.control, Control::Fixed(_)) {
            settled.values.remove(&field.id);
        }
    }
    settled
}

/// What the form wants, or everything that keeps it from being planned, in the order of the fields.
pub fn desired(form: &StorageForm, facts: &Facts) -> Result<Desired, Vec<StorageProblem>> {
    let kind = kind(form.kind);
    let whole = |problem| Err(vec![StorageProblem::whole(problem)]);
    match fit(kind, facts) {
        Fit::Hidden => whole(ProblemKind::NotTaken {
            member: kind.member().to_owned(),
        }),
        Fit::Impossible(why) => whole(ProblemKind::Impossible(why)),
        Fit::Offered { .. } => kind.desired(form, facts),
    }
}

/// Everything that keeps the form from being planned; empty for a good one.
pub fn problems(form: &StorageForm, facts: &Facts) -> Vec<StorageProblem> {
    desired(form, facts).err().unwrap_or_default()
}

/// What to know before saving. A form with problems has the warnings of its kind alone.
pub fn warnings(form: &StorageForm, facts: &Facts) -> Vec<Warning> {
    let mut warnings = kind(form.kind).warnings(form, facts);
    let Ok(desired) = desired(form, facts) else {
        return warnings;
    };
    if desired.strategy.is_some() {
        warnings.push(Warning::NotHighlyAvailable);
    }
    match facts.topology() {
        Topology::HighlyAvailable if desired.replicas == 1 && !desired.one_pod => {
            warnings.push(Warning::OneReplica);
        }
        Topology::SingleReplica if desired.replicas > 1 => warnings.push(Warning::OneNode),
        _ => {}
    }
    if let Ok(config) = &facts.config {
        let left = planning::left_behind(&desired, config).into_iter();
        warnings.extend(left.map(|member| Warning::ImagesDoNotMove {
            kind: member.kind,
            name: member.name.clone(),
        }));
        let members = planning::others(&desired, config);
        if config.configured.len() > 1 {
            warnings.push(Warning::OthersAreCleared { members });
        }
    }
    warnings
}

/// The guide's checklist for this form, as far as the cluster tells.
pub fn checks(form: &StorageForm, facts: &Facts) -> Vec<Check> {
    let kind = kind(form.kind);
    let check = |id, state, finding| Check { id, state, finding };
    let config = match &facts.config {
        Ok(config) => config,
        Err(error) => {
            let (state, finding) = match error {
                ClusterError::Missing { .. } => (CheckState::Blocking, Some(Finding::ConfigNotMadeYet)),
                ClusterError::NotServed { .. } => (CheckState::Blocking, Some(Finding::NoOperator)),
                other => (CheckState::Unknown(other.clone()), None),
            };
            let mut checks = vec![check(CheckId::Config, state, finding)];
            checks.extend(kind.checks(form, facts));
            return checks;
        }
    };
    let mut checks = vec![check(
        CheckId::Config,
        CheckState::Ok,
        Some(Finding::ConfigExists),
    )];
    checks.extend(kind.checks(form, facts));
    let members: Vec<String> = config
        .configured
        .iter()
        .filter(|m| m.key != kind.member())
        .map(|m| m.key.clone())
        .collect();
    let several = config.configured.len() > 1;
    checks.push(check(
        CheckId::OneKind,
        if several {
            CheckState::Attention
        } else {
            CheckState::Ok
        },
        Some(if members.is_empty() {
            Finding::OneKind
        } else {
            Finding::OthersAreCleared { members }
        }),
    ));
    let (state, finding) = match &facts.pods {
        Ok(0) => (CheckState::Ok, Some(Finding::NoPodRuns)),
        Ok(count) => (CheckState::Attention, Some(Finding::PodsRun { count: *count })),
        Err(error) => (CheckState::Unknown(error.clone()), None),
    };
    checks.push(check(CheckId::NoPodRuns, state, finding));
    checks
}
