//! Words of the page that keeps one of several kinds of storage.

use crate::features::overview::member;
use registry::objects::ManagementState;
use registry::plan::StorageKind;
use registry::storage::MemberFacts;

/// Title of the page.
pub fn keep_title() -> String {
    "Keep one kind of storage".into()
}
/// Question over the choice.
pub fn keep_question() -> String {
    "Which one stays?".into()
}
/// Why there is a choice to make.
pub fn keep_intro(members: &[MemberFacts]) -> String {
    let names: Vec<String> = members.iter().map(|one| member(&one.key)).collect();
    format!(
        "{} are configured. The operator takes exactly one kind, and applies nothing until one is left.",
        names.join(" and ")
    )
}
/// There is none to make.
pub fn keep_nothing(members: &[MemberFacts]) -> String {
    match members {
        [] => "No storage is configured, so there is nothing to choose from.".into(),
        [one, ..] => format!(
            "One kind of storage is configured: {}. There is nothing to decide.",
            member(&one.key)
        ),
    }
}
/// A choice, and the button that applies it.
pub fn keep(key: &str) -> String {
    format!("Keep {}", member(key))
}
/// What the member points at.
pub fn keep_what(one: &MemberFacts) -> String {
    let name = one.name.as_deref();
    match (one.kind, name) {
        (StorageKind::EmptyDir, _) => {
            "The pod's own scratch directory; every image is lost when the pod restarts.".into()
        }
        (StorageKind::Claim, Some(name)) => format!("Claim {name}."),
        (StorageKind::Claim, None) => "The claim that the operator makes.".into(),
        (StorageKind::Bucket, Some(name)) => format!("Bucket {name}."),
        (StorageKind::Bucket, None) => "A bucket that the operator makes.".into(),
        (StorageKind::Container, Some(name)) => format!("Container {name}."),
        (StorageKind::Container, None) => "A container that the operator makes.".into(),
        (StorageKind::Other, _) => "A kind of storage this console has no words for.".into(),
    }
}
/// Whether images are there now.
pub fn keep_in_force(in_force: bool) -> String {
    if in_force {
        "The registry keeps its images there now.".into()
    } else {
        "Not in use so far: it holds none of the registry's images of today.".into()
    }
}
/// Whose it is afterwards. emptyDir is nobody's.
pub fn keep_owner(one: &MemberFacts, owner: ManagementState) -> Option<String> {
    let text = match (one.kind, owner) {
        (StorageKind::EmptyDir, _) => return None,
        (_, ManagementState::Managed) => "It is the operator's: removing the registry deletes it.",
        _ => "It is yours: removing the registry keeps it.",
    };
    Some(text.into())
}
/// To the overview.
pub fn to_overview() -> String {
    "Go to the overview".into()
}
/// Shows the plan.
pub fn keep_review() -> String {
    "Review change".into()
}
