//! The spec as YAML: comments that stay, places of what is wrong, and what is never in it.

use crate::given::forbidden;
use crate::world::{World, golden, sent, text, typed};
use registry::parameters::{ParamId as P, ParametersForm, ProblemKind as K, Shape, TextFault as F};
use registry::plan::{Confirmation, Effect};
use registry::resource::Resource;
use registry::storage::FixedBecause;
use registry::yaml::{DEEPEST, MOST_BYTES, YamlFault as Y};
use serde_json::json;

/// Path, line, column and kind of everything that is wrong.
fn faults(world: &World, said: &str) -> Vec<(String, usize, usize, K)> {
    let found = world.refused(&text(said));
    found
        .into_iter()
        .map(|problem| {
            let spot = problem.spot.unwrap();
            (problem.path, spot.line, spot.column, problem.kind)
        })
        .collect()
}

fn at(path: &str, line: usize, column: usize, fault: F) -> (String, usize, usize, K) {
    (path.to_owned(), line, column, K::Text(fault))
}

#[test]
fn the_text_of_the_cluster_changes_nothing_and_holds_neither_the_secret_nor_what_is_the_operators() {
    let world = World::on_bucket();
    let view = world.view(&ParametersForm::default());
    assert!(view.text.starts_with("spec:\n"), "{}", view.text);
    for word in [
        "httpSecret",
        "observedConfig",
        "unsupportedConfigOverrides",
        "null",
    ] {
        assert!(!view.text.contains(word), "{word} in {}", view.text);
    }
    assert_eq!((view.changes, view.problems.len()), (0, 0));
    assert_eq!(world.plan(&text(&view.text)).unwrap().steps, []);
}

#[test]
fn what_is_typed_into_fields_changes_the_text_and_leaves_its_comments_alone() {
    let world = World::on_bucket();
    let begun = world.view(&ParametersForm::default()).text;
    let edited = begun.replace(
        "  replicas: 2\n",
        "  # Two of each team asked for it\n  replicas: 2 # since March\n",
    );
    let form = ParametersForm {
        values: typed(&[
            (P::Replicas, "3"),
            (P::LogLevel, "Debug"),
            (P::ReadRunning, "many"),
        ])
        .values,
        text: Some(edited.clone()),
    };
    let view = world.view(&form);
    assert_eq!(
        view.text,
        edited
            .replace("replicas: 2 #", "replicas: 3 #")
            .replace("\n  logLevel: Normal", "\n  logLevel: Debug")
    );
    assert_eq!(view.left, typed(&[(P::ReadRunning, "many")]).values);
    assert_eq!(view.shown[&P::Replicas], "3");
    assert_eq!(view.changes, 2);
    assert_eq!(view.problems.len(), 1);
    let plan = world.plan(&text(&view.text)).unwrap();
    assert_eq!(sent(&plan), json!({"replicas": 3, "logLevel": "Debug"}));
}

#[test]
fn d10_a_field_of_another_name_is_refused_with_its_place_and_the_name_that_was_meant() {
    let world = World::with("config-removed-baremetal");
    let said = "spec:\n  managementState: Managed\n  replicas: 1\n  storage:\n    persistentVolumeClaim:\n      claim: x\n";
    let similar = |name: &str| F::UnknownField {
        similar: Some(name.into()),
    };
    assert_eq!(
        faults(&world, said),
        [at("spec.storage.persistentVolumeClaim", 5, 5, similar("pvc"))]
    );
    let typos = "spec:\n  replicas: 1\n  readonly: true\n  storage: {}\n  requests:\n    read: {maxRuning: 3}\n  colour: red\n";
    let mut found = faults(&world, typos);
    found.sort_by_key(|fault| fault.1);
    assert_eq!(
        found,
        [
            at("spec.readonly", 3, 3, similar("readOnly")),
            at("spec.requests.read.maxRuning", 6, 12, similar("maxRunning")),
            at("spec.colour", 7, 3, F::UnknownField { similar: None }),
        ]
    );
    // Without the schema the API server's dry run is asked; on a release that prunes in silence the loss is told afterwards.
    let unread = world.rest(|rest| {
        let refused = forbidden(Resource::CustomResourceDefinition);
        rest.refused(Resource::CustomResourceDefinition, refused)
    });
    let plan = unread.plan(&text(said)).unwrap();
    assert_eq!(
        sent(&plan)["storage"]["persistentVolumeClaim"],
        json!({"claim": "x"})
    );
}

