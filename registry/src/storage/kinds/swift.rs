//! A container of OpenStack Swift. With keys of the user's own the operator knows no cloud, so everything it takes to log
//! in is asked: where (scenario C8), as whom, and in which domain.

use super::cloud_store::{Store, exists, in_order, judge, uses_cloud};
use super::object_store::{
    KeySet, ask_credentials, ask_origin, credentials_check, credentials_warnings, is_new, on_store,
    types_keys, user_secret,
};
use super::{Group, Kind};
use crate::credentials::{LineProblem, line_key, line_password};
use crate::plan::StorageKind;
use crate::secret_text::SecretText;
use crate::storage::check::{Check, CheckId};
use crate::storage::command::{Command, Task};
use crate::storage::content::Content;
use crate::storage::desired::Desired;
use crate::storage::facts::Facts;
use crate::storage::field::{About, Control, Field, Fields, Login, Section, check, value};
use crate::storage::fit::Fit;
use crate::storage::form::{FieldId, KindId, StorageForm};
use crate::storage::pattern::Pattern;
use crate::storage::problem::{ProblemKind, StorageProblem};
use crate::storage::warning::Warning;

const MEMBER: &str = "swift";
const PLATFORM: &str = "OpenStack";
const STORE: Store = Store {
    member: MEMBER,
    path: "swift.container",
    field: FieldId::Container,
};

const USERNAME: &str = "REGISTRY_STORAGE_SWIFT_USERNAME";
const PASSWORD: &str = "REGISTRY_STORAGE_SWIFT_PASSWORD";
const APPLICATION_ID: &str = "REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALID";
const APPLICATION_NAME: &str = "REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALNAME";
const APPLICATION_SECRET: &str = "REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALSECRET";
const TOKEN: &str = "REGISTRY_STORAGE_SWIFT_TOKENID";

/// The keys of each way to log in: all of them, and no others.
const WAYS: [&KeySet; 3] = [
    &[USERNAME, PASSWORD],
    &[APPLICATION_ID, APPLICATION_NAME, APPLICATION_SECRET],
    &[TOKEN],
];

/// A way to log in: its name in the form, and each of its keys with the field it is typed into.
type Way = (&'static str, Login, &'static [(&'static str, FieldId)]);

const LOGINS: [Way; 3] = [
    (
        "password",
        Login::Password,
        &[(USERNAME, FieldId::Username), (PASSWORD, FieldId::Password)],
    ),
    (
        "application",
        Login::Application,
        &[
            (APPLICATION_ID, FieldId::ApplicationId),
            (APPLICATION_NAME, FieldId::ApplicationName),
            (APPLICATION_SECRET, FieldId::ApplicationSecret),
        ],
    ),
    ("token", Login::Token, &[(TOKEN, FieldId::Token)]),
];

/// Who one is: the place in the configuration, and the field.
const IDENTITY: [(&str, FieldId); 4] = [
    ("domain", FieldId::Domain),
    ("domainID", FieldId::DomainId),
    ("tenant", FieldId::Tenant),
    ("tenantID", FieldId::TenantId),
];

/// The login chosen; the first where none is asked for.
fn login(fields: &[Field]) -> (Login, &'static [(&'static str, FieldId)]) {
    let chosen = value(fields, FieldId::LoginMethod);
    let found = LOGINS.iter().find(|(name, ..)| *name == chosen);
    let (_, login, keys) = found.unwrap_or(&LOGINS[0]);
    (*login, keys)
}

/// What is kept of a secret as typed. Names and passwords may hold blanks; ids and tokens do not.
fn kept(id: FieldId, typed: &SecretText) -> Result<SecretText, LineProblem> {
    match id {
        FieldId::Username | FieldId::Password | FieldId::ApplicationName => line_password(typed),
        _ => line_key(typed),
    }
}

/// Whether the identity service is asked by its third version, the operator's choice where nothing else is said.
fn third_version(fields: &[Field]) -> bool {
    let path = value(fields, FieldId::AuthUrl)
        .rsplit_once("://")
        .map_or("", |(_, rest)| rest);
    let in_path = path.split_once('/').map_or("", |(_, path)| path);
    match value(fields, FieldId::AuthVersion) {
        "" if in_path.is_empty() => true,
        "" => in_path.starts_with("v3"),
        version => version == "3",
    }
}

/// Version 3 knows a user by name only together with a domain, and takes one way to name it.
fn domain_problem(fields: &[Field]) -> Option<StorageProblem> {
    let named = |id| !value(fields, id).is_empty();
    let both = named(FieldId::Domain) && named(FieldId::DomainId);
    let by_name = types_keys(fields) && login(fields).0 == Login::Password && third_version(fields);
    let neither = by_name && !named(FieldId::Domain) && !named(FieldId::DomainId);
    if both {
        Some(StorageProblem::at(FieldId::DomainId, ProblemKind::OneDomain))
    } else {
        neither.then(|| StorageProblem::at(FieldId::Domain, ProblemKind::DomainNeeded))
    }
}

fn ask_identity<'a>(fields: Fields<'a>, facts: &Facts) -> Fields<'a> {
    IDENTITY.iter().fold(fields, |fields, (path, id)| {
        let now = facts.now(&format!("{MEMBER}.{path}"));
        fields.ask(*id, Control::text(Pattern::Line), false, now)
    })
}

