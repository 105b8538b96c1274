//! What a token is worth: for how long, for whom, and within which scopes.

use std::sync::Arc;

use http::Method;
use sandbox::{LoginClient, ManualClock, SignedDuration, Timestamp, token};
use serde_json::{Value, json};

use crate::common::{CONFIG, admin, with};
use crate::oauth_common::{ACCESS, Client, OWN, SCOPES, TOKENS, WHO, builder, client, name_of, sandbox};

const SECRETS: &str = "/api/v1/namespaces/openshift-image-registry/secrets";
const ELSEWHERE: &str = "/api/v1/namespaces/kube-system/secrets";
const OTHERS: &str = "/api/v1/namespaces/openshift-image-registry/secrets/image-registry-tls";
const PODS: &str = "/api/v1/namespaces/openshift-image-registry/pods";
const SHOP: &str = "/api/v1/namespaces/webshop/pods";
const SELF: &str = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

#[tokio::test]
async fn the_consoles_role_holds_what_the_console_uses() {
    let admin = admin(&sandbox());
    let roles = registry::rights::roles();
    let generated: Value = roles
        .iter()
        .map(|role| (role.name.to_owned(), json!(role.rules)))
        .collect();
    let fixture = serde_json::to_string_pretty(&generated).expect("JSON");
    for role in roles {
        let path = format!("/apis/rbac.authorization.k8s.io/v1/clusterroles/{}", role.name);
        let seeded = admin.get(&path).await.body;
        assert_eq!(
            seeded["rules"], generated[role.name],
            "sandbox/fixtures/role-registry-console.json should hold\n{fixture}"
        );
    }
    assert_eq!(SCOPES, registry::rights::scopes());
}

#[tokio::test]
async fn a_token_is_an_object_named_by_its_hash() {
    let sandbox = sandbox();
    let client = Client::new(&sandbox);
    let token = client.token_of("reader", SCOPES).await;
    let object = admin(&sandbox)
        .get(&format!("{TOKENS}/{}", name_of(&token)))
        .await
        .body;
    assert_eq!(object["kind"], "OAuthAccessToken");
    assert_eq!(object["clientName"], "registry-console");
    assert_eq!(object["userName"], "reader");
    assert_eq!(object["scopes"], json!(SCOPES.split(' ').collect::<Vec<_>>()));
    assert_eq!(object["expiresIn"], 86_400);
    assert!(object["userUID"].as_str().is_some_and(|uid| uid.len() == 36));
    // The code is used up.
    let codes = admin(&sandbox)
        .get("/apis/oauth.openshift.io/v1/oauthauthorizetokens")
        .await
        .body;
    assert_eq!(codes["items"], json!([]));
}

#[tokio::test]
async fn a_token_ends_with_its_time() {
    for (token_seconds, lasts) in [(None, 86_400), (Some(60), 60)] {
        let clock = Arc::new(ManualClock::at(Timestamp::UNIX_EPOCH));
        let limited = LoginClient {
            token_seconds,
            ..client()
        };
        let sandbox = builder().login_client(limited).clock(Arc::clone(&clock)).build();
        let client = Client::new(&sandbox);
        let token = client.token_of("reader", SCOPES).await;
        clock.advance(SignedDuration::from_secs(lasts - 1));
        assert_eq!(client.get(WHO, &token).await.code, 200);
        clock.advance(SignedDuration::from_secs(1));
        assert_eq!(client.get(WHO, &token).await.code, 401);
        let own = with(&sandbox, token::READER).get(OWN).await.body;
        assert_eq!(own["items"], json!([]));
    }
}

#[tokio::test]
async fn a_token_ends_at_once_when_an_administrator_deletes_it() {
    let sandbox = sandbox();
    let client = Client::new(&sandbox);
    let token = client.token_of("reader", SCOPES).await;
    let path = format!("{TOKENS}/{}", name_of(&token));
    for other in [token::READER, token::NOBODY] {
        assert_eq!(with(&sandbox, other).delete(&path).await.code, 403);
    }
    assert_eq!(client.get(WHO, &token).await.code, 200);
    assert_eq!(admin(&sandbox).delete(&path).await.code, 200);
    assert_eq!(client.get(WHO, &token).await.code, 401);
}

