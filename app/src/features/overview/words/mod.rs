//! Every English word of the overview, a function per message. Decides nothing: what is true was decided in the
//! domain, and here it only gets its sentence. Voice: cause, consequence, way out.

mod card;
mod cause;
mod facts;
mod headline;
mod meaning;
mod path;
mod way;

pub(super) use card::*;
pub(super) use cause::{cause, cause_short};
pub(super) use facts::*;
pub(super) use headline::{before, headline, headline_cause, special_body};
pub(super) use meaning::{evidence, meaning, meaning_short, relevance};
pub(super) use path::{
    more_pods, path_name, path_state, path_title, place, place_fact, pod_fact, whose_fact,
};
pub(super) use way::{todo, todo_more, warning, way_out};

use registry::overview::Serving;
use registry::plan::StorageKind;

/// `n` with the noun that fits it.
fn counted(n: i64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// Two of two.
fn of(serving: Serving) -> String {
    format!("{} of {}", serving.ready, serving.wanted)
}

/// `text` with a full stop unless it ends a sentence already.
fn ended(text: &str) -> String {
    let text = text.trim_end();
    if text.is_empty() || text.ends_with(['.', ':', '?']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

/// Texts one after another as sentences; empty ones leave no gap.
fn sentences<const N: usize>(texts: [String; N]) -> String {
    let kept: Vec<String> = texts.iter().filter(|t| !t.is_empty()).map(|t| ended(t)).collect();
    kept.join(" ")
}

/// `lead: text.`, or the lead alone as a sentence when there is no text.
fn with(lead: &str, text: &str) -> String {
    if text.is_empty() {
        ended(lead)
    } else {
        ended(&format!("{lead}: {text}"))
    }
}

/// A list in a sentence: `a`, `a and b`, `a, b and c`.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// What holds images, before its name.
fn kind(kind: StorageKind) -> &'static str {
    match kind {
        StorageKind::Claim => "claim",
        StorageKind::Bucket => "bucket",
        StorageKind::Container => "container",
        StorageKind::EmptyDir => "emptyDir",
        StorageKind::Other => "storage",
    }
}
