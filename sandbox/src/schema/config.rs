//! The fields of the operator's Config, per release: what is allowed, required, filled in and out of bounds.

use std::sync::OnceLock;

use serde_json::json;

use super::{Field, Schema, Text, duration, field, int, object, one_of, pattern, strings, text};
use crate::settings::Release;

pub(crate) const LOG_LEVELS: &[&str] = &["", "Normal", "Debug", "Trace", "TraceAll"];
const CONTAINER: &str = "^[0-9a-z]+(-[0-9a-z]+)*$";

/// The tree of a Config, `spec` and `status` included.
pub(crate) fn schema(release: Release) -> &'static Schema {
    static CURRENT: OnceLock<Schema> = OnceLock::new();
    static LEGACY: OnceLock<Schema> = OnceLock::new();
    static FUTURE: OnceLock<Schema> = OnceLock::new();
    let cell = match release {
        Release::Current => &CURRENT,
        Release::Legacy => &LEGACY,
        Release::Future => &FUTURE,
    };
    cell.get_or_init(|| whole(spec(release)))
}

/// `apiVersion`, `kind` and `metadata` around a spec; status is kept as it is.
pub(super) fn whole(spec: Schema) -> Schema {
    object([
        field("apiVersion", text()),
        field("kind", text()),
        field("metadata", Schema::Any),
        field("spec", spec).required(),
        field("status", Schema::Any),
    ])
}

fn spec(release: Release) -> Schema {
    let mut fields = vec![
        field("affinity", Schema::Any),
        field("defaultRoute", Schema::Bool),
        field("disableRedirect", Schema::Bool),
        field("httpSecret", text()),
        field("managementState", pattern("^(Managed|Unmanaged|Force|Removed)$")),
        field("nodeSelector", Schema::Map(Box::new(text()))),
        field("proxy", strings(&["http", "https", "noProxy"])),
        field("readOnly", Schema::Bool),
        field("replicas", int("int32")).required(),
        field(
            "requests",
            object([field("read", limits()), field("write", limits())]),
        ),
        field("resources", Schema::Any),
        field("rolloutStrategy", pattern("^(RollingUpdate|Recreate)$")),
        field("routes", Schema::List(Box::new(route()))),
        field("storage", storage(release)),
        field("tolerations", Schema::List(Box::new(Schema::Any))),
    ];
    if release == Release::Legacy {
        fields.push(field("logging", int("int64")).required());
    } else {
        fields.extend([
            field("logging", int("int64")),
            field("logLevel", one_of(LOG_LEVELS)).default(json!("Normal")),
            field("operatorLogLevel", one_of(LOG_LEVELS)).default(json!("Normal")),
            field("observedConfig", Schema::Any),
            field("unsupportedConfigOverrides", Schema::Any),
            field("topologySpreadConstraints", Schema::List(Box::new(Schema::Any))),
        ]);
    }
    object(fields)
}

fn limits() -> Schema {
    object([
        field("maxRunning", int("")),
        field("maxInQueue", int("")),
        field("maxWaitInQueue", duration()),
    ])
}

fn route() -> Schema {
    object([
        field("name", text()).required(),
        field("hostname", text()),
        field("secretName", text()),
    ])
}

fn storage(release: Release) -> Schema {
    let mut members = vec![
        field("azure", azure(release)),
        field("emptyDir", object([])),
        field("gcs", strings(&["bucket", "region", "projectID", "keyID"])),
        field("pvc", strings(&["claim"])),
        field("s3", s3(release)),
        field(
            "swift",
            strings(&[
                "authURL",
                "authVersion",
                "container",
                "domain",
                "domainID",
                "tenant",
                "tenantID",
                "regionName",
            ]),
        ),
    ];
    if release != Release::Legacy {
        members.extend([
            field("managementState", pattern("^(Managed|Unmanaged)$")),
            field("ibmcos", ibmcos()),
            field("oss", oss()),
        ]);
    }
    if release == Release::Future {
        members.push(field("tape", Schema::Any));
    }
    object(members)
}

fn s3(release: Release) -> Schema {
    let mut fields: Vec<Field> = ["bucket", "region", "regionEndpoint", "keyID"]
        .map(|name| field(name, text()))
        .into();
    fields.extend([
        field("virtualHostedStyle", Schema::Bool),
        field("encrypt", Schema::Bool),
        field("cloudFront", cloud_front()),
    ]);
    if release != Release::Legacy {
        let name = Schema::Text(Text {
            max: Some(253),
            pattern: Some("^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"),
            ..Text::default()
        });
        fields.extend([
            field(
                "chunkSizeMiB",
                Schema::Int {
                    format: "int32",
                    min: Some(5),
                    max: Some(5120),
                },
            ),
            field("trustedCA", object([field("name", name)])),
        ]);
    }
    object(fields)
}

fn cloud_front() -> Schema {
    let key = object([
        field("name", text()).default(json!("")),
        field("key", text()).required(),
        field("optional", Schema::Bool),
    ]);
    object([
        field("baseURL", text()).required(),
        field("keypairID", text()).required(),
        field("privateKey", key).required(),
        field("duration", duration()),
    ])
}

fn azure(release: Release) -> Schema {
    let container = Schema::Text(Text {
        min: Some(3),
        max: Some(63),
        pattern: Some(CONTAINER),
        ..Text::default()
    });
    let mut fields = vec![field("accountName", text()), field("container", container)];
    if release != Release::Legacy {
        let name = |min, max, pattern| {
            Schema::Text(Text {
                min: Some(min),
                max: Some(max),
                pattern: Some(pattern),
                ..Text::default()
            })
        };
        const NAME: &str = "^[0-9A-Za-z][0-9A-Za-z_.-]*[0-9A-Za-z_]$";
        let internal = object([
            field(
                "networkResourceGroupName",
                name(1, 90, "^[0-9A-Za-z_.-](?:[0-9A-Za-z_.-]*[0-9A-Za-z_-])?$"),
            ),
            field("vnetName", name(2, 64, NAME)),
            field(
                "subnetName",
                name(1, 80, "^[0-9A-Za-z](?:[0-9A-Za-z_.-]*[0-9A-Za-z_])?$"),
            ),
            field("privateEndpointName", name(2, 64, NAME)),
        ]);
        let access = object([
            field("type", one_of(&["Internal", "External"])).default(json!("External")),
            field("internal", internal),
        ]);
        fields.push(field("cloudName", text()));
        fields.push(field("networkAccess", access).default(json!({"type": "External"})));
    }
    object(fields)
}

fn ibmcos() -> Schema {
    object([
        field("bucket", text()),
        field("location", text()),
        field("resourceGroupName", text()),
        field(
            "resourceKeyCRN",
            pattern("^crn:.+:.+:.+:cloud-object-storage:.+:.+:.+:resource-key:.+$"),
        ),
        field(
            "serviceInstanceCRN",
            pattern("^crn:.+:.+:.+:cloud-object-storage:.+:.+:.+::$"),
        ),
    ])
}

fn oss() -> Schema {
    let bucket = Schema::Text(Text {
        min: Some(3),
        max: Some(63),
        pattern: Some(CONTAINER),
        ..Text::default()
    });
    let key = Schema::Text(Text {
        min: Some(1),
        ..Text::default()
    });
    let encryption = object([
        field("method", one_of(&["KMS", "AES256"])).default(json!("AES256")),
        field("kms", object([field("keyID", key).required()])),
    ]);
    object([
        field("bucket", bucket),
        field("region", text()),
        field("endpointAccessibility", one_of(&["Internal", "Public", ""])).default(json!("Internal")),
        field("encryption", encryption),
    ])
}
