//! A container of Azure Blob Storage. With an account key the operator makes nothing and refuses nothing: a name that is
//! missing gives pods that cannot work and a registry that reads ready (scenario C5), so both names are required here.

use super::cloud_store::{Store, exists, in_order, judge, uses_cloud, yours};
use super::object_store::{
    ask_credentials, ask_origin, credentials_check, credentials_warnings, is_new, on_store, types_keys,
    user_secret,
};
use super::{Group, Kind};
use crate::credentials::account_key;
use crate::plan::StorageKind;
use crate::storage::check::{Check, CheckId};
use crate::storage::command::{Command, Task};
use crate::storage::content::Content;
use crate::storage::desired::Desired;
use crate::storage::facts::Facts;
use crate::storage::field::{About, Access, Control, Field, Fields, Section, check, value};
use crate::storage::fit::Fit;
use crate::storage::form::{FieldId, KindId, StorageForm};
use crate::storage::pattern::Pattern;
use crate::storage::problem::{ProblemKind, StorageProblem};
use crate::storage::warning::Warning;
use serde_json::Value;

const MEMBER: &str = "azure";
const PLATFORM: &str = "Azure";
const KEY: &str = "REGISTRY_STORAGE_AZURE_ACCOUNTKEY";
const KEYS: [(&str, FieldId); 1] = [(KEY, FieldId::AccountKey)];
const STORE: Store = Store {
    member: MEMBER,
    path: "azure.container",
    field: FieldId::Container,
};

/// The cloud that is meant where none is named.
const PUBLIC: &str = "AzurePublicCloud";
const CLOUDS: [&str; 4] = [
    "AzureUSGovernmentCloud",
    "AzureChinaCloud",
    "AzureGermanCloud",
    "AzureStackCloud",
];

/// The values of [`FieldId::NetworkAccess`], as the API spells them.
const EXTERNAL: &str = "External";
const INTERNAL: &str = "Internal";

/// The parts of a private network, by their place in the configuration.
const NETWORK: [(FieldId, &str, Pattern); 4] = [
    (
        FieldId::NetworkResourceGroup,
        "networkAccess.internal.networkResourceGroupName",
        Pattern::AzureGroup,
    ),
    (
        FieldId::Vnet,
        "networkAccess.internal.vnetName",
        Pattern::AzureNetwork,
    ),
    (
        FieldId::Subnet,
        "networkAccess.internal.subnetName",
        Pattern::AzureSubnet,
    ),
    (
        FieldId::PrivateEndpoint,
        "networkAccess.internal.privateEndpointName",
        Pattern::AzureNetwork,
    ),
];

pub(super) struct Azure;

/// Clouds are rarely named: an empty name is the public one.
fn ask_cloud<'a>(fields: Fields<'a>, own: bool, facts: &Facts) -> Fields<'a> {
    if !facts.takes_field("azure.cloudName") {
        return fields;
    }
    let platforms = match &facts.platform {
        Ok(platform) if own => platform.cloud_name.as_str(),
        _ => "",
    };
    let proposed = match (facts.now("azure.cloudName"), platforms) {
        ("", PUBLIC) => "",
        ("", platforms) => platforms,
        (now, _) => now,
    };
    let mut options = vec![("", About::DefaultCloud), (PUBLIC, About::Plain)];
    options.extend(CLOUDS.map(|cloud| (cloud, About::Plain)));
    // A cloud nobody here has heard of is kept as it stands.
    if !proposed.is_empty() && options.iter().all(|(cloud, _)| *cloud != proposed) {
        options.push((proposed, About::Plain));
    }
    fields.ask(FieldId::CloudName, Control::choice(options), false, proposed)
}

fn ask_network<'a>(fields: Fields<'a>, facts: &Facts) -> Fields<'a> {
    if !facts.takes_field("azure.networkAccess.type") {
        return fields;
    }
    let now = match facts.now("azure.networkAccess.type") {
        "" => EXTERNAL,
        now => now,
    };
    let choice = Control::choice([
        (EXTERNAL, About::Access(Access::External)),
        (INTERNAL, About::Access(Access::Internal)),
    ]);
    let mut fields = fields.ask(FieldId::NetworkAccess, choice, true, now);
    if fields.value(FieldId::NetworkAccess) == INTERNAL {
        for (id, path, pattern) in NETWORK {
            let suggested = match (id, &facts.platform) {
                (FieldId::NetworkResourceGroup, Ok(platform)) => platform.network_resource_group.as_str(),
                _ => "",
            };
            let now = facts.now(&format!("{MEMBER}.{path}"));
            fields = fields.ask(id, Control::suggested(pattern, [suggested]), false, now);
        }
    }
    fields
}

/// A switch back takes the network's parts along, or the API refuses it; what stands by default is not written.
fn network<'a>(content: Content<'a>, fields: &[Field], facts: &Facts) -> Content<'a> {
    let path = "networkAccess.type";
    match value(fields, FieldId::NetworkAccess) {
        INTERNAL => NETWORK
            .iter()
            .fold(content.text(path, INTERNAL), |content, (id, path, _)| {
                content.text(path, value(fields, *id))
            }),
        EXTERNAL if facts.now("azure.networkAccess.type") == INTERNAL => {
            content.text(path, EXTERNAL).without("networkAccess.internal")
        }
        _ => content,
    }
}

