//! Whatever makes pods from a template: Deployments, stateful sets, daemon sets, cron jobs, deployment configs. Read for
//! where their images come from.

use super::{Object, list, object, text};

object! {
    /// An object with a pod template.
    Workload
}

/// Where the pods' specification stands: in all kinds but one, and in cron jobs.
const TEMPLATES: [&str; 2] = ["/spec/template/spec", "/spec/jobTemplate/spec/template/spec"];

impl Workload {
    /// Its kind, for example `StatefulSet`.
    pub fn kind(&self) -> &str {
        text(&self.0, "/kind")
    }

    /// The images its containers run, init containers included.
    pub fn images(&self) -> Vec<&str> {
        TEMPLATES
            .iter()
            .flat_map(|template| {
                [
                    format!("{template}/initContainers"),
                    format!("{template}/containers"),
                ]
            })
            .flat_map(|pointer| list(&self.0, &pointer))
            .map(|container| text(container, "/image"))
            .filter(|image| !image.is_empty())
            .collect()
    }

    /// Whether an image stream's tag decides which image it runs: by the annotation, or by a deployment config's own
    /// triggers.
    pub fn has_image_triggers(&self) -> bool {
        let annotated = self
            .annotation("image.openshift.io/triggers")
            .is_some_and(|triggers| !matches!(triggers.trim(), "" | "[]"));
        annotated
            || list(&self.0, "/spec/triggers").iter().any(|trigger| {
                text(trigger, "/type") == "ImageChange"
                    && text(trigger, "/imageChangeParams/from/kind") == "ImageStreamTag"
            })
    }
}
