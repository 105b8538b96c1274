//! The cluster's own words beside ours, folded: for those who want to look them up or pass them on.

use super::words;
use crate::api::CallError;
use leptos::prelude::*;
use registry::error::ClusterError;

/// What the cluster said, where it said something that may be shown.
pub(super) fn said(error: &ClusterError) -> Option<AnyView> {
    let text = error.said();
    (!text.is_empty()).then(|| {
        view! {
            <details class="rc-details">
                <summary>{words::cluster_said()}</summary>
                <p class="rc-mono">{text.to_owned()}</p>
            </details>
        }
        .into_any()
    })
}

/// The same of a failed call.
pub(super) fn call_said(error: &CallError) -> Option<AnyView> {
    match error {
        CallError::Cluster(error) => said(error),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use registry::plan::{Permission, Verb};
    use registry::resource::Resource;

    fn html(error: ClusterError) -> Option<String> {
        Owner::new().with(|| call_said(&CallError::Cluster(error)).map(|view| view.to_html()))
    }

    #[test]
    fn n2_the_raw_text_is_folded_below_words_and_written_as_text() {
        let permission = Permission {
            verb: Verb::Patch,
            resource: Resource::Config,
            namespace: None,
            name: None,
        };
        let forbidden = |said: &str| ClusterError::Forbidden {
            permission: permission.clone(),
            said: said.to_owned(),
        };
        let shown = html(forbidden("User \"<b>dana</b>\" cannot patch")).unwrap_or_default();
        assert!(
            shown.contains("<details") && shown.contains("What the cluster said"),
            "{shown}"
        );
        assert!(
            shown.contains("&lt;b&gt;dana") && !shown.contains(" open"),
            "{shown}"
        );
        assert_eq!(html(forbidden("")), None);
        assert_eq!(html(ClusterError::Unreachable), None);
    }
}
