//! Permission questions and who is asking, against a scripted API server.

use crate::script::{Reply, Script, Seen, status};
use registry::error::ClusterError;
use registry::name::Name;
use registry::plan::{Permission, Verb};
use registry::port::{Cluster, Identity};
use registry::resource::Resource;
use serde_json::json;

fn questions() -> [Permission; 3] {
    [
        Permission {
            verb: Verb::Patch,
            resource: Resource::Config,
            namespace: None,
            name: Some(Name::cluster()),
        },
        Permission {
            verb: Verb::Create,
            resource: Resource::Claim,
            namespace: Some(Name::registry_namespace()),
            name: None,
        },
        Permission {
            verb: Verb::List,
            resource: Resource::Pod,
            namespace: None,
            name: None,
        },
    ]
}

#[tokio::test]
async fn permissions_are_asked_of_the_authorizer_and_answered_in_order() {
    let script = Script::answering(|seen: &Seen| {
        let verb = seen.body["spec"]["resourceAttributes"]["verb"].as_str();
        Reply::Json(201, json!({"status": {"allowed": verb != Some("create")}}))
    });
    let verdicts = script.user().allowed(&questions()).await.unwrap();
    assert_eq!(
        verdicts.iter().map(|v| v.allowed).collect::<Vec<_>>(),
        [true, false, true]
    );
    assert_eq!(
        verdicts.iter().map(|v| v.permission.clone()).collect::<Vec<_>>(),
        questions()
    );

    let mut asked: Vec<_> = script
        .seen()
        .iter()
        .map(|s| s.body["spec"]["resourceAttributes"].clone())
        .collect();
    asked.sort_by_key(|attributes| attributes["verb"].to_string());
    assert_eq!(
        asked,
        [
            json!({"group": "", "version": "v1", "resource": "persistentvolumeclaims", "verb": "create",
                "namespace": "openshift-image-registry", "name": ""}),
            json!({"group": "", "version": "v1", "resource": "pods", "verb": "list", "namespace": "", "name": ""}),
            json!({"group": "imageregistry.operator.openshift.io", "version": "v1", "resource": "configs",
                "verb": "patch", "namespace": "", "name": "cluster"}),
        ]
    );
    assert_eq!(
        script.lines()[0],
        "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
    );
}

#[tokio::test]
async fn a_permission_that_cannot_be_asked_is_an_error_and_no_denial() {
    for (code, told) in [
        (401, ClusterError::SignedOut),
        (
            403,
            ClusterError::Forbidden {
                permission: questions()[0].clone(),
                said: String::new(),
            },
        ),
    ] {
        let script = Script::answering(move |_| status(code, "X"));
        assert_eq!(script.user().allowed(&questions()[..1]).await, Err(told));
    }
    let script = Script::answering(|_| Reply::Json(201, json!({"status": {}})));
    assert_eq!(
        script.user().allowed(&questions()[..1]).await,
        Err(ClusterError::Unexpected { status: 0 })
    );
}

#[tokio::test]
async fn no_questions_are_no_requests() {
    let script = Script::replying([]);
    assert_eq!(script.user().allowed(&[]).await, Ok(vec![]));
    assert!(script.seen().is_empty());
}

#[tokio::test]
async fn the_api_server_says_who_the_token_belongs_to() {
    let info =
        json!({"status": {"userInfo": {"username": "dana", "groups": ["admins", "system:authenticated"]}}});
    let script = Script::replying([Reply::Json(201, info)]);
    assert_eq!(
        script.user().whoami().await,
        Ok(Identity {
            user: "dana".into(),
            groups: vec!["admins".into(), "system:authenticated".into()]
        })
    );
    assert_eq!(
        script.lines(),
        ["POST /apis/authentication.k8s.io/v1/selfsubjectreviews"]
    );
}

#[tokio::test]
async fn an_api_server_without_the_review_is_asked_the_openshift_way() {
    let script = Script::replying([
        Reply::Text(404, "404 page not found\n"),
        Reply::Json(200, json!({"metadata": {"name": "dana"}, "groups": null})),
    ]);
    assert_eq!(
        script.user().whoami().await,
        Ok(Identity {
            user: "dana".into(),
            groups: vec![]
        })
    );
    assert_eq!(script.lines()[1], "GET /apis/user.openshift.io/v1/users/~");

    let script = Script::answering(|_| Reply::Text(404, "404 page not found\n"));
    assert_eq!(
        script.user().whoami().await,
        Err(ClusterError::Unexpected { status: 404 })
    );
}

#[tokio::test]
async fn an_ended_login_belongs_to_nobody() {
    let script = Script::replying([status(401, "Unauthorized")]);
    assert_eq!(script.user().whoami().await, Err(ClusterError::SignedOut));
}
