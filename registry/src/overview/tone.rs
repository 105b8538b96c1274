//! The six tones a state can have. Which icon, colour and word a tone gets is decided elsewhere.

use serde::{Deserialize, Serialize};

/// How a state is to be taken, from good to unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Tone {
    /// As it should be.
    Ok,
    /// On its way; wait.
    Changing,
    /// Works, but someone should look.
    Attention,
    /// Does not work, or what was asked for is not done.
    Failing,
    /// Switched off on purpose.
    Off,
    /// Cannot be told.
    Unknown,
}
