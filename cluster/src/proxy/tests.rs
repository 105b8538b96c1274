//! What is asked for, what is handed on, and what never is.

use super::*;
use crate::limits::Limits;
use crate::script::{Part, Reply, Script, status};
use futures_util::StreamExt as _;
use registry::plan::Permission;
use serde_json::json;

/// What carries secrets among its fields, or is shown raw by nobody.
const SECRETIVE: &[Resource] = &[
    Resource::Config,
    Resource::Deployment,
    Resource::Pod,
    Resource::Route,
    Resource::BuildConfig,
    Resource::Secret,
    Resource::ConfigMap,
    Resource::Authentication,
    Resource::Namespace,
    Resource::StatefulSet,
    Resource::DaemonSet,
    Resource::CronJob,
    Resource::DeploymentConfig,
    Resource::Proxy,
];

fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

fn operator() -> Passage {
    Passage::object(Resource::ClusterOperator, None, name("image-registry")).unwrap()
}

#[test]
fn every_resource_is_either_handed_on_or_kept_for_a_reason() {
    for resource in Resource::ALL {
        let passed = PASSED.contains(resource);
        assert_ne!(
            passed,
            SECRETIVE.contains(resource),
            "decide whether {resource:?} may leave whole"
        );
        let plural = resource.api().plural;
        assert_eq!(Passage::resource(plural), passed.then_some(*resource), "{plural}");
        let listed = Passage::list(*resource, None);
        assert_eq!(listed.err(), (!passed).then_some(NoPassage::Resource), "{plural}");
    }
    for plural in ["secrets", "configmaps", "", "Nodes", "nodes/", "serviceaccounts"] {
        assert_eq!(Passage::resource(plural), None, "{plural}");
    }
}

#[test]
fn no_resource_that_is_kept_has_a_passage_by_name_either() {
    for resource in SECRETIVE {
        for space in [None, Some(Name::registry_namespace())] {
            let passage = Passage::object(*resource, space, name("x"));
            assert_eq!(passage.err(), Some(NoPassage::Resource), "{resource:?}");
        }
    }
}

#[test]
fn an_object_is_asked_for_where_it_lives() {
    let space = Name::registry_namespace();
    let claim = Passage::object(Resource::Claim, None, name("data"));
    assert_eq!(claim.err(), Some(NoPassage::Namespace));
    let class = Passage::object(Resource::StorageClass, Some(space.clone()), name("fast"));
    assert_eq!(class.err(), Some(NoPassage::Namespace));
    assert_eq!(
        Passage::list(Resource::Node, Some(space)).err(),
        Some(NoPassage::Namespace)
    );
}

#[tokio::test]
async fn the_request_is_a_read_with_the_users_own_credential_and_nothing_else() {
    let space = Name::registry_namespace();
    let list = |resource, space| Passage::list(resource, space).unwrap();
    let token = "eyJ2IjoibWV0YS5rOHMuaW8=&watch=true".to_owned();
    for (passage, line, accept) in [
        (
            operator(),
            "GET /apis/config.openshift.io/v1/clusteroperators/image-registry",
            OBJECTS,
        ),
        (
            list(Resource::ImageStream, None),
            "GET /apis/image.openshift.io/v1/imagestreams",
            OBJECTS,
        ),
        (
            list(Resource::Claim, Some(space)).page(NonZeroU32::new(5), Some(token)),
            "GET /api/v1/namespaces/openshift-image-registry/persistentvolumeclaims\
             ?continue=eyJ2IjoibWV0YS5rOHMuaW8=&watch=true&limit=5",
            OBJECTS,
        ),
        (
            list(Resource::Node, None).as_table(),
            "GET /api/v1/nodes?includeObject=None",
            TABLE,
        ),
    ] {
        let script = Script::replying([Reply::Text(200, "{}")]);
        let bytes: Vec<_> = script.user().proxy(&passage).await.unwrap().collect().await;
        assert_eq!(bytes, [Ok(Bytes::from("{}"))]);
        assert_eq!(script.lines(), [line]);
        let seen = &script.seen()[0];
        // The token's `&watch=true` is a part of the token.
        assert!(!seen.is_watch(), "{line}");
        assert_eq!(seen.headers["accept"], accept);
        assert_eq!(seen.headers["authorization"], "Bearer canary-token");
    }
}

#[tokio::test]
async fn the_first_bytes_are_there_before_the_last_were_sent() {
    let parts = vec![Part::Raw("{\"items\":[1,"), Part::Raw("2,"), Part::Hang];
    let script = Script::replying([Reply::Stream(parts)]);
    let passage = Passage::list(Resource::ImageStream, None).unwrap();
    let mut bytes = script.user().proxy(&passage).await.unwrap();
    assert_eq!(bytes.next().await, Some(Ok(Bytes::from("{\"items\":[1,"))));
    assert_eq!(bytes.next().await, Some(Ok(Bytes::from("2,"))));
    assert_eq!(script.open(), 1, "the answer has not ended");
    drop(bytes);
    assert_eq!(script.open(), 0, "whoever goes away ends the answer");
}

#[tokio::test]
async fn an_answer_that_is_cut_off_ends_with_an_error_and_not_like_a_whole_one() {
    let script = Script::replying([Reply::Stream(vec![Part::Raw("{"), Part::Break])]);
    let bytes: Vec<_> = script.user().proxy(&operator()).await.unwrap().collect().await;
    assert_eq!(bytes, [Ok(Bytes::from("{")), Err(ClusterError::Unreachable)]);
}

#[tokio::test(start_paused = true)]
async fn an_api_server_that_falls_silent_is_given_up_and_one_that_is_slow_is_not() {
    let limits = Limits::default();
    let nearly = limits.read - Duration::from_secs(1);
    let slow = vec![
        Part::Raw("{"),
        Part::Pause(nearly),
        Part::Raw(" "),
        Part::Pause(nearly),
        Part::Raw("}"),
        Part::Hang,
    ];
    let script = Script::replying([Reply::Stream(slow)]);
    let bytes: Vec<_> = script.user().proxy(&operator()).await.unwrap().collect().await;
    let seconds = limits.read.as_secs();
    assert_eq!(bytes.len(), 4);
    assert_eq!(bytes[3], Err(ClusterError::TooSlow { seconds }));
}

#[tokio::test]
async fn a_refusal_is_told_without_the_api_servers_words_and_not_asked_again() {
    let permission = Permission {
        verb: Verb::Get,
        resource: Resource::ClusterOperator,
        namespace: None,
        name: Some(name("image-registry")),
    };
    for (reply, expected) in [
        (status(401, "Unauthorized"), ClusterError::SignedOut),
        (
            status(403, "Forbidden"),
            ClusterError::Forbidden {
                permission,
                said: String::new(),
            },
        ),
        (
            status(404, "NotFound"),
            ClusterError::Missing {
                resource: Resource::ClusterOperator,
                name: "image-registry".to_owned(),
            },
        ),
        (status(410, "Expired"), ClusterError::Expired),
        (
            Reply::Json(406, json!({"message": "canary-message"})),
            ClusterError::Unexpected { status: 406 },
        ),
        (
            status(503, "ServiceUnavailable"),
            ClusterError::Unavailable {
                resource: Resource::ClusterOperator,
            },
        ),
        (Reply::Refuse, ClusterError::Unreachable),
        (Reply::Break, ClusterError::Unreachable),
    ] {
        let script = Script::replying([reply]);
        let error = script.user().proxy(&operator()).await.err();
        assert_eq!(error, Some(expected));
        assert_eq!(script.seen().len(), 1);
        assert!(!format!("{error:?}").contains("canary"));
    }
}
