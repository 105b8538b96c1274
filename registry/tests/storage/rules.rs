//! The wizard's fields, proposals and warnings.

use crate::world::{World, existing, form};
use registry::error::ClusterError;
use registry::name::NameError;
use registry::objects::QuantityError;
use registry::resource::Resource;
use registry::storage::{
    About, Check, CheckId, CheckState, Control, Facts, FieldId, Fit, FitNote, KindId, NO_CLASS, ProblemKind,
    StorageForm, Warning, Why, checks, fields, fit, kind, kinds, problems, warnings,
};
use serde_json::json;

fn proposed(form: &StorageForm, world: &World, id: FieldId) -> String {
    let fields = fields(form, &world.facts());
    fields.into_iter().find(|f| f.id == id).unwrap().value
}

#[test]
fn replicas_are_proposed_from_what_runs_and_how_many_nodes_there_are() {
    let single = |world: World| world.rest(|rest| rest.on("infrastructure-none"));
    for (what, world, expected) in [
        ("removed, several nodes", World::removed(), "2"),
        ("removed, one node", single(World::removed()), "1"),
        (
            "three on S3",
            World::with("config-managed-s3").but(json!({"replicas": 3})),
            "3",
        ),
        (
            "one on S3",
            World::with("config-managed-s3").but(json!({"replicas": 1})),
            "1",
        ),
        ("one on emptyDir", World::with("config-emptydir"), "2"),
        (
            "none at all",
            single(World::removed().but(json!({"replicas": 0}))),
            "1",
        ),
        (
            "a negative number",
            single(World::removed().but(json!({"replicas": -4}))),
            "1",
        ),
    ] {
        assert_eq!(
            proposed(&existing("registry-rwx"), &world, FieldId::Replicas),
            expected,
            "{what}"
        );
    }
}

#[test]
fn the_claim_proposed_is_the_one_configured_or_the_only_one_that_fits() {
    let untouched = StorageForm::untouched(KindId::ExistingClaim);
    let claim = |world: &World| proposed(&untouched, world, FieldId::Claim);
    assert_eq!(claim(&World::removed()), "");
    assert_eq!(
        claim(&World::removed().only_claims(&["scratch", "registry-rwx"])),
        "registry-rwx"
    );
    let configured = World::removed().but(json!({"storage": {"pvc": {"claim": "registry-rwo"}}}));
    assert_eq!(claim(&configured), "registry-rwo");
    let unusable = World::removed().but(json!({"storage": {"pvc": {"claim": "scratch"}}}));
    assert_eq!(claim(&unusable), "");
}

#[test]
fn a_new_claim_is_proposed_for_as_many_nodes_as_its_class_serves() {
    for (class, mode) in [
        ("thin-csi", "ReadWriteOnce"),
        ("files", "ReadWriteMany"),
        ("strange", "ReadWriteMany"),
    ] {
        let form = form(KindId::NewClaim, &[(FieldId::Class, class)]);
        assert_eq!(
            proposed(&form, &World::removed(), FieldId::AccessMode),
            mode,
            "{class}"
        );
    }
    let untouched = StorageForm::untouched(KindId::NewClaim);
    assert_eq!(
        proposed(&untouched, &World::removed(), FieldId::Class),
        "thin-csi"
    );
}

#[test]
fn a_claim_of_no_class_is_a_choice_of_its_own_and_the_only_one_where_there_are_no_classes() {
    let choices = |world: &World| {
        let shown = fields(&StorageForm::untouched(KindId::NewClaim), &world.facts());
        let class = shown.into_iter().find(|f| f.id == FieldId::Class).unwrap();
        match class.control {
            Control::Choice(options) => (options, class.value),
            other => panic!("{other:?}"),
        }
    };
    let (options, proposed) = choices(&World::removed());
    assert_eq!(
        options.last().map(|o| (&*o.value, &o.about)),
        Some((NO_CLASS, &About::NoClass))
    );
    assert!(
        options
            .iter()
            .any(|o| o.value == proposed && o.about != About::NoClass)
    );

    let none = World::removed().rest(|r| r.list(Resource::StorageClass, vec![]));
    let (options, proposed) = choices(&none);
    assert_eq!((options.len(), &*proposed), (1, NO_CLASS));
    for id in [KindId::NewClaim, KindId::BlockVolume] {
        let note = Some(FitNote::VolumesByHand);
        assert_eq!(fit(kind(id), &none.facts()), Fit::Offered { note }, "{id:?}");
    }
}

#[test]
fn a_claim_of_no_class_is_not_one_of_the_default_class() {
    let by_hand = form(
        KindId::NewClaim,
        &[(FieldId::Class, NO_CLASS), (FieldId::Name, "fresh")],
    );
    let mut world = World::removed();
    let plan = world.plan(&by_hand).unwrap();
    plan.steps.iter().for_each(|step| world.apply(step));
    let made = world.facts().claim("fresh").unwrap().clone();
    assert_eq!(made.class.as_deref(), Some(""));
    // A claim of the same name that got the default class is somebody else's.
    for (class, used) in [
        (json!(""), true),
        (json!("thin-csi"), false),
        (json!(null), false),
    ] {
        let mut world = World::removed();
        plan.steps[..1].iter().for_each(|step| world.apply(step));
        world.claims.last_mut().unwrap()["spec"]["storageClassName"] = class.clone();
        assert_eq!(problems(&by_hand, &world.facts()).is_empty(), used, "{class}");
    }
}

