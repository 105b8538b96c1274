//! A bucket of Google Cloud Storage. The operator fills in region and project together or not at all, and hands a key
//! file on unread, so both are judged here.

use super::cloud_store::{Store, exists, in_order, judge, yours};
use super::object_store::{
    ask_credentials, ask_origin, credentials_check, credentials_warnings, is_new, on_store, types_keys,
    user_secret,
};
use super::{Group, Kind};
use crate::credentials::{KeyFile, KeyHolder, key_file};
use crate::plan::StorageKind;
use crate::storage::check::{Check, CheckId};
use crate::storage::command::{Command, Task};
use crate::storage::content::Content;
use crate::storage::desired::Desired;
use crate::storage::facts::Facts;
use crate::storage::field::{Control, Field, Fields, Section, check, value};
use crate::storage::fit::Fit;
use crate::storage::form::{FieldId, KindId, StorageForm};
use crate::storage::note::Note;
use crate::storage::pattern::Pattern;
use crate::storage::problem::{ProblemKind, StorageProblem};
use crate::storage::warning::Warning;

const MEMBER: &str = "gcs";
const PLATFORM: &str = "GCP";
const KEY: &str = "REGISTRY_STORAGE_GCS_KEYFILE";
const KEYS: [(&str, FieldId); 1] = [(KEY, FieldId::KeyFile)];
const STORE: Store = Store {
    member: MEMBER,
    path: "gcs.bucket",
    field: FieldId::Bucket,
};

/// What a registry needs in a bucket of the user's: to look at the bucket, and to read and write what is in it.
const ROLES: [(Task, &str); 2] = [
    (Task::LetLook, "roles/storage.legacyBucketReader"),
    (Task::LetWrite, "roles/storage.objectAdmin"),
];

pub(super) struct Gcs;

/// What was uploaded, if it is a key file that can work.
fn uploaded(form: &StorageForm) -> Option<KeyFile> {
    key_file(form.secrets.get(&FieldId::KeyFile)?).ok()
}

/// Either both are named or none: the operator's own rule.
fn pair_problem(fields: &[Field]) -> Option<StorageProblem> {
    let empty = |id| value(fields, id).is_empty();
    let at = match (empty(FieldId::Region), empty(FieldId::Project)) {
        (true, false) => FieldId::Region,
        (false, true) => FieldId::Project,
        _ => return None,
    };
    Some(StorageProblem::at(at, ProblemKind::RegionAndProject))
}

impl Kind for Gcs {
    fn id(&self) -> KindId {
        KindId::Gcs
    }

    fn group(&self) -> Group {
        Group::ObjectStorage
    }

