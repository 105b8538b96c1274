//! Label and field selectors, and the shape list items have.

use serde_json::Value;

use crate::failure::Failure;
use crate::json::text;
use crate::request::Query;
use crate::resources::Resource;

/// What a list or watch asks for.
#[derive(Clone, Default)]
pub(crate) struct Selection {
    namespace: Option<String>,
    labels: Vec<Requirement>,
    fields: Vec<Requirement>,
}

#[derive(Clone)]
struct Requirement {
    key: String,
    /// `None` asks only whether the key is there.
    value: Option<String>,
    negated: bool,
}

impl Selection {
    /// Reads the selectors of a request. Labels: `a=b`, `a==b`, `a!=b`, `a`, `!a`; fields: name and namespace.
    pub(crate) fn read(query: &Query, namespace: &str) -> Result<Self, Failure> {
        let labels = query.get("labelSelector");
        let fields = query.get("fieldSelector");
        if labels.contains('(') {
            return Err(Failure::bad_request(
                "the sandbox understands equality in label selectors, not sets",
            ));
        }
        let fields = requirements(fields);
        const KNOWN: [&str; 4] = [
            "metadata.name",
            "metadata.namespace",
            "spec.nodeName",
            "status.phase",
        ];
        for key in fields.iter().map(|requirement| requirement.key.as_str()) {
            if !KNOWN.contains(&key) && !key.starts_with("involvedObject.") {
                return Err(Failure::bad_request(format!("field label not supported: {key}")));
            }
        }
        let namespace = (!namespace.is_empty()).then(|| namespace.to_owned());
        Ok(Self {
            namespace,
            labels: requirements(labels),
            fields,
        })
    }

    pub(crate) fn namespace(&self) -> Option<&str> {
        self.namespace.as_deref()
    }

    pub(crate) fn matches(&self, object: &Value) -> bool {
        let in_namespace = self
            .namespace
            .as_deref()
            .is_none_or(|wanted| text(object, "/metadata/namespace") == wanted);
        let labels = &object["metadata"]["labels"];
        in_namespace
            && self
                .labels
                .iter()
                .all(|r| r.holds(labels.get(&r.key).and_then(Value::as_str)))
            && self
                .fields
                .iter()
                .all(|r| r.holds(Some(text(object, &format!("/{}", r.key.replace('.', "/"))))))
    }
}

impl Requirement {
    fn holds(&self, actual: Option<&str>) -> bool {
        let equal = match &self.value {
            Some(wanted) => actual == Some(wanted),
            None => actual.is_some(),
        };
        equal != self.negated
    }
}

fn requirements(selector: &str) -> Vec<Requirement> {
    selector
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (key, value, negated) = if let Some((key, value)) = part.split_once("!=") {
                (key, Some(value), true)
            } else if let Some((key, value)) = part.split_once("==").or_else(|| part.split_once('=')) {
                (key, Some(value), false)
            } else if let Some(key) = part.strip_prefix('!') {
                (key, None, true)
            } else {
                (part, None, false)
            };
            Requirement {
                key: key.trim().to_owned(),
                value: value.map(|v| v.trim().to_owned()),
                negated,
            }
        })
        .collect()
}

/// The form an object has inside a list: built-in resources leave out `apiVersion` and `kind` there.
pub(crate) fn as_item(resource: &Resource, object: &Value) -> Value {
    let mut item = object.clone();
    if !resource.custom
        && let Some(map) = item.as_object_mut()
    {
        map.remove("apiVersion");
        map.remove("kind");
    }
    item
}
