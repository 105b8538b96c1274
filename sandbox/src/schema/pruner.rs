//! The fields of the operator's ImagePruner.

use std::sync::OnceLock;

use serde_json::json;

use super::config::LOG_LEVELS;
use super::{Schema, duration, field, int, object, one_of, text};
use crate::settings::Release;

/// The tree of an ImagePruner. 4.5 had neither `ignoreInvalidImageReferences` nor a log level.
pub(crate) fn schema(release: Release) -> &'static Schema {
    static CURRENT: OnceLock<Schema> = OnceLock::new();
    static LEGACY: OnceLock<Schema> = OnceLock::new();
    let legacy = release == Release::Legacy;
    let cell = if legacy { &LEGACY } else { &CURRENT };
    cell.get_or_init(|| super::config::whole(spec(legacy)))
}

fn spec(legacy: bool) -> Schema {
    let mut fields = vec![
        field("affinity", Schema::Any),
        field("failedJobsHistoryLimit", int("int32")),
        field("keepTagRevisions", int("")),
        field("keepYoungerThan", int("int64")),
        field("keepYoungerThanDuration", duration()),
        field("nodeSelector", Schema::Map(Box::new(text()))),
        field("resources", Schema::Any),
        field("schedule", text()),
        field("successfulJobsHistoryLimit", int("int32")),
        field("suspend", Schema::Bool),
        field("tolerations", Schema::List(Box::new(Schema::Any))),
    ];
    if !legacy {
        fields.push(field("ignoreInvalidImageReferences", Schema::Bool));
        fields.push(field("logLevel", one_of(LOG_LEVELS)).default(json!("Normal")));
    }
    object(fields)
}
