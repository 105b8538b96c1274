//! Buckets behind the S3 API: Amazon's own, and stores that speak like it. Two choices for people, one member of the
//! configuration; they differ in what is asked first and in what is proposed.

mod checks;
mod commands;
mod content;
mod fields;
mod warnings;

use super::{Group, Kind};
use crate::credentials::{WantedBundle, s3_bundle};
use crate::plan::StorageKind;
use crate::storage::check::Check;
use crate::storage::command::Command;
use crate::storage::desired::Desired;
use crate::storage::facts::Facts;
use crate::storage::field::{Field, check, value};
use crate::storage::fit::{Fit, FitNote};
use crate::storage::form::{FieldId, KindId, StorageForm};
use crate::storage::kinds::object_store::{KeySet, on_store, user_secret};
use crate::storage::problem::StorageProblem;
use crate::storage::warning::Warning;

const MEMBER: &str = "s3";
const PLATFORM: &str = "AWS";

/// The keys of the user's Secret, both required and no others.
const ACCESS_KEY: &str = "REGISTRY_STORAGE_S3_ACCESSKEY";
const SECRET_KEY: &str = "REGISTRY_STORAGE_S3_SECRETKEY";
const KEYS: [(&str, FieldId); 2] = [(ACCESS_KEY, FieldId::AccessKey), (SECRET_KEY, FieldId::SecretKey)];

/// The one way to log in.
const WAYS: &[&KeySet] = &[&[ACCESS_KEY, SECRET_KEY]];

/// The key of the ConfigMap with an endpoint's certificates.
const BUNDLE_KEY: &str = "ca-bundle.crt";

/// A kind over the S3 API.
pub(super) enum S3 {
    /// Amazon S3.
    Amazon,
    /// Ceph, MinIO, NooBaa and others.
    Compatible,
}

impl S3 {
    /// Whether what is configured is of this kind, so that its values are proposed. An address that is neither
    /// Amazon's nor the one the platform names in its place belongs to another store.
    fn is_configured(&self, facts: &Facts) -> bool {
        let endpoint = facts.now("s3.regionEndpoint");
        let platforms = facts.platform.as_ref().map_or("", |p| p.s3_endpoint.as_str());
        let amazons = endpoint.is_empty() || endpoint == platforms || endpoint.contains(".amazonaws.com");
        match self {
            Self::Amazon => amazons,
            Self::Compatible => !amazons,
        }
    }

    /// What stands in the configuration, if it is of this kind.
    fn now<'a>(&self, path: &str, facts: &'a Facts) -> &'a str {
        if self.is_configured(facts) {
            facts.now(path)
        } else {
            ""
        }
    }
}

impl Kind for S3 {
    fn id(&self) -> KindId {
        match self {
            Self::Amazon => KindId::S3,
            Self::Compatible => KindId::S3Compatible,
        }
    }

    fn group(&self) -> Group {
        Group::ObjectStorage
    }

    fn member(&self) -> &'static str {
        MEMBER
    }

    fn platforms(&self) -> &'static [&'static str] {
        match self {
            Self::Amazon => &[PLATFORM],
            Self::Compatible => &[],
        }
    }

    fn fit(&self, facts: &Facts) -> Fit {
        let bucket = self.now("s3.bucket", facts);
        let region = facts.platform.as_ref().map_or("", |p| p.region.as_str());
        let note = match self {
            _ if !bucket.is_empty() => Some(FitNote::Configured {
                name: bucket.to_owned(),
            }),
            Self::Amazon if facts.is_on(PLATFORM) => Some(FitNote::OwnStorage {
                region: region.to_owned(),
            }),
            _ => None,
        };
        Fit::Offered { note }
    }

    fn fields(&self, form: &StorageForm, facts: &Facts) -> Vec<Field> {
        self.ask(form, facts)
    }

    fn desired(&self, form: &StorageForm, facts: &Facts) -> Result<Desired, Vec<StorageProblem>> {
        let fields = self.fields(form, facts);
        let mut problems = check(&fields, form);
        problems.extend(content::key_problems(&fields, form, &problems));
        if !problems.is_empty() {
            // In the order of the fields, so that the first one mended is the first one met.
            let place =
                |problem: &StorageProblem| fields.iter().position(|field| Some(field.id) == problem.field);
            problems.sort_by_key(place);
            return Err(problems);
        }
        let bucket = value(&fields, FieldId::Bucket);
        let mut desired = on_store(
            MEMBER,
            StorageKind::Bucket,
            bucket,
            content::content(&fields, facts),
            &fields,
        );
        desired.place = value(&fields, FieldId::Endpoint).to_owned();
        desired.secrets = user_secret(&fields, form, &KEYS);
        desired.secrets.extend(content::cloud_front_secret(&fields, form));
        let pem = value(&fields, FieldId::TrustedCaFile).trim();
        if !pem.is_empty() {
            desired.bundles.push(WantedBundle {
                name: s3_bundle(),
                key: BUNDLE_KEY.to_owned(),
                pem: format!("{pem}\n"),
            });
        }
        Ok(desired)
    }

    fn warnings(&self, form: &StorageForm, facts: &Facts) -> Vec<Warning> {
        self.warn(&self.fields(form, facts), form, facts)
    }

    fn checks(&self, form: &StorageForm, facts: &Facts) -> Vec<Check> {
        self.look(&self.fields(form, facts), form, facts)
    }

    fn commands(&self, form: &StorageForm, facts: &Facts) -> Vec<Command> {
        commands::commands(&self.fields(form, facts), facts)
    }
}
