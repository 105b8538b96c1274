//! What the overview asks of the cluster, and the answers as typed objects. It draws no conclusions.

use super::parts::Part;
use crate::name::Name;
use crate::objects::{
    Claim, ClusterOperator, ClusterVersion, Config, Deployment, Event, ImageConfig, ImagePruner,
    Infrastructure, Namespace, Pod, Route, StorageClass,
};
use crate::resource::Resource;
use crate::snapshot::{Query, Snapshot};

fn operator() -> Query {
    Query::named(Resource::ClusterOperator, Name::literal("image-registry"))
}

fn version() -> Query {
    Query::named(Resource::ClusterVersion, Name::literal("version"))
}

/// The registry's Deployment.
pub(crate) fn deployment() -> Query {
    Query::named_in_registry_namespace(Resource::Deployment, Name::literal("image-registry"))
}

/// The registry's namespace.
fn namespace() -> Query {
    Query::named(Resource::Namespace, Name::registry_namespace())
}

/// What the overview reads.
pub fn queries() -> Vec<Query> {
    vec![
        Query::singleton(Resource::Config),
        operator(),
        version(),
        Query::singleton(Resource::Infrastructure),
        Query::singleton(Resource::ImagePruner),
        Query::singleton(Resource::ImageConfig),
        deployment(),
        Query::in_registry_namespace(Resource::Pod),
        Query::in_registry_namespace(Resource::Claim),
        Query::in_registry_namespace(Resource::Event),
        Query::in_registry_namespace(Resource::Route),
        Query::everywhere(Resource::StorageClass),
        namespace(),
    ]
}

/// The answers.
pub(super) struct Facts {
    pub(super) config: Part<Config>,
    pub(super) operator: Part<ClusterOperator>,
    pub(super) version: Part<ClusterVersion>,
    pub(super) infrastructure: Part<Infrastructure>,
    pub(super) pruner: Part<ImagePruner>,
    pub(super) images: Part<ImageConfig>,
    pub(super) deployment: Part<Deployment>,
    pub(super) pods: Part<Vec<Pod>>,
    pub(super) claims: Part<Vec<Claim>>,
    pub(super) events: Part<Vec<Event>>,
    pub(super) routes: Part<Vec<Route>>,
    pub(super) classes: Part<Vec<StorageClass>>,
    pub(super) namespace: Part<Namespace>,
}

impl Facts {
    pub(super) fn read(snapshot: &Snapshot) -> Self {
        Self {
            config: snapshot.one(&Query::singleton(Resource::Config)),
            operator: snapshot.one(&operator()),
            version: snapshot.one(&version()),
            infrastructure: snapshot.one(&Query::singleton(Resource::Infrastructure)),
            pruner: snapshot.one(&Query::singleton(Resource::ImagePruner)),
            images: snapshot.one(&Query::singleton(Resource::ImageConfig)),
            deployment: snapshot.one(&deployment()),
            pods: snapshot.all(&Query::in_registry_namespace(Resource::Pod)),
            claims: snapshot.all(&Query::in_registry_namespace(Resource::Claim)),
            events: snapshot.all(&Query::in_registry_namespace(Resource::Event)),
            routes: snapshot.all(&Query::in_registry_namespace(Resource::Route)),
            classes: snapshot.all(&Query::everywhere(Resource::StorageClass)),
            namespace: snapshot.one(&namespace()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_query_names_a_name_the_cluster_accepts_and_stands_once() {
        let all = queries();
        for query in &all {
            if let Some(name) = &query.name {
                assert_eq!(Name::new(name.as_str()).as_ref(), Ok(name));
            }
            assert_eq!(all.iter().filter(|other| *other == query).count(), 1, "{query:?}");
        }
    }
}
