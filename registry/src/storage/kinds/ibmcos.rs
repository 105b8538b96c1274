//! A bucket of IBM Cloud Object Storage. It lies in a service instance and is opened by a key of that instance; location
//! and resource group are the cluster's own wherever the cluster runs on IBM's clouds, whatever the configuration says.

use super::cloud_store::{Store, exists, in_order, judge};
use super::object_store::{
    ask_credentials, ask_origin, credentials_check, credentials_warnings, is_new, on_store, types_keys,
    user_secret,
};
use super::{Group, Kind};
use crate::credentials::line_key;
use crate::plan::StorageKind;
use crate::storage::check::{Check, CheckId};
use crate::storage::command::{Command, Task};
use crate::storage::content::Content;
use crate::storage::desired::Desired;
use crate::storage::facts::Facts;
use crate::storage::field::{Control, Field, Fields, FixedBecause, Section, check, value};
use crate::storage::fit::Fit;
use crate::storage::form::{FieldId, KindId, StorageForm};
use crate::storage::pattern::Pattern;
use crate::storage::problem::{ProblemKind, StorageProblem};
use crate::storage::warning::Warning;
use serde_json::Value;

const MEMBER: &str = "ibmcos";
const IBM_CLOUD: &str = "IBMCloud";
const POWER_VS: &str = "PowerVS";
const KEY: &str = "REGISTRY_STORAGE_IBMCOS_IAMAPIKEY";
const KEYS: [(&str, FieldId); 1] = [(KEY, FieldId::ApiKey)];
const STORE: Store = Store {
    member: MEMBER,
    path: "ibmcos.bucket",
    field: FieldId::Bucket,
};

pub(super) struct IbmCos;

fn is_own(facts: &Facts) -> bool {
    facts.is_on(IBM_CLOUD) || facts.is_on(POWER_VS)
}

/// The instance a CRN lies in: all but what is meant inside of it.
fn instance_of(crn: &str) -> Option<&str> {
    let (rest, _) = crn.rsplit_once(':')?;
    rest.rsplit_once(':').map(|(instance, _)| instance)
}

/// Where instance and bucket are. The operator writes the cluster's own place over any other; what it derives from
/// elsewhere (PowerVS's region, the group of an instance that exists) is left to it.
fn ask_place<'a>(fields: Fields<'a>, facts: &Facts) -> Fields<'a> {
    let instance = !fields.value(FieldId::ServiceInstance).is_empty();
    let (location, group) = match &facts.platform {
        Ok(platform) if facts.is_on(IBM_CLOUD) => {
            (platform.region.as_str(), platform.resource_group.as_str())
        }
        Ok(platform) if facts.is_on(POWER_VS) => ("", platform.resource_group.as_str()),
        _ => ("", ""),
    };
    let fields = if !location.is_empty() {
        fields.fix(FieldId::Location, location, FixedBecause::Platform)
    } else if is_own(facts) {
        fields
    } else {
        let now = facts.now("ibmcos.location");
        fields.ask(FieldId::Location, Control::text(Pattern::Word), true, now)
    };
    if instance {
        fields
    } else if group.is_empty() {
        let now = facts.now("ibmcos.resourceGroupName");
        fields.ask(FieldId::ResourceGroup, Control::text(Pattern::Line), true, now)
    } else {
        fields.fix(FieldId::ResourceGroup, group, FixedBecause::Platform)
    }
}

fn content(fields: &[Field], facts: &Facts) -> Value {
    let shown = |id| {
        fields
            .iter()
            .find(|field| field.id == id)
            .map(|field| field.value.as_str())
    };
    let content = Content::of(MEMBER, facts)
        .text("bucket", value(fields, FieldId::Bucket))
        .text("serviceInstanceCRN", value(fields, FieldId::ServiceInstance))
        .text("resourceKeyCRN", value(fields, FieldId::ResourceKey));
    [
        ("location", FieldId::Location),
        ("resourceGroupName", FieldId::ResourceGroup),
    ]
    .iter()
    .fold(content, |content, (path, id)| match shown(*id) {
        Some(text) => content.text(path, text),
        None => content,
    })
    .done()
}

impl Kind for IbmCos {
    fn id(&self) -> KindId {
        KindId::IbmCos
    }

    fn group(&self) -> Group {
        Group::ObjectStorage
    }