#[tokio::test]
async fn people_see_and_delete_their_own_tokens_and_no_others() {
    let sandbox = sandbox();
    let client = Client::new(&sandbox);
    let token = client.token_of("reader", SCOPES).await;
    let other = client.token_of("reader", SCOPES).await;
    let path = format!("{OWN}/{}", name_of(&token));
    let reader = with(&sandbox, token::READER);
    let list = reader.get(OWN).await.body;
    assert_eq!(list["kind"], "UserOAuthAccessTokenList");
    assert_eq!(list["items"].as_array().expect("items").len(), 2);
    assert_eq!(reader.get(&path).await.body["kind"], "UserOAuthAccessToken");
    for stranger in [token::ADMIN, token::NOBODY] {
        let stranger = with(&sandbox, stranger);
        assert_eq!(stranger.get(OWN).await.body["items"], json!([]));
        let missing = stranger.get(&path).await;
        assert_eq!(missing.code, 404);
        let message = format!(
            "useroauthaccesstokens.oauth.openshift.io \"{}\" not found",
            name_of(&token)
        );
        assert_eq!(missing.body["message"], message);
        assert_eq!(stranger.delete(&path).await.code, 404);
    }
    // As the console logs somebody out: with the very token it deletes.
    let deleted = client.api(Method::DELETE, &path, &token, &Value::Null).await;
    assert_eq!((deleted.code, &deleted.body["status"]), (200, &json!("Success")));
    assert_eq!(client.get(WHO, &token).await.code, 401);
    assert_eq!(client.get(WHO, &other).await.code, 200);
    assert_eq!(reader.put(&path, json!({})).await.code, 403);
    assert_eq!(admin(&sandbox).put(&path, json!({})).await.code, 405);
}

#[tokio::test]
async fn a_token_made_by_hand_works_by_the_same_rules() {
    let sandbox = sandbox();
    let object = |name: &str, scopes: Value| json!({"metadata": {"name": name}, "clientName": "registry-console", "userName": "reader", "scopes": scopes, "expiresIn": 60});
    let text = "sha256~by-hand";
    let made = admin(&sandbox)
        .post(TOKENS, object(&name_of(text), json!(["user:info"])))
        .await;
    assert_eq!(made.code, 201, "{}", made.text);
    let client = Client::new(&sandbox);
    assert_eq!(client.get(WHO, text).await.code, 200);
    assert_eq!(client.get(CONFIG, text).await.code, 403);
    // Neither the object's name nor somebody unknown logs anybody in.
    assert_eq!(client.get(WHO, &name_of(text)).await.code, 401);
}

#[tokio::test]
async fn a_token_does_what_both_its_scopes_and_its_owner_may_do() {
    let sandbox = builder()
        .login_client(LoginClient {
            redirect_uris: client().redirect_uris,
            ..client()
        })
        .build();
    free_scopes(&sandbox).await;
    let client = Client::new(&sandbox);
    let console = "role:registry-console:*:!";
    let post = |kind: &str| json!({"kind": kind, "spec": {"resourceAttributes": {"verb": "list", "resource": "pods"}}});
    let patch = json!({"spec": {"replicas": 2}});
    let secrets = "role:registry-console-secrets:openshift-image-registry:!";
    let secret = json!({"metadata": {"name": "image-registry-private-configuration-user"}});
    let (get, nothing) = (Method::GET, Value::Null);
    for (person, scopes, method, path, body, code) in [
        ("admin", "user:info", &get, WHO, &nothing, 200),
        ("admin", "user:check-access", &get, WHO, &nothing, 403),
        ("admin", console, &get, WHO, &nothing, 403),
        ("admin", "user:info", &get, CONFIG, &nothing, 403),
        ("admin", console, &get, CONFIG, &nothing, 200),
        ("nobody", console, &get, CONFIG, &nothing, 403),
        ("admin", console, &get, PODS, &nothing, 200),
        ("dana", console, &get, PODS, &nothing, 403),
        ("dana", console, &get, SHOP, &nothing, 200),
        ("dana", "role:view:webshop", &get, SHOP, &nothing, 200),
        ("admin", "role:view:payments", &get, SHOP, &nothing, 403),
        ("admin", console, &Method::PATCH, CONFIG, &patch, 415),
        ("reader", console, &Method::PATCH, CONFIG, &patch, 403),
        ("admin", console, &Method::DELETE, CONFIG, &nothing, 403),
        ("admin", console, &get, SECRETS, &nothing, 403),
        ("admin", console, &Method::POST, SECRETS, &secret, 403),
        ("admin", secrets, &get, SECRETS, &nothing, 403),
        ("admin", secrets, &Method::POST, SECRETS, &secret, 201),
        ("reader", secrets, &Method::POST, SECRETS, &secret, 403),
        ("admin", secrets, &Method::POST, ELSEWHERE, &secret, 403),
        ("admin", secrets, &get, OTHERS, &nothing, 403),
        ("admin", "role:edit:*", &get, SECRETS, &nothing, 403),
        ("admin", "role:edit:*:!", &get, SECRETS, &nothing, 200),
        ("reader", "role:edit:*:!", &get, SECRETS, &nothing, 403),
        ("admin", "role:cluster-admin:*", &get, PODS, &nothing, 403),
        ("admin", "role:cluster-admin:*:!", &get, PODS, &nothing, 200),
        ("admin", "role:no-such-role:*", &get, PODS, &nothing, 403),
        ("admin", "user:full", &get, SECRETS, &nothing, 200),
        ("nobody", "user:full", &get, SECRETS, &nothing, 403),
        ("admin", console, &get, TOKENS, &nothing, 403),
        ("admin", console, &get, "/apis", &nothing, 200),
        ("admin", "user:info", &get, "/version", &nothing, 200),
        ("admin", console, &get, "/healthz", &nothing, 403),
        ("admin", "user:full", &get, "/healthz", &nothing, 200),
        (
            "admin",
            "user:check-access",
            &Method::POST,
            ACCESS,
            &post("SelfSubjectAccessReview"),
            201,
        ),
        (
            "admin",
            "user:info",
            &Method::POST,
            ACCESS,
            &post("SelfSubjectAccessReview"),
            403,
        ),
        (
            "admin",
            "user:info",
            &Method::POST,
            SELF,
            &post("SelfSubjectReview"),
            403,
        ),
        (
            "admin",
            console,
            &Method::POST,
            SELF,
            &post("SelfSubjectReview"),
            201,
        ),
    ] {
        let token = client.token_of(person, scopes).await;
        let answer = client.api(method.clone(), path, &token, body).await;
        assert_eq!(
            answer.code, code,
            "{person} {scopes} {method} {path}: {}",
            answer.text
        );
    }
}

