//! A client of the sandbox's OAuth server, as a browser and a console behind it would be one.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use form_urlencoded::Serializer;
use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use sandbox::{Builder, LoginClient, Sandbox, Scenario, Service};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tower::ServiceExt;

use crate::common::Answer;

pub(crate) const SECRET: &str = "canary-client-secret";
pub(crate) const CALLBACK: &str = "https://console.example/login/callback";
pub(crate) const SCOPES: &str = "user:info user:check-access role:registry-console:*:! role:registry-console-secrets:openshift-image-registry:! role:registry-console-bundles:openshift-config:!";
pub(crate) const VERIFIER: &str = "canary-verifier-0123456789-0123456789-0123456789";
pub(crate) const STATE: &str = "canary-state";
pub(crate) const WHO: &str = "/apis/user.openshift.io/v1/users/~";
pub(crate) const ACCESS: &str = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
pub(crate) const TOKENS: &str = "/apis/oauth.openshift.io/v1/oauthaccesstokens";
pub(crate) const OWN: &str = "/apis/oauth.openshift.io/v1/useroauthaccesstokens";

type Pairs<'a> = &'a [(&'a str, &'a str)];

pub(crate) fn client() -> LoginClient {
    LoginClient {
        secret: SECRET.to_owned(),
        redirect_uris: vec![CALLBACK.to_owned()],
        ..LoginClient::default()
    }
}

pub(crate) fn builder() -> Builder {
    Sandbox::builder(Scenario::ReadyClaim).login_client(client())
}

pub(crate) fn sandbox() -> Sandbox {
    builder().build()
}

pub(crate) fn challenge() -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))
}

/// The name of a token's object, computed as clients have to.
pub(crate) fn name_of(token: &str) -> String {
    let secret = token.strip_prefix("sha256~").expect("the prefix");
    format!("sha256~{}", URL_SAFE_NO_PAD.encode(Sha256::digest(secret)))
}

/// `base` with some of its pairs set, and those set to the empty text left out.
pub(crate) fn changed<'a>(base: Pairs<'a>, changes: Pairs<'a>) -> Vec<(&'a str, &'a str)> {
    let kept = base
        .iter()
        .filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    kept.chain(changes)
        .copied()
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

pub(crate) fn encoded(pairs: Pairs<'_>) -> String {
    Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// Somebody with a browser, and the console's server in one.
pub(crate) struct Client(Service);

pub(crate) struct Page {
    pub(crate) code: u16,
    pub(crate) location: String,
    pub(crate) html: String,
}

impl Page {
    /// A parameter of the address one is sent to.
    pub(crate) fn told(&self, name: &str) -> String {
        let query = self.location.split_once('?').map_or("", |(_, query)| query);
        form_urlencoded::parse(query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    }

    /// The value of a hidden field.
    pub(crate) fn field(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let (_, rest) = self.html.split_once(&start).expect("the field");
        rest.split('"').next().unwrap_or_default().to_owned()
    }
}

impl Client {
    pub(crate) fn new(sandbox: &Sandbox) -> Self {
        Self(sandbox.service())
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        uri: &str,
        headers: Pairs<'_>,
        body: &str,
    ) -> (http::response::Parts, String) {
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request
            .body(Full::new(Bytes::from(body.to_owned())))
            .expect("a request");
        let (parts, body) = self
            .0
            .clone()
            .oneshot(request)
            .await
            .expect("an answer")
            .into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        (parts, String::from_utf8_lossy(&bytes).into_owned())
    }

    async fn page(&self, method: Method, query: Pairs<'_>, form: Pairs<'_>) -> Page {
        let uri = format!("/oauth/authorize?{}", encoded(query));
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let (parts, html) = self.send(method, &uri, &headers, &encoded(form)).await;
        let location = parts
            .headers
            .get("location")
            .and_then(|value| value.to_str().ok());
        Page {
            code: parts.status.as_u16(),
            location: location.unwrap_or_default().to_owned(),
            html,
        }
    }

    /// Opens the login page with what the console asks for, changed.
    pub(crate) async fn open(&self, changes: Pairs<'_>) -> Page {
        let challenge = challenge();
        self.page(Method::GET, &changed(&wanted(&challenge), changes), &[])
            .await
    }

    /// Sends the form of a page that was opened like this.
    pub(crate) async fn submit(&self, changes: Pairs<'_>, form: Pairs<'_>) -> Page {
        let challenge = challenge();
        self.page(Method::POST, &changed(&wanted(&challenge), changes), form)
            .await
    }

    pub(crate) async fn log_in(&self, name: &str, changes: Pairs<'_>) -> Page {
        self.submit(
            changes,
            &[("username", name), ("password", name), ("action", "login")],
        )
        .await
    }

    /// The code for somebody who logs in.
    pub(crate) async fn code(&self, name: &str, changes: Pairs<'_>) -> String {
        let page = self.log_in(name, changes).await;
        assert_eq!(page.code, 302, "{}", page.html);
        let code = page.told("code");
        assert!(!code.is_empty(), "{}", page.location);
        code
    }

    /// Swaps a code, with what the console sends, changed.
    pub(crate) async fn swap(&self, code: &str, changes: Pairs<'_>) -> Answer {
        let sent = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
            ("client_id", "registry-console"),
            ("client_secret", SECRET),
        ];
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        self.token(&headers, &encoded(&changed(&sent, changes))).await
    }

    pub(crate) async fn token(&self, headers: Pairs<'_>, body: &str) -> Answer {
        let (parts, text) = self.send(Method::POST, "/oauth/token", headers, body).await;
        Answer {
            code: parts.status.as_u16(),
            body: serde_json::from_str(&text).unwrap_or_default(),
            text,
            warnings: Vec::new(),
        }
    }

    /// A token for somebody who logs in with these scopes.
    pub(crate) async fn token_of(&self, name: &str, scopes: &str) -> String {
        let code = self.code(name, &[("scope", scopes)]).await;
        let answer = self.swap(&code, &[]).await;
        assert_eq!(answer.code, 200, "{}", answer.body["error"]);
        answer.body["access_token"].as_str().expect("a token").to_owned()
    }

    /// A request to the API with a token.
    pub(crate) async fn api(&self, method: Method, uri: &str, token: &str, body: &Value) -> Answer {
        let bearer = format!("Bearer {token}");
        let headers = [("authorization", &*bearer), ("content-type", "application/json")];
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let (parts, text) = self.send(method, uri, &headers, &body).await;
        Answer {
            code: parts.status.as_u16(),
            body: serde_json::from_str(&text).unwrap_or_default(),
            text,
            warnings: Vec::new(),
        }
    }

    pub(crate) async fn get(&self, uri: &str, token: &str) -> Answer {
        self.api(Method::GET, uri, token, &Value::Null).await
    }
}

pub(crate) fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}

fn wanted(challenge: &str) -> [(&str, &str); 7] {
    [
        ("client_id", "registry-console"),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", SCOPES),
        ("state", STATE),
        ("code_challenge", challenge),
        ("code_challenge_method", "S256"),
    ]
}