    fn member(&self) -> &'static str {
        MEMBER
    }

    fn platforms(&self) -> &'static [&'static str] {
        &[IBM_CLOUD, POWER_VS]
    }

    fn fit(&self, facts: &Facts) -> Fit {
        STORE.fit(is_own(facts), facts)
    }

    fn fields(&self, form: &StorageForm, facts: &Facts) -> Vec<Field> {
        let own = is_own(facts);
        let fields = ask_origin(Fields::new(form), MEMBER, own, facts);
        let exists = exists(&fields);
        let bucket = STORE.proposed(&fields, facts);
        let kept = exists || facts.operator_owns(MEMBER);
        let now = |path| if kept { facts.now(path) } else { "" };
        let fields = fields
            .ask(FieldId::Bucket, Control::text(Pattern::Bucket), exists, bucket)
            .ask(
                FieldId::ServiceInstance,
                Control::text(Pattern::CosInstance),
                exists,
                now("ibmcos.serviceInstanceCRN"),
            );
        let fields = ask_place(fields, facts).ask_replicas(facts);
        let fields = ask_credentials(fields, &[&[KEY]], own, facts);
        let fields = if types_keys(&fields.list) {
            fields.ask(FieldId::ApiKey, Control::Secret { file: false }, true, "")
        } else {
            fields
        };
        fields
            .section(Section::Advanced)
            .ask(
                FieldId::ResourceKey,
                Control::text(Pattern::CosKey),
                false,
                now("ibmcos.resourceKeyCRN"),
            )
            .done()
    }

    fn desired(&self, form: &StorageForm, facts: &Facts) -> Result<Desired, Vec<StorageProblem>> {
        let fields = self.fields(form, facts);
        let mut problems = check(&fields, form);
        let (instance, key) = (
            value(&fields, FieldId::ServiceInstance),
            value(&fields, FieldId::ResourceKey),
        );
        judge(FieldId::ResourceKey, &fields, &mut problems, || {
            let apart = !key.is_empty() && instance_of(key) != instance_of(instance);
            apart.then_some(ProblemKind::KeyOfOtherInstance)
        });
        judge(FieldId::ApiKey, &fields, &mut problems, || {
            line_key(form.secrets.get(&FieldId::ApiKey)?)
                .err()
                .map(ProblemKind::Line)
        });
        if !problems.is_empty() {
            return Err(in_order(problems, &fields));
        }
        let bucket = value(&fields, FieldId::Bucket);
        let mut desired = on_store(
            MEMBER,
            StorageKind::Bucket,
            bucket,
            content(&fields, facts),
            &fields,
        );
        desired.place = instance.to_owned();
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
        vec![STORE.check(&fields, facts), credentials_check(&fields, facts)]
    }

    fn commands(&self, form: &StorageForm, facts: &Facts) -> Vec<Command> {
        let fields = self.fields(form, facts);
        let of = |id, otherwise| match value(&fields, id) {
            "" => otherwise,
            typed => typed,
        };
        let instance = of(FieldId::ServiceInstance, "INSTANCE_CRN");
        let mut commands = Vec::new();
        if !is_new(&fields) && !STORE.is_found(&fields, facts) {
            commands.push(
                Command::new(CheckId::Bucket, ["ibmcloud", "cos", "bucket-create"])
                    .flag("--bucket", of(FieldId::Bucket, "BUCKET"))
                    .flag("--ibm-service-instance-id", instance)
                    .flag("--region", value(&fields, FieldId::Location))
                    .with(["--class", "smart"]),
            );
        }
        if !is_new(&fields) && value(&fields, FieldId::ResourceKey).is_empty() {
            commands.push(
                Command::new(
                    CheckId::Bucket,
                    [
                        "ibmcloud",
                        "resource",
                        "service-key-create",
                        "image-registry",
                        "Writer",
                    ],
                )
                .doing(Task::MakeResourceKey)
                .flag("--instance-id", instance)
                .with(["--parameters", r#"{"HMAC":true}"#]),
            );
        }
        commands
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_and_its_key_lie_in_the_same_instance() {
        let base = "crn:v1:bluemix:public:cloud-object-storage:global:a/0f1e:8b1c";
        assert_eq!(instance_of(&format!("{base}::")), Some(base));
        assert_eq!(instance_of(&format!("{base}:resource-key:2f8c")), Some(base));
        assert_eq!(instance_of("crn"), None);
    }
}
