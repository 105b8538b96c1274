//! What holds for every kind of storage on every cluster.

use crate::given::{forbidden, sample};
use crate::world::{CANARY, TYPED, World, form, with};
use registry::change::{Change, Problem, Restore};
use registry::plan::{Inverse, Loss, Plan, PlanKey, oc_commands, yaml};
use registry::resource::Resource;
use registry::secret_text::SecretText;
use registry::storage::{
    Facts, FieldId, Group, KindId, NO_CLASS, StorageForm, checks, commands, fields, kind, notes, problems,
    settled, warnings,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::LazyLock;

const VARIED: [&str; 4] = [
    "config-removed-baremetal",
    "config-managed-s3",
    "config-pvc-rwo-two-replicas",
    "config-4.5-managed-s3",
];

fn worlds() -> Vec<(String, World)> {
    let mut worlds = Vec::new();
    for config in [
        "config-removed-baremetal",
        "config-managed-s3",
        "config-emptydir",
        "config-two-storages",
        "config-pvc-rwo-two-replicas",
        "config-unmanaged",
        "config-progressing",
        "config-degraded-missing-secret",
        "config-4.5-managed-s3",
    ] {
        let mut world = World::with(config);
        if config.contains("4.5") {
            world =
                world.rest(|rest| rest.one(Resource::CustomResourceDefinition, sample("storage/schema-4.5")));
        }
        worlds.push((format!("{config} with all claims"), world.clone()));
        // What lies beside the configuration is varied on the ones that differ most; all of it on all takes long.
        if !VARIED.contains(&config) {
            continue;
        }
        let none = world.clone().only_claims(&[]);
        let few = world.clone().only_claims(&["registry-rwo", "scratch"]);
        let unread = world.clone().rest(|rest| {
            rest.refused(Resource::StorageClass, forbidden(Resource::StorageClass))
                .refused(
                    Resource::CustomResourceDefinition,
                    forbidden(Resource::CustomResourceDefinition),
                )
        });
        let single = world.clone().rest(|rest| rest.on("infrastructure-none"));
        let tape = with_tape(world.clone());
        for (what, world) in [
            (
                "the operator's claim",
                world.clone().operators_claim(true, "ReadWriteMany"),
            ),
            (
                "the operator's RWO claim",
                world.clone().operators_claim(true, "ReadWriteOnce"),
            ),
            (
                "a claim of its name",
                world.clone().operators_claim(false, "ReadWriteMany"),
            ),
            ("no claim", none),
            ("few claims", few),
            ("much unread", unread),
            ("a single node", single),
            ("tape", tape),
        ] {
            worlds.push((format!("{config} with {what}"), world));
        }
    }
    worlds.extend(platforms());
    worlds
}

/// Every platform with storage of its own: without credentials, with the cloud's, and with a Secret of the user's that
/// has another store's key.
fn platforms() -> Vec<(String, World)> {
    let mut worlds = Vec::new();
    for platform in ["aws", "gcp", "azure", "openstack", "ibmcloud"] {
        let world = World::removed()
            .only_claims(&[])
            .rest(|rest| rest.on(&format!("infrastructure-{platform}")));
        let minted = world
            .clone()
            .secret("installer-cloud-credentials", &[("key", CANARY)]);
        let users = minted.clone().secret(
            "image-registry-private-configuration-user",
            &[
                ("REGISTRY_STORAGE_S3_ACCESSKEY", CANARY),
                ("REGISTRY_STORAGE_AZURE_ACCOUNTKEY", CANARY),
            ],
        );
        for (what, world) in [
            ("nothing", world),
            ("credentials", minted),
            ("a user's secret", users),
        ] {
            worlds.push((format!("{platform} with {what}"), world));
        }
    }
    worlds
}

/// A release with a member this console has never heard of, which is set.
fn with_tape(world: World) -> World {
    let mut schema = sample("storage/schema-today");
    let members = "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/storage/properties";
    schema.pointer_mut(members).unwrap()["tape"] = json!({"type": "object"});
    world
        .but(json!({"storage": {"tape": {"reel": 7}}}))
        .rest(|rest| rest.one(Resource::CustomResourceDefinition, schema))
}

fn forms() -> Vec<StorageForm> {
    use FieldId::{AccessMode, Claim, Class, Name, Replicas, Size, Source};
    let mut forms: Vec<_> = KindId::ALL.iter().copied().map(StorageForm::untouched).collect();
    for claim in [
        "registry-rwx",
        "registry-rwo",
        "registry-nfs",
        "image-registry-storage",
    ] {
        forms.push(form(KindId::ExistingClaim, &[(Claim, claim)]));
        forms.push(form(KindId::BlockVolume, &[(Source, "existing"), (Claim, claim)]));
    }
    for mode in ["ReadWriteMany", "ReadWriteOnce"] {
        let typed = [
            (Name, "fresh"),
            (Size, "1.5Ti"),
            (Class, "files"),
            (AccessMode, mode),
        ];
        forms.push(form(KindId::NewClaim, &typed));
    }
    for kind in [KindId::NewClaim, KindId::BlockVolume] {
        forms.push(form(kind, &[(Name, "by-hand"), (Class, NO_CLASS)]));
    }
    forms.push(form(
        KindId::NewClaim,
        &[(Name, "image-registry-storage"), (Replicas, "3")],
    ));
    forms.push(form(KindId::BlockVolume, &[(Name, "disk"), (Size, "10Gi")]));
    forms.push(form(KindId::AutomaticClaim, &[(Replicas, "3")]));
    forms.extend(stores());
    forms
}

/// A bucket or container of the user's with keys of theirs, for each store, and what else a store may be told.
fn stores() -> Vec<StorageForm> {
    use FieldId::{
        AccessKey, Account, AccountKey, ApiKey, AuthUrl, Bucket, ChunkSize, CloudFront, CloudFrontDuration,
        CloudFrontKey, CloudFrontKeyPair, CloudFrontUrl, Container, Credentials, Domain, Encrypt, Endpoint,
        KeyFile, KeyId, Location, LoginMethod, NetworkAccess, Origin, Password, Project, Region, ResourceKey,
        SecretKey, ServiceInstance, Token, TrustedCaFile, Username, VirtualHosted, Vnet,
    };
    let theirs = [(Origin, "existing"), (Credentials, "new")];
    let key_file = json!({"type": "service_account", "client_email": "registry@acme.example",
        "private_key": format!("-----BEGIN PRIVATE KEY-----\n{TYPED}\n-----END PRIVATE KEY-----\n")})
    .to_string();
    let account_key = format!("{}==", "Canary".repeat(15).split_at(86).0);
    let instance = "crn:v1:bluemix:public:cloud-object-storage:global:a/0f1e:8b1c::";
    let key = "crn:v1:bluemix:public:cloud-object-storage:global:a/0f1e:8b1c:resource-key:2f8c";
    let keystone = (AuthUrl, "https://keystone.reef.example:5000/v3");
    let all = |kind, typed: &[(FieldId, &str)], secrets: &[(FieldId, &str)]| {
        with(kind, &[&theirs[..], typed].concat(), secrets)
    };
    let keys = [(AccessKey, TYPED), (SecretKey, TYPED)];
    let pem = format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----",
        "MIIB".repeat(30)
    );
    let private_key = format!("-----BEGIN RSA PRIVATE KEY-----\n{TYPED}\n-----END RSA PRIVATE KEY-----");
    let place = [(Bucket, "acme-registry"), (Region, "eu-west-1")];
    vec![
        all(KindId::S3, &place, &keys),
        all(
            KindId::S3,
            &[
                place[0],
                (Region, "us-gov-west-1"),
                (Endpoint, "https://s3.private.example"),
                (Encrypt, "true"),
                (KeyId, "1234abcd"),
                (ChunkSize, "64"),
                (VirtualHosted, "true"),
                (TrustedCaFile, &pem),
                (CloudFront, "true"),
                (CloudFrontUrl, "https://d111.cloudfront.example"),
                (CloudFrontKeyPair, "K1"),
                (CloudFrontDuration, "90m"),
            ],
            &[keys[0], keys[1], (CloudFrontKey, &private_key)],
        ),
        with(KindId::S3, &[(Origin, "new"), (Credentials, "new")], &keys),
        all(
            KindId::S3Compatible,
            &[place[0], (Endpoint, "https://minio.corp.example:9000")],
            &keys,
        ),
        all(
            KindId::Gcs,
            &[place[0], (Region, "europe-west4"), (Project, "acme-quarry-prod")],
            &[(KeyFile, &key_file)],
        ),
        all(
            KindId::Azure,
            &[(Account, "acmeregistry"), (Container, "registry")],
            &[(AccountKey, &account_key)],
        ),
        all(
            KindId::Azure,
            &[
                (Account, "acmeregistry"),
                (Container, "registry"),
                (NetworkAccess, "Internal"),
                (Vnet, "lagoon-vnet"),
            ],
            &[(AccountKey, &account_key)],
        ),
        all(
            KindId::Swift,
            &[(Container, "registry"), keystone, (Domain, "Default")],
            &[(Username, TYPED), (Password, TYPED)],
        ),
        all(
            KindId::Swift,
            &[(Container, "registry"), keystone, (LoginMethod, "token")],
            &[(Token, TYPED)],
        ),
        all(
            KindId::IbmCos,
            &[
                place[0],
                (ServiceInstance, instance),
                (ResourceKey, key),
                (Location, "eu-de"),
            ],
            &[(ApiKey, TYPED)],
        ),
    ]
}

