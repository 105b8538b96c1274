//! A plan as `oc` commands and as YAML, to copy. Both say exactly what the steps do.

use super::content::FILE;
use super::{Action, Step};
use crate::resource::Resource;
use serde_json::Value;

/// One shell command a step, in order, ready to paste.
pub fn oc_commands(steps: &[Step]) -> Vec<String> {
    steps.iter().map(oc_command).collect()
}

fn oc_command(step: &Step) -> String {
    let target = step.target();
    let at = target
        .namespace
        .as_ref()
        .map(|n| format!(" -n {n}"))
        .unwrap_or_default();
    let object = format!("{}/{}", target.resource.qualified(), target.name);
    if let Some(command) = data_command(step, &at) {
        return command;
    }
    match step.action() {
        Action::Create { object } => format!("oc create -f - <<'EOF'\n{}EOF", yaml_of(object, 0)),
        Action::Patch { patch, .. } => format!(
            "oc patch {object}{at} --type=merge -p '{}'",
            quoted(&patch.to_string())
        ),
        Action::Delete { .. } => format!("oc delete {object}{at}"),
    }
}

/// What people type for a Secret or ConfigMap. A value is never part of it: a placeholder says where to put one, and is an
/// error in a shell until somebody does.
fn data_command(step: &Step, at: &str) -> Option<String> {
    let target = step.target();
    let name = &target.name;
    let (create, set) = match target.resource {
        Resource::Secret => ("oc create secret generic", "oc set data secret/"),
        Resource::ConfigMap => ("oc create configmap", "oc set data configmap/"),
        _ => return None,
    };
    let (start, content) = match step.action() {
        Action::Create { object } => (format!("{create} {name}"), object),
        Action::Patch { patch, .. } => (format!("{set}{name}"), patch),
        Action::Delete { .. } => return None,
    };
    let data = content.get("stringData").or(content.get("data"))?.as_object()?;
    let words = data.iter().map(|(key, value)| match value.as_str() {
        None => format!(" {key}-"),
        Some(text) if target.resource == Resource::ConfigMap || text == FILE => {
            format!(" --from-file={key}={FILE}")
        }
        Some(text) => format!(" --from-literal={key}={text}"),
    });
    Some(format!("{start}{}{at}", words.collect::<String>()))
}

/// Single quotes end a shell word, so each becomes `'\''`.
fn quoted(text: &str) -> String {
    text.replace('\'', r"'\''")
}

/// The steps as YAML documents: created objects whole, patches as the fragment they send.
pub fn yaml(steps: &[Step]) -> String {
    let documents = steps.iter().map(|step| {
        let target = step.target();
        let title = format!(
            "# {} {} {}\n",
            step.verb().wire(),
            target.resource.api().kind,
            target.name
        );
        match step.action() {
            Action::Create { object } => title + &yaml_of(object, 0),
            Action::Patch { patch, .. } => title + &yaml_of(patch, 0),
            Action::Delete { .. } => title,
        }
    });
    documents.collect::<Vec<_>>().join("---\n")
}

/// A value as YAML text in block style.
pub(crate) fn yaml_text(value: &Value) -> String {
    yaml_of(value, 0)
}

/// Block-style YAML of JSON values. Every string is double-quoted unless it is plainly a word, and JSON's quoting is
/// valid YAML, so nothing can be misread as another type.
fn yaml_of(value: &Value, depth: usize) -> String {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(map) if !map.is_empty() => map
            .iter()
            .map(|(key, inner)| match inner {
                Value::Object(m) if !m.is_empty() => {
                    format!("{indent}{}:\n{}", word(key), yaml_of(inner, depth + 1))
                }
                Value::Array(a) if !a.is_empty() => {
                    format!("{indent}{}:\n{}", word(key), yaml_of(inner, depth))
                }
                _ => format!("{indent}{}: {}", word(key), yaml_of(inner, 0)),
            })
            .collect(),
        Value::Array(items) if !items.is_empty() => items
            .iter()
            .map(|item| match item {
                Value::Object(m) if !m.is_empty() => {
                    format!("{indent}- {}", yaml_of(item, depth + 1).trim_start())
                }
                Value::Array(a) if !a.is_empty() => {
                    format!("{indent}- {}", yaml_of(item, depth + 1).trim_start())
                }
                _ => format!("{indent}- {}", yaml_of(item, 0)),
            })
            .collect(),
        Value::String(text) => format!("{}\n", word(text)),
        other => format!("{other}\n"),
    }
}

