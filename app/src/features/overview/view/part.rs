//! A card that shows one part of the overview, or why that part could not be read. One forbidden part never hides
//! another.

use crate::features::overview::words;
use crate::ui::{Card, Icon};
use crate::words::cluster::cluster_error;
use leptos::prelude::*;
use registry::error::ClusterError;
use registry::overview::Part;

/// A card over `part`, with `id` as its place on the page. Where the page has nothing else to tell (`bare`), a card
/// that only repeats that nothing could be read is left out.
pub(super) fn part_card<T>(
    id: &'static str,
    title: String,
    part: Memo<Part<T>>,
    bare: Memo<bool>,
    show: impl Fn(T) -> AnyView + Copy + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let shown = Memo::new(move |_| !bare.get() || part.with(Result::is_ok));
    move || {
        let title = title.clone();
        shown.get().then(|| {
            view! {
                <div class="rc-overview__card" id=id>
                    <Card title=title>
                        {move || match part.get() {
                            Ok(found) => show(found),
                            Err(error) => unread(&error).into_any(),
                        }}
                    </Card>
                </div>
            }
        })
    }
}

/// Why a part could not be read.
pub(super) fn unread(error: &ClusterError) -> impl IntoView + use<> {
    let forbidden = matches!(error, ClusterError::Forbidden { .. });
    let icon = if forbidden { "lock" } else { "question-circle" };
    view! {
        <p class="rc-unread">
            <Icon name=icon />
            <span>
                {cluster_error(error)} {forbidden.then(|| format!(" {}", words::ask_administrator()))}
            </span>
        </p>
    }
}
