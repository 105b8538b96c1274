//! Whether the server is of another edition than this page: an update came while the page was open. Answers cannot be
//! read any more, so the page says so and its next navigation loads a document. Knows neither answers nor events; who
//! reads those tells.

use crate::nav::Nav;
use leptos::prelude::*;

thread_local! {
    /// One for the program, because every part that is mounted is of the same edition. It never goes back: a replica of
    /// the old edition may still answer, and that changes nothing.
    static OTHER: ArcRwSignal<bool> = ArcRwSignal::new(false);
}

/// Something came that another edition wrote.
pub(crate) fn found_other() {
    let other = OTHER.with(Clone::clone);
    if !other.get_untracked() {
        other.set(true);
    }
}

/// Whether that happened, tracked. False while a page is rendered on the server and taken over, so that both are the
/// same; true from then on.
pub fn is_other() -> Signal<bool> {
    let seen = RwSignal::new(false);
    Effect::new(move |_| seen.set(OTHER.with(Clone::clone).get()));
    seen.into()
}

/// Whether it happened already, untracked. Links are the browser's then, which loads documents.
pub(crate) fn is_other_now() -> bool {
    OTHER.with(|other| other.get_untracked())
}

/// Loads the document anew where the browser's own buttons led to another page. Steps within a page are no navigation:
/// what was typed there stays.
pub(crate) fn load_other_pages(nav: Nav) {
    Effect::new(move |before: Option<String>| {
        let now = nav.path.get();
        if before.is_some_and(|before| before != now) && is_other_now() {
            load_again();
        }
        now
    });
}

/// Loads the document anew, the host's where there is one.
pub fn load_again() {
    // A browser that refuses has said why; nothing is lost.
    let _ = window().location().reload();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edition_that_was_found_to_be_another_stays_another() {
        assert!(!is_other_now());
        found_other();
        found_other();
        assert!(is_other_now());
        let elsewhere = std::thread::spawn(is_other_now).join();
        assert!(!elsewhere.unwrap(), "a server's other threads know nothing of it");
    }
}
