//! Cron jobs, such as the image pruner's.

use super::Resource;

pub(crate) static RESOURCE: Resource =
    Resource { status: true, ..Resource::namespaced("batch", "v1", "cronjobs", "cronjob", "CronJob") };
