//! The server in its image's root file system, with the environment of the rendered manifests: it starts as restricted-v2
//! would start it, answers its probes, ends when asked, and starts nothing that was not asked for.

use crate::accepted::Cluster;
use crate::given::{Folder, Manifests, output};
use crate::rootfs::{Inside, PATIENCE, Root, USER, is_possible};
use std::collections::HashMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use testbed::Person;

/// A port that was free a moment ago.
fn port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// A running container. It ends with the value.
struct Running {
    outer: Child,
    ports: HashMap<String, u16>,
    encrypted: bool,
}

impl Running {
    /// Starts an overlay's container, before an API server at this port.
    fn start(root: &Root, overlay: &str, api: u16) -> Self {
        let (environment, ports) = environment(overlay, api);
        let scheme = &Manifests::of(overlay).container()["readinessProbe"]["httpGet"]["scheme"];
        let outer = root.command(&environment).spawn().unwrap();
        Self {
            outer,
            ports,
            encrypted: scheme == "HTTPS",
        }
    }

    /// Waits until it says that it listens.
    fn ready(&mut self) {
        let output = self.outer.stdout.take().unwrap();
        let mut lines = BufReader::new(output).lines();
        match lines.next() {
            Some(line) => assert!(line.unwrap().starts_with("Registry Console"), "the first line"),
            None => {
                let mut complaint = String::new();
                self.outer
                    .stderr
                    .take()
                    .unwrap()
                    .read_to_string(&mut complaint)
                    .unwrap();
                panic!("it ended: {complaint}");
            }
        }
        // Whatever else it prints is read by nobody and must not stop it.
        std::thread::spawn(move || lines.for_each(drop));
    }

    /// The status with which a probe is answered.
    fn probe(&self, path: &str) -> String {
        let request = format!("GET {path} HTTP/1.1\r\nHost: pod\r\nConnection: close\r\n\r\n");
        let answer = ask(self.ports["RC_OPS_LISTEN"], self.encrypted, &request);
        answer.lines().next().unwrap_or_default().to_owned()
    }

    fn ended(&mut self) -> Option<i32> {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if let Some(status) = self.outer.try_wait().unwrap() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.outer.kill();
        let _ = self.outer.wait();
    }
}

/// The whole answer to a request. Like the kubelet nobody here asks whose certificate that is.
fn ask(port: u16, encrypted: bool, request: &str) -> String {
    let address = format!("127.0.0.1:{port}");
    if !encrypted {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        return answer;
    }
    let mut client = Command::new("openssl")
        .args(["s_client", "-quiet", "-connect", &address])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = client.stdin.take().unwrap();
    input.write_all(request.as_bytes()).unwrap();
    drop(input);
    String::from_utf8(client.wait_with_output().unwrap().stdout).unwrap()
}

/// The environment of an overlay's container, with free loopback ports for the pod's own and the API server where it is,
/// and those ports by variable.
fn environment(overlay: &str, api: u16) -> (Vec<(String, String)>, HashMap<String, u16>) {
    let mut environment = Manifests::of(overlay).environment();
    let mut ports = HashMap::new();
    for (name, value) in &mut environment {
        if name.ends_with("_LISTEN") {
            let free = port();
            *value = format!("127.0.0.1:{free}");
            ports.insert(name.clone(), free);
        }
    }
    // Every pod has these two.
    environment.push(("KUBERNETES_SERVICE_HOST".into(), "127.0.0.1".into()));
    environment.push(("KUBERNETES_SERVICE_PORT".into(), api.to_string()));
    (environment, ports)
}

/// What the pod's volumes hold: a certificate, which is also the API server's CA here, and the secret's two files.
fn fill(root: &Root) {
    let folder = Folder::new();
    let (key, certificate) = (folder.0.join("key"), folder.0.join("certificate"));
    output(
        Command::new("openssl")
            .args([
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
            ])
            .args(["-days", "1", "-subj", "/CN=registry-console.registry-console.svc"])
            .args([
                "-addext",
                "subjectAltName=DNS:registry-console.registry-console.svc",
                "-keyout",
            ])
            .arg(&key)
            .arg("-out")
            .arg(&certificate)
            .stderr(Stdio::null()),
    );
    let certificate = fs::read(certificate).unwrap();
    root.put("/etc/registry-console/tls/tls.crt", &certificate);
    root.put("/etc/registry-console/tls/tls.key", &fs::read(key).unwrap());
    root.put("/etc/registry-console/api/ca.crt", &certificate);
    root.put("/etc/registry-console/trusted/ca-bundle.crt", &certificate);
    let random = || output(Command::new("openssl").args(["rand", "-base64", "32"]));
    root.put("/etc/registry-console/secrets/session-keys", random().as_bytes());
    root.put(
        "/etc/registry-console/secrets/oauth-client-secret",
        random().trim().as_bytes(),
    );
}

