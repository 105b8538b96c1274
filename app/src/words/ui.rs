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
        State::SignedOut => "Logged out",
        State::Outdated => "Not live: the console was updated",
    }
    .into()
}
/// A point in time for everyone alike: RFC 3339 in UTC without its seconds. Any other text stays as it is.
pub fn utc(at: &str) -> String {
    match (at.get(..10), at.get(10..11), at.get(11..16)) {
        (Some(day), Some("T"), Some(minute)) if at.ends_with('Z') => format!("{day} {minute} UTC"),
        _ => at.to_owned(),
    }
}
/// How long ago something was, from seconds; the future, which clocks that differ make, reads as now.
pub fn ago(seconds: f64) -> String {
    let count = |unit: f64| (seconds / unit).floor();
    match seconds {
        s if s < 45.0 => "just now".into(),
        s if s < 3600.0 => format!("{} min ago", count(60.0).max(1.0)),
        s if s < 86_400.0 => format!("{} h ago", count(3600.0)),
        _ => format!("{} d ago", count(86_400.0)),
    }
}