    fn member(&self) -> &'static str {
        MEMBER
    }

    fn platforms(&self) -> &'static [&'static str] {
        &[PLATFORM]
    }

    fn fit(&self, facts: &Facts) -> Fit {
        STORE.fit(facts.is_on(PLATFORM), facts)
    }

    fn fields(&self, form: &StorageForm, facts: &Facts) -> Vec<Field> {
        let own = facts.is_on(PLATFORM);
        let (region, project) = match &facts.platform {
            Ok(platform) if own => (platform.region.as_str(), platform.project.as_str()),
            _ => ("", ""),
        };
        let file = uploaded(form).and_then(|file| file.project).unwrap_or_default();
        let now = (facts.now("gcs.region"), facts.now("gcs.projectID"));
        // The two go together, so they are proposed together.
        let (place, owner) = match now {
            ("", "") if project.is_empty() => (region, file.as_str()),
            ("", "") => (region, project),
            now => now,
        };
        let fields = ask_origin(Fields::new(form), MEMBER, own, facts);
        let exists = exists(&fields);
        let bucket = STORE.proposed(&fields, facts);
        let fields = fields
            .ask(FieldId::Bucket, Control::text(Pattern::GcsBucket), exists, bucket)
            .ask(
                FieldId::Region,
                Control::suggested(Pattern::Word, [region]),
                !own,
                place,
            )
            .ask(
                FieldId::Project,
                Control::suggested(Pattern::GcsProject, [project, file.as_str()]),
                !own,
                owner,
            )
            .ask_replicas(facts);
        let fields = ask_credentials(fields, &[&[KEY]], own, facts);
        let fields = if types_keys(&fields.list) {
            fields.ask(FieldId::KeyFile, Control::Secret { file: true }, true, "")
        } else {
            fields
        };
        // The operator sets the key on a bucket it makes, and on no other.
        fields
            .section(Section::Advanced)
            .ask_if(
                !exists,
                FieldId::KeyId,
                Control::text(Pattern::GcsKey),
                false,
                facts.now("gcs.keyID"),
            )
            .done()
    }

    fn desired(&self, form: &StorageForm, facts: &Facts) -> Result<Desired, Vec<StorageProblem>> {
        let fields = self.fields(form, facts);
        let mut problems = check(&fields, form);
        if let Some(pair) = pair_problem(&fields)
            && !problems.iter().any(|problem| problem.field == pair.field)
        {
            problems.push(pair);
        }
        judge(FieldId::KeyFile, &fields, &mut problems, || {
            key_file(form.secrets.get(&FieldId::KeyFile)?)
                .err()
                .map(ProblemKind::KeyFile)
        });
        if !problems.is_empty() {
            return Err(in_order(problems, &fields));
        }
        let of = |id| value(&fields, id);
        let content = Content::of(MEMBER, facts)
            .text("bucket", of(FieldId::Bucket))
            .text("region", of(FieldId::Region))
            .text("projectID", of(FieldId::Project))
            .text("keyID", of(FieldId::KeyId))
            .done();
        let mut desired = on_store(MEMBER, StorageKind::Bucket, of(FieldId::Bucket), content, &fields);
        desired.secrets = user_secret(&fields, form, &KEYS);
        Ok(desired)
    }

    fn warnings(&self, form: &StorageForm, facts: &Facts) -> Vec<Warning> {
        let fields = self.fields(form, facts);
        let mut warnings = STORE.warnings(&fields, facts);
        warnings.extend(credentials_warnings(&fields, &[&[KEY]], &[KEY], facts));
        warnings
    }

    fn checks(&self, form: &StorageForm, facts: &Facts) -> Vec<Check> {
        let fields = self.fields(form, facts);
        vec![
            STORE.check(&fields, facts),
            credentials_check(&fields, facts),
            yours(CheckId::PublicAccess, &fields),
        ]
    }

    fn commands(&self, form: &StorageForm, facts: &Facts) -> Vec<Command> {
        let fields = self.fields(form, facts);
        let of = |id| value(&fields, id);
        let bucket = match of(FieldId::Bucket) {
            "" => "BUCKET",
            bucket => bucket,
        };
        if is_new(&fields) {
            return Vec::new();
        }
        let address = format!("gs://{bucket}");
        let on_bucket = |serves, action: &str| {
            Command::new(serves, ["gcloud", "storage", "buckets", action]).with([address.as_str()])
        };
        let mut commands = Vec::new();
        if !STORE.is_found(&fields, facts) {
            commands.push(
                on_bucket(CheckId::Bucket, "create")
                    .flag("--project", of(FieldId::Project))
                    .flag("--location", of(FieldId::Region))
                    .with(["--uniform-bucket-level-access", "--public-access-prevention"]),
            );
        }
        if let Some(KeyHolder::ServiceAccount { email }) = uploaded(form).map(|file| file.holder) {
            let member = format!("serviceAccount:{email}");
            commands.extend(ROLES.map(|(task, role)| {
                on_bucket(CheckId::Bucket, "add-iam-policy-binding")
                    .flag("--member", &member)
                    .flag("--role", role)
                    .doing(task)
            }));
        }
        commands.push(on_bucket(CheckId::PublicAccess, "update").with(["--public-access-prevention"]));
        commands
    }

    fn notes(&self, form: &StorageForm, facts: &Facts) -> Vec<Note> {
        let shown = self
            .fields(form, facts)
            .iter()
            .any(|field| field.id == FieldId::KeyFile);
        let file = uploaded(form).filter(|_| shown);
        file.map(Note::KeyFile).into_iter().collect()
    }
}
