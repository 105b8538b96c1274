//! The proxied call: an object or a list handed on as the API server's own bytes, for views that show it raw or page
//! through more of it than anybody should parse twice. Knows which resources may leave the server whole and refuses to
//! know what is in them: nothing here is parsed, kept, repeated or sent with anything of the browser's.

use crate::ask::{self, Ask};
use crate::channel::Answer;
use crate::failure::Failure;
use crate::user::User;
use bytes::Bytes;
use futures_util::stream;
use http_body_util::BodyExt as _;
use registry::error::ClusterError;
use registry::name::{Name, Namespace};
use registry::plan::Verb;
use registry::port::Events;
use registry::resource::Resource;
use registry::snapshot::Query;
use std::num::NonZeroU32;
use std::time::Duration;
use tokio::time::timeout;

/// The bytes of an answer as they arrive. After an error nothing follows, and what came before is not the whole answer.
pub type ByteStream = Events<Result<Bytes, ClusterError>>;

/// What may be handed on whole. A resource that is not named here is refused, as are those that carry secrets among
/// their fields: the operator's configuration and whatever has a pod template (environments), routes (private keys), build
/// configurations (webhook secrets) and the cluster's proxy (passwords in addresses). Namespaces are shown raw by nobody.
const PASSED: &[Resource] = &[
    Resource::ImagePruner,
    Resource::ImageConfig,
    Resource::ClusterOperator,
    Resource::ClusterVersion,
    Resource::Infrastructure,
    Resource::CustomResourceDefinition,
    Resource::StorageClass,
    Resource::Claim,
    Resource::Event,
    Resource::ImageStream,
    Resource::Node,
];

const OBJECTS: &str = "application/json";
/// The API server's own columns. Without an alternative: one that cannot make a table says so instead of sending the
/// whole objects.
const TABLE: &str = "application/json;as=Table;g=meta.k8s.io;v=v1";

/// Something that may be handed on. There is no way to make one for anything else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    query: Query,
    limit: Option<NonZeroU32>,
    token: Option<String>,
    table: bool,
}

/// Why there is no [`Passage`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPassage {
    /// The resource is not handed on.
    #[error("This resource is not handed on.")]
    Resource,
    /// An object of a project without its project, or the other way round.
    #[error("This resource and this namespace do not belong together.")]
    Namespace,
}

impl Passage {
    /// The resource of this plural, if it is handed on.
    pub fn resource(plural: &str) -> Option<Resource> {
        PASSED
            .iter()
            .copied()
            .find(|resource| resource.api().plural == plural)
    }

    /// A list, of one namespace or of all.
    ///
    /// # Errors
    /// When the resource is not handed on, or lives in no namespace and one is given.
    pub fn list(resource: Resource, namespace: Option<Namespace>) -> Result<Self, NoPassage> {
        if !PASSED.contains(&resource) {
            return Err(NoPassage::Resource);
        }
        if namespace.is_some() && !resource.api().namespaced {
            return Err(NoPassage::Namespace);
        }
        Ok(Self {
            query: Query {
                resource,
                namespace,
                name: None,
            },
            limit: None,
            token: None,
            table: false,
        })
    }

    /// One object.
    ///
    /// # Errors
    /// When the resource is not handed on, or a namespace is given where there is none or is missing.
    pub fn object(resource: Resource, namespace: Option<Namespace>, name: Name) -> Result<Self, NoPassage> {
        if namespace.is_none() && resource.api().namespaced && PASSED.contains(&resource) {
            return Err(NoPassage::Namespace);
        }
        let mut passage = Self::list(resource, namespace)?;
        passage.query.name = Some(name);
        Ok(passage)
    }

    /// At most this many objects of a list, and from where: the `metadata.continue` of the page before.
    #[must_use]
    pub fn page(mut self, limit: Option<NonZeroU32>, token: Option<String>) -> Self {
        self.limit = limit;
        self.token = token;
        self
    }

    /// As the API server's table, without the objects in it.
    #[must_use]
    pub fn as_table(mut self) -> Self {
        self.table = true;
        self
    }

    fn uri(&self) -> String {
        let Query {
            resource, namespace, ..
        } = &self.query;
        let path = match &self.query.name {
            Some(name) => ask::object(*resource, namespace.as_ref(), name),
            None => ask::collection(*resource, namespace.as_ref()),
        };
        let limit = self.limit.map(|limit| limit.to_string());
        let mut parameters = Vec::new();
        if let Some(limit) = &limit {
            parameters.push(("limit", limit.as_str()));
        }
        if let Some(token) = &self.token {
            parameters.push(("continue", token));
        }
        if self.table {
            parameters.push(("includeObject", "None"));
        }
        if parameters.is_empty() {
            return path;
        }
        ask::with_query(&path, &parameters)
    }

    fn verb(&self) -> Verb {
        match self.query.name {
            Some(_) => Verb::Get,
            None => Verb::List,
        }
    }
}

impl User {
    /// Asks with this user's own credential and hands the answer on while it arrives; of it, no more is held than one
    /// piece. Asked once: whoever shows it decides whether to ask again. An API server that falls silent in the middle
    /// for longer than [`crate::Limits::read`] ends the stream with an error.
    ///
    /// # Errors
    /// What the API server answered instead, without its words.
    pub async fn proxy(&self, passage: &Passage) -> Result<ByteStream, ClusterError> {
        let wire = self.wire();
        let accept = if passage.table { TABLE } else { OBJECTS };
        let opened = wire.open_as(&Ask::get(passage.uri()), accept).await;
        let body = opened.map_err(|failure| {
            let asked = ask::right(&passage.query, passage.verb());
            match failure.told(&asked, passage.query.name.as_ref()) {
                // Admission never sees a read: the words of this refusal are an authorizer's, and stay here.
                ClusterError::Denied { .. } | ClusterError::Forbidden { .. } => ClusterError::Forbidden {
                    permission: asked,
                    said: String::new(),
                },
                told => told,
            }
        })?;
        Ok(pieces(body, wire.limits().read))
    }
}

/// The body's pieces, each within `patience` of the one before.
fn pieces(body: Answer, patience: Duration) -> ByteStream {
    Box::pin(stream::unfold(Some(body), move |body| async move {
        let mut body = body?;
        loop {
            let failure = match timeout(patience, body.frame()).await {
                Ok(None) => return None,
                Ok(Some(Ok(frame))) => match frame.into_data() {
                    Ok(data) => return Some((Ok(data), Some(body))),
                    // Trailers, which HTTP/1.1 answers of an API server do not have.
                    Err(_) => continue,
                },
                Ok(Some(Err(_))) => Failure::Broken,
                Err(_) => Failure::TooSlow(patience),
            };
            tracing::debug!(reason = failure.reason(), "a proxied answer was cut off");
            return Some((Err(failure.bare()), None));
        }
    }))
}

#[cfg(test)]
mod tests;
