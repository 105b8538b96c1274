//! What the kinds that keep images on a claim have in common.

use crate::name::Name;
use crate::objects::{AccessMode, ManagementState, Quantity, Strategy};
use crate::plan::StorageKind;
use crate::storage::check::{Check, CheckId, CheckState, Finding};
use crate::storage::claim::{
    ClaimFit, ClaimNote, MINIMUM, NO_CLASS, OPERATORS_CLAIM, claim_fit, claim_notes, pending_note,
};
use crate::storage::desired::{Desired, NewClaim};
use crate::storage::facts::{ClaimFacts, Facts};
use crate::storage::field::{About, ChoiceOption, Control, Field, Fields, FixedBecause, value};
use crate::storage::fit::FitNote;
use crate::storage::form::FieldId;
use crate::storage::problem::{ProblemKind, StorageProblem};
use crate::storage::provisioner::{Sharing, looks_like_nfs, sharing};
use crate::storage::warning::Warning;
use serde_json::{Value, json};

/// The member of `spec.storage` all of them set.
pub(super) const MEMBER: &str = "pvc";

/// How many claims are usable, and how many are not.
pub(super) fn count_fits(claims: &[ClaimFacts]) -> (usize, usize) {
    let unfit = claims
        .iter()
        .filter(|c| matches!(claim_fit(c), ClaimFit::Unusable(_)))
        .count();
    (claims.len() - unfit, unfit)
}

/// The claims `wanted` lets through, each with what it is good for.
pub(super) fn claim_choice(facts: &Facts, wanted: impl Fn(&ClaimFit) -> bool) -> Control {
    let claims = facts.claims.as_deref().unwrap_or_default();
    let options = claims.iter().filter_map(|claim| {
        let fit = claim_fit(claim);
        wanted(&fit).then(|| ChoiceOption {
            value: claim.name.clone(),
            about: About::Claim {
                claim: claim.clone(),
                fit,
                notes: claim_notes(claim, facts),
            },
        })
    });
    Control::Choice(options.collect())
}

/// The claim proposed among a choice: the one configured, else the only one that can be chosen, else none.
pub(super) fn proposed_claim(control: &Control, facts: &Facts) -> String {
    let Control::Choice(options) = control else {
        return String::new();
    };
    let usable: Vec<_> = options.iter().filter(|o| o.enabled()).collect();
    let configured = facts.config.as_ref().ok().and_then(|c| c.claim.as_deref());
    usable
        .iter()
        .find(|o| Some(o.value.as_str()) == configured)
        .or_else(|| if usable.len() == 1 { usable.first() } else { None })
        .map(|o| o.value.clone())
        .unwrap_or_default()
}

/// What there is to make a claim from. Without any class a claim still binds to a volume that was prepared by hand.
pub(super) fn classes_note(facts: &Facts) -> FitNote {
    match &facts.classes {
        Ok(classes) if classes.is_empty() => FitNote::VolumesByHand,
        Ok(classes) => FitNote::Classes {
            count: classes.len(),
            default: facts.default_class().map(|class| class.name.clone()),
        },
        Err(error) => FitNote::ClassesUnread(error.clone()),
    }
}

/// Adds the fields that describe a claim to make, without its access mode.
pub(super) fn ask_claim<'a>(fields: Fields<'a>, facts: &Facts) -> Fields<'a> {
    let fields = fields
        .ask(FieldId::Name, Control::Name, true, "registry-data")
        .ask(FieldId::Size, Control::Size, true, "100Gi");
    // Without the right to list classes one can still be named, or left to the cluster's default.
    let Ok(classes) = &facts.classes else {
        return fields.ask(FieldId::Class, Control::Name, false, "");
    };
    let proposed = match classes.as_slice() {
        [] => NO_CLASS,
        [only] => &only.name,
        several => several
            .iter()
            .find(|class| class.default)
            .map_or("", |class| class.name.as_str()),
    };
    let by_hand = ChoiceOption {
        value: NO_CLASS.to_owned(),
        about: About::NoClass,
    };
    let options = classes.iter().map(|class| ChoiceOption {
        value: class.name.clone(),
        about: About::Class {
            class: class.clone(),
            sharing: sharing(&class.provisioner),
        },
    });
    let options = options.chain([by_hand]);
    fields.ask(FieldId::Class, Control::Choice(options.collect()), true, proposed)
}

/// One replica, because this claim serves one node.
pub(super) fn one_node(claim: &str) -> FixedBecause {
    FixedBecause::OneNodeClaim {
        claim: claim.to_owned(),
    }
}

