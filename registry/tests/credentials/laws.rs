//! What holds for every set of keys on every cluster.

use crate::world::{World, good, remove, traces};
use registry::change::{Change, Restore};
use registry::credentials::{CredentialsForm, KeyId, Variant, problems};
use registry::plan::{Inverse, Plan, PlanKey, oc_commands, yaml};
use registry::storage::Facts;
use serde_json::json;

const MEMBERS: [&str; 5] = ["s3", "gcs", "azure", "swift", "ibmcos"];

fn each(mut law: impl FnMut(&str, &World, &CredentialsForm, &Plan)) {
    let mut seen = 0;
    for member in MEMBERS {
        let world = World::on(member, json!({"bucket": "b"}));
        let foreign = ["REGISTRY_STORAGE_OTHER_KEY", "KEEP.ME"];
        let own: Vec<&str> = Variant::of(member)[0]
            .keys()
            .iter()
            .map(|key| key.name())
            .collect();
        for world in [
            world.clone(),
            world.clone().cloud(),
            world.clone().cloud().user(&own),
            world.clone().user(&own[..1]),
            world.clone().user(&foreign),
            world.user(&[]),
        ] {
            let forms = Variant::of(member).iter().map(|variant| good(*variant));
            for form in forms.chain([remove()]) {
                let plan = world.plan(&form).unwrap();
                seen += usize::from(!plan.steps.is_empty());
                law(member, &world, &form, &plan);
            }
        }
    }
    assert!(seen > 50, "{seen}");
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
fn the_secret_holds_exactly_the_keys_of_the_set_afterwards() {
    each(|what, world, form, plan| {
        let mut after = world.clone();
        plan.steps.iter().for_each(|step| after.apply(step));
        let user = after.facts().credentials.user.unwrap();
        let registry::credentials::Wish::Replace(variant) = form.wish else {
            assert_eq!(user, None, "{what}");
            return;
        };
        let mut wanted: Vec<&str> = variant.keys().iter().map(|key| key.name()).collect();
        wanted.sort_unstable();
        assert_eq!(user.unwrap().keys, wanted, "{what}");
    });
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
fn no_value_stands_in_anything_that_is_shown_or_sent() {
    each(|what, world, form, plan| {
        let mut after = world.clone();
        plan.steps.iter().for_each(|step| after.apply(step));
        let facts = after.facts();
        let bodies: Vec<_> = plan.steps.iter().filter_map(|step| step.body()).collect();
        let all = [
            oc_commands(&plan.steps).join("\n"),
            yaml(&plan.steps),
            json!(plan).to_string(),
            format!("{plan:?} {plan:#?}"),
            format!("{form:?}"),
            format!("{:?}", Change::Credentials(form.clone())),
            json!(plan.steps.iter().map(|step| step.changes()).collect::<Vec<_>>()).to_string(),
            json!(facts).to_string(),
            format!("{facts:?} {:?}", after.snapshot()),
            json!(plan.inverse).to_string(),
            format!("{:?}", plan.hashes(&PlanKey::new([3; 32]))),
        ];
        let shows = |text: &str| traces(form).iter().any(|trace| text.contains(trace.as_str()));
        assert!(!all.iter().any(|text| shows(text)), "{what}");
        // The only place that has them, or nothing was tried.
        assert!(
            bodies.iter().all(|body| shows(&body.to_string())),
            "{what}: {bodies:?}"
        );
    });
}

#[test]
fn the_hash_follows_what_was_typed_and_who_changed_the_secret_meanwhile() {
    let key = PlanKey::new([7; 32]);
    each(|what, world, form, plan| {
        assert_eq!(world.plan(form).unwrap().hash(&key), plan.hash(&key), "{what}");
        if form.secrets.is_empty() || plan.steps.is_empty() {
            return;
        }
        let mut other = form.clone();
        for (key, text) in &mut other.secrets {
            if !matches!(key, KeyId::GcsKeyFile | KeyId::AzureAccountKey) {
                *text = registry::secret_text::SecretText::new(format!("{}x", text.expose()));
            }
        }
        if other != *form {
            assert_ne!(world.plan(&other).unwrap().hash(&key), plan.hash(&key), "{what}");
        }
        let mut moved = world.clone();
        for secret in &mut moved.secrets {
            secret["metadata"]["resourceVersion"] = json!("99");
        }
        let user = world.facts().credentials.user.unwrap().is_some();
        assert_eq!(
            moved.plan(form).unwrap().hash(&key) == plan.hash(&key),
            !user,
            "{what}"
        );
    });
}

#[test]
fn what_was_made_is_taken_away_by_its_identity_and_nothing_else_is() {
    each(|what, world, _, plan| {
        let Inverse::Whole(restore) = &plan.inverse else {
            return;
        };
        let text = serde_json::to_string(restore).unwrap();
        let mut back: Restore = serde_json::from_str(&text).unwrap();
        let mut now = world.clone();
        for step in &plan.steps {
            now.apply(step);
            back.made(step.target(), &format!("uid-of-{}", step.target().name));
        }
        let undo = Change::Restore(back.of_what_was_made())
            .plan(&now.snapshot())
            .unwrap();
        undo.steps.iter().for_each(|step| {
            assert_eq!(step.check(), Ok(()), "{what}");
            now.apply(step);
        });
        assert_eq!(now.secrets.len(), world.secrets.len(), "{what}");
    });
}

#[test]
fn the_browser_judges_a_form_as_the_server_does() {
    each(|what, world, form, _| {
        let sent = serde_json::to_string(&world.facts()).unwrap();
        let facts: Facts = serde_json::from_str(&sent).unwrap();
        assert_eq!(problems(form, &facts), [], "{what}");
        let typed = serde_json::to_string(form).unwrap();
        assert_eq!(
            &serde_json::from_str::<CredentialsForm>(&typed).unwrap(),
            form,
            "{what}"
        );
    });
}
