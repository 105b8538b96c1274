//! The fields of a claim's spec.

use std::sync::OnceLock;

use super::{Schema, field, object, strings, text};
use crate::settings::Release;

/// The tree of a PersistentVolumeClaim; the same in every release as far as this console goes.
pub(crate) fn schema(_: Release) -> &'static Schema {
    static SCHEMA: OnceLock<Schema> = OnceLock::new();
    SCHEMA.get_or_init(|| super::config::whole(spec()))
}

fn spec() -> Schema {
    let sizes = || Schema::Map(Box::new(Schema::Quantity));
    object([
        field("accessModes", Schema::List(Box::new(text()))),
        field(
            "resources",
            object([field("requests", sizes()), field("limits", sizes())]),
        ),
        field("storageClassName", text()),
        field("volumeMode", text()),
        field("volumeName", text()),
        field("volumeAttributesClassName", text()),
        field("selector", Schema::Any),
        field("dataSource", strings(&["apiGroup", "kind", "name"])),
        field(
            "dataSourceRef",
            strings(&["apiGroup", "kind", "name", "namespace"]),
        ),
    ])
}