#[test]
fn classes_that_cannot_be_read_can_still_be_named() {
    let world = World::removed().rest(|r| r.refused(Resource::StorageClass, ClusterError::Unreachable));
    let shown = fields(&StorageForm::untouched(KindId::NewClaim), &world.facts());
    let class = shown.iter().find(|f| f.id == FieldId::Class).unwrap();
    assert_eq!((&class.control, class.required), (&Control::Name, false));
}

#[test]
fn every_mistyped_field_is_reported_in_the_order_of_the_fields() {
    let typed = form(
        KindId::NewClaim,
        &[
            (FieldId::Replicas, "many"),
            (FieldId::Class, "none-such"),
            (FieldId::Size, "100 GB"),
            (FieldId::Name, "Registry Data"),
            (FieldId::AccessMode, "ReadWriteSometimes"),
        ],
    );
    let found: Vec<_> = problems(&typed, &World::removed().facts())
        .into_iter()
        .map(|p| (p.field.unwrap(), p.kind))
        .collect();
    assert_eq!(
        found,
        [
            (FieldId::Name, ProblemKind::Name(NameError::Characters)),
            (FieldId::Size, ProblemKind::Size(QuantityError::Unreadable)),
            (
                FieldId::Class,
                ProblemKind::NoSuchClass {
                    class: "none-such".into()
                }
            ),
            (
                FieldId::AccessMode,
                ProblemKind::NoSuchOption {
                    value: "ReadWriteSometimes".into()
                }
            ),
            (FieldId::Replicas, ProblemKind::NotANumber),
        ]
    );
}

#[test]
fn kinds_the_schema_lacks_are_hidden_and_refused() {
    let mut schema = crate::given::sample("storage/schema-4.5");
    let members = "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/storage/properties";
    schema
        .pointer_mut(members)
        .unwrap()
        .as_object_mut()
        .unwrap()
        .remove("pvc");
    let world = World::removed().rest(|r| r.one(Resource::CustomResourceDefinition, schema));
    let facts = world.facts();
    let hidden: Vec<_> = kinds()
        .filter(|k| fit(*k, &facts) == Fit::Hidden)
        .map(|k| k.id())
        .collect();
    // IBM's storage came with 4.9.
    assert_eq!(hidden, [&KindId::ALL[..4], &[KindId::IbmCos]].concat());
    let refused = problems(&existing("registry-rwx"), &facts);
    assert_eq!(refused[0].kind, ProblemKind::NotTaken { member: "pvc".into() });
}

#[test]
fn what_cannot_work_here_says_why() {
    let none = World::removed().only_claims(&[]);
    let unfit = World::removed().only_claims(&["scratch", "lost"]);
    for (id, world, why) in [
        (KindId::ExistingClaim, &none, Why::NoClaims),
        (KindId::ExistingClaim, &unfit, Why::NoClaimFits { count: 2 }),
    ] {
        assert_eq!(fit(kind(id), &world.facts()), Fit::Impossible(why), "{id:?}");
    }
    let mut unread = World::removed().facts();
    unread.claims = Err(ClusterError::Unreachable);
    for id in &KindId::ALL[..4] {
        let why = Why::ClaimsUnread(ClusterError::Unreachable);
        assert_eq!(fit(kind(*id), &unread), Fit::Impossible(why), "{id:?}");
    }
    let all = fit(kind(KindId::ExistingClaim), &World::removed().facts());
    assert_eq!(
        all,
        Fit::Offered {
            note: Some(FitNote::Claims { fit: 6, unfit: 5 })
        }
    );
}

