//! Sends requests and reads answers within bounds of time and size. Knows the one credential it sends with, and when a
//! *read* may be asked again; what an answer means is for the modules above.

use crate::ask::Ask;
use crate::backoff::{Backoff, spread};
use crate::channel::{Answer, Channel, Course, Unsent};
use crate::failure::Failure;
use crate::impersonation::Impersonation;
use crate::limits::Limits;
use crate::status::Status;
use crate::token::Token;
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, USER_AGENT};
use http::{Request, Response};
use http_body_util::{BodyExt, Limited};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// How the console calls itself to the API server and in its audit log.
const AGENT: &str = concat!("registry-console/", env!("CARGO_PKG_VERSION"));

/// The kind of answer that everything but a table is asked for in.
const JSON: &str = "application/json";

/// The pause before a failed read is asked again, first and longest.
const RETRY: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(2));

/// One user's way to the API server.
#[derive(Clone)]
pub(crate) struct Wire {
    channel: Channel,
    token: Option<Token>,
    seen_as: Option<Arc<Impersonation>>,
    limits: Limits,
}

impl Wire {
    pub(crate) fn new(channel: Channel, token: Option<Token>, limits: Limits) -> Self {
        Self {
            channel,
            token,
            seen_as: None,
            limits,
        }
    }

    /// The same way for somebody who wants to be seen as somebody else.
    pub(crate) fn seen_as(mut self, other: Impersonation) -> Self {
        self.seen_as = Some(Arc::new(other));
        self
    }

    pub(crate) fn token(&self) -> Option<&Token> {
        self.token.as_ref()
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Asks something that changes nothing, again if the failure may pass within the budget.
    pub(crate) async fn read(&self, ask: &Ask) -> Result<Value, Failure> {
        let start = Instant::now();
        let mut backoff = Backoff::new(RETRY);
        let mut tries = 0;
        loop {
            let failure = match self.exchange(ask, self.limits.read).await {
                Ok(value) => return Ok(value),
                Err(failure) => failure,
            };
            tries += 1;
            let Some(asked) = failure.again_after().filter(|_| tries <= self.limits.retries) else {
                return Err(failure);
            };
            let pause = asked.map_or_else(|| backoff.pause(), spread);
            if start.elapsed() + pause > self.limits.retry_budget {
                return Err(failure);
            }
            sleep(pause).await;
        }
    }

    /// Sends a write, once.
    pub(crate) async fn write(&self, ask: &Ask) -> Result<Value, Failure> {
        self.exchange(ask, self.limits.write).await
    }

    /// Opens a stream: waits for the head of the answer as long as for a read, and leaves the body to the caller.
    pub(crate) async fn open(&self, ask: &Ask) -> Result<Answer, Failure> {
        self.opened(ask, JSON, Course::Watched).await
    }

    /// Opens an answer of the kind that is wanted, to be handed on while it arrives.
    pub(crate) async fn open_as(&self, ask: &Ask, accept: &'static str) -> Result<Answer, Failure> {
        self.opened(ask, accept, Course::Asked).await
    }

    async fn opened(&self, ask: &Ask, accept: &'static str, course: Course) -> Result<Answer, Failure> {
        let limit = self.limits.read;
        let opened = timeout(limit, async {
            let answer = self.send(ask, accept, course).await?;
            if answer.status().is_success() {
                return Ok(answer.into_body());
            }
            Err(self.refused(answer).await)
        });
        let opened = opened.await.unwrap_or(Err(Failure::TooSlow(limit)));
        log(ask, opened.as_ref().err());
        opened
    }

    async fn exchange(&self, ask: &Ask, limit: Duration) -> Result<Value, Failure> {
        let exchanged = timeout(limit, async {
            let answer = self.send(ask, JSON, Course::Asked).await?;
            if !answer.status().is_success() {
                return Err(self.refused(answer).await);
            }
            let body = self.collect(answer.into_body()).await?;
            serde_json::from_slice(&body).map_err(|_| Failure::Unreadable)
        });
        let exchanged = exchanged.await.unwrap_or(Err(Failure::TooSlow(limit)));
        log(ask, exchanged.as_ref().err());
        exchanged
    }

    async fn send(
        &self,
        ask: &Ask,
        accept: &'static str,
        course: Course,
    ) -> Result<Response<Answer>, Failure> {
        let mut request = Request::builder()
            .method(ask.method.clone())
            .uri(&ask.uri)
            .header(ACCEPT, accept)
            .header(USER_AGENT, AGENT);
        if let Some(token) = &self.token {
            request = request.header(AUTHORIZATION, token.header());
        }
        if let Some(other) = &self.seen_as {
            for (name, value) in other.headers() {
                request = request.header(name, value);
            }
        }
        let body = match &ask.body {
            Some((kind, value)) => {
                request = request.header(CONTENT_TYPE, *kind);
                Bytes::from(value.to_string())
            }
            None => Bytes::new(),
        };
        // Every part was checked before, so this cannot fail for anything a person typed.
        let request = request.body(body).map_err(|_| Failure::Unreadable)?;
        let sent = self.channel.send(request, course).await;
        sent.map_err(|unsent| match unsent {
            Unsent::NoCredential => Failure::NoCredential,
            Unsent::Unreachable => Failure::Unreachable,
            Unsent::Broken => Failure::Broken,
        })
    }

    async fn refused(&self, answer: Response<Answer>) -> Failure {
        let code = answer.status();
        let retry_after = answer
            .headers()
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.trim().parse().ok());
        // The code alone decides when the text cannot be read.
        let body = self.collect(answer.into_body()).await.unwrap_or_default();
        Failure::Answered {
            code,
            retry_after,
            status: Box::new(Status::parse(&body)),
        }
    }

    async fn collect(&self, body: Answer) -> Result<Bytes, Failure> {
        let limited = Limited::new(body, self.limits.answer_bytes).collect().await;
        let whole = limited.map_err(|error| match error.is::<http_body_util::LengthLimitError>() {
            true => Failure::Unreadable,
            false => Failure::Broken,
        })?;
        Ok(whole.to_bytes())
    }
}

/// One line a request. Paths hold names only; bodies, headers and the API server's own texts stay out.
fn log(ask: &Ask, failure: Option<&Failure>) {
    let path = ask.uri.split('?').next().unwrap_or_default();
    match failure {
        None => tracing::debug!(method = %ask.method, path, "answered"),
        Some(failure) => tracing::debug!(
            method = %ask.method,
            path,
            code = failure.code().map(|code| code.as_u16()),
            reason = failure.reason(),
            "failed"
        ),
    }
}
