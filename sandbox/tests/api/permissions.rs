//! Who may do what: tokens, refusals, reviews.

use sandbox::{Sandbox, Scenario, token};
use serde_json::{Value, json};

use crate::common::{CONFIG, Someone, admin, with};

const PODS: &str = "/api/v1/namespaces/webshop/pods";

async fn may(who: &Someone, attributes: Value) -> bool {
    let review = json!({"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview", "spec": {"resourceAttributes": attributes}});
    let answer = who
        .post("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", review)
        .await;
    assert_eq!(answer.code, 201, "{}", answer.text);
    answer.body["status"]["allowed"].as_bool().expect("an answer")
}

#[tokio::test]
async fn without_a_valid_token_nobody_gets_in() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    for token in ["", token::EXPIRED, "made-up"] {
        let refused = with(&sandbox, token).get(CONFIG).await;
        let expected = json!({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": "Unauthorized", "reason": "Unauthorized", "code": 401});
        assert_eq!((refused.code, refused.body), (401, expected), "{token:?}");
    }
}

#[tokio::test]
async fn a_refusal_is_worded_as_kubernetes_words_it() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let dana = with(&sandbox, token::DEVELOPER);
    let refused = dana.patch(CONFIG, json!({"spec": {"replicas": 2}})).await;
    let sample: Value =
        serde_json::from_str(include_str!("../../fixtures/error-403-patch-config.json")).expect("a sample");
    assert_eq!((refused.code, refused.body), (403, sample));
    for (path, message) in [
        (
            "/api/v1/namespaces/payments/pods",
            "pods is forbidden: User \"dana\" cannot list resource \"pods\" in API group \"\" in the namespace \"payments\"",
        ),
        (
            "/apis/config.openshift.io/v1/infrastructures/cluster",
            "infrastructures.config.openshift.io \"cluster\" is forbidden: User \"dana\" cannot get resource \"infrastructures\" in API group \"config.openshift.io\" at the cluster scope",
        ),
    ] {
        let refused = dana.get(path).await;
        assert_eq!((refused.code, &refused.body["message"]), (403, &json!(message)));
    }
}

#[tokio::test]
async fn each_person_may_do_what_their_role_says() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let (patch, secrets) = (
        json!({"verb": "patch", "group": "imageregistry.operator.openshift.io", "resource": "configs", "name": "cluster"}),
        json!({"verb": "get", "resource": "secrets", "namespace": "openshift-image-registry"}),
    );
    let own_pods = json!({"verb": "delete", "resource": "pods", "namespace": "webshop"});
    let logs = json!({"verb": "get", "resource": "pods", "subresource": "log", "namespace": "openshift-image-registry"});
    for (token, expected) in [
        (token::ADMIN, [true, true, true, true]),
        (token::READER, [false, false, false, true]),
        (token::DEVELOPER, [false, false, true, false]),
        (token::NOBODY, [false, false, false, false]),
    ] {
        let who = with(&sandbox, token);
        let mut allowed = Vec::new();
        for attributes in [&patch, &secrets, &own_pods, &logs] {
            allowed.push(may(&who, attributes.clone()).await);
        }
        assert_eq!(allowed, expected, "{token}");
    }
}

#[tokio::test]
async fn a_review_says_what_the_request_would_say() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    for token in [token::ADMIN, token::READER, token::DEVELOPER, token::NOBODY] {
        let who = with(&sandbox, token);
        for (path, attributes) in [
            (
                CONFIG,
                json!({"verb": "get", "group": "imageregistry.operator.openshift.io", "resource": "configs", "name": "cluster"}),
            ),
            (
                PODS,
                json!({"verb": "list", "resource": "pods", "namespace": "webshop"}),
            ),
            (
                "/apis/storage.k8s.io/v1/storageclasses",
                json!({"verb": "list", "group": "storage.k8s.io", "resource": "storageclasses"}),
            ),
            ("/api/v1/nodes", json!({"verb": "list", "resource": "nodes"})),
        ] {
            let answered = who.get(path).await.code;
            assert_eq!(answered == 200, may(&who, attributes).await, "{token} {path}");
        }
    }
}