#[test]
fn a_block_volume_offers_only_the_ways_that_work() {
    let sources = |world: &World| {
        let shown = fields(&StorageForm::untouched(KindId::BlockVolume), &world.facts());
        match &shown[0].control {
            Control::Choice(options) => options.iter().map(|o| o.value.clone()).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(sources(&World::removed()), ["new", "existing"]);
    assert_eq!(sources(&World::removed().only_claims(&["registry-rwx"])), ["new"]);
    let no_class = World::removed().rest(|r| r.list(Resource::StorageClass, vec![]));
    assert_eq!(sources(&no_class), ["new", "existing"]);
}

#[test]
fn warnings_name_what_makes_them() {
    let world = World::removed();
    for (form, expected) in [
        (
            existing("registry-nfs"),
            vec![
                Warning::BelowMinimum {
                    size: "50Gi".into(),
                    claim: Some("registry-nfs".into()),
                },
                Warning::LooksLikeNfs {
                    provisioner: "k8s-sigs.io/nfs-subdir-external-provisioner".into(),
                },
            ],
        ),
        (existing("registry-rwo"), vec![Warning::NotHighlyAvailable]),
        (existing("registry-rwx"), vec![]),
        (
            form(
                KindId::ExistingClaim,
                &[(FieldId::Claim, "registry-rwx"), (FieldId::Replicas, "1")],
            ),
            vec![Warning::OneReplica],
        ),
        (
            form(KindId::NewClaim, &[(FieldId::Class, "strange")]),
            vec![Warning::ClassSharingUnknown {
                class: "strange".into(),
                provisioner: "csi.storage.example".into(),
            }],
        ),
        (
            form(KindId::NewClaim, &[(FieldId::AccessMode, "ReadWriteMany")]),
            vec![Warning::ClassCannotShare {
                class: "thin-csi".into(),
                provisioner: "csi.vsphere.vmware.com".into(),
            }],
        ),
    ] {
        assert_eq!(warnings(&form, &world.facts()), expected, "{form:?}");
    }
    let single = world.rest(|rest| rest.on("infrastructure-none"));
    let two = form(
        KindId::ExistingClaim,
        &[(FieldId::Claim, "registry-rwx"), (FieldId::Replicas, "2")],
    );
    assert_eq!(warnings(&two, &single.facts()), [Warning::OneNode]);
}

#[test]
fn taking_the_operators_claim_by_name_makes_it_yours() {
    let world = World::removed().operators_claim(true, "ReadWriteMany");
    let form = existing("image-registry-storage");
    let yours = Warning::BecomesYours {
        claim: "image-registry-storage".into(),
    };
    assert!(warnings(&form, &world.facts()).contains(&yours));
    let plan = world.plan(&form).unwrap();
    let storage = &crate::world::patch(&plan)["spec"]["storage"];
    assert_eq!(storage["managementState"], "Unmanaged");
}

#[test]
fn the_checks_of_each_kind_say_what_was_found() {
    use CheckId::{Claim, Class, Phase, SharedStorage};
    use CheckState::{Attention, Blocking, Ok, Reminder};
    let new = |class, mode| {
        form(
            KindId::NewClaim,
            &[(FieldId::Class, class), (FieldId::AccessMode, mode)],
        )
    };
    let automatic = StorageForm::untouched(KindId::AutomaticClaim);
    let unchosen = StorageForm::untouched(KindId::ExistingClaim);
    let world = World::removed();
    let owned = world.clone().operators_claim(true, "ReadWriteMany");
    for (form, world, expected) in [
        (unchosen, &world, vec![(Claim, Blocking)]),
        (existing("scratch"), &world, vec![(Claim, Blocking)]),
        (existing("registry-rwo"), &world, vec![(Claim, Ok), (Phase, Ok)]),
        (
            existing("registry-rwx"),
            &world,
            vec![(Claim, Ok), (Phase, Ok), (SharedStorage, Reminder)],
        ),
        (
            existing("class-missing"),
            &world,
            vec![(Claim, Ok), (Phase, Attention)],
        ),
        (
            new("thin-csi", "ReadWriteOnce"),
            &world,
            vec![(Claim, Ok), (Class, Ok)],
        ),
        (
            new("thin-csi", "ReadWriteMany"),
            &world,
            vec![(Claim, Ok), (Class, Attention), (SharedStorage, Reminder)],
        ),
        (
            new("none-such", "ReadWriteOnce"),
            &world,
            vec![(Claim, Ok), (Class, Blocking)],
        ),
        (
            automatic.clone(),
            &world,
            vec![(Claim, Ok), (Class, Attention), (SharedStorage, Reminder)],
        ),
        (
            automatic,
            &owned,
            vec![(Claim, Ok), (Phase, Ok), (SharedStorage, Reminder)],
        ),
        (StorageForm::untouched(KindId::EmptyDir), &world, vec![]),
    ] {
        let own = |c: &Check| !matches!(c.id, CheckId::Config | CheckId::OneKind | CheckId::NoPodRuns);
        let found: Vec<_> = checks(&form, &world.facts())
            .into_iter()
            .filter(own)
            .map(|c| (c.id, c.state))
            .collect();
        assert_eq!(found, expected, "{form:?}");
    }
}

#[test]
fn a_check_that_cannot_be_read_is_unknown_and_never_green() {
    let mut facts = World::removed().facts();
    facts.pods = Err(ClusterError::Unreachable);
    facts.classes = Err(ClusterError::Unreachable);
    facts.claims = Err(ClusterError::Unreachable);
    let state = |form: &StorageForm, id, facts: &Facts| {
        let checks = checks(form, facts);
        checks.into_iter().find(|c| c.id == id).unwrap().state
    };
    let unknown = CheckState::Unknown(ClusterError::Unreachable);
    assert_eq!(
        state(&existing("registry-rwx"), CheckId::NoPodRuns, &facts),
        unknown
    );
    assert_eq!(state(&existing("registry-rwx"), CheckId::Claim, &facts), unknown);
    let made = StorageForm::untouched(KindId::NewClaim);
    assert_eq!(state(&made, CheckId::Class, &facts), unknown);
    facts.config = Err(ClusterError::Unreachable);
    assert_eq!(checks(&made, &facts)[0].state, unknown);
}
