//! Words of the parameters.

mod fields;
mod problems;

pub(super) use fields::*;
pub(super) use problems::*;

use super::editor::View;
use registry::change::Problem;
use registry::error::ClusterError;
use registry::objects::ManagementState;
use registry::parameters::Group;
use registry::storage::MemberFacts;

/// Title of the page.
pub fn title() -> String {
    "Parameters".into()
}
/// The two ways to see them.
pub fn views() -> String {
    "View".into()
}
/// One of them.
pub fn view(view: View) -> String {
    match view {
        View::Form => "Form",
        View::Yaml => "YAML",
    }
    .into()
}
/// Name of the list of groups.
pub fn groups() -> String {
    "Groups".into()
}
/// Every group.
pub fn all_groups() -> String {
    "All".into()
}
/// A group.
pub fn group(group: Group) -> String {
    match group {
        Group::Capacity => "Capacity",
        Group::Traffic => "Traffic",
        Group::Logging => "Logging",
        Group::Placement => "Placement",
        Group::Proxy => "Proxy",
        Group::Security => "Security",
    }
    .into()
}

/// How much would change.
pub fn changes(count: usize) -> String {
    match count {
        0 => "No unsaved changes".into(),
        1 => "1 unsaved change".into(),
        _ => format!("{count} unsaved changes"),
    }
}
/// Button that shows the plan, and its heading.
pub fn review() -> String {
    "Review changes".into()
}
/// Button that forgets what was typed.
pub fn discard() -> String {
    "Discard changes".into()
}
/// Leaves the page.
pub fn leave() -> String {
    "Go to the overview".into()
}
/// Button that applies the plan.
pub fn apply() -> String {
    "Save parameters".into()
}
/// After a save.
pub fn back_to_parameters() -> String {
    "Back to the parameters".into()
}
/// A draft was restored.
pub fn draft_restored() -> String {
    "What you typed earlier in this tab is restored.".into()
}
/// How many things stand in the way.
pub fn attention(count: usize) -> String {
    if count == 1 {
        "1 thing needs attention".into()
    } else {
        format!("{count} things need attention")
    }
}

/// Nothing can be saved.
pub fn look_only() -> String {
    "You may look but not change this.".into()
}
/// A save has no effect yet.
pub fn not_managed(state: ManagementState) -> String {
    match state {
        ManagementState::Removed => {
            "Removed: no registry runs. What you save takes effect once the state is Managed again.".into()
        }
        _ => "Unmanaged: the operator does not act. What you save takes effect once the state is Managed again.".into(),
    }
}
/// A storage error stands.
pub fn storage_fails() -> String {
    "The operator cannot apply the storage, and until that is mended it applies no other change either."
        .into()
}
/// Overrides nobody supports are set.
pub fn overrides_set() -> String {
    "unsupportedConfigOverrides is set: nobody supports what it does. This console shows it and never changes it.".into()
}
/// Which fields there are could not be read.
pub fn schema_unread(error: &ClusterError) -> String {
    format!("Which fields this release has could not be read, so today's are shown. {error}")
}

/// Row: the management state.
pub fn state_term() -> String {
    "State".into()
}
/// The state.
pub fn state(state: ManagementState) -> String {
    match state {
        ManagementState::Other => "unknown".into(),
        state => state.wire().into(),
    }
}
/// Where the page of the state leads.
pub fn other_state(state: ManagementState) -> ManagementState {
    match state {
        ManagementState::Managed => ManagementState::Removed,
        _ => ManagementState::Managed,
    }
}
/// Link to the page of the state.
pub fn change_state() -> String {
    "Change management state".into()
}
/// Row: the storage.
pub fn storage_term() -> String {
    "Storage".into()
}
/// The storage.
pub fn storage(members: &[MemberFacts]) -> String {
    if members.is_empty() {
        return "none configured".into();
    }
    let each = members.iter().map(|member| {
        let kind = crate::features::overview::member(&member.key);
        match &member.name {
            Some(name) => format!("{kind} {name}"),
            None => kind,
        }
    });
    each.collect::<Vec<_>>().join(" and ")
}
/// Link to the storage wizard.
pub fn change_storage() -> String {
    "Set up storage".into()
}
/// Whether the pods' shared secret is set.
pub fn secret(set: bool) -> String {
    if set {
        "httpSecret is set. It is never shown, here or anywhere in this console.".into()
    } else {
        "httpSecret is not set yet; the operator makes one.".into()
    }
}
/// What the operator observed.
pub fn observed() -> String {
    "observedConfig, written by the operator".into()
}
/// The overrides.
pub fn overrides() -> String {
    "unsupportedConfigOverrides, not supported by anyone".into()
}

/// Heading of the switch.
pub fn read_only_title() -> String {
    "Read-only".into()
}
/// How it stands.
pub fn read_only_state(on: bool) -> String {
    if on {
        "On: pushes and deletions are refused, pulls work.".into()
    } else {
        "Off: pushes, deletions and pulls work.".into()
    }
}
/// What it does.
pub fn read_only_about() -> String {
    "Switching replaces the registry pods. While it is on, clients that push or delete get 405, and pruning of blobs fails."
        .into()
}
/// The button.
pub fn read_only_press(on: bool) -> String {
    if on {
        "Allow pushes".into()
    } else {
        "Make read-only".into()
    }
}
/// The banner.
pub fn read_only_banner() -> String {
    "Read-only: the registry refuses pushes and deletions.".into()
}
/// The banner's link.
pub fn read_only_change() -> String {
    "Change it".into()
}

