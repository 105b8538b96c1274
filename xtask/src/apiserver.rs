//! A real API server for the tests: kube-apiserver, etcd and kubectl, built from their Go modules, and the official
//! CRDs, read from theirs. Knows how to get them; starting them is the business of the tests that need them.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::project::Project;
use crate::stamp::Stamp;
use crate::{process, say};

/// The folder of the go.mod that pins every version.
const MODULE: &str = "xtask/kube";
const CRDS: &str = "github.com/openshift/api";
/// The folder of the go.mod that pins the CRDs of monitoring, and what is read there.
const MONITORING_MODULE: &str = "xtask/kube/monitoring";
const MONITORING: &str = "github.com/prometheus-operator/prometheus-operator";
const SERVICE_MONITOR: &str = "example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml";
/// The version that the built programs give as theirs; go.mod pins the sources of the same one.
const KUBERNETES: &str = "v1.34.4";
/// Each program and its package.
const PROGRAMS: [(&str, &str); 3] = [
    ("etcd", "go.etcd.io/etcd/server/v3"),
    ("kube-apiserver", "k8s.io/kubernetes/cmd/kube-apiserver"),
    ("kubectl", "k8s.io/kubernetes/cmd/kubectl"),
];

/// Where the parts of a real API server are.
pub(crate) struct Kube {
    /// The folder with `etcd`, `kube-apiserver` and `kubectl`.
    programs: PathBuf,
    /// The module's folder with the official CRDs, in `<group>/<version>/zz_generated.crd-manifests`.
    crds: PathBuf,
    /// The CRD of ServiceMonitor.
    service_monitor: PathBuf,
}

impl Kube {
    /// The environment that tells tests where everything is.
    pub(crate) fn environment(&self) -> [(&'static str, PathBuf); 5] {
        [
            ("RC_KUBE_APISERVER", self.programs.join("kube-apiserver")),
            ("RC_ETCD", self.programs.join("etcd")),
            ("RC_KUBECTL", self.programs.join("kubectl")),
            ("RC_CRDS", self.crds.clone()),
            ("RC_SERVICE_MONITOR_CRD", self.service_monitor.clone()),
        ]
    }
}

/// Finds the parts in `$KUBEBUILDER_ASSETS`, or builds them once into `target/kube` (about four minutes).
///
/// # Errors
/// When Go is missing or a module cannot be fetched or built.
pub(crate) fn find(project: &Project) -> Result<Kube> {
    let crds = module(project, MODULE, CRDS)?;
    let service_monitor = module(project, MONITORING_MODULE, MONITORING)?.join(SERVICE_MONITOR);
    if let Some(folder) = std::env::var_os("KUBEBUILDER_ASSETS").map(PathBuf::from)
        && PROGRAMS.iter().all(|(program, _)| folder.join(program).is_file())
    {
        return Ok(Kube {
            programs: folder,
            crds,
            service_monitor,
        });
    }
    let programs = project.target("kube");
    let paths: Vec<PathBuf> = PROGRAMS
        .iter()
        .map(|(program, _)| programs.join(program))
        .collect();
    let module = project.path(MODULE);
    let stamp = Stamp::new(project, "kube")
        .file(&module.join("go.mod"))
        .file(&module.join("go.sum"))
        .text(KUBERNETES)
        .seal();
    let results: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
    if !stamp.is_current(&results) {
        std::fs::create_dir_all(&programs)?;
        for ((program, package), path) in PROGRAMS.iter().zip(&paths) {
            say::line(format!(
                "{program}: building from its Go module, once; up to three minutes."
            ));
            let flags = linker_flags();
            let mut command = go(&module, &["build", "-trimpath", "-ldflags", &flags, "-o"]);
            process::must_run(
                project,
                &format!("kube-{program}"),
                command.arg(path).arg(package),
            )?;
        }
        stamp.keep()?;
    }
    Ok(Kube {
        programs,
        crds,
        service_monitor,
    })
}

/// Prints the environment as shell commands, for tests that are run by hand.
///
/// # Errors
/// When the parts can neither be found nor built.
pub(crate) fn print_environment(project: &Project) -> Result<()> {
    for (name, value) in find(project)?.environment() {
        say::line(format!("export {name}='{}'", value.display()));
    }
    Ok(())
}

/// The folder of a module that holds CRDs, fetched if it is not there; nothing of it is copied.
fn module(project: &Project, pinned: &str, name: &str) -> Result<PathBuf> {
    if process::which("go").is_none() {
        bail!(
            "Go is missing: install Go 1.26 or newer, or set KUBEBUILDER_ASSETS and install Go for the CRDs' module."
        );
    }
    let mut command = go(&project.path(pinned), &["mod", "download", "-json", name]);
    let answer = process::ask(&mut command)
        .with_context(|| format!("Go could not fetch {name}; is the module proxy within reach?"))?;
    let answer: serde_json::Value = serde_json::from_str(&answer).context("Go's answer is no JSON")?;
    let folder = answer.get("Dir").and_then(serde_json::Value::as_str);
    folder
        .map(PathBuf::from)
        .with_context(|| format!("Go names no folder for {name}"))
}

fn go(module: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("go");
    command.current_dir(module).args(arguments);
    command
        .env("CGO_ENABLED", "0")
        .env("GOFLAGS", "-mod=readonly -buildvcs=false");
    command
}

/// Without a version of its own kube-apiserver would call itself v0.0.0, which clients refuse.
fn linker_flags() -> String {
    let mut parts = KUBERNETES.trim_start_matches('v').split('.');
    let (major, minor) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let package = "k8s.io/component-base/version";
    format!(
        "-s -w -X {package}.gitVersion={KUBERNETES} -X {package}.gitMajor={major} -X {package}.gitMinor={minor}"
    )
}