fn content(fields: &[Field], facts: &Facts) -> Value {
    let content = Content::of(MEMBER, facts)
        .text("accountName", value(fields, FieldId::Account))
        .text("container", value(fields, FieldId::Container));
    let content = match fields.iter().find(|field| field.id == FieldId::CloudName) {
        Some(cloud) => content.text("cloudName", &cloud.value),
        None => content,
    };
    network(content, fields, facts).done()
}

impl Kind for Azure {
    fn id(&self) -> KindId {
        KindId::Azure
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
        let fields = Fields::new(form);
        // Only the cluster's own credentials can make an account, and they open this cloud alone.
        let fields = if own {
            ask_origin(fields, MEMBER, uses_cloud(form, &[&[KEY]], own, facts), facts)
        } else {
            fields
        };
        let exists = exists(&fields);
        let container = STORE.proposed(&fields, facts);
        let account = if container.is_empty() && !exists {
            ""
        } else {
            facts.now("azure.accountName")
        };
        let fields = fields
            .ask(
                FieldId::Account,
                Control::text(Pattern::AzureAccount),
                exists,
                account,
            )
            .ask(
                FieldId::Container,
                Control::text(Pattern::AzureContainer),
                exists,
                container,
            )
            .ask_replicas(facts);
        let fields = ask_credentials(fields, &[&[KEY]], own, facts);
        let fields = if types_keys(&fields.list) {
            fields.ask(FieldId::AccountKey, Control::Secret { file: false }, true, "")
        } else {
            fields
        };
        let fields = ask_cloud(fields.section(Section::Advanced), own, facts);
        ask_network(fields, facts).done()
    }

    fn desired(&self, form: &StorageForm, facts: &Facts) -> Result<Desired, Vec<StorageProblem>> {
        let fields = self.fields(form, facts);
        let mut problems = check(&fields, form);
        let own = facts.is_on(PLATFORM);
        if is_new(&fields) && !uses_cloud(form, &[&[KEY]], own, facts) {
            problems.push(StorageProblem::at(FieldId::Origin, ProblemKind::KeyMakesNothing));
        }
        judge(FieldId::AccountKey, &fields, &mut problems, || {
            account_key(form.secrets.get(&FieldId::AccountKey)?)
                .err()
                .map(ProblemKind::AccountKey)
        });
        if !problems.is_empty() {
            return Err(in_order(problems, &fields));
        }
        let container = value(&fields, FieldId::Container);
        let mut desired = on_store(
            MEMBER,
            StorageKind::Container,
            container,
            content(&fields, facts),
            &fields,
        );
        desired.place = value(&fields, FieldId::Account).to_owned();
        desired.secrets = user_secret(&fields, form, &KEYS);
        Ok(desired)
    }

    fn warnings(&self, form: &StorageForm, facts: &Facts) -> Vec<Warning> {
        let fields = self.fields(form, facts);
        let mut warnings = STORE.warnings(&fields, facts);
        warnings.extend(credentials_warnings(&fields, &[&[KEY]], &[KEY], facts));
        let key = !uses_cloud(form, &[&[KEY]], facts.is_on(PLATFORM), facts);
        if key && value(&fields, FieldId::NetworkAccess) == INTERNAL {
            warnings.push(Warning::NetworkIsYours);
        }
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
        if is_new(&fields) {
            return Vec::new();
        }
        let of = |id, otherwise| match value(&fields, id) {
            "" => otherwise,
            typed => typed,
        };
        let account = of(FieldId::Account, "ACCOUNT");
        let container = of(FieldId::Container, "CONTAINER");
        let group = match &facts.platform {
            Ok(platform) if !platform.resource_group.is_empty() => platform.resource_group.as_str(),
            _ => "RESOURCE_GROUP",
        };
        let on_account = |serves, action: &str| {
            Command::new(serves, ["az", "storage", "account", action, "--name"])
                .with([account])
                .flag("--resource-group", group)
        };
        let mut commands = Vec::new();
        if !STORE.is_found(&fields, facts) {
            commands.push(
                on_account(CheckId::Bucket, "create")
                    .doing(Task::MakeAccount)
                    .with([
                        "--kind",
                        "StorageV2",
                        "--sku",
                        "Standard_LRS",
                        "--https-only",
                        "true",
                        "--min-tls-version",
                        "TLS1_2",
                        "--allow-blob-public-access",
                        "false",
                    ]),
            );
            commands.push(
                Command::new(CheckId::Bucket, ["az", "storage", "container", "create"])
                    .doing(Task::MakeContainer)
                    .flag("--name", container)
                    .flag("--account-name", account)
                    .with(["--auth-mode", "login"]),
            );
        }
        if types_keys(&fields) {
            // It prints the key where it is run; the key is no part of it.
            commands.push(
                Command::new(CheckId::Bucket, ["az", "storage", "account", "keys", "list"])
                    .doing(Task::PrintKey)
                    .flag("--account-name", account)
                    .flag("--resource-group", group)
                    .with(["--query", "[0].value", "--output", "tsv"]),
            );
        }
        commands
            .push(on_account(CheckId::PublicAccess, "update").with(["--allow-blob-public-access", "false"]));
        commands
    }
}