#[test]
fn values_of_another_kind_are_refused_with_their_place() {
    let world = World::on_bucket();
    let wrong = |wanted| F::WrongShape { wanted };
    let said = "spec:\n  replicas: two\n  readOnly: yes\n  tolerations: {}\n  nodeSelector:\n    a: 1\n  logLevel: Loud\n  \
                requests: {read: [1]}\n  storage: {s3: {bucket: b, chunkSizeMiB: 4}}\n";
    let mut found = faults(&world, said);
    found.sort_by_key(|fault| fault.1);
    let levels = ["", "Normal", "Debug", "Trace", "TraceAll"]
        .map(str::to_owned)
        .to_vec();
    assert_eq!(
        found,
        [
            at("spec.replicas", 2, 3, wrong(Shape::Integer)),
            at("spec.readOnly", 3, 3, wrong(Shape::Bool)),
            at("spec.tolerations", 4, 3, wrong(Shape::List)),
            at("spec.nodeSelector.a", 6, 5, wrong(Shape::Text)),
            at("spec.logLevel", 7, 3, F::NotOneOf { values: levels }),
            at("spec.requests.read", 8, 14, wrong(Shape::Map)),
            at(
                "spec.storage.s3.chunkSizeMiB",
                9,
                29,
                F::OutOfBounds {
                    min: Some(5),
                    max: Some(5120)
                }
            ),
        ]
    );
    assert_eq!(
        faults(&world, "spec:\n  readOnly: true\n")[0],
        at(
            "spec",
            1,
            1,
            F::Missing {
                name: "replicas".into()
            }
        )
    );
}

#[test]
fn what_is_no_yaml_or_more_than_it_says_is_refused_with_its_place() {
    let world = World::on_bucket();
    let deep = format!(
        "spec:\n  affinity: {}{}\n",
        "[".repeat(DEEPEST + 2),
        "]".repeat(DEEPEST + 2)
    );
    for (said, line, fault) in [
        ("spec:\n  replicas: [1\n", 2, Y::Syntax),
        ("spec:\n  a: 1\n b: 2\n", 3, Y::Syntax),
        ("spec:\n\treplicas: 1\n", 2, Y::Tab),
        (
            "spec:\n  replicas: 1\n  replicas: 2\n",
            3,
            Y::Duplicate {
                key: "replicas".into(),
            },
        ),
        ("spec: {a: {b: 1, b: 2}}\n", 1, Y::Duplicate { key: "b".into() }),
        ("spec: &all\n  replicas: 1\n", 2, Y::Anchor),
        ("spec:\n  replicas: *one\n", 2, Y::Anchor),
        ("a: &a [x, x]\nb: &b [*a, *a]\nspec: [*b, *b]\n", 1, Y::Anchor),
        ("spec:\n  replicas: !!int 1\n", 2, Y::Tag),
        ("spec:\n  1: x\n", 2, Y::Key),
        ("spec:\n  ? [a]\n  : x\n", 2, Y::Key),
        ("spec:\n  replicas: 99999999999999999999\n", 2, Y::Number),
        ("spec:\n  replicas: 1\n---\nspec: {}\n", 3, Y::SecondDocument),
        (
            &format!("# {}\nspec:\n  replicas: 1\n", "x".repeat(MOST_BYTES)),
            1,
            Y::TooBig,
        ),
        (&deep, 2, Y::TooDeep),
    ] {
        let found = world.refused(&text(said));
        let [problem] = &found[..] else {
            panic!("{said}: {found:?}")
        };
        assert_eq!(problem.kind, K::Text(F::Unreadable(fault)), "{said}");
        assert_eq!(problem.spot.unwrap().line, line, "{said}");
        // A text that cannot be read stays as it is.
        assert_eq!(world.view(&text(said)).text, said);
    }
}

