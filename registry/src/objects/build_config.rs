//! Build configurations, read for where they push to.

use super::{object, text};

object! {
    /// A `buildconfigs.build.openshift.io` object.
    BuildConfig
}

impl BuildConfig {
    /// Whether builds push to an image stream tag, which needs the internal registry.
    pub fn pushes_to_image_stream(&self) -> bool {
        text(&self.0, "/spec/output/to/kind") == "ImageStreamTag"
    }
}
