//! The pruner's side of the operator: the CronJob follows the ImagePruner, the conditions follow the jobs.

use serde_json::{Value, json};

use super::{Pass, conditions};
use crate::json::{flag, int, items, object, text};
use crate::resources::{configs, cronjobs, imagepruners, jobs};
use crate::settings::Release;

const CRON_JOB: &str = "image-pruner";

/// When nothing else is said: every midnight.
const DAILY: &str = "0 0 * * *";

pub(super) fn sync(pass: &mut Pass<'_>) {
    let Some(stored) = pass.store.get(&imagepruners::RESOURCE, "", "cluster") else {
        let pruner = default(pass.setting.release);
        return pass.put(&imagepruners::RESOURCE, pruner);
    };
    let mut pruner = (**stored).clone();
    let now = pass.setting.now;
    let applied = apply(pass, &pruner);
    let failure = last_failure(pass);
    let generation = pruner["metadata"]["generation"].clone();
    let suspended = flag(&pruner, "/spec/suspend");
    let status = object(&mut pruner, "status");
    status.insert("observedGeneration".into(), generation);
    let mut say = |kind: &str, value: &str, reason: &str, message: &str| {
        conditions::set(status, kind, value, reason, message, now);
    };
    match pass.own(&cronjobs::RESOURCE, CRON_JOB) {
        Some(_) => say(
            "Available",
            "True",
            "AsExpected",
            "Pruner CronJob has been created",
        ),
        None => say("Available", "False", "Error", "Pruner CronJob does not exist"),
    }
    if suspended {
        say(
            "Scheduled",
            "False",
            "Suspended",
            "The pruner job has been suspended",
        );
    } else {
        say(
            "Scheduled",
            "True",
            "Scheduled",
            "The pruner job has been scheduled",
        );
    }
    match &failure {
        Some((reason, message)) => say("Failed", "True", reason, message),
        None => say("Failed", "False", "Complete", "Pruner completed successfully"),
    }
    match (&applied, &failure) {
        (Err(why), _) => say("Degraded", "True", "SyncError", &format!("Error: {why}")),
        (_, Some((_, message))) => say("Degraded", "True", "JobFailed", message),
        _ => say("Degraded", "False", "AsExpected", ""),
    }
    pass.put(&imagepruners::RESOURCE, pruner);
}

/// What the operator makes when there is no ImagePruner.
fn default(release: Release) -> Value {
    let mut spec = json!({
        "schedule": "", "suspend": false, "keepTagRevisions": 3, "keepYoungerThanDuration": "60m0s",
        "successfulJobsHistoryLimit": 3, "failedJobsHistoryLimit": 3,
    });
    if release != Release::Legacy {
        spec["ignoreInvalidImageReferences"] = json!(true);
        spec["logLevel"] = json!("Normal");
    }
    json!({"metadata": {"name": "cluster"}, "spec": spec})
}

/// Brings the CronJob in line. The API server refuses a schedule that is none, and the old one stays.
fn apply(pass: &mut Pass<'_>, pruner: &Value) -> Result<(), String> {
    let Some(stored) = pass.own(&cronjobs::RESOURCE, CRON_JOB) else {
        return Ok(());
    };
    let schedule = match text(pruner, "/spec/schedule") {
        "" => DAILY,
        schedule => schedule,
    };
    if let Err(why) = check(schedule) {
        return Err(format!(
            "failed to update object *v1.CronJob, Namespace={}, Name={CRON_JOB}: CronJob.batch \"{CRON_JOB}\" is invalid: spec.schedule: Invalid value: \"{schedule}\": {why}",
            configs::NAMESPACE
        ));
    }
    let mut job = (**stored).clone();
    let spec = object(&mut job, "spec");
    spec.insert("schedule".into(), json!(schedule));
    spec.insert("suspend".into(), json!(flag(pruner, "/spec/suspend")));
    for limit in ["successfulJobsHistoryLimit", "failedJobsHistoryLimit"] {
        spec.insert(limit.into(), json!(int(pruner, &format!("/spec/{limit}"), 3)));
    }
    pass.put(&cronjobs::RESOURCE, job);
    Ok(())
}

/// The newest finished job of the namespace, whatever it was for, decides.
fn last_failure(pass: &Pass<'_>) -> Option<(String, String)> {
    let finished = |job: &Value| {
        items(job, "/status/conditions")
            .iter()
            .find(|c| c["status"] == "True" && matches!(text(c, "/type"), "Complete" | "Failed"))
            .cloned()
    };
    let last = pass
        .store
        .list(&jobs::RESOURCE, Some(configs::NAMESPACE))
        .filter_map(|job| finished(job).map(|end| (text(job, "/metadata/creationTimestamp").to_owned(), end)))
        .max_by(|a, b| a.0.cmp(&b.0))?
        .1;
    (text(&last, "/type") == "Failed").then(|| {
        (
            text(&last, "/reason").to_owned(),
            text(&last, "/message").to_owned(),
        )
    })
}

/// The five fields of a cron line, in the words of Kubernetes' parser.
fn check(schedule: &str) -> Result<(), String> {
    if schedule.starts_with('@') {
        let known = [
            "@yearly",
            "@annually",
            "@monthly",
            "@weekly",
            "@daily",
            "@midnight",
            "@hourly",
        ];
        return if known.contains(&schedule) {
            Ok(())
        } else {
            Err(format!("unrecognized descriptor: {schedule}"))
        };
    }
    let fields: Vec<&str> = schedule.split_whitespace().collect();
    if fields.len() != 5 {
        return Err(format!(
            "expected exactly 5 fields, found {}: [{}]",
            fields.len(),
            fields.join(" ")
        ));
    }
    for (field, (least, most)) in fields.iter().zip([(0, 59), (0, 23), (1, 31), (1, 12), (0, 6)]) {
        for part in field.split(',') {
            let range = part.split('/').next().unwrap_or("");
            if matches!(range, "*" | "?")
                || range.chars().all(|c| c.is_ascii_alphabetic()) && range.len() == 3
            {
                continue;
            }
            for number in range.split('-') {
                let value: i64 = number
                    .parse()
                    .map_err(|_| format!("failed to parse int from {number}"))?;
                if value > most {
                    return Err(format!("end of range ({value}) above maximum ({most}): {part}"));
                }
                if value < least {
                    return Err(format!(
                        "beginning of range ({value}) below minimum ({least}): {part}"
                    ));
                }
            }
        }
    }
    Ok(())
}