#[test]
fn only_the_spec_is_edited_and_of_it_not_the_secret() {
    let world = World::on_bucket();
    for said in [
        "",
        "replicas: 1\n",
        "spec: 3\n",
        "- spec\n",
        "spec: {replicas: 1}\nmetadata: {name: other}\n",
    ] {
        assert!(
            matches!(&faults(&world, said)[..], [(_, _, _, K::Text(F::NotTheSpec))]),
            "{said}"
        );
    }
    let said = world.view(&ParametersForm::default()).text;
    let with = |line: &str| format!("{said}  {line}\n");
    let last = said.lines().count() + 1;
    assert_eq!(
        faults(&world, &with("httpSecret: canary")),
        [at("spec.httpSecret", last, 3, F::Secret)]
    );
    assert_eq!(
        faults(&world, &with("observedConfig: {a: 1}")),
        [at("spec.observedConfig", last, 3, F::NotYours)]
    );
    assert!(!format!("{:?}", world.refused(&text(&with("httpSecret: canary")))).contains("canary"));
}

#[test]
fn the_rules_of_the_fields_hold_for_the_text_too() {
    let world = World::on_one_node();
    let said = world.view(&ParametersForm::default()).text;
    let changed = said.replace("replicas: 1", "replicas: 2");
    let line = said
        .lines()
        .position(|line| line.contains("replicas: 1"))
        .unwrap()
        + 1;
    let because = FixedBecause::OneNodeClaim {
        claim: "registry-rwo".into(),
    };
    assert_eq!(
        faults(&world, &changed),
        [("spec.replicas".into(), line, 3, K::OnePodOnly(because))]
    );
    let negative =
        "spec:\n  replicas: 1\n  rolloutStrategy: Recreate\n  requests:\n    read:\n      maxRunning: -1\n";
    assert!(faults(&world, negative).contains(&("spec.requests.read.maxRunning".into(), 6, 7, K::Negative)));
    let bad_wait = negative.replace("maxRunning: -1", "maxWaitInQueue: soon");
    assert!(faults(&world, &bad_wait).contains(&(
        "spec.requests.read.maxWaitInQueue".into(),
        6,
        7,
        K::NotADuration
    )));
}

#[test]
fn storage_in_the_text_is_held_to_the_rules_of_storage() {
    let world = World::on_bucket();
    let said = world.view(&ParametersForm::default()).text;
    let two = said.replace("  storage:\n", "  storage:\n    emptyDir: {}\n");
    let found = world.refused(&text(&two));
    assert!(
        found
            .iter()
            .any(|problem| matches!(&problem.kind, K::TwoStorages { members } if members.len() == 2))
    );
    assert!(
        found
            .iter()
            .any(|problem| problem.kind == K::OnePodOnly(FixedBecause::EmptyDir)),
        "{found:?}"
    );
    // A volume of one node with what stands there: two pods, rolling.
    let form = "spec:\n  replicas: 2\n  managementState: Managed\n  storage:\n    managementState: Unmanaged\n    pvc: {claim: registry-rwo}\n";
    let found = world.refused(&text(form));
    assert!(
        found
            .iter()
            .any(|problem| matches!(problem.kind, K::OnePodOnly(_))),
        "{found:?}"
    );
    assert!(
        found
            .iter()
            .any(|problem| matches!(problem.kind, K::MustRecreate(_))),
        "{found:?}"
    );
}

#[test]
fn removing_the_registry_by_text_deletes_as_much_and_asks_as_much() {
    let world = World::on_bucket();
    let said = world.view(&ParametersForm::default()).text;
    let removed = said.replacen("  managementState: Managed", "  managementState: Removed", 1);
    let plan = golden("removed_by_text", &world, &text(&removed));
    assert!(
        matches!(plan.confirmation, Confirmation::TypeName(_)),
        "{:?}",
        plan.confirmation
    );
    assert!(
        plan.effects
            .iter()
            .any(|effect| matches!(effect, Effect::StorageDeleted { .. }))
    );
}

#[test]
fn a10_what_this_console_has_never_heard_of_stays_in_the_text_and_in_the_cluster() {
    let world = World::on_bucket()
        .but(json!({"storage": {"tape": {"reel": 7}, "s3": null}, "fancy": {"new": true}}))
        .rest(|rest| {
            rest.refused(
                Resource::CustomResourceDefinition,
                forbidden(Resource::CustomResourceDefinition),
            )
        });
    let said = world.view(&typed(&[(P::Replicas, "3")])).text;
    assert!(said.contains("reel: 7") && said.contains("fancy:"), "{said}");
    assert_eq!(sent(&world.plan(&text(&said)).unwrap()), json!({"replicas": 3}));
}
