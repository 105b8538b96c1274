//! What another state or storage does to people, pods and data, read off the configuration before and after: for an undo,
//! which may delete as much as any other plan, and for a configuration somebody wrote as text.

use super::Restore;
use crate::objects::{Config, ManagementState};
use crate::plan::{Confirmation, Effect, Inverse, Loss, StorageKind};
use crate::storage::{ConfigFacts, MemberFacts};

/// The effects, and what they ask of the user.
pub(crate) struct Consequences {
    pub(crate) effects: Vec<Effect>,
    /// Every holder of images that is deleted, with its name; emptyDir has none.
    deleted: Vec<(StorageKind, String)>,
    /// Whether images in the storage in force cannot be pulled afterwards.
    leaves_images: bool,
    /// Whether pushes and pulls fail for a while, or from now on.
    stops: bool,
}

impl Consequences {
    /// Compares the configuration with what it will be. `claim` is deleted by the plan itself; `takes_management`
    /// says whether `spec.storage.managementState` decides who owns the storage on this release.
    pub(crate) fn of(
        now: &Config,
        after: &Config,
        changes: bool,
        claim: Option<String>,
        takes_management: bool,
    ) -> Self {
        let before = ConfigFacts::read(now);
        let then = ConfigFacts::read(after);
        let mut found = Self {
            effects: Vec::new(),
            deleted: Vec::new(),
            leaves_images: false,
            stops: false,
        };
        if changes {
            found.state(&before, &then);
            let owned = if takes_management {
                then.management == Some(ManagementState::Managed)
            } else {
                then.operator_owns_storage
            };
            found.storage(&before, &then, owned);
        }
        if let Some(name) = claim {
            found.delete(StorageKind::Claim, name);
        }
        found
    }

    fn state(&mut self, before: &ConfigFacts, then: &ConfigFacts) {
        use ManagementState::{Managed, Other, Removed, Unmanaged};
        let replicas = then.replicas.unwrap_or_default();
        let starts = [
            Effect::RegistryStarts { replicas },
            Effect::ApiServersRoll,
            Effect::PrunerDeletesBlobs(true),
        ];
        match (before.state, then.state) {
            (Removed | Other, Managed) => self.effects.extend(starts),
            (Unmanaged, Managed) => self.effects.push(Effect::OperatorResumes),
            (Managed | Unmanaged | Other, Removed) => {
                self.stops = true;
                self.effects.extend([
                    Effect::RegistryStops,
                    Effect::ApiServersRoll,
                    Effect::PrunerDeletesBlobs(false),
                    Effect::PullSecretsRemoved,
                ]);
            }
            (Managed | Removed | Other, Unmanaged) => self.effects.push(Effect::OperatorStops),
            _ => {}
        }
    }

    fn storage(&mut self, before: &ConfigFacts, then: &ConfigFacts, owned: bool) {
        let removes = then.state == ManagementState::Removed && before.state != ManagementState::Removed;
        for member in &before.in_force {
            let name = member.name.clone().unwrap_or_default();
            if removes && (owned || member.kind == StorageKind::EmptyDir) {
                self.delete(member.kind, name);
                continue;
            }
            if !removes && !is_kept(member, then) {
                self.leaves_images = true;
                self.effects.push(Effect::ImagesDoNotMove {
                    from: member.name.clone().unwrap_or_else(|| member.key.clone()),
                });
            }
            if member.kind != StorageKind::EmptyDir {
                self.effects.push(Effect::StorageKept {
                    kind: member.kind,
                    name,
                });
            }
        }
        if then.state == ManagementState::Managed && before.state == ManagementState::Managed {
            let moves = before.in_force.is_empty() || self.leaves_images;
            if moves {
                self.stops |= then.strategy == crate::objects::Strategy::Recreate;
                self.effects.push(Effect::PodsRestart {
                    strategy: then.strategy,
                });
            }
        }
        let lasts = |member: &MemberFacts| member.kind != StorageKind::EmptyDir;
        if then.state == ManagementState::Managed && !then.configured.iter().all(lasts) {
            self.effects.push(Effect::ImagesLostOnRestart);
        }
    }

    /// Notes a deletion once, even where the operator and the plan would both see to it.
    fn delete(&mut self, kind: StorageKind, name: String) {
        let deleted = (kind, name);
        if self.deleted.contains(&deleted) {
            return;
        }
        let (kind, name) = deleted.clone();
        self.effects.retain(
            |effect| !matches!(effect, Effect::StorageKept { kind: k, name: n } if *k == kind && *n == name),
        );
        self.effects.push(Effect::StorageDeleted { kind, name });
        self.deleted.push(deleted);
    }

    /// The name to type where something with a name is deleted, else a tick where images or service are lost.
    pub(crate) fn confirmation(&self) -> Confirmation {
        let named = self.deleted.iter().find(|(_, name)| !name.is_empty());
        match named {
            Some((_, name)) => Confirmation::TypeName(name.clone()),
            None if self.stops || self.leaves_images || !self.deleted.is_empty() => Confirmation::Tick,
            None => Confirmation::Review,
        }
    }

    /// How to go back (or forward again); not possible once data is deleted.
    pub(crate) fn inverse(&self, former: Restore) -> Inverse {
        match self.deleted.first() {
            Some((kind, name)) => Inverse::Impossible(Loss::Storage {
                kind: *kind,
                name: name.clone(),
            }),
            None if self.leaves_images => Inverse::Partial(former, vec![Loss::ImagesPushedMeanwhile]),
            None => Inverse::Whole(former),
        }
    }
}

fn is_kept(member: &MemberFacts, then: &ConfigFacts) -> bool {
    then.configured.iter().any(|wanted| member.is_where(wanted))
}
