//! How the browser reaches the server: one way for everything it sends, server functions and the event stream. On a
//! page of our own an address stands as it is; inside the OpenShift console everything goes through the bridge's proxy,
//! with the headers its host asks for at that moment. Knows no call by name.

use bytes::Bytes;
use futures_util::{Sink, Stream};
use leptos::server_fn::client::Client;
use leptos::server_fn::client::browser::BrowserClient;
use leptos::server_fn::client::{get_server_url, try_set_server_url};
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use leptos::server_fn::request::browser::BrowserRequest;
use leptos::server_fn::response::browser::BrowserResponse;
use std::cell::OnceCell;
use std::future::Future;

/// The header every call carries, and its value.
pub const CALL_HEADER: (&str, &str) = ("x-requested-with", "registry-console");

/// A header's name and value.
pub type Header = (String, String);

thread_local! {
    /// Asked before each request: who is impersonated may change while a page is open.
    static HOST: OnceCell<Box<dyn Fn() -> Vec<Header>>> = const { OnceCell::new() };
}

/// From now on every request goes below `prefix` and carries what `headers` gives. A page has one host, so the first
/// call counts and a later one, from the next mounted part, changes nothing.
pub fn through(prefix: &str, headers: impl Fn() -> Vec<Header> + 'static) {
    HOST.with(|host| {
        if host.set(Box::new(headers)).is_ok() {
            // Server functions keep the prefix for as long as the program lives.
            let _ = try_set_server_url(String::leak(prefix.to_owned()));
        }
    });
}

/// Where a path of the server is for the browser.
pub fn address(path: &str) -> String {
    format!("{}{path}", get_server_url())
}

/// The headers of a request that goes out now. `None` when one of them cannot be sent: a request without it would be
/// another one, for example in the name of somebody else.
pub fn headers() -> Option<Vec<Header>> {
    let own = (CALL_HEADER.0.to_owned(), CALL_HEADER.1.to_owned());
    let host = HOST.with(|host| host.get().map(|headers| headers()).unwrap_or_default());
    let all: Vec<Header> = host.into_iter().chain([own]).collect();
    all.iter().all(is_sendable).then_some(all)
}

/// Whether `fetch` takes it; it throws at anything else.
fn is_sendable((name, value): &Header) -> bool {
    let name_is = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    name_is && value.bytes().all(|b| b == b' ' || b.is_ascii_graphic())
}

/// The client of every server function.
#[derive(Debug)]
pub struct DoorClient;

impl<E: FromServerFnError, I: FromServerFnError, O: FromServerFnError> Client<E, I, O> for DoorClient {
    type Request = BrowserRequest;
    type Response = BrowserResponse;

    fn send(request: Self::Request) -> impl Future<Output = Result<Self::Response, E>> + Send {
        let ready = headers().map(|all| {
            for (name, value) in all {
                request.headers().set(&name, &value);
            }
            <BrowserClient as Client<E, I, O>>::send(request)
        });
        async move {
            match ready {
                Some(sent) => sent.await,
                None => Err(E::from_server_fn_error(ServerFnErrorErr::Request(
                    "a header of the host cannot be sent".into(),
                ))),
            }
        }
    }

    fn open_websocket(
        path: &str,
    ) -> impl Future<
        Output = Result<
            (
                impl Stream<Item = Result<Bytes, Bytes>> + Send + 'static,
                impl Sink<Bytes> + Send + 'static,
            ),
            E,
        >,
    > + Send {
        <BrowserClient as Client<E, I, O>>::open_websocket(path)
    }

    fn spawn(future: impl Future<Output = ()> + Send + 'static) {
        <BrowserClient as Client<E, I, O>>::spawn(future);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_carries_our_header_and_those_of_the_host_or_is_not_sent() {
        let own: Header = (CALL_HEADER.0.into(), CALL_HEADER.1.into());
        assert_eq!(headers(), Some(vec![own.clone()]));
        let said = std::rc::Rc::new(std::cell::RefCell::new(vec![(
            "X-CSRFToken".to_owned(),
            "t0k+n/=".to_owned(),
        )]));
        let host = said.clone();
        through("/api/proxy", move || host.borrow().clone());
        assert_eq!(
            headers(),
            Some(vec![("X-CSRFToken".into(), "t0k+n/=".into()), own])
        );
        assert_eq!(address("/events"), "/api/proxy/events");
        said.borrow_mut()
            .push(("Impersonate-User".into(), "zoë\u{1F980}".into()));
        assert_eq!(headers(), None, "nobody acts as oneself when another was meant");
    }
}