/// What the text is.
pub fn text_about() -> String {
    "The spec of the operator's configuration. Comments you type stay while you edit. httpSecret is not in it and is \
     kept as it is, as are observedConfig and unsupportedConfigOverrides. A field you remove is unset."
        .into()
}
/// Label of the text.
pub fn text_label() -> String {
    "Configuration as YAML".into()
}

/// Why a form gives no plan.
pub fn problems(found: &[Problem]) -> Vec<String> {
    found
        .iter()
        .map(|problem| match problem {
            Problem::Parameters(problem) => placed(problem),
            other => crate::plan::words::problem(other),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use registry::objects::QuantityError;
    use registry::parameters::{ParamId, ParametersProblem, ProblemKind, Shape, TextFault, Warning};
    use registry::storage::FixedBecause;
    use registry::yaml::{Spot, YamlFault};
    use std::collections::BTreeSet;

    fn at(kind: ProblemKind) -> ParametersProblem {
        ParametersProblem {
            field: None,
            path: "spec.storage.x".into(),
            spot: Some(Spot { line: 18, column: 5 }),
            kind,
        }
    }

    #[test]
    fn every_field_has_a_name_of_its_own_and_help_in_whole_sentences() {
        let mut names = BTreeSet::new();
        for id in ParamId::all() {
            // One release has the one, another the other.
            if id != ParamId::Logging {
                assert!(names.insert(field(id)), "{id:?}");
            }
            assert!(help(id).ends_with('.') && help(id).len() > 10, "{id:?}");
        }
    }

    #[test]
    fn what_is_wrong_names_its_line_and_path() {
        let similar = |name: Option<&str>| {
            ProblemKind::Text(TextFault::UnknownField {
                similar: name.map(str::to_owned),
            })
        };
        assert_eq!(
            placed(&at(similar(Some("pvc")))),
            "Line 18, column 5: spec.storage.x: Unknown field; did you mean pvc?"
        );
        let claim = || FixedBecause::OneNodeClaim { claim: "c".into() };
        let text = ProblemKind::Text;
        for kind in [
            ProblemKind::Required,
            ProblemKind::NotANumber,
            ProblemKind::Negative,
            ProblemKind::ZeroReplicas,
            ProblemKind::TooMany { max: 3 },
            ProblemKind::NotADuration,
            ProblemKind::NotAnAmount(QuantityError::Unreadable),
            ProblemKind::NotAnAmount(QuantityError::NotPositive),
            ProblemKind::AboveLimit { limit: "1".into() },
            ProblemKind::NoSuchOption { value: "x".into() },
            ProblemKind::NotAnAddress,
            ProblemKind::OnePodOnly(claim()),
            ProblemKind::OnePodOnly(FixedBecause::EmptyDir),
            ProblemKind::MustRecreate(claim()),
            ProblemKind::EmptyList,
            ProblemKind::NotTaken,
            ProblemKind::TwoStorages {
                members: vec!["s3".into(), "pvc".into()],
            },
            similar(None),
            text(TextFault::NotTheSpec),
            text(TextFault::WrongShape { wanted: Shape::Bool }),
            text(TextFault::Missing {
                name: "replicas".into(),
            }),
            text(TextFault::NotOneOf {
                values: vec![String::new(), "Normal".into()],
            }),
            text(TextFault::OutOfBounds {
                min: Some(5),
                max: Some(9),
            }),
            text(TextFault::Secret),
            text(TextFault::NotYours),
            text(TextFault::Unreadable(YamlFault::Syntax)),
            text(TextFault::Unreadable(YamlFault::Tab)),
            text(TextFault::Unreadable(YamlFault::Duplicate { key: "a".into() })),
            text(TextFault::Unreadable(YamlFault::Anchor)),
            text(TextFault::Unreadable(YamlFault::TooBig)),
            text(TextFault::Unreadable(YamlFault::TooDeep)),
        ] {
            let said = placed(&at(kind.clone()));
            let what = said.strip_prefix("Line 18, column 5: spec.storage.x: ").unwrap();
            assert!(
                what.ends_with('.') && what.starts_with(|c: char| c.is_alphanumeric()),
                "{kind:?}: {said}"
            );
        }
    }

    #[test]
    fn what_to_know_is_said_in_whole_sentences() {
        let at = ParamId::ReadWait;
        for warning_ in [
            Warning::OneReplica,
            Warning::OneNode,
            Warning::NotHighlyAvailable,
            Warning::NothingLimited { at },
            Warning::WaitsForEver { at },
            Warning::DefaultGone { at },
            Warning::ClusterProxyApplies { at },
            Warning::SpreadGone,
        ] {
            assert!(warning(&warning_).ends_with('.'), "{warning_:?}");
        }
    }
}
