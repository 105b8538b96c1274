//! What is kept of a refusal: the useful words, and never the object.

use super::*;
use serde_json::{Value, json};

const CANARY: &str = "canary-7f3a";

fn of(status: Value) -> Vec<(String, String)> {
    about(Resource::Config, status)
}

fn about(resource: Resource, status: Value) -> Vec<(String, String)> {
    let status = serde_json::from_value(status).unwrap();
    causes(resource, &status)
        .into_iter()
        .map(|cause| (cause.field, cause.message))
        .collect()
}

fn one_cause(reason: &str, field: &str, message: &str) -> Value {
    json!({"message": format!("Config \"cluster\" is invalid: {CANARY}"),
        "details": {"causes": [{"reason": reason, "field": field, "message": message}]}})
}

#[test]
fn a_schema_refusal_keeps_its_field_and_rule() {
    let status = serde_json::from_str(include_str!("../../../fixtures/422-schema.json")).unwrap();
    assert_eq!(
        of(status),
        [(
            "spec.storage.s3.chunkSizeMiB".to_owned(),
            "Invalid value: 1: spec.storage.s3.chunkSizeMiB in body should be greater than or equal to 5"
                .to_owned()
        )]
    );
}

#[test]
fn a_strict_refusal_of_a_patch_keeps_only_the_unknown_fields() {
    let status = serde_json::from_str(include_str!("../../../fixtures/422-strict-patch.json")).unwrap();
    assert_eq!(
        of(status),
        [(
            "spec.storage.persistentVolumeClaim".to_owned(),
            "unknown field \"spec.storage.persistentVolumeClaim\"".to_owned()
        )]
    );
}

#[test]
fn a_strict_refusal_of_a_creation_names_every_field() {
    let message = "PersistentVolumeClaim in version \"v1\" cannot be handled as a PersistentVolumeClaim: strict \
                   decoding error: unknown field \"spec.a\", unknown field \"spec.b\"";
    assert_eq!(
        of(json!({"reason": "BadRequest", "message": message})),
        [
            ("spec.a".to_owned(), "unknown field \"spec.a\"".to_owned()),
            ("spec.b".to_owned(), "unknown field \"spec.b\"".to_owned())
        ]
    );
}

#[test]
fn the_rule_is_kept_and_the_value_is_not() {
    for (reason, field, message, kept) in [
        (
            "FieldValueInvalid",
            "spec.storage.s3.bucket",
            format!("Invalid value: \"{CANARY} \\\" x: y\": should match '^[a-z]+$'"),
            "Invalid value: should match '^[a-z]+$'",
        ),
        (
            "FieldValueNotSupported",
            "spec.managementState",
            format!("Unsupported value: \"{CANARY}\": supported values: \"Managed\", \"Removed\""),
            "Unsupported value: supported values: \"Managed\", \"Removed\"",
        ),
        (
            "FieldValueInvalid",
            "spec",
            "Invalid value: \"object\": only one storage may be set".into(),
            "Invalid value: only one storage may be set",
        ),
        (
            "FieldValueInvalid",
            "spec.x",
            format!("Invalid value: \"string\": spec.x in body must be of type date-time: \"{CANARY}\""),
            "Invalid value: spec.x in body must be of type date-time",
        ),
        (
            "FieldValueInvalid",
            "spec.x",
            format!("Invalid value: {{\"a\":\"{CANARY}\"}}: no"),
            "Invalid value",
        ),
        (
            "FieldValueForbidden",
            "spec",
            format!("Forbidden: spec is immutable after creation\n  Claim{{ {CANARY} }}"),
            "Forbidden: spec is immutable after creation",
        ),
        (
            "FieldValueForbidden",
            "spec",
            format!("Forbidden: found []string{{\"{CANARY}\"}}"),
            "Not allowed here",
        ),
        (
            "FieldValueTooLong",
            "metadata.name",
            "Too long: may not be more than 63 bytes".into(),
            "Too long: may not be more than 63 bytes",
        ),
        (
            "FieldValueRequired",
            "spec.storage.s3.region",
            "Required value".into(),
            "Required value",
        ),
        (
            "FieldValueDuplicate",
            "spec.routes[1]",
            format!("Duplicate value: \"{CANARY}\""),
            "Duplicate value",
        ),
        ("Surprise", "spec.x", CANARY.into(), "Invalid value"),
    ] {
        assert_eq!(
            of(one_cause(reason, field, &message)),
            [(field.to_owned(), kept.to_owned())],
            "{message}"
        );
    }
}

