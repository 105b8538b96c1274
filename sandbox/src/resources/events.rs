//! Events: the reasons behind a claim or pod that does not come up.

use super::Resource;

pub(crate) static RESOURCE: Resource = Resource::namespaced("", "v1", "events", "event", "Event");