/// Takes the restrictions from the console's client, so that any scope can be asked for.
async fn free_scopes(sandbox: &sandbox::Sandbox) {
    let path = "/apis/oauth.openshift.io/v1/oauthclients/registry-console";
    let patched = admin(sandbox)
        .patch(path, json!({"scopeRestrictions": null}))
        .await;
    assert_eq!(patched.code, 200, "{}", patched.text);
}

#[tokio::test]
async fn a_refusal_names_the_scopes_when_they_are_the_reason() {
    let sandbox = sandbox();
    let client = Client::new(&sandbox);
    let token = client.token_of("admin", "user:info user:check-access").await;
    let refused = client.get(PODS, &token).await;
    assert_eq!(
        refused.body["message"],
        "pods is forbidden: User \"admin\" cannot list resource \"pods\" in API group \"\" in the namespace \"openshift-image-registry\": scopes [user:info user:check-access] prevent this action"
    );
    let nobody = client.token_of("nobody", SCOPES).await;
    let refused = client.get(PODS, &nobody).await.body["message"].to_string();
    assert!(
        refused.ends_with("in the namespace \\\"openshift-image-registry\\\"\""),
        "{refused}"
    );
}

#[tokio::test]
async fn an_access_review_counts_the_scopes_and_says_so() {
    let sandbox = sandbox();
    let client = Client::new(&sandbox);
    let token = client.token_of("admin", SCOPES).await;
    let ask = |resource: &str| json!({"kind": "SelfSubjectAccessReview", "spec": {"resourceAttributes": {"verb": "list", "resource": resource, "namespace": "openshift-image-registry"}}});
    let pods = client.api(Method::POST, ACCESS, &token, &ask("pods")).await;
    assert_eq!(
        (pods.code, &pods.body["status"]),
        (201, &json!({"allowed": true}))
    );
    let secrets = client.api(Method::POST, ACCESS, &token, &ask("secrets")).await;
    let reason = format!("scopes [{SCOPES}] prevent this action");
    assert_eq!(
        secrets.body["status"],
        json!({"allowed": false, "denied": true, "reason": reason})
    );
}

#[tokio::test]
async fn who_one_is_includes_the_scopes() {
    let sandbox = sandbox();
    let client = Client::new(&sandbox);
    let token = client.token_of("dana", SCOPES).await;
    let review = client
        .api(Method::POST, SELF, &token, &json!({"kind": "SelfSubjectReview"}))
        .await;
    let info = &review.body["status"]["userInfo"];
    assert_eq!(info["username"], "dana");
    assert_eq!(
        info["groups"],
        json!([
            "webshop-team",
            "system:authenticated",
            "system:authenticated:oauth"
        ])
    );
    let scopes: Vec<&str> = SCOPES.split(' ').collect();
    assert_eq!(
        info["extra"],
        json!({"scopes.authorization.openshift.io": scopes})
    );
}

#[tokio::test]
async fn nobody_reads_other_peoples_tokens_or_the_clients_secret() {
    let sandbox = sandbox();
    let client = Client::new(&sandbox);
    client.token_of("admin", SCOPES).await;
    for person in [token::READER, token::DEVELOPER, token::NOBODY] {
        let who = with(&sandbox, person);
        for path in [TOKENS, "/apis/oauth.openshift.io/v1/oauthclients"] {
            assert_eq!(who.get(path).await.code, 403, "{person} {path}");
        }
    }
}
