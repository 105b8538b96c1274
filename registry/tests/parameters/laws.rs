//! What holds for every parameter on every cluster.

use crate::world::{CANARY, World, typed};
use registry::change::{Change, Restore};
use registry::parameters::{Control, ParamId, ParametersForm, param, warnings};
use registry::plan::{Inverse, Plan, PlanKey, oc_commands, yaml};
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::LazyLock;

fn worlds() -> Vec<(&'static str, World)> {
    let mut worlds: Vec<_> = [
        "config-removed-baremetal",
        "config-managed-s3",
        "config-emptydir",
        "config-two-storages",
        "config-pvc-rwo-two-replicas",
        "config-unmanaged",
        "config-progressing",
        "config-4.5-managed-s3",
    ]
    .map(|name| (name, World::with(name)))
    .into();
    let full = World::on_bucket().but(json!({
        "readOnly": true, "disableRedirect": true, "logLevel": "Debug", "tape": {"reel": 7},
        "requests": {"read": {"maxRunning": 3, "maxInQueue": 4, "maxWaitInQueue": "1m0s"}},
        "resources": {"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"cpu": "2"}, "claims": [{"name": "gpu"}]},
        "nodeSelector": {"infra": ""}, "tolerations": [{"key": "infra"}], "affinity": {"nodeAffinity": {}},
        "topologySpreadConstraints": [{"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule"}],
        "proxy": {"http": "http://p:1", "https": "http://p:1", "noProxy": ".corp"},
    }));
    worlds.push(("everything set", full));
    worlds.push(("a volume of one node", World::on_one_node()));
    let broken = World::on_one_node().but(json!({"replicas": 2, "rolloutStrategy": "RollingUpdate"}));
    worlds.push(("two pods on a volume of one node", broken));
    worlds
}

const AS_TEXT: [&str; 2] = ["config-managed-s3", "everything set"];

/// For each parameter a few texts, and some together.
fn forms() -> Vec<ParametersForm> {
    let mut forms = vec![ParametersForm::default()];
    for id in ParamId::all() {
        let texts: &[&str] = match param(id).control {
            Control::Switch => &["true", "false"],
            Control::Choice(options) => options,
            Control::Number { .. } => &["1", "3"],
            Control::Duration => &["", "90s"],
            Control::Amount => &["", "750m"],
            Control::Address => &["", "https://other.example:8080"],
            Control::Text => &["", ".other"],
            Control::Yaml if matches!(id, ParamId::Tolerations) => &["", "- operator: Exists"],
            Control::Yaml if matches!(id, ParamId::TopologySpread) => &[
                "",
                "- {maxSkew: 2, topologyKey: host, whenUnsatisfiable: ScheduleAnyway}",
            ],
            Control::Yaml if matches!(id, ParamId::Affinity) => &["", "podAntiAffinity: {}"],
            Control::Yaml => &["", "disk: ssd"],
            Control::Rotate => &["rotate"],
        };
        forms.extend(texts.iter().map(|text| typed(&[(id, text)])));
    }
    forms.push(typed(&[
        (ParamId::Replicas, "1"),
        (ParamId::Strategy, "Recreate"),
        (ParamId::ReadOnly, "true"),
        (ParamId::CpuRequest, ""),
        (ParamId::MemoryRequest, ""),
        (ParamId::CpuLimit, ""),
        (ParamId::NodeSelector, ""),
        (ParamId::ProxyHttp, ""),
        (ParamId::HttpSecret, "rotate"),
    ]));
    forms
}

static PLANS: LazyLock<Vec<(String, World, ParametersForm, Plan)>> = LazyLock::new(|| {
    let mut plans = Vec::new();
    for (what, world) in worlds() {
        for form in forms() {
            let mut both = vec![form.clone()];
            // The same as a text: what the form's text says is another way to ask for it.
            if AS_TEXT.contains(&what) {
                both.push(ParametersForm {
                    values: Default::default(),
                    text: Some(world.view(&form).text),
                });
            }
            for form in both {
                if let Ok(plan) = world.plan(&form) {
                    plans.push((format!("{form:?} on {what}"), world.clone(), form, plan));
                }
            }
        }
    }
    plans
});

fn each(mut law: impl FnMut(&str, &World, &ParametersForm, &Plan)) {
    let mut touched = BTreeSet::new();
    for (what, world, form, plan) in PLANS.iter() {
        if !plan.steps.is_empty() {
            touched.extend(form.values.keys().copied());
        }
        law(what, world, form, plan);
    }
    assert_eq!(touched.len(), ParamId::all().count(), "{touched:?}");
}

#[test]
fn planning_again_after_the_step_leaves_nothing_to_do() {
    each(|what, world, form, plan| {
        let mut after = world.clone();
        after.apply(plan);
        assert_eq!(after.plan(form).unwrap().steps, [], "{what}");
    });
}

#[test]
fn the_same_form_on_the_same_cluster_gives_the_same_plan_under_the_same_hash() {
    let key = PlanKey::new([7; 32]);
    each(|what, world, form, plan| {
        let again = world.plan(form).unwrap();
        assert_eq!(&again, plan, "{what}");
        assert_eq!(again.hash(&key), plan.hash(&key), "{what}");
    });
}

#[test]
fn every_step_may_exist_and_its_permission_is_named() {
    each(|what, _, _, plan| {
        assert!(plan.steps.len() < 2);
        for step in &plan.steps {
            assert_eq!(step.check(), Ok(()), "{what}");
            assert!(plan.permissions().contains(&step.permission()), "{what}");
        }
    });
}

#[test]
fn n5_the_secret_stands_in_nothing_that_is_shown_sent_or_kept() {
    each(|what, world, form, plan| {
        let facts = world.facts();
        let view = world.view(form);
        let all = [
            oc_commands(&plan.steps).join("\n"),
            yaml(&plan.steps),
            serde_json::to_string(plan).unwrap(),
            format!("{plan:?}"),
            serde_json::to_string(&facts).unwrap(),
            format!("{facts:?} {view:?} {:?}", warnings(&view.shown, &facts)),
        ];
        assert!(world.config.to_string().contains(CANARY));
        assert!(!all.iter().any(|text| text.contains(CANARY)), "{what}");
        // Not even the word that stands for it.
        assert!(
            !view.text.contains("httpSecret") && !view.text.contains("(hidden)"),
            "{what}"
        );
    });
}

#[test]
fn what_no_form_is_about_stays_as_it_was() {
    each(|what, world, form, plan| {
        let mut after = world.clone();
        after.apply(plan);
        for key in [
            "managementState",
            "storage",
            "observedConfig",
            "unsupportedConfigOverrides",
            "tape",
            "routes",
            "defaultRoute",
        ] {
            assert_eq!(
                after.config["spec"][key], world.config["spec"][key],
                "{key} {what}"
            );
        }
        if !form.values.contains_key(&ParamId::HttpSecret) {
            assert_eq!(after.config["spec"]["httpSecret"], CANARY, "{what}");
        }
    });
}

#[test]
fn a_volume_of_one_node_never_gets_a_second_pod_or_a_rolling_update_by_a_save_of_them() {
    let mut seen = 0;
    each(|what, world, _, plan| {
        let mut after = world.clone();
        after.apply(plan);
        let pair = |world: &World| {
            (
                world.config["spec"]["replicas"].clone(),
                world.config["spec"]["rolloutStrategy"].clone(),
            )
        };
        if world.config["spec"]["storage"]["pvc"]["claim"] == "registry-rwo" && pair(world) != pair(&after) {
            seen += 1;
            assert_eq!(pair(&after), (json!(1), json!("Recreate")), "{what}");
        }
    });
    assert!(seen > 0);
}

#[test]
fn the_inverse_brings_back_the_configuration() {
    each(|what, world, _, plan| {
        let (Inverse::Whole(restore) | Inverse::Partial(restore, _)) = &plan.inverse else {
            return;
        };
        let sent = serde_json::to_string(restore).unwrap();
        assert!(!sent.contains("httpSecret"), "{what}");
        let kept: Restore = serde_json::from_str(&sent).unwrap();
        assert_eq!(&kept, restore);
        let mut now = world.clone();
        now.apply(plan);
        let back = now.change(&Change::Restore(kept.clone())).unwrap();
        now.apply(&back);
        let mut wanted = world.config["spec"].clone();
        if matches!(plan.inverse, Inverse::Partial(..)) {
            wanted.as_object_mut().unwrap().remove("httpSecret");
        }
        assert_eq!(now.config["spec"], wanted, "{what}");
        assert_eq!(now.change(&Change::Restore(kept)).unwrap().steps, [], "{what}");
    });
}

#[test]
fn whatever_a_browser_sends_gives_an_answer() {
    let texts = [
        "",
        "true",
        "-1",
        "[",
        "{a: b}",
        "- 1",
        "&a [*a]",
        "\u{0}",
        "9999999999999999999",
        "spec: {}",
        "rotate",
    ];
    for world in [World::on_one_node(), World::with("config-4.5-managed-s3")] {
        for id in ParamId::all() {
            for text in texts {
                let form = typed(&[(id, text)]);
                let (view, plan) = (world.view(&form), world.plan(&form));
                assert_eq!(view.problems.is_empty(), plan.is_ok(), "{id:?} {text}");
            }
        }
    }
}