/// The registry on the claim called `claim`, which counts as the user's own.
pub(super) fn on_claim(claim: &str, fields: &[Field]) -> Desired {
    let one_pod = !value(fields, FieldId::Strategy).is_empty();
    Desired {
        member: MEMBER,
        content: json!({ "claim": claim }),
        holder: (StorageKind::Claim, Some(claim.to_owned())),
        place: String::new(),
        management: ManagementState::Unmanaged,
        replicas: value(fields, FieldId::Replicas).parse().unwrap_or(1),
        one_pod,
        strategy: one_pod.then_some(Strategy::Recreate),
        claim: None,
        secrets: Vec::new(),
        bundles: Vec::new(),
        operator_makes_claim: false,
    }
}

/// The claim the fields describe; `None` when it is there already. The fields have passed their controls' checks.
pub(super) fn claim_to_make(
    fields: &[Field],
    mode: AccessMode,
    facts: &Facts,
) -> Result<Option<NewClaim>, StorageProblem> {
    let (name, size, class) = (
        value(fields, FieldId::Name),
        value(fields, FieldId::Size),
        value(fields, FieldId::Class),
    );
    let at_name = |kind| StorageProblem::at(FieldId::Name, kind);
    if let Some(claim) = facts.claim(name) {
        if claim.operators || !is_as_asked(claim, mode, size, class, facts) {
            return Err(at_name(ProblemKind::NameInUse { name: name.into() }));
        }
        return match claim_fit(claim) {
            ClaimFit::Unusable(why) => Err(at_name(ProblemKind::ClaimUnusable {
                claim: name.into(),
                why,
            })),
            ClaimFit::AnyReplicas | ClaimFit::OneReplica => Ok(None),
        };
    }
    Ok(Some(NewClaim {
        name: Name::new(name).map_err(|error| at_name(ProblemKind::Name(error)))?,
        spec: claim_spec(mode, size, class),
    }))
}

fn claim_spec(mode: AccessMode, size: &str, class: &str) -> Value {
    let mut spec = json!({
        "accessModes": [mode.wire()],
        "resources": {"requests": {"storage": size}},
    });
    match class {
        // An absent class means the default one; an empty class switches classes off for this claim.
        "" => {}
        NO_CLASS => spec["storageClassName"] = json!(""),
        named => spec["storageClassName"] = json!(named),
    }
    spec
}

/// Whether a claim is the one a form describes, so that a plan stopped half-way can be continued.
fn is_as_asked(claim: &ClaimFacts, mode: AccessMode, size: &str, class: &str, facts: &Facts) -> bool {
    let same_size = Quantity::parse(&claim.requested).is_ok_and(|has| Quantity::parse(size) == Ok(has));
    let same_class = match claim.class.as_deref() {
        has if class == NO_CLASS => has == Some(""),
        Some(has) if class.is_empty() => facts.default_class().is_none_or(|d| d.name == has),
        has => has.unwrap_or_default() == class,
    };
    claim.modes == [mode] && same_size && same_class
}

/// What to know about making a claim.
pub(super) fn making_warnings(fields: &[Field], mode: AccessMode, facts: &Facts) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let name = value(fields, FieldId::Name);
    if name == OPERATORS_CLAIM {
        warnings.push(Warning::OperatorsClaimName { claim: name.into() });
    }
    let size = value(fields, FieldId::Size);
    if Quantity::parse(size).is_ok_and(|size| size < MINIMUM) {
        warnings.push(Warning::BelowMinimum {
            size: size.into(),
            claim: None,
        });
    }
    warnings.extend(class_warnings(value(fields, FieldId::Class), mode, facts));
    warnings
}

/// What to know about a claim of this mode from the class called `class`, or the default one when empty.
pub(super) fn class_warnings(class: &str, mode: AccessMode, facts: &Facts) -> Vec<Warning> {
    if class == NO_CLASS {
        return vec![Warning::VolumeByHand];
    }
    let found = if class.is_empty() {
        facts.default_class()
    } else {
        facts.class(class)
    };
    let Some(class_facts) = found else {
        let none = class.is_empty() && facts.classes.is_ok();
        return if none {
            vec![Warning::NoDefaultClass]
        } else {
            Vec::new()
        };
    };
    let mut warnings = Vec::new();
    let (class, provisioner) = (class_facts.name.clone(), class_facts.provisioner.clone());
    if mode == AccessMode::ReadWriteMany {
        match sharing(&provisioner) {
            Sharing::OneNode => warnings.push(Warning::ClassCannotShare { class, provisioner }),
            Sharing::ByHand | Sharing::Unknown => {
                warnings.push(Warning::ClassSharingUnknown { class, provisioner });
            }
            Sharing::Shared => {}
        }
    }
    if looks_like_nfs(&class_facts.provisioner) {
        warnings.push(Warning::LooksLikeNfs {
            provisioner: class_facts.provisioner.clone(),
        });
    }
    warnings
}

