//! Requests as data: method, path, query and body, built from checked names only, so that no text can add a segment or
//! a parameter. Knows how the Kubernetes API lays out its paths and nothing of sending.

use http::Method;
use registry::name::Name;
use registry::plan::{Permission, Verb};
use registry::resource::Resource;
use registry::snapshot::Query;
use serde_json::Value;

/// The name under which the console's writes stand in `metadata.managedFields`.
pub(crate) const FIELD_MANAGER: &str = "registry-console";

/// One request, before any credential. Its body may hold a secret, so it cannot be printed.
pub(crate) struct Ask {
    pub(crate) method: Method,
    /// Path and query.
    pub(crate) uri: String,
    pub(crate) body: Option<(&'static str, Value)>,
}

impl Ask {
    pub(crate) fn get(uri: String) -> Self {
        Self {
            method: Method::GET,
            uri,
            body: None,
        }
    }

    pub(crate) fn post(uri: String, body: Value) -> Self {
        Self {
            method: Method::POST,
            uri,
            body: Some(("application/json", body)),
        }
    }
}

/// The path of a collection: of one namespace, of all of them, or of a cluster-scoped resource.
pub(crate) fn collection(resource: Resource, namespace: Option<&Name>) -> String {
    let api = resource.api();
    let root = match api.group {
        "" => format!("/api/{}", api.version),
        group => format!("/apis/{group}/{}", api.version),
    };
    match namespace.filter(|_| api.namespaced) {
        Some(namespace) => format!("{root}/namespaces/{namespace}/{}", api.plural),
        None => format!("{root}/{}", api.plural),
    }
}

/// The path of one object.
pub(crate) fn object(resource: Resource, namespace: Option<&Name>, name: &Name) -> String {
    format!("{}/{name}", collection(resource, namespace))
}

/// The name a query can be fetched by; `None` when it has to be a list: it names no object, or it names one without
/// saying in which namespace.
pub(crate) fn single(query: &Query) -> Option<&Name> {
    let placed = query.namespace.is_some() || !query.resource.api().namespaced;
    query.name.as_ref().filter(|_| placed)
}

/// `path` with parameters, encoded, so that an opaque continue token stays one value.
pub(crate) fn with_query(path: &str, parameters: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    format!("{path}?{query}")
}

/// The right a read of this query needs.
pub(crate) fn right(query: &Query, verb: Verb) -> Permission {
    Permission {
        verb,
        resource: query.resource,
        namespace: query.namespace.clone(),
        name: query.name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_follow_the_layout_of_the_api() {
        let name = Name::new("registry-data").unwrap();
        let space = Name::registry_namespace();
        for (path, expected) in [
            (
                object(Resource::Config, None, &Name::cluster()),
                "/apis/imageregistry.operator.openshift.io/v1/configs/cluster",
            ),
            (
                object(Resource::Claim, Some(&space), &name),
                "/api/v1/namespaces/openshift-image-registry/persistentvolumeclaims/registry-data",
            ),
            (collection(Resource::Node, None), "/api/v1/nodes"),
            (
                collection(Resource::ImageStream, None),
                "/apis/image.openshift.io/v1/imagestreams",
            ),
            // A namespace makes no sense here and must not make a path that does not exist.
            (
                collection(Resource::StorageClass, Some(&space)),
                "/apis/storage.k8s.io/v1/storageclasses",
            ),
        ] {
            assert_eq!(path, expected);
        }
    }

    #[test]
    fn a_parameter_cannot_become_two() {
        let uri = with_query("/x", &[("limit", "5"), ("continue", "a&b=c d/é")]);
        assert_eq!(uri, "/x?limit=5&continue=a%26b%3Dc+d%2F%C3%A9");
    }

    #[test]
    fn a_name_without_its_namespace_is_looked_for_in_a_list() {
        let name = Name::new("x").unwrap();
        assert!(single(&Query::named(Resource::StorageClass, name.clone())).is_some());
        assert!(single(&Query::named(Resource::Claim, name.clone())).is_none());
        assert!(single(&Query::named_in_registry_namespace(Resource::Claim, name)).is_some());
    }
}