/// Every plan there is, with the cluster it was made on; made once for all laws.
static PLANS: LazyLock<Vec<(String, World, StorageForm, Plan)>> = LazyLock::new(|| {
    let mut plans = Vec::new();
    for (what, world) in worlds() {
        for form in forms() {
            if !matters(&form, &what) {
                continue;
            }
            if let Ok(plan) = world.plan(&form) {
                plans.push((format!("{form:?} on {what}"), world.clone(), form, plan));
            }
        }
    }
    plans
});

/// Claims mean nothing to a bucket, and platforms nothing to a claim: all of them with all of them would take long.
fn matters(form: &StorageForm, world: &str) -> bool {
    let store = kind(form.kind).group() == Group::ObjectStorage;
    let platform = !world.starts_with("config-");
    platform == store || world.ends_with("with all claims") || world.ends_with("with much unread")
}

/// Holds every plan against a law. Each kind must have given some.
fn each(mut law: impl FnMut(&str, &World, &StorageForm, &Plan)) {
    let mut planned = BTreeSet::new();
    for (what, world, form, plan) in PLANS.iter() {
        planned.insert(form.kind);
        law(what, world, form, plan);
    }
    assert_eq!(planned.len(), KindId::ALL.len());
}

#[test]
fn planning_again_after_the_steps_leaves_nothing_to_do() {
    each(|what, world, form, plan| {
        let mut after = world.clone();
        plan.steps.iter().for_each(|step| after.apply(step));
        assert_eq!(after.plan(form).unwrap().steps, [], "{what}");
    });
}

