//! The scenarios the console promises to handle, by their names.

use crate::given::{forbidden, sample};
use crate::golden::golden;
use crate::world::{World, existing, form, patch};
use registry::change::Problem;
use registry::objects::{AccessMode, ManagementState, Strategy};
use registry::plan::{Action, Confirmation, Effect, Inverse, StorageKind};
use registry::resource::Resource;
use registry::storage::{
    CheckId, CheckState, ClaimFit, ClaimNote, FieldId, Finding, Fit, FitNote, FixedBecause, KindId, NO_CLASS,
    ProblemKind, Sharing, StorageForm, StorageProblem, Unusable, Warning, Why, checks, claim_fit,
    claim_notes, fields, fit, kind, problems, warnings,
};
use serde_json::json;

fn automatic() -> StorageForm {
    StorageForm::untouched(KindId::AutomaticClaim)
}

fn empty_dir() -> StorageForm {
    StorageForm::untouched(KindId::EmptyDir)
}

fn refused(world: &World, form: &StorageForm) -> Vec<StorageProblem> {
    let problems = world.plan(form).unwrap_err();
    problems
        .into_iter()
        .map(|problem| match problem {
            Problem::Storage(problem) => problem,
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn d1_the_automatic_claim_is_asked_for_by_an_empty_name_and_owned_by_the_operator() {
    let world = World::removed();
    let one = form(KindId::AutomaticClaim, &[(FieldId::Replicas, "1")]);
    let plan = golden("d1_automatic_claim", &world, &one);
    assert_eq!(
        patch(&plan),
        &json!({"spec": {"managementState": "Managed",
            "storage": {"managementState": "Managed", "pvc": {"claim": ""}}}})
    );
    let claim = "image-registry-storage".to_owned();
    assert!(
        plan.effects
            .contains(&Effect::OperatorCreatesClaim { name: claim })
    );
}

#[test]
fn d1_a_default_class_that_cannot_share_is_said_beforehand() {
    let cannot = Warning::ClassCannotShare {
        class: "thin-csi".into(),
        provisioner: "csi.vsphere.vmware.com".into(),
    };
    assert!(warnings(&automatic(), &World::removed().facts()).contains(&cannot));
    let none = World::removed().rest(|r| r.list(Resource::StorageClass, vec![]));
    assert!(warnings(&automatic(), &none.facts()).contains(&Warning::NoDefaultClass));
    let note = fit(kind(KindId::AutomaticClaim), &World::removed().facts());
    let expected = FitNote::DefaultClass {
        class: "thin-csi".into(),
        sharing: Sharing::OneNode,
    };
    assert_eq!(note, Fit::Offered { note: Some(expected) });
}

#[test]
fn d1_once_the_operator_has_filled_in_its_claim_nothing_is_left_to_do() {
    let spec = |claim: &str| {
        json!({"managementState": "Managed", "replicas": 2,
            "storage": {"managementState": "Managed", "pvc": {"claim": claim}}})
    };
    let filled = World::removed()
        .but(spec("image-registry-storage"))
        .operators_claim(true, "ReadWriteMany");
    assert_eq!(filled.plan(&automatic()).unwrap().steps, []);
    let mut dropped = World::removed().but(spec("x"));
    dropped.config["spec"]["storage"]["pvc"] = json!({});
    assert_eq!(dropped.plan(&automatic()).unwrap().steps, []);
    // A name without a claim is not filled by the operator: it must be cleared again.
    let vanished = World::removed().but(spec("image-registry-storage"));
    let plan = vanished.plan(&automatic()).unwrap();
    assert_eq!(patch(&plan)["spec"]["storage"]["pvc"], json!({"claim": ""}));
}

#[test]
fn d1_a_claim_of_the_operators_name_made_by_hand_rules_the_automatic_one_out() {
    let world = World::removed().operators_claim(false, "ReadWriteMany");
    let why = Why::OperatorClaimNameTaken {
        claim: "image-registry-storage".into(),
    };
    assert_eq!(
        fit(kind(KindId::AutomaticClaim), &world.facts()),
        Fit::Impossible(why.clone())
    );
    let problem = StorageProblem {
        field: None,
        kind: ProblemKind::Impossible(why),
    };
    assert_eq!(refused(&world, &automatic()), [problem]);
    let by_name = world.plan(&existing("image-registry-storage")).unwrap();
    assert_eq!(
        patch(&by_name)["spec"]["storage"],
        json!({"managementState": "Unmanaged", "pvc": {"claim": "image-registry-storage"}})
    );
}

#[test]
fn d2_own_rwx_claim_with_two_replicas_is_one_patch_and_yours() {
    let two = form(
        KindId::ExistingClaim,
        &[(FieldId::Claim, "registry-rwx"), (FieldId::Replicas, "2")],
    );
    let plan = golden("d2_own_rwx_claim", &World::removed(), &two);
    assert_eq!(
        patch(&plan),
        &json!({"spec": {"managementState": "Managed", "replicas": 2,
            "storage": {"managementState": "Unmanaged", "pvc": {"claim": "registry-rwx"}}}})
    );
    assert_eq!(plan.steps.len(), 1);
    assert_eq!(plan.confirmation, Confirmation::Review);
}

#[test]
fn d3_own_rwo_claim_is_one_patch_with_strategy_replicas_and_claim() {
    let expected = json!({"spec": {"managementState": "Managed", "rolloutStrategy": "Recreate", "replicas": 1,
        "storage": {"managementState": "Unmanaged", "pvc": {"claim": "registry-rwo"}}}});
    let plan = golden("d3_own_rwo_claim", &World::removed(), &existing("registry-rwo"));
    assert_eq!(patch(&plan), &expected);
    assert!(plan.effects.contains(&Effect::NotHighlyAvailable));
    let block = form(
        KindId::BlockVolume,
        &[(FieldId::Source, "existing"), (FieldId::Claim, "registry-rwo")],
    );
    assert_eq!(World::removed().plan(&block).unwrap().steps, plan.steps);
}

#[test]
fn d4_d5_choosing_the_rwo_claim_again_repairs_two_replicas_and_rolling_update() {
    let mut world = World::with("config-pvc-rwo-two-replicas");
    world.claims[1]["metadata"]["name"] = json!("registry-block");
    let plan = golden("d5_rwo_and_two_replicas", &world, &existing("registry-block"));
    let spec = &patch(&plan)["spec"];
    assert_eq!(
        (&spec["replicas"], &spec["rolloutStrategy"]),
        (&json!(1), &json!("Recreate"))
    );
    // Beside the two only whose the claim is, which this configuration does not say.
    let changed: Vec<_> = plan.steps[0].changes().into_iter().map(|c| c.path).collect();
    assert_eq!(
        changed,
        [
            "spec.replicas",
            "spec.rolloutStrategy",
            "spec.storage.managementState"
        ]
    );
}

#[test]
fn d6_a_second_replica_on_a_rwo_claim_is_refused_with_the_claim_named() {
    let two = form(
        KindId::ExistingClaim,
        &[(FieldId::Claim, "registry-rwo"), (FieldId::Replicas, "2")],
    );
    let because = FixedBecause::OneNodeClaim {
        claim: "registry-rwo".into(),
    };
    let expected = StorageProblem {
        field: Some(FieldId::Replicas),
        kind: ProblemKind::Fixed {
            value: "1".into(),
            because,
        },
    };
    assert_eq!(refused(&World::removed(), &two), [expected]);
}

#[test]
fn d7_a_claim_that_is_missing_is_named_and_blocks() {
    let world = World::removed();
    let expected = StorageProblem {
        field: Some(FieldId::Claim),
        kind: ProblemKind::NoSuchClaim { claim: "nope".into() },
    };
    assert_eq!(refused(&world, &existing("nope")), [expected]);
    let checks = checks(&existing("nope"), &world.facts());
    let claim = checks.iter().find(|c| c.id == CheckId::Claim).unwrap();
    assert_eq!(claim.state, CheckState::Blocking);
    assert_eq!(claim.finding, Some(Finding::NoSuchClaim { claim: "nope".into() }));
}

#[test]
fn d8_a_pending_claim_says_why_and_waiting_for_its_first_pod_is_normal() {
    let facts = World::removed().facts();
    let notes = |name| claim_notes(facts.claim(name).unwrap(), &facts);
    let event = "no persistent volumes available for this claim and no storage class is set";
    assert_eq!(
        notes("waits-for-volume"),
        [ClaimNote::PendingWithoutClass {
            event: Some(event.into())
        }]
    );
    assert_eq!(notes("waits-for-pod"), [ClaimNote::WaitsForFirstPod]);
    assert_eq!(
        notes("class-missing"),
        [ClaimNote::PendingClassMissing { class: "gone".into() }]
    );
    let pending = |name: &str| {
        warnings(&existing(name), &facts)
            .iter()
            .any(|w| matches!(w, Warning::ClaimPending { .. }))
    };
    assert!(pending("waits-for-volume"));
    assert!(!pending("waits-for-pod"));
    let phase = |name: &str| {
        let checks = checks(&existing(name), &facts);
        checks.into_iter().find(|c| c.id == CheckId::Phase).unwrap().state
    };
    assert_eq!(phase("waits-for-pod"), CheckState::Ok);
    assert_eq!(phase("waits-for-volume"), CheckState::Attention);
}

#[test]
fn d9_claims_the_registry_cannot_use_are_marked_and_refused() {
    let facts = World::removed().facts();
    for (name, expected) in [
        (
            "scratch",
            Unusable::AccessModes {
                modes: vec![AccessMode::ReadWriteOncePod],
            },
        ),
        (
            "read-only",
            Unusable::AccessModes {
                modes: vec![AccessMode::ReadOnlyMany],
            },
        ),
        ("raw", Unusable::BlockMode),
        ("leaving", Unusable::BeingDeleted),
        ("lost", Unusable::Lost),
    ] {
        assert_eq!(
            claim_fit(facts.claim(name).unwrap()),
            ClaimFit::Unusable(expected.clone()),
            "{name}"
        );
        let problem = StorageProblem {
            field: Some(FieldId::Claim),
            kind: ProblemKind::ClaimUnusable {
                claim: name.into(),
                why: expected,
            },
        };
        assert_eq!(problems(&existing(name), &facts), [problem], "{name}");
    }
    assert_eq!(
        claim_fit(facts.claim("registry-nfs").unwrap()),
        ClaimFit::AnyReplicas
    );
}

fn registry_data() -> StorageForm {
    form(
        KindId::NewClaim,
        &[
            (FieldId::Name, "registry-data"),
            (FieldId::Size, "100Gi"),
            (FieldId::AccessMode, "ReadWriteOnce"),
            (FieldId::Class, "thin-csi"),
        ],
    )
}

#[test]
fn d12_a_claim_is_made_with_exactly_the_fields_asked_for_and_then_used() {
    let plan = golden("d12_new_claim", &World::removed(), &registry_data());
    let Action::Create { object } = plan.steps[0].action() else {
        panic!("{:?}", plan.steps[0]);
    };
    assert_eq!(
        object["spec"],
        json!({"accessModes": ["ReadWriteOnce"], "storageClassName": "thin-csi",
            "resources": {"requests": {"storage": "100Gi"}}})
    );
    assert_eq!(object["metadata"]["namespace"], "openshift-image-registry");
    assert_eq!(
        patch(&plan)["spec"]["storage"],
        json!({"managementState": "Unmanaged", "pvc": {"claim": "registry-data"}})
    );
    let untouched = StorageForm::untouched(KindId::BlockVolume);
    assert_eq!(World::removed().plan(&untouched).unwrap().steps, plan.steps);
}

#[test]
fn d12_a_claim_of_no_class_says_so_to_the_api_server_and_asks_whether_a_volume_is_there() {
    let mut by_hand = registry_data();
    by_hand.values.insert(FieldId::Class, NO_CLASS.into());
    let plan = golden("d12_new_claim_by_hand", &World::removed(), &by_hand);
    let Action::Create { object } = plan.steps[0].action() else {
        panic!("{:?}", plan.steps[0]);
    };
    // Left out, the cluster's default class would be filled in.
    assert_eq!(object["spec"]["storageClassName"], "");
    let checks = checks(&by_hand, &World::removed().facts());
    let volume = checks.iter().find(|c| c.id == CheckId::VolumeByHand).unwrap();
    assert_eq!(
        (&volume.state, &volume.finding),
        (&CheckState::Reminder, &Some(Finding::VolumeByHand))
    );
    assert!(checks.iter().all(|c| c.id != CheckId::Class));
}

#[test]
fn d12_a_name_in_use_is_refused_unless_the_claim_is_the_one_asked_for() {
    let mut world = World::removed();
    let taken = |size: &str| {
        let mut form = registry_data();
        form.values.insert(FieldId::Name, "registry-rwo".into());
        form.values.insert(FieldId::Size, size.into());
        form
    };
    let in_use = StorageProblem {
        field: Some(FieldId::Name),
        kind: ProblemKind::NameInUse {
            name: "registry-rwo".into(),
        },
    };
    assert_eq!(refused(&world, &taken("200Gi")), [in_use]);
    let steps = world.plan(&taken("102400Mi")).unwrap().steps;
    assert!(matches!(steps[0].action(), Action::Patch { .. }), "{steps:?}");
    world.claims[1]["metadata"]["deletionTimestamp"] = json!("2026-08-03T09:00:00Z");
    let leaving = ProblemKind::ClaimUnusable {
        claim: "registry-rwo".into(),
        why: Unusable::BeingDeleted,
    };
    assert_eq!(refused(&world, &taken("100Gi"))[0].kind, leaving);
}

#[test]
fn d12_the_operators_name_and_a_small_size_warn_and_the_name_is_always_sent() {
    let typed = form(
        KindId::NewClaim,
        &[
            (FieldId::Name, "image-registry-storage"),
            (FieldId::Size, "20Gi"),
            (FieldId::Class, "files"),
        ],
    );
    let world = World::removed();
    let said = warnings(&typed, &world.facts());
    assert!(said.contains(&Warning::OperatorsClaimName {
        claim: "image-registry-storage".into()
    }));
    assert!(said.contains(&Warning::BelowMinimum {
        size: "20Gi".into(),
        claim: None
    }));
    let plan = world.plan(&typed).unwrap();
    assert_eq!(
        patch(&plan)["spec"]["storage"]["pvc"],
        json!({"claim": "image-registry-storage"})
    );
}

#[test]
fn e1_empty_dir_warns_is_ticked_and_belongs_to_the_operator() {
    let world = World::removed();
    let plan = golden("e1_empty_dir", &world, &empty_dir());
    assert_eq!(
        patch(&plan),
        &json!({"spec": {"managementState": "Managed", "replicas": 1,
            "storage": {"managementState": "Managed", "emptyDir": {}}}})
    );
    assert_eq!(plan.confirmation, Confirmation::Tick);
    assert_eq!(
        warnings(&empty_dir(), &world.facts()),
        [Warning::ImagesLostOnRestart]
    );
    assert!(matches!(plan.inverse, Inverse::Partial(..)));
}

#[test]
fn e2_empty_dir_with_two_replicas_is_refused() {
    let two = form(KindId::EmptyDir, &[(FieldId::Replicas, "2")]);
    let kind = ProblemKind::Fixed {
        value: "1".into(),
        because: FixedBecause::EmptyDir,
    };
    let expected = StorageProblem {
        field: Some(FieldId::Replicas),
        kind,
    };
    assert_eq!(refused(&World::removed(), &two), [expected]);
}

#[test]
fn e3_switching_from_s3_nulls_it_and_says_that_images_stay_behind() {
    let world = World::with("config-managed-s3");
    let plan = golden("e3_switch_from_s3", &world, &existing("registry-rwx"));
    assert_eq!(
        patch(&plan),
        &json!({"spec": {"storage": {"s3": null, "managementState": "Unmanaged",
            "pvc": {"claim": "registry-rwx"}}}})
    );
    let bucket = "harbour-4kq9d-image-registry-eu-west-1".to_owned();
    assert_eq!(
        plan.effects,
        [
            Effect::PodsRestart {
                strategy: Strategy::RollingUpdate
            },
            Effect::ImagesDoNotMove { from: bucket.clone() },
            Effect::StorageKept {
                kind: StorageKind::Bucket,
                name: bucket.clone()
            },
        ]
    );
    assert_eq!(plan.confirmation, Confirmation::Tick);
    assert!(
        warnings(&existing("registry-rwx"), &world.facts()).contains(&Warning::ImagesDoNotMove {
            kind: StorageKind::Bucket,
            name: Some(bucket),
        })
    );
}

#[test]
fn e4_choosing_a_claim_clears_both_members_that_were_set() {
    let world = World::with("config-two-storages");
    let plan = golden("e4_two_storages", &world, &existing("registry-rwx"));
    assert_eq!(
        patch(&plan)["spec"]["storage"],
        json!({"s3": null, "emptyDir": null, "managementState": "Unmanaged", "pvc": {"claim": "registry-rwx"}})
    );
    assert!(
        warnings(&existing("registry-rwx"), &world.facts()).contains(&Warning::OthersAreCleared {
            members: vec!["emptyDir".into(), "s3".into()]
        })
    );
    let one_kind = checks(&existing("registry-rwx"), &world.facts());
    let one_kind = one_kind.iter().find(|c| c.id == CheckId::OneKind).unwrap();
    assert_eq!(one_kind.state, CheckState::Attention);
}

#[test]
fn e5_numbers_of_replicas_that_cannot_work_are_refused_each_with_its_reason() {
    for (typed, expected) in [
        ("0", ProblemKind::ZeroReplicas),
        ("-1", ProblemKind::NegativeReplicas),
        ("two", ProblemKind::NotANumber),
        ("1.5", ProblemKind::NotANumber),
        ("", ProblemKind::Required),
        ("2147483648", ProblemKind::TooManyReplicas { max: 2_147_483_647 }),
    ] {
        let form = form(
            KindId::ExistingClaim,
            &[(FieldId::Claim, "registry-rwx"), (FieldId::Replicas, typed)],
        );
        let expected = StorageProblem {
            field: Some(FieldId::Replicas),
            kind: expected,
        };
        assert_eq!(refused(&World::removed(), &form), [expected], "{typed:?}");
    }
}

#[test]
fn a10_an_unknown_member_is_cleared_by_a_choice_like_any_other() {
    let world = World::removed().but(json!({"managementState": "Managed", "storage": {"tape": {"reel": 7}}}));
    let plan = golden("a10_unknown_member", &world, &existing("registry-rwx"));
    assert_eq!(patch(&plan)["spec"]["storage"]["tape"], json!(null));
    let Inverse::Partial(restore, _) = &plan.inverse else {
        panic!("{:?}", plan.inverse);
    };
    assert_eq!(restore.storage.as_ref().unwrap()["tape"], json!({"reel": 7}));
}

#[test]
fn a10_on_a_platform_nobody_knows_every_kind_that_needs_none_is_offered() {
    let moonbase =
        json!({"metadata": {"name": "cluster"}, "status": {"platformStatus": {"type": "Moonbase"}}});
    let world = World::removed().rest(|rest| rest.one(Resource::Infrastructure, moonbase));
    let facts = world.facts();
    assert_eq!(facts.platform.as_ref().unwrap().platform.0, "Moonbase");
    for id in KindId::ALL {
        let offered = matches!(fit(kind(*id), &facts), Fit::Offered { .. });
        assert!(offered, "{id:?}");
    }
    assert!(world.plan(&empty_dir()).is_ok());
}

#[test]
fn n4_a_release_without_the_ownership_field_is_not_sent_it() {
    let world = World::with("config-4.5-managed-s3")
        .rest(|rest| rest.one(Resource::CustomResourceDefinition, sample("storage/schema-4.5")));
    let plan = golden("n4_release_4_5", &world, &existing("registry-rwx"));
    assert_eq!(
        patch(&plan)["spec"]["storage"],
        json!({"s3": null, "pvc": {"claim": "registry-rwx"}})
    );
}

#[test]
fn n2_a_forbidden_list_rules_out_only_what_needs_it() {
    let world = World::removed().rest(|rest| {
        rest.refused(Resource::StorageClass, forbidden(Resource::StorageClass))
            .refused(Resource::Event, forbidden(Resource::Event))
            .refused(
                Resource::CustomResourceDefinition,
                forbidden(Resource::CustomResourceDefinition),
            )
            .refused(Resource::Infrastructure, forbidden(Resource::Infrastructure))
    });
    assert!(world.plan(&existing("registry-rwx")).is_ok());
    assert!(world.plan(&registry_data()).is_ok());
    assert_eq!(
        fit(kind(KindId::NewClaim), &world.facts()),
        Fit::Offered {
            note: Some(FitNote::ClassesUnread(forbidden(Resource::StorageClass)))
        }
    );
}

#[test]
fn a3_before_the_operator_made_its_configuration_the_console_says_wait() {
    let mut facts = World::removed().facts();
    facts.config = Err(registry::error::ClusterError::Missing {
        resource: Resource::Config,
        name: "cluster".into(),
    });
    let first = checks(&empty_dir(), &facts).remove(0);
    assert_eq!(first.finding, Some(Finding::ConfigNotMadeYet));
    assert_eq!(first.state, CheckState::Blocking);
}

#[test]
fn s9_running_registry_pods_are_counted_while_others_in_the_namespace_are_not() {
    let pods: Vec<_> = sample("registry-pods")["items"].as_array().unwrap().clone();
    let world = World::with("config-managed-s3").rest(|rest| rest.list(Resource::Pod, pods));
    let checks = checks(&existing("registry-rwx"), &world.facts());
    let pods = checks.iter().find(|c| c.id == CheckId::NoPodRuns).unwrap();
    assert_eq!(pods.finding, Some(Finding::PodsRun { count: 4 }));
    assert!(
        checks
            .iter()
            .any(|c| c.id == CheckId::SharedStorage && c.state == CheckState::Reminder)
    );
}

#[test]
fn what_is_already_so_gives_no_step_and_nothing_to_confirm() {
    let world = World::with("config-emptydir");
    let plan = world.plan(&empty_dir()).unwrap();
    assert_eq!(plan.steps, []);
    assert_eq!(plan.effects, []);
    assert_eq!(plan.confirmation, Confirmation::Review);
    assert_eq!(plan.goal.state, ManagementState::Managed);
    let shown = fields(&empty_dir(), &world.facts());
    assert_eq!(shown.len(), 1);
}
