//! Reads a request line the way an API server does: verb, resource, names, options. Decides nothing.

use std::borrow::Cow;

use http::Method;
use percent_encoding::percent_decode_str;

/// What a request is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Subject {
    /// `/version`, `/apis`, ...
    Path(String),
    Object(Target),
}

/// A place in the resource tree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Target {
    pub(crate) group: String,
    pub(crate) version: String,
    pub(crate) resource: String,
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) subresource: String,
}

impl Target {
    /// `pods/log`: what a role has to name.
    pub(crate) fn resource_with_subresource(&self) -> String {
        if self.subresource.is_empty() {
            self.resource.clone()
        } else {
            format!("{}/{}", self.resource, self.subresource)
        }
    }
}

/// Reads the path. Percent-encoding is undone per segment.
pub(crate) fn subject(path: &str) -> Subject {
    let parts: Vec<String> = path
        .split('/')
        .filter(|p| !p.is_empty())
        .map(|p| percent_decode_str(p).decode_utf8_lossy().into_owned())
        .collect();
    let (group, version, rest) = match parts.as_slice() {
        [api, version, rest @ ..] if api == "api" && !rest.is_empty() => {
            (String::new(), version.clone(), rest)
        }
        [apis, group, version, rest @ ..] if apis == "apis" && !rest.is_empty() => {
            (group.clone(), version.clone(), rest)
        }
        _ => return Subject::Path(path.to_owned()),
    };
    let target = Target {
        group,
        version,
        ..Target::default()
    };
    Subject::Object(match rest {
        [namespaces, name] if namespaces == "namespaces" => Target {
            resource: "namespaces".into(),
            namespace: name.clone(),
            name: name.clone(),
            ..target
        },
        [namespaces, name, sub] if namespaces == "namespaces" && (sub == "status" || sub == "finalize") => {
            Target {
                resource: "namespaces".into(),
                namespace: name.clone(),
                name: name.clone(),
                subresource: sub.clone(),
                ..target
            }
        }
        [namespaces, namespace, resource, rest @ ..] if namespaces == "namespaces" => named(
            Target {
                namespace: namespace.clone(),
                resource: resource.clone(),
                ..target
            },
            rest,
        ),
        [resource, rest @ ..] => named(
            Target {
                resource: resource.clone(),
                ..target
            },
            rest,
        ),
        [] => target,
    })
}

fn named(target: Target, rest: &[String]) -> Target {
    let name = rest.first().cloned().unwrap_or_default();
    let subresource = rest.get(1..).unwrap_or(&[]).join("/");
    Target {
        name,
        subresource,
        ..target
    }
}

/// The options of a request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    pub(crate) fn parse(text: &str) -> Self {
        Self(
            form_urlencoded::parse(text.as_bytes())
                .map(|(key, value): (Cow<'_, str>, Cow<'_, str>)| (key.into_owned(), value.into_owned()))
                .collect(),
        )
    }

    /// The value of an option; empty when it is missing.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value)
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        matches!(self.get(name), "1" | "true" | "True" | "TRUE")
    }

    pub(crate) fn dry_run(&self) -> bool {
        self.get("dryRun") == "All"
    }
}

/// The verb RBAC knows a request by.
pub(crate) fn verb(method: &Method, target: &Target, query: &Query) -> &'static str {
    let named = !target.name.is_empty();
    match *method {
        Method::GET | Method::HEAD if query.flag("watch") => "watch",
        Method::GET | Method::HEAD if named => "get",
        Method::GET | Method::HEAD => "list",
        Method::POST => "create",
        Method::PUT => "update",
        Method::PATCH => "patch",
        Method::DELETE if named => "delete",
        Method::DELETE => "deletecollection",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::{Subject, Target, subject};

    #[test]
    fn paths_are_read_as_an_api_server_reads_them() {
        let target = |group: &str, resource: &str, namespace: &str, name: &str, subresource: &str| {
            Subject::Object(Target {
                group: group.into(),
                version: "v1".into(),
                resource: resource.into(),
                namespace: namespace.into(),
                name: name.into(),
                subresource: subresource.into(),
            })
        };
        for (path, expected) in [
            ("/api/v1/pods", target("", "pods", "", "", "")),
            ("/api/v1/namespaces", target("", "namespaces", "", "", "")),
            ("/api/v1/namespaces/a", target("", "namespaces", "a", "a", "")),
            ("/api/v1/namespaces/a/pods", target("", "pods", "a", "", "")),
            (
                "/api/v1/namespaces/a/pods/p/log",
                target("", "pods", "a", "p", "log"),
            ),
            (
                "/apis/apps/v1/deployments",
                target("apps", "deployments", "", "", ""),
            ),
            (
                "/apis/image.openshift.io/v1/namespaces/a/imagestreamtags/b%3Ac",
                target("image.openshift.io", "imagestreamtags", "a", "b:c", ""),
            ),
            ("/apis/apps/v1", Subject::Path("/apis/apps/v1".into())),
            ("/version", Subject::Path("/version".into())),
        ] {
            assert_eq!(subject(path), expected, "{path}");
        }
    }
}
