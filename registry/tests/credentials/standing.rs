//! Whose credentials the registry uses, and what they lack.

use crate::given::forbidden;
use crate::world::World;
use registry::credentials::{CloudKind, Fit, Need, Variant, Winner, need, winner, without_user};
use registry::resource::Resource;
use serde_json::json;

const ACCESS: &str = "REGISTRY_STORAGE_S3_ACCESSKEY";
const SECRET: &str = "REGISTRY_STORAGE_S3_SECRETKEY";
const AZURE: &str = "REGISTRY_STORAGE_AZURE_ACCOUNTKEY";

fn standing(world: &World) -> (Need, Winner) {
    let facts = world.facts();
    let need = need(facts.config.as_ref().unwrap());
    let winner = winner(&need, &facts.credentials);
    (need, winner)
}

fn who(world: &World) -> Winner {
    standing(world).1
}

fn fit(missing: &[&str], surplus: &[&str]) -> Winner {
    let owned = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
    Winner::User(Fit {
        variant: Some(Variant::S3),
        missing: owned(missing),
        surplus: owned(surplus),
    })
}

#[test]
fn the_users_secret_wins_whole_or_not_at_all() {
    let both = [ACCESS, SECRET];
    assert_eq!(who(&World::s3().cloud().user(&both)), fit(&[], &[]));
    assert_eq!(who(&World::s3().cloud()), Winner::Cloud(CloudKind::Lasting));
    assert_eq!(
        who(&World::s3().cloud().user(&[ACCESS, SECRET, AZURE])),
        fit(&[], &[AZURE])
    );
}

#[test]
fn b4_without_either_secret_there_is_nobody() {
    assert_eq!(who(&World::s3()), Winner::Nobody);
    let other = World::s3().secret("installer-cloud-credentials", &["service_account.json"]);
    assert_eq!(who(&other), Winner::CloudOfAnotherKind);
}

#[test]
fn b5_half_a_secret_hides_the_clusters_own() {
    let world = World::s3().cloud().user(&[ACCESS]);
    assert_eq!(who(&world), fit(&[SECRET], &[]));
    let facts = world.facts();
    let need = need(facts.config.as_ref().unwrap());
    assert_eq!(
        without_user(&need, &facts.credentials),
        Winner::Cloud(CloudKind::Lasting)
    );
    assert_eq!(who(&World::s3().user(&[AZURE])), fit(&[ACCESS, SECRET], &[AZURE]));
}

#[test]
fn storage_in_the_cluster_needs_no_keys_whatever_secrets_there_are() {
    for (member, content) in [("pvc", json!({"claim": "data"})), ("emptyDir", json!({}))] {
        let world = World::on(member, content).cloud().user(&[ACCESS]);
        let member = member.to_owned();
        assert_eq!(standing(&world), (Need::Nothing { member }, Winner::NotNeeded));
    }
    let none = World::s3().spec("storage", json!({}));
    let mut none = none;
    none.config["status"]["storage"] = json!({});
    assert_eq!(standing(&none), (Need::NoStorage, Winner::NotNeeded));
    let two = World::s3().spec("storage", json!({"s3": {}, "emptyDir": {}}));
    assert_eq!(standing(&two).0, Need::Several);
}

#[test]
fn storage_nobody_here_knows_is_not_called_complete_or_incomplete_by_its_keys() {
    let member = "tape".to_owned();
    let world = World::on("tape", json!({})).user(&["REEL"]);
    let expected = Winner::User(Fit {
        variant: None,
        missing: vec![],
        surplus: vec![],
    });
    assert_eq!(standing(&world), (Need::Unknown { member }, expected));
}

