//! Gets and lists: pages, selectors, shapes.

use sandbox::{Sandbox, Scenario, token};
use serde_json::{Value, json};

use crate::common::{Someone, admin, with};

fn names(list: &Value) -> Vec<&str> {
    list["items"]
        .as_array()
        .expect("items")
        .iter()
        .filter_map(|item| item["metadata"]["name"].as_str())
        .collect()
}

async fn five_maps(admin: &Someone) {
    for name in ["e", "c", "a", "d", "b"] {
        let side = if name < "c" { "low" } else { "high" };
        let map = json!({"metadata": {"name": name, "labels": {"side": side}}});
        assert_eq!(
            admin
                .post("/api/v1/namespaces/webshop/configmaps", map)
                .await
                .code,
            201
        );
    }
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    five_maps(&admin).await;
    let path = "/api/v1/namespaces/webshop/configmaps?limit=2";
    let (mut seen, mut query) = (Vec::new(), String::new());
    for left in [Some(3), Some(1), None] {
        let page = admin.get(&format!("{path}{query}")).await.body;
        assert_eq!(page["metadata"]["remainingItemCount"].as_i64(), left);
        seen.extend(names(&page).into_iter().map(str::to_owned));
        query = format!(
            "&continue={}",
            page["metadata"]["continue"].as_str().unwrap_or("")
        );
    }
    assert_eq!(seen, ["a", "b", "c", "d", "e"]);
}

#[tokio::test]
async fn a_page_from_before_a_compaction_has_expired() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    let page = admin.get("/api/v1/namespaces?limit=2").await.body;
    sandbox.faults().compact();
    let token = page["metadata"]["continue"].as_str().expect("a token");
    let refused = admin
        .get(&format!("/api/v1/namespaces?limit=2&continue={token}"))
        .await;
    assert_eq!((refused.code, &refused.body["reason"]), (410, &json!("Expired")));
    assert_eq!(admin.get("/api/v1/namespaces?continue=rubbish").await.code, 400);
}

#[tokio::test]
async fn selectors_choose_by_label_and_by_name() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    five_maps(&admin).await;
    for (query, expected) in [
        ("labelSelector=side%3Dlow", vec!["a", "b"]),
        ("labelSelector=side%3D%3Dlow", vec!["a", "b"]),
        ("labelSelector=side!%3Dlow", vec!["c", "d", "e"]),
        ("labelSelector=side", vec!["a", "b", "c", "d", "e"]),
        ("labelSelector=!side", vec![]),
        ("fieldSelector=metadata.name%3Dd", vec!["d"]),
        ("fieldSelector=metadata.namespace%3Dpayments", vec![]),
    ] {
        let list = admin
            .get(&format!("/api/v1/namespaces/webshop/configmaps?{query}"))
            .await
            .body;
        assert_eq!(names(&list), expected, "{query}");
    }
    let refused = admin.get("/api/v1/configmaps?fieldSelector=data.k%3Dv").await;
    assert_eq!(refused.code, 400);
}

#[tokio::test]
async fn items_of_built_in_lists_do_not_repeat_their_kind_and_custom_ones_do() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    let nodes = admin.get("/api/v1/nodes").await.body;
    assert_eq!(nodes["kind"], "NodeList");
    assert!(nodes["items"][0].get("kind").is_none());
    let configs = admin
        .get("/apis/imageregistry.operator.openshift.io/v1/configs")
        .await
        .body;
    assert_eq!(
        (&configs["kind"], &configs["items"][0]["kind"]),
        (&json!("ConfigList"), &json!("Config"))
    );
}

#[tokio::test]
async fn what_is_not_there_is_not_found_in_the_right_words() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    let missing = admin
        .get("/apis/apps/v1/namespaces/webshop/deployments/shop")
        .await;
    assert_eq!(
        (missing.code, &missing.body["message"]),
        (404, &json!("deployments.apps \"shop\" not found"))
    );
    assert_eq!(
        missing.body["details"],
        json!({"name": "shop", "group": "apps", "kind": "deployments"})
    );
    let resource = admin.get("/apis/apps/v1/wonders").await;
    assert_eq!(
        (resource.code, &resource.body["message"]),
        (404, &json!("the server could not find the requested resource"))
    );
    let group = admin.get("/apis/wonders.example.com/v1/wonders").await;
    assert_eq!((group.code, group.text.as_str()), (404, "404 page not found\n"));
}

#[tokio::test]
async fn projects_are_listed_as_far_as_one_may_see_them() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let path = "/apis/project.openshift.io/v1/projects";
    let seen = with(&sandbox, token::DEVELOPER).get(path).await.body;
    assert_eq!(names(&seen), ["webshop"]);
    assert!(names(&with(&sandbox, token::NOBODY).get(path).await.body).is_empty());
    assert!(names(&admin(&sandbox).get(path).await.body).len() > 5);
    assert_eq!(
        with(&sandbox, token::DEVELOPER)
            .get("/api/v1/namespaces")
            .await
            .code,
        403
    );
}
