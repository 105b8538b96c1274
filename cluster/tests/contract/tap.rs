//! Stands between the port and the API server, counts what passes, and ages or spoils it: what an API server does by
//! itself only after minutes happens here at once.

use http::header::AUTHORIZATION;
use http::{HeaderValue, Request, Response, Uri};
use kube::Client;
use kube::client::Body;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use tower::{BoxError, Service, service_fn};

#[derive(Clone, Default)]
pub(crate) struct Tap(Arc<State>);

#[derive(Default)]
struct State {
    lists: AtomicUsize,
    watches: AtomicUsize,
    writes: AtomicUsize,
    aged: AtomicBool,
    expired: AtomicBool,
}

impl Tap {
    /// The way to `client` through this tap.
    pub(crate) fn before(
        &self,
        client: Client,
    ) -> impl Service<Request<Body>, Response = Response<Body>, Error = BoxError, Future: Send> + Send + 'static
    {
        let tap = self.clone();
        service_fn(move |request| {
            let request = tap.pass(request);
            let client = client.clone();
            async move { client.send(request).await.map_err(BoxError::from) }
        })
    }

    fn pass(&self, mut request: Request<Body>) -> Request<Body> {
        let state = &self.0;
        let uri = request.uri().to_string();
        if uri.contains("watch=true") {
            state.watches.fetch_add(1, SeqCst);
            if state.aged.swap(false, SeqCst) {
                *request.uri_mut() = aged(&uri);
            }
        } else if uri.contains("limit=") {
            state.lists.fetch_add(1, SeqCst);
        } else if request.method() != http::Method::GET {
            state.writes.fetch_add(1, SeqCst);
        }
        if state.expired.load(SeqCst) {
            let credential = HeaderValue::from_static("Bearer no-longer-valid");
            request.headers_mut().insert(AUTHORIZATION, credential);
        }
        request
    }

    pub(crate) fn lists(&self) -> usize {
        self.0.lists.load(SeqCst)
    }

    pub(crate) fn watches(&self) -> usize {
        self.0.watches.load(SeqCst)
    }

    pub(crate) fn writes(&self) -> usize {
        self.0.writes.load(SeqCst)
    }

    /// The next watch asks from the first version there ever was.
    pub(crate) fn age(&self) {
        self.0.aged.store(true, SeqCst);
    }

    /// From now on every request carries a token that is not valid.
    pub(crate) fn expire(&self) {
        self.0.expired.store(true, SeqCst);
    }
}

fn aged(uri: &str) -> Uri {
    let (path, query) = uri.split_once('?').unwrap();
    let query: Vec<&str> = query
        .split('&')
        .map(|pair| {
            if pair.starts_with("resourceVersion=") {
                "resourceVersion=1"
            } else {
                pair
            }
        })
        .collect();
    format!("{path}?{}", query.join("&")).parse().unwrap()
}