#[test]
fn short_lived_credentials_are_told_by_their_keys_and_by_who_vouches_for_accounts() {
    let issuer = |world: World, issuer: &str| {
        let authentication =
            json!({"metadata": {"name": "cluster"}, "spec": {"serviceAccountIssuer": issuer}});
        world.rest(|rest| rest.one(Resource::Authentication, authentication))
    };
    let with = |member: &str, keys: &[&str]| {
        World::on(member, json!({})).secret("installer-cloud-credentials", keys)
    };
    const STS: &str = "https://oidc.example.com";
    for (member, keys, lasting, federated) in [
        (
            "s3",
            &["credentials"][..],
            CloudKind::Lasting,
            CloudKind::ShortLived,
        ),
        (
            "s3",
            &["aws_access_key_id", "aws_secret_access_key"],
            CloudKind::Lasting,
            CloudKind::Lasting,
        ),
        (
            "gcs",
            &["service_account.json"],
            CloudKind::Lasting,
            CloudKind::ShortLived,
        ),
        (
            "azure",
            &["azure_client_id", "azure_client_secret"],
            CloudKind::Lasting,
            CloudKind::Lasting,
        ),
        (
            "azure",
            &["azure_client_id", "azure_federated_token_file"],
            CloudKind::ShortLived,
            CloudKind::ShortLived,
        ),
        ("swift", &["clouds.yaml"], CloudKind::Lasting, CloudKind::Lasting),
        (
            "ibmcos",
            &["ibmcloud_api_key"],
            CloudKind::Lasting,
            CloudKind::Lasting,
        ),
    ] {
        assert_eq!(
            who(&issuer(with(member, keys), "")),
            Winner::Cloud(lasting),
            "{member} {keys:?}"
        );
        assert_eq!(
            who(&issuer(with(member, keys), STS)),
            Winner::Cloud(federated),
            "{member} {keys:?}"
        );
    }
    let unread = forbidden(Resource::Authentication);
    let unread = with("s3", &["credentials"]).rest(|rest| rest.refused(Resource::Authentication, unread));
    assert_eq!(who(&unread), Winner::Cloud(CloudKind::Undecided));
}

#[test]
fn who_may_not_read_secrets_is_told_that_it_cannot_be_told() {
    let refusal = forbidden(Resource::Secret);
    let world = World::s3().rest(|rest| rest.refused(Resource::Secret, refusal.clone()));
    assert_eq!(who(&world), Winner::Unknown(refusal));
}

#[test]
fn of_swifts_three_sets_the_one_that_comes_closest_counts() {
    let key = |name: &str| format!("REGISTRY_STORAGE_SWIFT_{name}");
    for (held, variant, missing) in [
        (&["TOKENID"][..], Variant::SwiftToken, &[][..]),
        (&["USERNAME", "TOKENID"], Variant::SwiftToken, &[]),
        (&["USERNAME"], Variant::SwiftPassword, &["PASSWORD"]),
        (
            &["APPLICATIONCREDENTIALID", "APPLICATIONCREDENTIALNAME"],
            Variant::SwiftApplicationCredential,
            &["APPLICATIONCREDENTIALSECRET"],
        ),
        (&[], Variant::SwiftPassword, &["USERNAME", "PASSWORD"]),
    ] {
        let keys: Vec<String> = held.iter().map(|name| key(name)).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let Winner::User(fit) = who(&World::on("swift", json!({})).user(&keys)) else {
            panic!("{held:?}");
        };
        let missing: Vec<String> = missing.iter().map(|name| key(name)).collect();
        assert_eq!((fit.variant, fit.missing), (Some(variant), missing), "{held:?}");
    }
}

#[test]
fn when_a_secret_was_changed_is_known_and_what_stands_in_it_is_not() {
    let facts = World::s3().user(&[ACCESS, SECRET]).facts();
    let secret = facts.credentials.user.clone().unwrap().unwrap();
    assert_eq!(secret.changed.as_deref(), Some("2026-07-02T08:30:00Z"));
    assert_eq!(secret.keys, [ACCESS, SECRET]);
    let shown = format!("{facts:?} {}", serde_json::to_string(&facts).unwrap());
    // Each key holds its own name, in base64.
    assert!(!shown.contains("UkVHSVNUUllf"), "{shown}");
}