#[test]
fn without_a_flag_the_image_starts_nothing_and_says_what_it_needs() {
    if !is_possible() {
        return;
    }
    let answer = Root::new().command(&[]).output().unwrap();
    let (said, complaint) = (
        String::from_utf8(answer.stdout).unwrap(),
        String::from_utf8(answer.stderr).unwrap(),
    );
    assert!(!answer.status.success());
    assert_eq!(said, "");
    assert!(
        complaint.contains("--route-listen") && complaint.contains("--console-listen"),
        "{complaint}"
    );
    assert!(!complaint.contains("panicked"), "{complaint}");
}

#[test]
fn every_overlays_container_answers_its_probes_on_a_read_only_root_as_an_arbitrary_user_without_capabilities()
{
    if !is_possible() {
        return;
    }
    for overlay in ["route", "console", "both"] {
        let root = Root::new();
        fill(&root);
        // Nobody listens where the API server should be, which must not matter to the pod's own health.
        let mut running = Running::start(&root, overlay, port());
        running.ready();
        let inside = Inside::find(&mut running.outer, "registry-console");
        assert_eq!(running.probe("/healthz"), "HTTP/1.1 200 OK", "{overlay}");
        assert_eq!(running.probe("/readyz"), "HTTP/1.1 200 OK", "{overlay}");
        assert!(running.probe("/metrics").starts_with("HTTP/1.1 401"), "{overlay}");

        assert_eq!(inside.user(), USER, "{overlay}");
        for capabilities in ["CapInh", "CapPrm", "CapEff", "CapAmb"] {
            assert_eq!(
                inside.status(capabilities),
                "0000000000000000",
                "{overlay}: {capabilities}"
            );
        }
        assert_eq!(inside.status("NoNewPrivs"), "1", "{overlay}");
        assert!(inside.root_options().contains(&"ro".to_owned()), "{overlay}");

        inside.terminate();
        assert_eq!(
            running.ended(),
            Some(0),
            "{overlay}: SIGTERM ends it tidily, though it is process 1"
        );
    }
}

#[test]
fn a_missing_secret_is_said_in_a_sentence_and_ends_the_start() {
    if !is_possible() {
        return;
    }
    let root = Root::new();
    fill(&root);
    fs::remove_file(root.path("/etc/registry-console/secrets/session-keys")).unwrap();
    let (environment, _) = environment("route", port());
    let answer = root.command(&environment).output().unwrap();
    let complaint = String::from_utf8(answer.stderr).unwrap();
    assert!(!answer.status.success());
    assert!(complaint.contains("session-keys"), "{complaint}");
    assert!(!complaint.contains("panicked"), "{complaint}");
}

/// Requirement 28: the pod has no identity to lend, so what somebody sees is what their own token may see.
#[tokio::test]
async fn a_pod_without_a_token_shows_everybody_what_their_own_token_may_see() {
    if !is_possible() {
        return;
    }
    let cluster = Cluster::shared().await;
    let root = Root::new();
    fill(&root);
    root.put("/etc/registry-console/api/ca.crt", &cluster.certificate());
    assert!(
        !root.path("/var/run/secrets").exists(),
        "no service account's token"
    );
    let mut running = Running::start(&root, "console", cluster.port());
    running.ready();
    let door = running.ports["RC_CONSOLE_LISTEN"];
    let nodes = |credential: &str| {
        let request = format!(
            "GET /proxy/nodes HTTP/1.1\r\nHost: registry-console.registry-console.svc:9443\r\n{credential}\
             x-requested-with: registry-console\r\nConnection: close\r\n\r\n"
        );
        let answer = ask(door, true, &request);
        let status = answer.lines().next().unwrap_or_default().to_owned();
        (status, answer.contains("NodeList"))
    };
    let bearer = |person| format!("Authorization: Bearer {}\r\n", cluster.token(person));
    let (status, shown) = nodes(&bearer(Person::Reader));
    assert!(status.contains(" 200 ") && shown, "{status}");
    for (credential, refused) in [
        (bearer(Person::Nobody), " 403 "),
        (String::new(), " 401 "),
        ("Authorization: Bearer wrong\r\n".to_owned(), " 401 "),
    ] {
        let (status, shown) = nodes(&credential);
        assert!(status.contains(refused) && !shown, "{status}");
    }
}
