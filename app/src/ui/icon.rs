//! Icons. A shape is a CSS class whose mask the build makes from PatternFly's SVG file of the same name, so that
//! neither page nor WebAssembly carries path data. Always beside words, so always hidden from assistive technology.

use leptos::prelude::*;
use registry::overview;

/// The six tones a state may have; each has its icon and word, and no colour is used for anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Check circle, success.
    Ok,
    /// Sync, info.
    Changing,
    /// Triangle, warning.
    Attention,
    /// Exclamation circle, danger.
    Failing,
    /// Minus circle, grey.
    Off,
    /// Question circle, grey.
    Unknown,
}

impl Tone {
    /// The icon's class suffix.
    pub fn icon(self) -> &'static str {
        match self {
            Self::Ok => "check-circle",
            Self::Changing => "sync-alt",
            Self::Attention => "exclamation-triangle",
            Self::Failing => "exclamation-circle",
            Self::Off => "minus-circle",
            Self::Unknown => "question-circle",
        }
    }

    /// The class that colours icon and edge.
    pub fn class(self) -> &'static str {
        match self {
            Self::Ok => "rc-tone-ok",
            Self::Changing => "rc-tone-changing",
            Self::Attention => "rc-tone-attention",
            Self::Failing => "rc-tone-failing",
            Self::Off => "rc-tone-off",
            Self::Unknown => "rc-tone-unknown",
        }
    }
}

impl From<overview::Tone> for Tone {
    fn from(tone: overview::Tone) -> Self {
        match tone {
            overview::Tone::Ok => Self::Ok,
            overview::Tone::Changing => Self::Changing,
            overview::Tone::Attention => Self::Attention,
            overview::Tone::Failing => Self::Failing,
            overview::Tone::Off => Self::Off,
            overview::Tone::Unknown => Self::Unknown,
        }
    }
}

/// An icon of 16 px that takes the colour of its text.
#[component]
pub fn Icon(
    /// PatternFly's name of the shape, listed in `style/icons.txt`.
    name: &'static str,
) -> impl IntoView {
    view! { <span class=format!("rc-icon rc-icon-{name}") aria-hidden="true"></span> }
}
