//! What those who run the console ask on a port of its own: whether it lives, whether it takes requests, and figures
//! about itself. Knows no user, no cluster object and no feature; labels are from closed lists.

use crate::bearer;
use crate::guard::Refusal;
use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use cluster::{Connection, Token};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;
use registry::error::ClusterError;
use std::fmt;
use std::time::Duration;
use tokio::sync::watch;

/// What a figure is asked for by.
const METRICS_PATH: &str = "/metrics";
const OPENMETRICS: HeaderValue =
    HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    door: &'static str,
    class: &'static str,
    code: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Timed {
    door: &'static str,
    class: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Refused {
    door: &'static str,
    reason: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct AtDoor {
    door: &'static str,
}

/// What is counted.
pub struct Metrics {
    registry: Registry,
    answers: Family<Answered, Counter>,
    seconds: Family<Timed, Histogram, fn() -> Histogram>,
    refusals: Family<Refused, Counter>,
    streams: Family<AtDoor, Gauge>,
    panics: Counter,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

/// A stream that is counted as open until it is dropped.
#[derive(Debug)]
pub(crate) struct OpenStream(Gauge);

impl Drop for OpenStream {
    fn drop(&mut self) {
        self.0.dec();
    }
}

fn buckets() -> Histogram {
    Histogram::new([0.001, 0.005, 0.02, 0.1, 0.3, 1.0, 3.0, 10.0])
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("registry_console");
        let answers = Family::default();
        let seconds = Family::<Timed, Histogram, fn() -> Histogram>::new_with_constructor(buckets);
        let (refusals, streams, panics) = (Family::default(), Family::default(), Counter::default());
        registry.register("answers", "Requests answered", answers.clone());
        registry.register(
            "answer_seconds",
            "Time from a request's arrival to the head of its answer",
            seconds.clone(),
        );
        registry.register(
            "refusals",
            "Requests turned away before they reached anything",
            refusals.clone(),
        );
        registry.register("open_streams", "Event streams that are open", streams.clone());
        registry.register("panics", "Handlers that panicked", panics.clone());
        registry.register(
            "build",
            "The version that runs",
            Info::new([("version", env!("CARGO_PKG_VERSION"))]),
        );
        Self {
            registry,
            answers,
            seconds,
            refusals,
            streams,
            panics,
        }
    }
}

impl Metrics {
    pub(crate) fn answered(&self, door: &'static str, class: &'static str, code: u16, took: Duration) {
        self.answers.get_or_create(&Answered { door, class, code }).inc();
        self.seconds
            .get_or_create(&Timed { door, class })
            .observe(took.as_secs_f64());
    }

    pub(crate) fn refused(&self, door: &'static str, refusal: Refusal) {
        let reason = refusal.name();
        self.refusals.get_or_create(&Refused { door, reason }).inc();
    }

    pub(crate) fn panicked(&self) {
        self.panics.inc();
    }

    pub(crate) fn stream(&self, door: &'static str) -> OpenStream {
        let gauge = self.streams.get_or_create(&AtDoor { door }).clone();
        gauge.inc();
        OpenStream(gauge)
    }

    fn text(&self) -> Option<String> {
        let mut text = String::new();
        encode(&mut text, &self.registry).ok()?;
        Some(text)
    }
}

/// What the port needs.
#[derive(Clone, Debug)]
pub struct Ops {
    /// The figures.
    pub metrics: std::sync::Arc<Metrics>,
    /// Where the asker's token is asked about.
    pub api: Connection,
    /// Becomes true when the server is to end.
    pub ending: watch::Receiver<bool>,
}

/// The port's answers.
pub fn router(ops: Ops) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route(METRICS_PATH, get(metrics))
        .with_state(ops)
}

/// Never asks the cluster: a console that can say that the cluster is gone is worth sending people to.
async fn ready(State(ops): State<Ops>) -> Response {
    if *ops.ending.borrow() {
        (StatusCode::SERVICE_UNAVAILABLE, "ending\n").into_response()
    } else {
        "ok\n".into_response()
    }
}

/// Figures for whoever may get them, as the API server says about the asker's own token.
async fn metrics(State(ops): State<Ops>, request: Request) -> Response {
    let Some(token) = bearer::only(request.headers()).and_then(|text| Token::new(text).ok()) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    match ops.api.as_user(token).may_get(METRICS_PATH).await {
        Ok(true) => {}
        Ok(false) => return StatusCode::FORBIDDEN.into_response(),
        Err(ClusterError::SignedOut) => return StatusCode::UNAUTHORIZED.into_response(),
        Err(_) => return StatusCode::BAD_GATEWAY.into_response(),
    }
    let Some(text) = ops.metrics.text() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let headers = [
        (CONTENT_TYPE, OPENMETRICS),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_in_the_format_that_prometheus_reads() {
        let metrics = Metrics::default();
        metrics.answered("route", "page", 200, Duration::from_millis(2));
        metrics.refused("route", Refusal::Origin);
        let open = metrics.stream("route");
        let text = metrics.text().unwrap();
        for line in [
            "registry_console_answers_total{door=\"route\",class=\"page\",code=\"200\"} 1",
            "registry_console_refusals_total{door=\"route\",reason=\"origin\"} 1",
            "registry_console_open_streams{door=\"route\"} 1",
            "registry_console_answer_seconds_count{door=\"route\",class=\"page\"} 1",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
        assert!(text.ends_with("# EOF\n"));
        drop(open);
        assert!(
            metrics
                .text()
                .unwrap()
                .contains("registry_console_open_streams{door=\"route\"} 0")
        );
    }
}
