//! The world, its clock, and the signal that wakes watches: what every clone of a sandbox shares.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::world::World;

/// What watches wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Signal {
    /// The newest version.
    pub(crate) version: u64,
    /// Counts how often all watches were told to end.
    pub(crate) closed: u64,
}

pub(crate) struct Shared {
    world: Mutex<World>,
    signal: watch::Sender<Signal>,
    clock: Arc<dyn Clock>,
}

impl Shared {
    pub(crate) fn new(world: World, clock: Arc<dyn Clock>) -> Arc<Self> {
        let signal = Signal {
            version: world.store.version(),
            closed: 0,
        };
        Arc::new(Self {
            world: Mutex::new(world),
            signal: watch::Sender::new(signal),
            clock,
        })
    }

    pub(crate) fn subscribe(&self) -> watch::Receiver<Signal> {
        self.signal.subscribe()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Looks at the world without letting anything happen.
    pub(crate) fn peek<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        look(&self.world.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Acts on the world, lets the controllers answer, and wakes the watches.
    pub(crate) fn locked<T>(self: &Arc<Self>, act: impl FnOnce(&mut World, Timestamp) -> T) -> T {
        let now = self.now();
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        let result = act(&mut world, now);
        world.settle(now);
        let version = world.store.version();
        self.signal
            .send_if_modified(|signal| std::mem::replace(&mut signal.version, version) != version);
        self.arrange_alarm(&mut world, now);
        result
    }

    pub(crate) fn close_watches(&self) {
        self.signal.send_modify(|signal| signal.closed += 1);
    }

    /// Wakes the world when something becomes due. Without a runtime nobody waits, and the next request will do.
    fn arrange_alarm(self: &Arc<Self>, world: &mut World, now: Timestamp) {
        let Some(due) = world.next_due(now) else { return };
        if world.alarm.is_some_and(|alarm| alarm <= due && alarm > now) {
            return;
        }
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        world.alarm = Some(due);
        let wait = std::time::Duration::try_from(due.duration_since(now)).unwrap_or_default();
        let weak = Arc::downgrade(self);
        runtime.spawn(async move {
            tokio::time::sleep(wait).await;
            if let Some(shared) = weak.upgrade() {
                shared.locked(|world, _| world.alarm = None);
            }
        });
    }
}
