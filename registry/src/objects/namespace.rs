//! Namespaces, read for what OpenShift writes on them.

use super::{Object as _, object};

object! {
    /// A `namespaces` object.
    Namespace
}

impl Namespace {
    /// The groups pods of the namespace may share volumes with, as OpenShift writes them: `first/count`, or
    /// `first-last`. `None` when it wrote nothing, or something else.
    pub fn volume_groups(&self) -> Option<&str> {
        let groups = self.annotation("openshift.io/sa.scc.supplemental-groups")?;
        let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let is_range = |text: &str| {
            text.split_once(['/', '-'])
                .is_some_and(|(first, rest)| number(first) && number(rest))
        };
        groups.split(',').all(is_range).then_some(groups)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn groups_are_ranges_or_nothing() {
        let read = |groups: &str| {
            let annotations = json!({"openshift.io/sa.scc.supplemental-groups": groups});
            let namespace = Namespace(json!({"metadata": {"annotations": annotations}}));
            namespace.volume_groups().map(str::to_owned)
        };
        for good in ["1000680000/10000", "1-2", "1000680000/10000,5-9"] {
            assert_eq!(read(good).as_deref(), Some(good));
        }
        for bad in ["", "1000680000", "/", "1/", "<b>", "1/2,", "1/2,x"] {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert_eq!(
            Namespace(json!({"metadata": {"name": "n"}})).volume_groups(),
            None
        );
    }
}