#[test]
fn no_word_about_a_field_that_holds_a_secret_is_kept() {
    let status = one_cause(
        "FieldValueInvalid",
        "spec.httpSecret",
        &format!("Invalid value: \"x\": the secret {CANARY} is too short"),
    );
    assert_eq!(
        of(status),
        [("spec.httpSecret".to_owned(), "Invalid value".to_owned())]
    );
}

#[test]
fn a_refusal_that_names_no_field_says_who_refused_and_no_more() {
    for (message, kept) in [
        (
            format!("admission webhook \"guard.example.com\" denied the request: {CANARY}"),
            "admission webhook guard.example.com denied it",
        ),
        (
            format!(
                "configs \"cluster\" is forbidden: ValidatingAdmissionPolicy 'guard' with binding 'b' denied request: {CANARY}"
            ),
            "admission policy guard denied it",
        ),
        (CANARY.to_owned(), "it named no field"),
        (format!("strict decoding error: {CANARY}"), "it named no field"),
        (String::new(), "it named no field"),
    ] {
        assert_eq!(
            of(json!({"message": message})),
            [(String::new(), kept.to_owned())],
            "{message}"
        );
    }
}

#[test]
fn words_inside_the_refused_object_cannot_pose_as_the_tail() {
    let message = format!(
        "Invalid value: \"{{\\\"x\\\":\\\"strict decoding error: unknown field \\\"{CANARY}\\\"}}\": strict decoding error: \
         unknown field \"spec.a\", json: cannot use \"{CANARY}\""
    );
    assert_eq!(
        of(one_cause("FieldValueInvalid", "patch", &message)),
        [("spec.a".to_owned(), "unknown field \"spec.a\"".to_owned())]
    );
}

#[test]
fn a_field_that_is_no_path_is_not_repeated() {
    for field in ["patch", "<nil>", "a b", "x\ny"] {
        assert_eq!(
            of(one_cause("FieldValueRequired", field, "Required value"))[0].0,
            "",
            "{field:?}"
        );
    }
}

#[test]
fn a_refused_secret_or_config_map_is_told_in_words_of_our_own() {
    for resource in [Resource::Secret, Resource::ConfigMap] {
        let listed = |reason: &str, message: &str| {
            let mut status = one_cause(reason, "data[A]", message);
            status["message"] = json!(format!("Secret \"s\" is invalid: {CANARY}"));
            about(resource, status)
        };
        let field = || "data[A]".to_owned();
        for (reason, message, expected) in [
            (
                "FieldValueInvalid",
                format!("Invalid value: \"{CANARY}\": a rule about {CANARY}"),
                "Invalid value",
            ),
            (
                "FieldValueRequired",
                format!("Required value: {CANARY}"),
                "Required value",
            ),
            (
                "FieldValueForbidden",
                format!("Forbidden: {CANARY}"),
                "Not allowed here",
            ),
            ("FieldValueTooLong", format!("Too long: {CANARY}"), "Too long"),
            (CANARY, CANARY.to_owned(), "Invalid value"),
            (
                "FieldValueForbidden",
                "Forbidden: field is immutable when `immutable` is set".to_owned(),
                "It is marked as immutable and can only be deleted",
            ),
        ] {
            assert_eq!(listed(reason, &message), [(field(), expected.to_owned())]);
        }
        let whole = |message: String| about(resource, json!({"reason": "BadRequest", "message": message}));
        let nothing = |words: &str| [(String::new(), words.to_owned())];
        assert_eq!(
            whole(format!(
                "Secret in version \"v1\" cannot be handled as a Secret: illegal base64 data at input byte 4 {CANARY}"
            )),
            nothing("A value is not base64")
        );
        assert_eq!(
            whole(format!("strict decoding error: unknown field \"{CANARY}\"")),
            nothing("it named no field")
        );
        assert_eq!(whole(CANARY.to_owned()), nothing("it named no field"));
    }
}

