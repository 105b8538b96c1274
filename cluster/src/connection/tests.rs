//! Which server and credential a connection is made for.

use super::*;
use std::io::Write;

/// A kubeconfig in a file of its own, gone with the value.
struct File(PathBuf);

impl File {
    fn with(name: &str, text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("registry-console-{}-{name}", std::process::id()));
        std::fs::File::create(&path)
            .unwrap()
            .write_all(text.as_bytes())
            .unwrap();
        Self(path)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

const GOOD: &str = "
apiVersion: v1
kind: Config
current-context: harbour
contexts:
- {name: harbour, context: {cluster: c, user: u}}
- {name: quarry, context: {cluster: absent, user: u}}
clusters:
- {name: c, cluster: {server: 'https://someone:canary@api.harbour.example.com:6443'}}
users:
- {name: u, user: {token: canary-token}}
";

#[tokio::test]
async fn a_connection_says_where_it_leads_and_shows_no_credential() {
    let file = File::with("good", GOOD);
    let connection = Connection::from_kubeconfig(Some(file.0.clone()), None)
        .await
        .unwrap();
    assert_eq!(
        connection.describe().to_string(),
        "https://api.harbour.example.com:6443 (context harbour)"
    );
    let own = connection.own_user();
    assert!(own.is_some());
    let printed = format!("{connection:?} {own:?}");
    assert!(!printed.contains("canary"), "{printed}");
}

#[tokio::test]
async fn a_kubeconfig_that_cannot_be_used_is_never_quoted() {
    let broken = File::with("broken", "users: [{name: canary, user: {token: canary-token\n");
    let good = File::with("contexts", GOOD);
    let absent = std::env::temp_dir().join("registry-console-absent");
    for (path, context, expected) in [
        (broken.0.clone(), None, ConnectError::Malformed),
        (
            absent.clone(),
            None,
            ConnectError::Unreadable {
                path: absent,
                cause: std::io::ErrorKind::NotFound,
            },
        ),
        (
            good.0.clone(),
            Some("lagoon"),
            ConnectError::Context {
                context: "lagoon".into(),
            },
        ),
        (
            good.0.clone(),
            Some("quarry"),
            ConnectError::Context {
                context: "quarry".into(),
            },
        ),
    ] {
        let error = Connection::from_kubeconfig(Some(path), context.map(str::to_owned))
            .await
            .unwrap_err();
        assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
        assert_eq!(error, expected);
    }
}

#[tokio::test]
async fn an_api_server_in_the_process_has_users_by_token_only() {
    let service =
        tower::service_fn(|_: Request<Body>| async { Ok::<_, BoxError>(Response::new(Body::empty())) });
    let connection = Connection::from_service(service);
    assert!(connection.own_user().is_none());
    assert_eq!(connection.describe().to_string(), "an API server in this process");
}