#[tokio::test]
async fn rules_name_what_is_allowed_in_a_namespace() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let review = |namespace: &str| json!({"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectRulesReview", "spec": {"namespace": namespace}});
    let path = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews";
    let dana = with(&sandbox, token::DEVELOPER);
    let pods = |answer: &Value| {
        answer["status"]["resourceRules"]
            .as_array()
            .expect("rules")
            .iter()
            .any(|rule| {
                rule["resources"]
                    .as_array()
                    .expect("resources")
                    .contains(&json!("pods"))
            })
    };
    assert!(pods(&dana.post(path, review("webshop")).await.body));
    assert!(!pods(&dana.post(path, review("payments")).await.body));
}

#[tokio::test]
async fn everybody_may_ask_who_they_are() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    for (token, name) in [
        (token::ADMIN, "admin"),
        (token::READER, "reader"),
        (token::DEVELOPER, "dana"),
        (token::NOBODY, "nobody"),
    ] {
        let who = with(&sandbox, token);
        let review = json!({"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"});
        let answer = who
            .post("/apis/authentication.k8s.io/v1/selfsubjectreviews", review)
            .await;
        assert_eq!(
            (answer.code, &answer.body["status"]["userInfo"]["username"]),
            (201, &json!(name))
        );
        let user = who.get("/apis/user.openshift.io/v1/users/~").await;
        assert_eq!((user.code, &user.body["metadata"]["name"]), (200, &json!(name)));
    }
}

#[tokio::test]
async fn old_clusters_know_no_self_subject_review() {
    let sandbox = Sandbox::new(Scenario::Legacy45);
    let answer = admin(&sandbox)
        .post("/apis/authentication.k8s.io/v1/selfsubjectreviews", json!({}))
        .await;
    assert_eq!(answer.code, 404);
}

#[tokio::test]
async fn a_granted_role_is_in_force_at_once() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let pull = json!({"verb": "get", "group": "image.openshift.io", "resource": "imagestreams", "subresource": "layers", "namespace": "payments"});
    let dana = with(&sandbox, token::DEVELOPER);
    assert!(!may(&dana, pull.clone()).await);
    let binding = json!({
        "metadata": {"name": "registry-viewer"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "registry-viewer"},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "dana"}],
    });
    let granted = admin(&sandbox)
        .post(
            "/apis/rbac.authorization.k8s.io/v1/namespaces/payments/rolebindings",
            binding,
        )
        .await;
    assert_eq!(granted.code, 201, "{}", granted.text);
    assert!(may(&dana, pull).await);
}

#[tokio::test]
async fn access_of_somebody_else_can_be_asked_for() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let review = json!({"spec": {"user": "dana", "resourceAttributes": {"verb": "create", "resource": "pods", "namespace": "webshop"}}});
    let path = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
    assert_eq!(
        admin(&sandbox).post(path, review.clone()).await.body["status"]["allowed"],
        true
    );
    assert_eq!(
        with(&sandbox, token::DEVELOPER).post(path, review).await.code,
        403
    );
}

#[tokio::test]
async fn the_log_of_requests_names_people_and_paths_but_no_tokens_and_no_bodies() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    admin(&sandbox)
        .post(
            "/api/v1/namespaces/webshop/secrets?dryRun=All",
            json!({"metadata": {"name": "s"}, "stringData": {"password": "hunter2"}}),
        )
        .await;
    let log = sandbox.requests();
    let last = log.last().expect("a request");
    assert_eq!(
        (last.user.as_str(), last.verb.as_str(), last.dry_run),
        ("admin", "create", true)
    );
    assert_eq!(last.path, "/api/v1/namespaces/webshop/secrets");
    let text = format!("{log:?}{sandbox:?}{:?}", sandbox.faults());
    assert!(
        !text.contains("hunter2") && !text.contains(token::ADMIN),
        "{text}"
    );
}