fn word(text: &str) -> String {
    let starts = text.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
    let plain = text
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/'));
    let reserved = matches!(
        text.to_ascii_lowercase().as_str(),
        "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n" | "nan" | "inf"
    );
    if starts && plain && !reserved {
        text.to_owned()
    } else {
        Value::from(text).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::Name;
    use crate::objects::{ConfigMap, Object, Secret};
    use crate::secret_text::SecretText;
    use serde_json::json;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn commands_and_yaml_say_what_the_steps_do() {
        let claim = Step::create_claim(
            Name::new("registry-data").unwrap(),
            json!({"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "100Gi"}}}),
        );
        let patch = Step::patch_config(
            &json!({}),
            json!({"spec": {"managementState": "Managed", "storage": {"pvc": {"claim": "it's"}, "s3": null}}}),
        )
        .unwrap();
        let delete = Step::delete_claim(Name::new("registry-data").unwrap(), "u".into());
        let steps = [claim, patch, delete];
        let commands = oc_commands(&steps);
        assert_eq!(
            commands[1],
            r#"oc patch configs.imageregistry.operator.openshift.io/cluster --type=merge -p '{"spec":{"managementState":"Managed","storage":{"pvc":{"claim":"it'\''s"},"s3":null}}}'"#
        );
        assert_eq!(
            commands[2],
            "oc delete persistentvolumeclaims/registry-data -n openshift-image-registry"
        );
        assert_eq!(
            yaml(&steps),
            "# create PersistentVolumeClaim registry-data\n\
             apiVersion: v1\n\
             kind: PersistentVolumeClaim\n\
             metadata:\n  name: registry-data\n  namespace: openshift-image-registry\n\
             spec:\n  accessModes:\n  - ReadWriteOnce\n  resources:\n    requests:\n      storage: \"100Gi\"\n\
             ---\n\
             # patch Config cluster\n\
             spec:\n  managementState: Managed\n  storage:\n    pvc:\n      claim: \"it's\"\n    s3: null\n\
             ---\n\
             # delete PersistentVolumeClaim registry-data\n"
        );
    }

    #[test]
    fn words_that_yaml_reads_as_other_types_are_quoted() {
        for text in [
            "yes", "No", "true", "null", "1", "1e3", "", "a: b", "- x", "#c", "0x1", "~",
        ] {
            assert!(word(text).starts_with('"'), "{text}");
        }
    }

    #[test]
    fn commands_and_yaml_of_secrets_have_places_for_values_and_no_value() {
        let values = |pairs: &[(&str, &str)]| -> BTreeMap<String, SecretText> {
            let pairs = pairs.iter();
            pairs
                .map(|(k, v)| ((*k).to_owned(), SecretText::new(*v)))
                .collect()
        };
        let name = || Name::new("registry-secret").unwrap();
        let now =
            json!({"metadata": {"name": "registry-secret"}, "data": {"OLD": "(hidden)", "A": "(hidden)"}});
        let now = Secret::from_value(now);
        let steps = [
            Step::create_secret(name(), values(&[("A", "canary"), ("X_KEYFILE", "{canary}")])),
            Step::patch_secret(
                &now,
                values(&[("A", "canary"), ("B", "canary\ncanary")]),
                &BTreeSet::from(["A".into(), "B".into()]),
            )
            .unwrap(),
            Step::delete_secret(name(), "u".into()),
            Step::create_bundle(name(), "ca-bundle.crt", "PEM"),
            Step::patch_bundle(
                &ConfigMap::from_value(json!({"metadata": {"name": "b"}})),
                "ca-bundle.crt",
                "PEM",
            )
            .unwrap(),
        ];
        assert_eq!(
            oc_commands(&steps),
            [
                "oc create secret generic registry-secret --from-literal=A=<value> --from-file=X_KEYFILE=<file> -n openshift-image-registry",
                "oc set data secret/registry-secret --from-literal=A=<value> --from-file=B=<file> OLD- -n openshift-image-registry",
                "oc delete secrets/registry-secret -n openshift-image-registry",
                "oc create configmap registry-secret --from-file=ca-bundle.crt=<file> -n openshift-config",
                "oc set data configmap/b --from-file=ca-bundle.crt=<file> -n openshift-config",
            ]
        );
        let yaml = yaml(&steps);
        let shown = [
            yaml.clone(),
            format!("{steps:?} {steps:#?}"),
            json!(steps).to_string(),
            json!(steps.iter().flat_map(Step::changes).collect::<Vec<_>>()).to_string(),
        ];
        assert!(!shown.iter().any(|text| text.contains("canary")), "{shown:?}");
        assert!(
            yaml.contains("stringData:\n  A: \"<value>\"\n  \"X_KEYFILE\": \"<file>\"\ntype: Opaque"),
            "{yaml}"
        );
    }
}
