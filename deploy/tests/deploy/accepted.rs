//! The manifests before a real API server: every object of every overlay by server-side dry run with strict field
//! validation, against Kubernetes' own schemas, the official CRDs, and for OAuthClient, which is served by an aggregated
//! API server and has no CRD, against one made from the official OpenAPI document.

use crate::given::{self, Manifests, OVERLAYS, output, part};
use sandbox::Scenario;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::{Command, Output};
use testbed::{ApiServer, Person};
use tokio::sync::OnceCell;

/// A real API server that knows the kinds of OpenShift and of monitoring that the manifests use.
pub struct Cluster {
    server: ApiServer,
}

impl Cluster {
    /// The one of all tests. It ends with the process.
    pub async fn shared() -> &'static Self {
        static CLUSTER: OnceCell<Cluster> = OnceCell::const_new();
        CLUSTER.get_or_init(Self::start).await
    }

    async fn start() -> Self {
        let server = ApiServer::start(Scenario::default()).await.unwrap();
        let cluster = Self { server };
        let crds = part("RC_CRDS");
        let official = [
            crds.join("console/v1/zz_generated.crd-manifests/90_consoleplugins.crd.yaml"),
            crds.join("operator/v1/zz_generated.crd-manifests/0000_50_console_01_consoles.crd.yaml"),
            part("RC_SERVICE_MONITOR_CRD"),
            cluster.file("oauthclients.json", &oauth_clients().to_string()),
        ];
        for path in official {
            output(cluster.kubectl().args(["create", "--filename"]).arg(path));
        }
        output(cluster.kubectl().args([
            "wait",
            "--for=condition=Established",
            "--all",
            "crd",
            "--timeout=60s",
        ]));
        cluster
    }

    /// A call of kubectl as the cluster's administrator.
    pub fn kubectl(&self) -> Command {
        let mut command = given::kubectl();
        command.env("KUBECONFIG", self.server.kubeconfig());
        command
    }

    /// Where it listens on loopback.
    pub fn port(&self) -> u16 {
        self.server.url().rsplit_once(':').unwrap().1.parse().unwrap()
    }

    /// The certificate that vouches for it.
    pub fn certificate(&self) -> Vec<u8> {
        let path = self
            .server
            .kubeconfig()
            .with_file_name("certificates")
            .join("apiserver.crt");
        std::fs::read(path).unwrap()
    }

    /// Somebody's token.
    pub fn token(&self, person: Person) -> &str {
        self.server.token(person)
    }

    /// A file that lives as long as the cluster.
    pub fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.server.kubeconfig().with_file_name(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Creates or changes an object as an administrator would.
    pub fn apply(&self, name: &str, object: &Value) {
        let path = self.file(name, &object.to_string());
        output(
            self.kubectl()
                .args(["apply", "--server-side", "--filename"])
                .arg(path),
        );
    }

    /// What the API server would do with these objects.
    fn tried(&self, name: &str, objects: &str) -> Output {
        let path = self.file(name, objects);
        let mut apply = self.kubectl();
        apply.args([
            "apply",
            "--server-side",
            "--dry-run=server",
            "--validate=strict",
            "--filename",
        ]);
        apply.arg(path).output().unwrap()
    }
}

/// A CRD whose schema is the official definition of OAuthClient.
fn oauth_clients() -> Value {
    let path = part("RC_CRDS").join("openapi/openapi.json");
    let document: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let definitions = &document["definitions"];
    let mut schema = definitions["com.github.openshift.api.oauth.v1.OAuthClient"].clone();
    // The API server knows the metadata of any object.
    schema["properties"]["metadata"] = json!({"type": "object"});
    inline(&mut schema, definitions);
    json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": {"name": "oauthclients.oauth.openshift.io",
            "annotations": {"api-approved.kubernetes.io": "https://github.com/openshift/api"}},
        "spec": {
            "group": "oauth.openshift.io", "scope": "Cluster",
            "names": {"kind": "OAuthClient", "listKind": "OAuthClientList",
                "plural": "oauthclients", "singular": "oauthclient"},
            "versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": schema}}],
        },
    })
}