impl Kind for Swift {
    fn id(&self) -> KindId {
        KindId::Swift
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
        let needs_address = !uses_cloud(form, &WAYS, own, facts);
        let fields = ask_origin(Fields::new(form), MEMBER, own, facts);
        let exists = exists(&fields);
        let container = STORE.proposed(&fields, facts);
        let fields = fields
            .ask(
                FieldId::Container,
                Control::text(Pattern::SwiftContainer),
                exists,
                container,
            )
            .ask(
                FieldId::AuthUrl,
                Control::text(Pattern::AuthUrl),
                needs_address,
                facts.now("swift.authURL"),
            )
            .ask(
                FieldId::Region,
                Control::text(Pattern::Word),
                false,
                facts.now("swift.regionName"),
            )
            .ask_replicas(facts);
        let fields = ask_credentials(fields, &WAYS, own, facts);
        let (fields, identity_asked) = if types_keys(&fields.list) {
            let methods = LOGINS.map(|(name, login, _)| (name, About::Login(login)));
            let fields = fields.ask(FieldId::LoginMethod, Control::choice(methods), true, LOGINS[0].0);
            let (login, keys) = login(&fields.list);
            let fields = keys.iter().fold(fields, |fields, (_, id)| {
                fields.ask(*id, Control::Secret { file: false }, true, "")
            });
            // An application credential belongs to one user of one project, so it needs no more.
            if login == Login::Application {
                (fields, false)
            } else {
                (ask_identity(fields, facts), true)
            }
        } else {
            (fields, false)
        };
        let fields = fields.section(Section::Advanced);
        let fields = if identity_asked {
            fields
        } else {
            ask_identity(fields, facts)
        };
        let now = facts.now("swift.authVersion");
        let mut versions = vec![
            ("", About::DefaultVersion),
            ("1", About::Plain),
            ("2", About::Plain),
            ("3", About::Plain),
        ];
        if versions.iter().all(|(version, _)| *version != now) {
            versions.push((now, About::Plain));
        }
        fields
            .ask(FieldId::AuthVersion, Control::choice(versions), false, now)
            .done()
    }

    fn desired(&self, form: &StorageForm, facts: &Facts) -> Result<Desired, Vec<StorageProblem>> {
        let fields = self.fields(form, facts);
        let mut problems = check(&fields, form);
        if let Some(domain) = domain_problem(&fields)
            && !problems.iter().any(|problem| problem.field == domain.field)
        {
            problems.push(domain);
        }
        let (_, keys) = login(&fields);
        for (_, id) in keys {
            judge(*id, &fields, &mut problems, || {
                kept(*id, form.secrets.get(id)?).err().map(ProblemKind::Line)
            });
        }
        if !problems.is_empty() {
            return Err(in_order(problems, &fields));
        }
        let of = |id| value(&fields, id);
        let content = Content::of(MEMBER, facts)
            .text("container", of(FieldId::Container))
            .text("authURL", of(FieldId::AuthUrl))
            .text("authVersion", of(FieldId::AuthVersion))
            .text("regionName", of(FieldId::Region));
        let content = IDENTITY
            .iter()
            .fold(content, |content, (path, id)| content.text(path, of(*id)))
            .done();
        let container = of(FieldId::Container);
        let mut desired = on_store(MEMBER, StorageKind::Container, container, content, &fields);
        desired.secrets = user_secret(&fields, form, keys);
        // A password is taken as it was typed, blanks at its end included.
        for secret in &mut desired.secrets {
            for (key, id) in keys {
                if let Some(Ok(text)) = form.secrets.get(id).map(|typed| kept(*id, typed)) {
                    secret.keys.insert((*key).to_owned(), text);
                }
            }
        }
        Ok(desired)
    }

    fn warnings(&self, form: &StorageForm, facts: &Facts) -> Vec<Warning> {
        let fields = self.fields(form, facts);
        let mut warnings = STORE.warnings(&fields, facts);
        let written: Vec<&str> = login(&fields).1.iter().map(|(key, _)| *key).collect();
        warnings.extend(credentials_warnings(&fields, &WAYS, &written, facts));
        if types_keys(&fields) && login(&fields).0 == Login::Token {
            warnings.push(Warning::TokenEnds);
        }
        if value(&fields, FieldId::AuthUrl).starts_with("http://") {
            warnings.push(Warning::LoginInClear);
        }
        warnings
    }

    fn checks(&self, form: &StorageForm, facts: &Facts) -> Vec<Check> {
        let fields = self.fields(form, facts);
        vec![STORE.check(&fields, facts), credentials_check(&fields, facts)]
    }

    fn commands(&self, form: &StorageForm, facts: &Facts) -> Vec<Command> {
        let fields = self.fields(form, facts);
        let of = |id| value(&fields, id);
        let openstack = |serves| {
            Command::new(serves, ["openstack"])
                .flag("--os-auth-url", of(FieldId::AuthUrl))
                .flag("--os-region-name", of(FieldId::Region))
        };
        let mut commands = Vec::new();
        if !is_new(&fields) && !STORE.is_found(&fields, facts) {
            let container = match of(FieldId::Container) {
                "" => "CONTAINER",
                container => container,
            };
            commands.push(openstack(CheckId::Bucket).doing(Task::MakeContainer).with([
                "container",
                "create",
                container,
            ]));
        }
        if types_keys(&fields) && login(&fields).0 == Login::Application {
            commands.push(openstack(CheckId::Bucket).doing(Task::MakeCredential).with([
                "application",
                "credential",
                "create",
                "image-registry",
            ]));
        }
        commands
    }
}

pub(super) struct Swift;
