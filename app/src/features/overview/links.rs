//! Where the overview's links lead: other pages through `nav`, and places on this page. Knows no words.

use crate::nav;
use registry::name::Name;
use registry::objects::ManagementState;
use registry::overview::{Place, WayOut};
use registry::storage::KindId;

/// The facts card.
pub(super) const FACTS: &str = "facts";
/// The routes card.
pub(super) const ROUTES: &str = "routes";
/// The pods card.
pub(super) const PODS: &str = "pods";
/// The pruning card.
pub(super) const PRUNING: &str = "pruning";

/// The address of a way out; `None` for one that acts on this page.
pub(super) fn way_out(way: &WayOut, state: Option<ManagementState>) -> Option<String> {
    Some(match way {
        WayOut::SetUpStorage => nav::storage_setup(),
        WayOut::ChooseOtherClaim => set_up(KindId::ExistingClaim, ""),
        WayOut::CreateClaim => set_up(KindId::NewClaim, ""),
        WayOut::UseOneReplicaAndRecreate { claim } => set_up(KindId::ExistingClaim, claim),
        WayOut::UseOneReplica => set_up(KindId::EmptyDir, ""),
        WayOut::KeepMember { member } => nav::storage_keep(member),
        WayOut::ReviewState => change_state(state),
        WayOut::SeePods => format!("#{PODS}"),
        WayOut::AddCredentials | WayOut::ReplaceCredentials | WayOut::CompleteCredentials => {
            nav::credentials_replace()
        }
        WayOut::RemoveCredentials => nav::credentials_remove(),
        WayOut::Retry => return None,
    })
}

/// The state page with the other one of run and not run chosen.
pub(super) fn change_state(now: Option<ManagementState>) -> String {
    nav::state(match now {
        Some(ManagementState::Managed) => ManagementState::Removed,
        _ => ManagementState::Managed,
    })
}

/// The card of this page that tells more about a place.
pub(super) fn place(place: Place) -> String {
    let card = match place {
        Place::Outside | Place::Routes => ROUTES,
        Place::Nodes | Place::Service | Place::Pods | Place::Certificates => PODS,
        Place::Storage => FACTS,
        Place::Pruning => PRUNING,
    };
    format!("#{card}")
}

/// The wizard where a kind is described. A claim is named only if it can be one: what stands in the configuration is
/// free text.
fn set_up(kind: KindId, claim: &str) -> String {
    let step = nav::storage_step(kind, "details");
    match Name::new(claim) {
        Ok(claim) => format!("{step}&claim={claim}"),
        Err(_) => step,
    }
}
