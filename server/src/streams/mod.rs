//! Event streams: what keeps a page true. One stream carries every topic a page shows, as whole values, never deltas.
//! When the browser goes, the stream is dropped and with it the watch on the cluster.

mod board;
mod count;
mod feed;
mod topics;

pub(crate) use count::Streams;

use crate::doors::Caller;
use crate::front::Front;
use crate::guard::{Class, Refusal};
use crate::{calls, notice};
use app::live::Topic;
use axum::extract::Request;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use board::Board;
use feed::Feed;
use futures_util::StreamExt as _;
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::time::Duration;

/// Routers in between cut connections that are silent for 30 s.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Answers with a stream of the topics asked for.
pub(crate) fn events(front: &Front, request: Request) -> Response {
    let refuse = |refusal| notice::refusal(refusal, Class::Events, front.site.pages());
    let Some(caller) = request.extensions().get::<Caller>() else {
        return refuse(Refusal::NoSession);
    };
    let Some(topics) = asked(request.uri().query().unwrap_or_default()) else {
        return refuse(Refusal::Malformed);
    };
    let Some(place) = front.streams.take(&caller.id) else {
        return refuse(Refusal::TooManyStreams);
    };
    let feed = Feed::new(
        caller.session.cluster.clone(),
        Board::new(&topics, calls::asked(request.headers())),
        place,
        front.ending.clone(),
        caller.until,
    );
    let open = front.metrics.stream(front.door.name());
    let events = feed.run().map(move |said| {
        // Counted as open for as long as the stream is there.
        let _ = &open;
        said
    });
    let events = events.map(|said| Ok::<_, Infallible>(Event::default().event(said.name).data(said.data)));
    Sse::new(events)
        .keep_alive(KeepAlive::new().interval(HEARTBEAT).text("heartbeat"))
        .into_response()
}

/// The topics named in `topics=`, all of which must be known.
fn asked(query: &str) -> Option<BTreeSet<Topic>> {
    let (_, names) = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "topics")?;
    names.split(',').map(|name| name.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_topics_are_streamed() {
        assert_eq!(asked("topics=overview"), Some(BTreeSet::from([Topic::Overview])));
        assert_eq!(
            asked("topics=storage%2Coverview"),
            Some(BTreeSet::from([Topic::Overview, Topic::Storage]))
        );
        for query in [
            "",
            "topics=",
            "topics=secrets",
            "topics=overview,secrets",
            "topic=overview",
        ] {
            assert_eq!(asked(query), None, "{query}");
        }
    }
}