#[test]
fn planning_again_after_each_step_leaves_the_rest_under_the_hash_already_shown() {
    let key = PlanKey::new([7; 32]);
    let mut longest = 0;
    each(|what, world, form, plan| {
        let mut now = world.clone();
        for (n, step) in plan.steps.iter().enumerate() {
            let again = now.plan(form).unwrap();
            assert_eq!(again.steps, plan.steps[n..], "{what}");
            assert_eq!(again.hash(&key), plan.hashes(&key)[n], "{what}");
            now.apply(step);
        }
        longest = longest.max(plan.steps.len());
    });
    assert_eq!(longest, 4, "two Secrets, a ConfigMap, the configuration");
}

#[test]
fn the_same_form_on_the_same_cluster_gives_the_same_plan() {
    each(|what, world, form, plan| assert_eq!(&world.plan(form).unwrap(), plan, "{what}"));
}

#[test]
fn every_step_may_exist_and_its_permission_is_named() {
    each(|what, _, _, plan| {
        for step in &plan.steps {
            assert_eq!(step.check(), Ok(()), "{what}");
            assert!(plan.permissions().contains(&step.permission()), "{what}");
        }
    });
}

#[test]
fn no_secret_stands_in_anything_that_is_shown_or_sent() {
    each(|what, world, form, plan| {
        let facts = world.facts();
        let all = [
            oc_commands(&plan.steps).join("\n"),
            yaml(&plan.steps),
            serde_json::to_string(plan).unwrap(),
            format!("{plan:?}"),
            serde_json::to_string(&facts).unwrap(),
            format!("{facts:?}"),
            format!("{:?}", warnings(form, &facts)),
            format!("{:?}", checks(form, &facts)),
            format!("{:?}", fields(form, &facts)),
            format!("{:?}", notes(form, &facts)),
            format!("{:?}", commands(form, &facts)),
        ];
        assert!(world.config.to_string().contains(CANARY));
        let typed = form.secrets.values().map(SecretText::expose);
        for secret in typed.chain([CANARY, TYPED]) {
            assert!(!all.iter().any(|text| text.contains(secret)), "{what}");
        }
    });
}

#[test]
fn exactly_one_kind_is_set_afterwards_and_its_owner_is_said() {
    each(|what, world, _, plan| {
        let mut after = world.clone();
        plan.steps.iter().for_each(|step| after.apply(step));
        let storage = after.config["spec"]["storage"].as_object().unwrap();
        let members: Vec<_> = storage.keys().filter(|k| *k != "managementState").collect();
        assert_eq!(members.len(), 1, "{what}");
        let owner = world.facts().takes_management();
        assert_eq!(storage.contains_key("managementState"), owner, "{what}");
        assert_eq!(after.config["spec"]["managementState"], "Managed", "{what}");
    });
}

