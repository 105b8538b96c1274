//! Questions to the authenticator and the authorizer.

use super::world::World;
use cluster::User;
use registry::error::ClusterError;
use registry::name::Name;
use registry::plan::{Permission, Verb};
use registry::port::Cluster;
use registry::resource::Resource;

fn questions() -> Vec<Permission> {
    let ask = |verb, resource, namespace: Option<Name>, name: Option<Name>| Permission {
        verb,
        resource,
        namespace,
        name,
    };
    let space = Name::registry_namespace;
    vec![
        ask(Verb::Get, Resource::Config, None, Some(Name::cluster())),
        ask(Verb::Patch, Resource::Config, None, Some(Name::cluster())),
        ask(Verb::List, Resource::Claim, Some(space()), None),
        ask(Verb::Create, Resource::Claim, Some(space()), None),
        ask(Verb::Watch, Resource::Pod, None, None),
        ask(
            Verb::Delete,
            Resource::Claim,
            Some(space()),
            Some(Name::cluster()),
        ),
    ]
}

pub(crate) async fn the_authorizer_answers_each_question_in_order(world: &World) {
    for (user, expected) in [
        (world.admin(), [true, true, true, true, true, true]),
        (world.reader(), [true, false, true, false, true, false]),
        (world.nobody(), [false; 6]),
    ] {
        let verdicts = user.allowed(&questions()).await.unwrap();
        let asked: Vec<_> = verdicts
            .iter()
            .map(|verdict| verdict.permission.clone())
            .collect();
        assert_eq!(asked, questions());
        let allowed: Vec<_> = verdicts.iter().map(|verdict| verdict.allowed).collect();
        assert_eq!(allowed, expected);
    }
}

pub(crate) async fn everyone_is_told_who_they_are(world: &World) {
    async fn check(user: User, name: &str) {
        let identity = user.whoami().await.unwrap();
        assert_eq!(identity.user, name);
        assert!(
            identity
                .groups
                .iter()
                .any(|group| group == "system:authenticated"),
            "{identity:?}"
        );
    }
    check(world.admin(), "admin").await;
    check(world.reader(), "reader").await;
    check(world.nobody(), "nobody").await;
}

pub(crate) async fn nobody_is_nobody_without_a_valid_token(world: &World) {
    assert_eq!(world.expired().whoami().await, Err(ClusterError::SignedOut));
    assert_eq!(
        world.expired().allowed(&questions()).await,
        Err(ClusterError::SignedOut)
    );
}
