//! Rendered manifests, and the parts that `cargo xtask test deploy` provides. Judges nothing.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// The shipped overlays, and the one for clusters with an external OIDC provider that the README tells to write.
pub const OVERLAYS: [&str; 4] = ["route", "console", "both", "oidc"];

const OIDC: &str = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [../../base]\n\
    components: [../../components/route, ../../components/oidc, ../../settings]\n";

/// The folder of the manifests.
pub fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file of the repository, as text.
pub fn text(path: &str) -> String {
    let path = folder().join("..").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What the environment must name.
pub fn part(variable: &str) -> PathBuf {
    let value = std::env::var_os(variable);
    value
        .map(PathBuf::from)
        .unwrap_or_else(|| panic!("{variable} is not set: `cargo xtask test deploy` sets it"))
}

/// A call of kubectl without a cluster.
pub fn kubectl() -> Command {
    let mut command = Command::new(part("RC_KUBECTL"));
    command.env("KUBECONFIG", "/dev/null").stdin(Stdio::null());
    command
}

/// The standard output of a program that must succeed.
pub fn output(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {complaint}");
    String::from_utf8(output.stdout).unwrap()
}

/// A folder that goes with its value.
pub struct Folder(pub PathBuf);

impl Folder {
    /// A new one.
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("registry-console-deploy-{}-{count}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Every manifest of an overlay.
#[derive(Debug)]
pub struct Manifests {
    pub all: Vec<Value>,
    pub yaml: String,
}

impl Manifests {
    /// As shipped. Rendered once for all tests: each call of kubectl takes a second where the machine is busy.
    pub fn of(overlay: &str) -> &'static Self {
        static RENDERED: [OnceLock<Manifests>; OVERLAYS.len()] = [const { OnceLock::new() }; OVERLAYS.len()];
        let place = OVERLAYS.iter().position(|name| *name == overlay).unwrap();
        RENDERED[place].get_or_init(|| Self::with(overlay, &[]))
    }

    /// With some settings changed, as an administrator changes them.
    pub fn with(overlay: &str, changed: &[(&str, &str)]) -> Self {
        let copy = Folder::new();
        for part in ["base", "components", "overlays", "settings"] {
            output(Command::new("cp").arg("-r").arg(folder().join(part)).arg(&copy.0));
        }
        let oidc = copy.0.join("overlays/oidc");
        std::fs::create_dir(&oidc).unwrap();
        std::fs::write(oidc.join("kustomization.yaml"), OIDC).unwrap();
        let file = copy.0.join("settings/settings.env");
        let mut settings = std::fs::read_to_string(&file).unwrap();
        for (key, value) in changed {
            let old = setting(key);
            let line = format!("\n{key}={old}\n");
            assert!(settings.contains(&line), "{line}");
            settings = settings.replace(&line, &format!("\n{key}={value}\n"));
        }
        std::fs::write(&file, settings).unwrap();
        let yaml = output(
            kubectl()
                .arg("kustomize")
                .arg(copy.0.join("overlays").join(overlay)),
        );
        let all = serde_saphyr::from_multiple(&yaml).unwrap();
        Self { all, yaml }
    }

    /// Those of a kind.
    pub fn kind(&self, kind: &str) -> Vec<&Value> {
        self.all.iter().filter(|object| object["kind"] == kind).collect()
    }

    /// The only one of a kind.
    pub fn only(&self, kind: &str) -> &Value {
        let [only] = self.kind(kind)[..] else {
            panic!("not exactly one {kind}")
        };
        only
    }

    /// The one of a kind with a name.
    pub fn named(&self, kind: &str, name: &str) -> &Value {
        let found = self
            .kind(kind)
            .into_iter()
            .find(|object| object["metadata"]["name"] == name);
        found.unwrap_or_else(|| panic!("no {kind} {name}"))
    }

    /// The pods' template.
    pub fn pod(&self) -> &Value {
        &self.only("Deployment")["spec"]["template"]["spec"]
    }

    /// The pods' only container.
    pub fn container(&self) -> &Value {
        let containers = self.pod()["containers"].as_array().unwrap();
        assert_eq!(containers.len(), 1);
        &containers[0]
    }

    /// The environment the kubelet would give the container, in order: references to settings read, `$(NAME)` expanded.
    pub fn environment(&self) -> Vec<(String, String)> {
        let mut known: Vec<(String, String)> = Vec::new();
        for variable in self.container()["env"].as_array().unwrap() {
            let name = variable["name"].as_str().unwrap().to_owned();
            let value = match &variable["valueFrom"]["configMapKeyRef"] {
                Value::Null => known.iter().fold(
                    variable["value"].as_str().unwrap().to_owned(),
                    |value, (name, known)| value.replace(&format!("$({name})"), known),
                ),
                reference => {
                    let map = self.named("ConfigMap", reference["name"].as_str().unwrap());
                    let value = &map["data"][reference["key"].as_str().unwrap()];
                    value.as_str().unwrap_or_else(|| panic!("{reference}")).to_owned()
                }
            };
            known.push((name, value));
        }
        known
    }

    /// One variable of it.
    pub fn variable(&self, name: &str) -> Option<String> {
        self.environment()
            .into_iter()
            .find(|(own, _)| own == name)
            .map(|(_, value)| value)
    }
}

/// A setting as shipped.
pub fn setting(key: &str) -> String {
    let file = text("deploy/settings/settings.env");
    let line = file
        .lines()
        .find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
    line.unwrap_or_else(|| panic!("settings.env has no {key}"))
        .to_owned()
}
