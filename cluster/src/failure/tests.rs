//! Each answer of an API server and the error it becomes.

use super::*;
use registry::resource::Resource;
use serde_json::{Value, json};

fn answered(code: u16, status: Value) -> Failure {
    Failure::Answered {
        code: StatusCode::from_u16(code).unwrap(),
        retry_after: None,
        status: Box::new(serde_json::from_value(status).unwrap()),
    }
}

fn asked(verb: Verb) -> Permission {
    Permission {
        verb,
        resource: Resource::Config,
        namespace: None,
        name: Some(Name::cluster()),
    }
}

fn fixture(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn every_answer_of_the_api_server_has_its_meaning() {
    let resource = Resource::Config;
    let name = "cluster".to_owned();
    let missing = fixture(include_str!("../../fixtures/404-config.json"));
    let unknown_resource = json!({"reason": "NotFound", "details": {},
        "message": "the server could not find the requested resource"});
    let no_namespace = json!({"reason": "NotFound", "details": {"name": "x", "kind": "namespaces"}});
    let quota = json!({"reason": "Conflict", "details": {"name": "quota", "kind": "resourcequotas"}});
    for (code, status, verb, told) in [
        (401, json!({}), Verb::Get, ClusterError::SignedOut),
        (
            403,
            fixture(include_str!("../../fixtures/403-patch-config.json")),
            Verb::Patch,
            ClusterError::Forbidden {
                permission: asked(Verb::Patch),
                said: "configs.imageregistry.operator.openshift.io \"cluster\" is forbidden: User \"dana\" cannot \
                       patch resource \"configs\" in API group \"imageregistry.operator.openshift.io\" at the cluster \
                       scope"
                    .to_owned(),
            },
        ),
        (
            404,
            missing.clone(),
            Verb::Get,
            ClusterError::Missing {
                resource,
                name: name.clone(),
            },
        ),
        (
            404,
            unknown_resource,
            Verb::Get,
            ClusterError::NotServed { resource },
        ),
        // `404 page not found` is no JSON and so reads as an empty status.
        (404, json!({}), Verb::List, ClusterError::NotServed { resource }),
        (
            404,
            no_namespace,
            Verb::Create,
            ClusterError::Unexpected { status: 404 },
        ),
        (
            409,
            fixture(include_str!("../../fixtures/409-conflict.json")),
            Verb::Patch,
            ClusterError::Conflict {
                resource,
                name: name.clone(),
            },
        ),
        (
            409,
            json!({"reason": "AlreadyExists"}),
            Verb::Create,
            ClusterError::Exists {
                resource,
                name: name.clone(),
            },
        ),
        (
            409,
            quota,
            Verb::Create,
            ClusterError::Conflict { resource, name },
        ),
        (
            410,
            json!({"reason": "Expired"}),
            Verb::List,
            ClusterError::Expired,
        ),
        (
            400,
            json!({}),
            Verb::List,
            ClusterError::Unexpected { status: 400 },
        ),
        (
            429,
            json!({"details": {"retryAfterSeconds": 7}}),
            Verb::Get,
            ClusterError::Throttled {
                retry_after_seconds: 7,
            },
        ),
        (
            429,
            json!({}),
            Verb::Get,
            ClusterError::Throttled {
                retry_after_seconds: 1,
            },
        ),
        (
            503,
            fixture(include_str!("../../fixtures/503-aggregated.json")),
            Verb::List,
            ClusterError::Unavailable { resource },
        ),
        (
            500,
            json!({}),
            Verb::Get,
            ClusterError::Unexpected { status: 500 },
        ),
        (
            302,
            json!({}),
            Verb::Get,
            ClusterError::Unexpected { status: 302 },
        ),
    ] {
        let name = Name::cluster();
        assert_eq!(
            answered(code, status).told(&asked(verb), Some(&name)),
            told,
            "{code}"
        );
    }
    for code in [400, 422] {
        let told = answered(code, json!({})).told(&asked(Verb::Patch), None);
        assert!(matches!(told, ClusterError::Refused { .. }), "{code}");
    }
}

#[test]
fn what_never_was_an_answer_has_its_meaning_too() {
    let ten = Duration::from_secs(10);
    for (failure, told) in [
        (Failure::Unreachable, ClusterError::Unreachable),
        (Failure::Broken, ClusterError::Unreachable),
        (Failure::TooSlow(ten), ClusterError::TooSlow { seconds: 10 }),
        (Failure::NoCredential, ClusterError::SignedOut),
        (Failure::Unreadable, ClusterError::Unexpected { status: 0 }),
    ] {
        assert_eq!(failure.told(&asked(Verb::Get), None), told);
    }
}

#[test]
fn an_error_inside_a_watch_counts_by_its_own_code() {
    for (body, code) in [
        (json!({"code": 410}), 410),
        (json!({}), 500),
        (json!({"code": 9}), 500),
    ] {
        let failure = Failure::event(serde_json::from_value(body).unwrap());
        assert_eq!(failure.code().map(|c| c.as_u16()), Some(code));
    }
}

#[test]
fn only_what_may_have_been_done_leaves_a_write_open() {
    for (failure, open) in [
        (Failure::Broken, true),
        (Failure::TooSlow(Duration::from_secs(30)), true),
        (Failure::Unreadable, true),
        (answered(500, json!({})), true),
        (answered(504, json!({})), true),
        (answered(503, json!({})), false),
        (answered(429, json!({})), false),
        (answered(409, json!({})), false),
        (Failure::Unreachable, false),
        (Failure::NoCredential, false),
    ] {
        assert_eq!(
            failure.leaves_a_write_open(),
            open,
            "{:?} {}",
            failure.code(),
            failure.reason()
        );
    }
}

#[test]
fn a_403_that_is_not_about_a_right_is_told_in_the_clusters_words_and_only_where_no_secret_stands() {
    let quota =
        "persistentvolumeclaims \"registry-data\" is forbidden: exceeded quota: storage, requested: 100Gi";
    let webhook = "admission webhook \"guard\" denied the request: {\"httpSecret\":\"canary\"}";
    let denied = |resource, message: &str| {
        let asked = Permission {
            resource,
            ..asked(Verb::Create)
        };
        answered(403, json!({"reason": "Forbidden", "message": message})).told(&asked, None)
    };
    assert_eq!(
        denied(Resource::Claim, quota),
        ClusterError::Denied {
            resource: Resource::Claim,
            said: "exceeded quota: storage, requested: 100Gi".to_owned(),
        }
    );
    assert_eq!(
        denied(Resource::Config, webhook),
        ClusterError::Denied {
            resource: Resource::Config,
            said: String::new(),
        }
    );
}