#[test]
fn a_volume_of_one_node_never_gets_a_second_pod_or_a_rolling_update() {
    let mut seen = 0;
    each(|what, world, _, plan| {
        let mut after = world.clone();
        plan.steps.iter().for_each(|step| after.apply(step));
        let spec = &after.config["spec"];
        let name = match &spec["storage"]["pvc"]["claim"] {
            Value::String(name) if name.is_empty() => "image-registry-storage",
            Value::String(name) => name,
            _ => return,
        };
        let claim = after.claims.iter().find(|c| c["metadata"]["name"] == name);
        if claim.is_some_and(|c| c["spec"]["accessModes"] == json!(["ReadWriteOnce"])) {
            seen += 1;
            let pair = (&spec["replicas"], &spec["rolloutStrategy"]);
            assert_eq!(pair, (&json!(1), &json!("Recreate")), "{what}");
        }
    });
    assert!(seen > 50, "{seen}");
}

/// The inverse as a page holds it: sent as JSON, with the identity of the claim that was made.
fn inverse(plan: &Plan) -> Option<Restore> {
    let (Inverse::Whole(restore) | Inverse::Partial(restore, _)) = &plan.inverse else {
        return None;
    };
    let text = serde_json::to_string(restore).unwrap();
    let mut kept: Restore = serde_json::from_str(&text).unwrap();
    assert_eq!(&kept, restore);
    let made = kept
        .claim
        .iter_mut()
        .chain(&mut kept.secrets)
        .chain(&mut kept.bundles);
    made.for_each(|made| made.uid = format!("uid-of-{}", made.name));
    Some(kept)
}

#[test]
fn the_inverse_brings_back_the_configuration_and_the_claims() {
    each(|what, world, _, plan| {
        let restore = Change::Restore(inverse(plan).unwrap());
        let mut now = world.clone();
        plan.steps.iter().for_each(|step| now.apply(step));
        let back = now.change(&restore).unwrap();
        for step in &back.steps {
            assert_eq!(step.check(), Ok(()), "{what}");
            now.apply(step);
        }
        assert_eq!(now.config["spec"], world.config["spec"], "{what}");
        assert_eq!(now.claims, world.claims, "{what}");
        assert_eq!(now.bundles, world.bundles, "{what}");
        let lost = matches!(&plan.inverse, Inverse::Partial(_, losses)
            if losses.iter().any(|loss| matches!(loss, Loss::SecretValues { .. })));
        assert!(lost || now.secrets == world.secrets, "{what}");
        assert_eq!(now.change(&restore).unwrap().steps, [], "{what}");
    });
}

#[test]
fn a_plan_stopped_after_its_claim_can_be_taken_back_too() {
    each(|what, world, _, plan| {
        if plan.steps.len() < 2 {
            return;
        }
        let mut now = world.clone();
        now.apply(&plan.steps[0]);
        let back = now.change(&Change::Restore(inverse(plan).unwrap())).unwrap();
        back.steps.iter().for_each(|step| now.apply(step));
        assert_eq!(now.config["spec"], world.config["spec"], "{what}");
        assert_eq!(now.claims, world.claims, "{what}");
        assert_eq!(now.secrets.len(), world.secrets.len(), "{what}");
    });
}

#[test]
fn the_browser_judges_a_form_as_the_server_does() {
    for (what, world) in worlds() {
        let sent = serde_json::to_string(&world.facts()).unwrap();
        let facts: Facts = serde_json::from_str(&sent).unwrap();
        assert_eq!(facts, world.facts());
        for form in forms() {
            let found: Vec<_> = problems(&form, &facts)
                .into_iter()
                .map(Problem::Storage)
                .collect();
            let refused: Vec<_> = world.plan(&form).err().unwrap_or_default();
            assert_eq!(refused, found, "{form:?} on {what}");
        }
    }
}

#[test]
fn settling_a_form_takes_away_only_what_cannot_be_corrected_by_hand() {
    for (what, world) in worlds() {
        for mut form in forms() {
            form.values.insert(FieldId::Replicas, "2".into());
            let facts = world.facts();
            let settled = settled(&form, &facts);
            let fixed = |p: &registry::storage::StorageProblem| {
                matches!(p.kind, registry::storage::ProblemKind::Fixed { .. })
            };
            assert!(
                !problems(&settled, &facts).iter().any(fixed),
                "{form:?} on {what}"
            );
        }
    }
}