fn about_right(resource: Resource, verb: registry::plan::Verb) -> Permission {
    Permission {
        verb,
        resource,
        namespace: None,
        name: None,
    }
}

fn kept(asked: &Permission, said: &str) -> String {
    let status = serde_json::from_value(json!({"message": said})).unwrap();
    right(asked, &status)
}

#[test]
fn n2_the_authorizers_sentence_is_kept_as_it_is() {
    use registry::plan::Verb;
    let cluster = "configs.imageregistry.operator.openshift.io \"cluster\" is forbidden: User \"dana\" cannot patch \
                   resource \"configs\" in API group \"imageregistry.operator.openshift.io\" at the cluster scope";
    let project = "persistentvolumeclaims is forbidden: User \"CN=Dana \\\"D\\\" Doe,OU=Ops\" cannot list resource \
                   \"persistentvolumeclaims\" in API group \"\" in the namespace \"openshift-image-registry\"";
    let scoped = format!("{cluster}: scopes [user:info role:registry-console:*:!] prevent this action");
    for (resource, verb, said) in [
        (Resource::Config, Verb::Patch, cluster),
        (Resource::Claim, Verb::List, project),
        (Resource::Config, Verb::Patch, &scoped),
    ] {
        assert_eq!(kept(&about_right(resource, verb), said), said);
    }
    let more = format!("{cluster}: {CANARY}");
    assert_eq!(kept(&about_right(Resource::Config, Verb::Patch), &more), cluster);
}

#[test]
fn n2_nothing_else_is_kept_of_a_refused_right() {
    use registry::plan::Verb;
    let asked = about_right(Resource::Config, Verb::Patch);
    let head = "configs.imageregistry.operator.openshift.io \"cluster\" is forbidden: User";
    let tail = "resource \"configs\" in API group \"imageregistry.operator.openshift.io\"";
    for said in [
        String::new(),
        CANARY.to_owned(),
        format!("{head} \"dana\" cannot patch {tail} {CANARY}"),
        format!("{head} \"dana\" cannot patch {tail} at the cluster scope{CANARY}"),
        format!("{head} \"dana\" cannot patch {tail} in the namespace \"{CANARY} {{}}\""),
        format!("{head} \"dana\" cannot {CANARY} {tail} at the cluster scope"),
        format!("{head} \"dana\n{CANARY}\" cannot patch {tail} at the cluster scope"),
        format!(
            "{head} \"{}\" cannot patch {tail} at the cluster scope",
            CANARY.repeat(50)
        ),
        format!("{CANARY} {head} \"dana\" cannot patch {tail} at the cluster scope"),
        format!(
            "configs.imageregistry.operator.openshift.io \"{CANARY} x\" is forbidden: User \"dana\" cannot patch \
             {tail} at the cluster scope"
        ),
        format!("{head} \"dana\" cannot patch resource \"{CANARY}\" in API group \"\" at the cluster scope"),
    ] {
        assert_eq!(kept(&asked, &said), "", "{said}");
    }
    let scopes = format!(
        "{head} \"dana\" cannot patch {tail} at the cluster scope: scopes [{{{CANARY}}}] prevent this action"
    );
    assert!(!kept(&asked, &scopes).contains(CANARY));
}
