//! Words of the components.

use crate::live::State;
use crate::ui::Tone;

/// Copy button.
pub fn copy() -> String {
    "Copy".into()
}
/// Copy button, just after.
pub fn copied() -> String {
    "Copied".into()
}
/// What a tone means, before an alert's title.
pub fn tone(tone: Tone) -> String {
    match tone {
        Tone::Ok => "Success: ",
        Tone::Changing | Tone::Off | Tone::Unknown => "Info: ",
        Tone::Attention => "Warning: ",
        Tone::Failing => "Danger: ",
    }
    .into()
}
/// The live mark.
pub fn live(state: State) -> String {
    match state {
        State::Off => "Not live: reload to see changes",
        State::Live => "Live",
        State::CatchingUp => "Catching up",
        State::Paused => "Paused",
        State::Reconnecting => "Reconnecting",
        State::SignedOut => "Signed out",
    }
    .into()
}