/// What to know about using a claim that exists.
pub(super) fn using_warnings(name: &str, facts: &Facts) -> Vec<Warning> {
    let Some(claim) = facts.claim(name) else {
        return Vec::new();
    };
    let warning = |note| match note {
        ClaimNote::BelowMinimum => Some(Warning::BelowMinimum {
            size: claim.size.clone(),
            claim: Some(claim.name.clone()),
        }),
        ClaimNote::LooksLikeNfs { provisioner } => Some(Warning::LooksLikeNfs { provisioner }),
        ClaimNote::PendingWithoutClass { .. }
        | ClaimNote::PendingClassMissing { .. }
        | ClaimNote::Pending { .. } => Some(Warning::ClaimPending {
            claim: claim.name.clone(),
            event: claim.event.clone(),
        }),
        ClaimNote::WaitsForFirstPod | ClaimNote::OperatorsOwn | ClaimNote::InUse => None,
    };
    claim_notes(claim, facts)
        .into_iter()
        .filter_map(warning)
        .collect()
}

/// The checks of a claim that exists.
pub(super) fn claim_checks(name: &str, facts: &Facts) -> Vec<Check> {
    let claim_check = |state, finding| Check {
        id: CheckId::Claim,
        state,
        finding,
    };
    if name.is_empty() {
        return vec![claim_check(CheckState::Blocking, Some(Finding::NoClaimChosen))];
    }
    if let Err(error) = &facts.claims {
        return vec![claim_check(CheckState::Unknown(error.clone()), None)];
    }
    let owned = || name.to_owned();
    let Some(claim) = facts.claim(name) else {
        let finding = Finding::NoSuchClaim { claim: owned() };
        return vec![claim_check(CheckState::Blocking, Some(finding))];
    };
    let fit = claim_fit(claim);
    let (state, finding) = match fit.clone() {
        ClaimFit::AnyReplicas => (CheckState::Ok, Finding::ClaimShared { claim: owned() }),
        ClaimFit::OneReplica => (CheckState::Ok, Finding::ClaimOneNode { claim: owned() }),
        ClaimFit::Unusable(why) => (
            CheckState::Blocking,
            Finding::ClaimUnusable { claim: owned(), why },
        ),
    };
    let note = pending_note(claim, facts);
    let settles = matches!(note, None | Some(ClaimNote::WaitsForFirstPod));
    let phase = Check {
        id: CheckId::Phase,
        state: if settles {
            CheckState::Ok
        } else {
            CheckState::Attention
        },
        finding: Some(Finding::Phase {
            claim: owned(),
            phase: claim.phase,
            note,
        }),
    };
    let mut checks = vec![claim_check(state, Some(finding))];
    if !matches!(fit, ClaimFit::Unusable(_)) {
        checks.push(phase);
    }
    if fit == ClaimFit::AnyReplicas {
        checks.push(shared_storage());
    }
    checks
}

/// The checks of a claim to be made: by this plan, or by the operator.
pub(super) fn making_checks(made: Finding, class: &str, mode: AccessMode, facts: &Facts) -> Vec<Check> {
    let claim = Check {
        id: CheckId::Claim,
        state: CheckState::Ok,
        finding: Some(made),
    };
    let mut checks = vec![claim, class_check(class, mode, facts)];
    if mode == AccessMode::ReadWriteMany {
        checks.push(shared_storage());
    }
    checks
}

fn class_check(name: &str, mode: AccessMode, facts: &Facts) -> Check {
    let check = |state, finding| Check {
        id: CheckId::Class,
        state,
        finding,
    };
    if name == NO_CLASS {
        return Check {
            id: CheckId::VolumeByHand,
            state: CheckState::Reminder,
            finding: Some(Finding::VolumeByHand),
        };
    }
    if let Err(error) = &facts.classes {
        return check(CheckState::Unknown(error.clone()), None);
    }
    let found = if name.is_empty() {
        facts.default_class()
    } else {
        facts.class(name)
    };
    match found {
        Some(class) => {
            let sharing = sharing(&class.provisioner);
            let suits = mode != AccessMode::ReadWriteMany || sharing == Sharing::Shared;
            let state = if suits {
                CheckState::Ok
            } else {
                CheckState::Attention
            };
            let finding = Finding::Class {
                class: class.name.clone(),
                provisioner: class.provisioner.clone(),
                sharing,
            };
            check(state, Some(finding))
        }
        None if name.is_empty() => check(CheckState::Attention, Some(Finding::NoDefaultClass)),
        None => check(
            CheckState::Blocking,
            Some(Finding::NoSuchClass { class: name.into() }),
        ),
    }
}

fn shared_storage() -> Check {
    Check {
        id: CheckId::SharedStorage,
        state: CheckState::Reminder,
        finding: Some(Finding::ReviewSharedStorage),
    }
}