/// Puts what a `$ref` names in its place.
fn inline(schema: &mut Value, definitions: &Value) {
    if let Some(name) = schema["$ref"]
        .as_str()
        .and_then(|name| name.strip_prefix("#/definitions/"))
    {
        *schema = definitions[name].clone();
    }
    match schema {
        Value::Object(fields) => {
            // A hint for clients, which a CRD cannot carry.
            fields.remove("x-kubernetes-patch-strategy");
            fields.values_mut().for_each(|field| inline(field, definitions));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| inline(item, definitions)),
        _ => {}
    }
}

#[tokio::test]
async fn a_real_api_server_takes_every_object_of_every_overlay_and_refuses_what_is_misspelt() {
    let cluster = Cluster::shared().await;
    // For real: what is tried inside a namespace needs it.
    cluster.apply("tried-namespace.json", Manifests::of("both").only("Namespace"));
    for overlay in OVERLAYS {
        let manifests = Manifests::of(overlay);
        let tried = cluster.tried("all.yaml", &manifests.yaml);
        let answer = String::from_utf8(tried.stdout).unwrap();
        let complaint = String::from_utf8(tried.stderr).unwrap();
        assert!(tried.status.success(), "{overlay}: {complaint}");
        assert_eq!(answer.lines().count(), manifests.all.len(), "{overlay}: {answer}");
        assert_eq!(complaint, "", "{overlay}: warnings, as of Pod Security");
    }
    misspelt(cluster);
    refused_pods(cluster);
}

/// The check would prove nothing if the server took anything: each object with a field that does not exist, and the worst
/// mistakes by name.
fn misspelt(cluster: &Cluster) {
    for object in &Manifests::of("both").all {
        let mut wrong = object.clone();
        // Objects without a spec have their fields at the top.
        let place = if wrong.get("spec").is_some() {
            &mut wrong["spec"]
        } else {
            &mut wrong
        };
        place["notAField"] = 1.into();
        let tried = cluster.tried("wrong.json", &wrong.to_string());
        let complaint = String::from_utf8(tried.stderr).unwrap();
        assert!(!tried.status.success(), "{object}");
        assert!(complaint.contains("notAField"), "{complaint}");
    }
    let manifests = Manifests::of("both");
    for (kind, pointer, value) in [
        ("ConsolePlugin", "/spec/proxy/0/authorization", json!("Everybody")),
        ("ConsolePlugin", "/spec/i18n/loadType", json!("Soon")),
        ("Route", "/spec/tls/termination", json!("sometimes")),
        ("OAuthClient", "/redirectURIs", json!("https://one.example.com")),
        (
            "OAuthClient",
            "/scopeRestrictions/1/clusterRole/allowEscalation",
            json!("yes"),
        ),
        ("ServiceMonitor", "/spec/endpoints/0/scheme", json!("gopher")),
        ("NetworkPolicy", "/spec/policyTypes/0", json!("Sideways")),
        ("Deployment", "/spec/strategy/rollingUpdate/maxSurge", json!(-1)),
    ] {
        let mut wrong = manifests.kind(kind)[0].clone();
        *wrong.pointer_mut(pointer).unwrap() = value;
        let tried = cluster.tried("wrong.json", &wrong.to_string());
        assert!(!tried.status.success(), "{kind}{pointer}");
    }
}

/// The namespace's Pod Security standard holds for the pods as they would be made, and refuses a looser one.
fn refused_pods(cluster: &Cluster) {
    let manifests = Manifests::of("both");
    let pod = |change: fn(&mut Value)| {
        let mut spec = manifests.pod().clone();
        change(&mut spec);
        let pod = json!({
            "apiVersion": "v1", "kind": "Pod", "spec": spec,
            "metadata": {"name": "tried", "namespace": "registry-console"},
        });
        let tried = cluster.tried("pod.json", &pod.to_string());
        (tried.status.success(), String::from_utf8(tried.stderr).unwrap())
    };
    let (accepted, complaint) = pod(|_| {});
    assert!(accepted, "{complaint}");
    for loosen in [
        (|spec| spec["securityContext"]["runAsNonRoot"] = false.into()) as fn(&mut Value),
        |spec| spec["hostNetwork"] = true.into(),
        |spec| spec["containers"][0]["securityContext"]["capabilities"] = json!({}),
        |spec| spec["containers"][0]["securityContext"]["allowPrivilegeEscalation"] = true.into(),
    ] {
        let (accepted, complaint) = pod(loosen);
        assert!(!accepted && complaint.contains("PodSecurity"), "{complaint}");
    }
}
