//! Where a door's own calls go: to the configured host, verified with the authority that was named for it, and along no
//! redirect.

use super::tls::Files;
use axum::Router;
use axum::extract::Request;
use axum::response::IntoResponse as _;
use cluster::{Connection, Token};
use http::{StatusCode, header};
use registry::error::ClusterError;
use registry::port::Cluster as _;
use serde_json::{Value, json};
use server::listen::{self, Limits};
use server::outbound::{Outbound, OutboundError};
use server::tls::Profile;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

/// Longer than any failure may take; nothing waits for it when all is well.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server that counts what reaches it, and says to everybody that they are dana or, if it is told where, to ask there.
struct Upstream {
    address: SocketAddr,
    reached: Arc<AtomicUsize>,
    _end: watch::Sender<bool>,
}

impl Upstream {
    async fn new(tls: Option<TlsAcceptor>, redirect: Option<(StatusCode, String)>) -> Self {
        let reached = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&reached);
        let router = Router::new().fallback(move |_: Request| {
            count.fetch_add(1, Ordering::SeqCst);
            let redirect = redirect.clone();
            async move {
                match redirect {
                    Some((status, to)) => (status, [(header::LOCATION, to)]).into_response(),
                    None => axum::Json(json!({"status": {"userInfo": {"username": "dana"}}})).into_response(),
                }
            }
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (end, ending) = watch::channel(false);
        tokio::spawn(listen::serve(listener, tls, router, Limits::default(), ending));
        Self {
            address,
            reached,
            _end: end,
        }
    }

    fn reached(&self) -> usize {
        self.reached.load(Ordering::SeqCst)
    }
}

async fn whoami(server: &str, authority: Option<&[u8]>) -> Result<String, ClusterError> {
    let user = Connection::to_server(server, authority)
        .unwrap()
        .as_user(Token::new("canary-token").unwrap());
    let asked = timeout(PATIENCE, async { user.whoami().await }).await;
    asked.expect("it was waited for").map(|who| who.user)
}

async fn document(server: &str, authority: &Files) -> Result<Value, OutboundError> {
    let trusted = server::outbound::certificates(&authority.certificate()).unwrap();
    let outbound = Outbound::new(&trusted, false).unwrap();
    timeout(
        PATIENCE,
        outbound.document(&format!("{server}/.well-known/openid-configuration")),
    )
    .await
    .expect("it was waited for")
}

#[tokio::test]
async fn with_the_wrong_authority_neither_the_api_server_nor_the_login_service_is_asked_anything() {
    let (own, other) = (Files::new("upstream"), Files::new("upstream-other"));
    own.write();
    other.write();
    let upstream = Upstream::new(
        Some(own.pair().acceptor(&Profile::default()).await.unwrap()),
        None,
    )
    .await;
    let server = format!("https://localhost:{}", upstream.address.port());
    assert_eq!(
        whoami(&server, Some(&own.certificate())).await.as_deref(),
        Ok("dana")
    );
    assert!(document(&server, &own).await.is_ok());
    let before = upstream.reached();
    assert_eq!(before, 2);
    for authority in [Some(other.certificate()), None] {
        let refused = whoami(&server, authority.as_deref()).await;
        assert!(refused.is_err(), "{refused:?}");
    }
    assert_eq!(document(&server, &other).await, Err(OutboundError::Unreachable));
    // The right authority, and a name that the certificate does not have.
    let named = format!("https://{}", upstream.address);
    assert!(whoami(&named, Some(&own.certificate())).await.is_err());
    assert_eq!(document(&named, &own).await, Err(OutboundError::Unreachable));
    assert_eq!(upstream.reached(), before, "a token was sent to a stranger");
}

#[tokio::test]
async fn a_redirect_leads_neither_the_users_token_nor_a_login_anywhere() {
    let elsewhere = Upstream::new(None, None).await;
    let to = format!(
        "http://{}/apis/authentication.k8s.io/v1/selfsubjectreviews",
        elsewhere.address
    );
    let some = Files::new("redirect");
    some.write();
    for status in [301, 302, 303, 307, 308] {
        let status = StatusCode::from_u16(status).unwrap();
        let upstream = Upstream::new(None, Some((status, to.clone()))).await;
        let server = format!("http://{}", upstream.address);
        let refused = whoami(&server, None).await;
        assert!(refused.is_err(), "{status}: {refused:?}");
        assert_eq!(
            document(&server, &some).await,
            Err(OutboundError::Unexpected),
            "{status}"
        );
        assert!(upstream.reached() > 0);
    }
    assert_eq!(elsewhere.reached(), 0);
}

#[tokio::test]
async fn a_name_that_is_not_found_is_an_error_and_not_waited_for() {
    let nowhere = "https://registry-console.invalid:6443";
    let refused = whoami(nowhere, None).await;
    assert!(
        matches!(
            refused,
            Err(ClusterError::Unreachable | ClusterError::TooSlow { .. })
        ),
        "{refused:?}"
    );
    let some = Files::new("nowhere");
    some.write();
    let refused = document(nowhere, &some).await;
    assert!(
        matches!(refused, Err(OutboundError::Unreachable | OutboundError::TooSlow)),
        "{refused:?}"
    );
}
