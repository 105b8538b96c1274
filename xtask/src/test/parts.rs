//! What each part of the tests runs. Knows crates, their features and the environment that tests read.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::count::Count;
use super::native::{self, Suite};
use super::supply;
use crate::budget;
use crate::build::{self, Purpose};
use crate::project::Project;
use crate::wasm::Toolchain;
use crate::{apiserver, cargo, chromium, npm, process, say, tidy};

/// The crates whose integration tests start a real API server.
const NEED_API_SERVER: [&str; 4] = ["cluster", "deploy", "server", "testbed"];
/// A path that only code of the sandbox carries into a binary.
const SANDBOX_MARK: &str = "sandbox/src/";

/// One part of the tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// Format, house rules, clippy for every crate, and the browser's half for its own target.
    Lint,
    /// Tests inside the crates, and those of the crates that need nothing from outside.
    Unit,
    /// The port to a cluster against the sandbox and a real API server.
    Contract,
    /// Every endpoint of the server.
    Endpoints,
    /// What the views render.
    Views,
    /// The manifests, and the image's root file system with the server in it.
    Deploy,
    /// The running console in a browser.
    Browser,
    /// What comes from others: licences, sources, bans, advisories.
    Supply,
    /// The release carries no sandbox, and no page of it loads more than it may.
    Artefact,
    /// Everything whose path names this feature.
    Feature(String),
}

impl Part {
    /// All parts, cheapest first.
    pub(super) const ALL: [Self; 9] = [
        Self::Lint,
        Self::Unit,
        Self::Contract,
        Self::Endpoints,
        Self::Views,
        Self::Browser,
        Self::Deploy,
        Self::Supply,
        Self::Artefact,
    ];

    /// The part of this name; any other name is a feature's.
    pub(super) fn named(name: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|part| part.name() == name)
            .unwrap_or_else(|| Self::Feature(name.to_owned()))
    }

    /// The name it is called by.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Lint => "lint",
            Self::Unit => "unit",
            Self::Contract => "contract",
            Self::Endpoints => "endpoints",
            Self::Views => "views",
            Self::Browser => "e2e",
            Self::Deploy => "deploy",
            Self::Supply => "supply",
            Self::Artefact => "artefact",
            Self::Feature(name) => name,
        }
        .to_owned()
    }

    /// Whether it is run only when asked for.
    pub(super) fn is_long(&self) -> bool {
        *self == Self::Artefact
    }
}

/// Runs parts.
pub(super) struct Runner<'a> {
    project: &'a Project,
    long: bool,
    /// Every native test, once compiled.
    suites: Option<Vec<Suite>>,
    logs: u32,
    part: String,
}

impl<'a> Runner<'a> {
    /// A runner; `long` is told to the tests.
    pub(super) fn new(project: &'a Project, long: bool) -> Self {
        Self {
            project,
            long,
            suites: None,
            logs: 0,
            part: String::new(),
        }
    }

    /// Runs one part to its end.
    ///
    /// # Errors
    /// When something that the part needs cannot be had.
    pub(super) fn run(&mut self, part: &Part) -> Result<Count> {
        self.part = part.name();
        self.logs = 0;
        match part {
            Part::Lint => self.lint(),
            Part::Unit => self.native(|suite| match suite.package.as_str() {
                "app" | "deploy" | "server" => false,
                "cluster" => !suite.is_integration,
                _ => true,
            }),
            Part::Contract => self.native(|suite| suite.package == "cluster" && suite.is_integration),
            Part::Endpoints => self.native(|suite| suite.package == "server"),
            Part::Views => self.native(|suite| suite.package == "app"),
            Part::Browser => self.browser(None),
            Part::Deploy => self.native(|suite| suite.package == "deploy"),
            Part::Supply => supply::check(self.project),
            Part::Artefact => self.artefact(),
            Part::Feature(name) => {
                let sum = self.native_feature(name)? + self.browser(Some(name))?;
                if sum == Count::default() {
                    bail!(
                        "No test's path names `{name}`; the parts are {}.",
                        Part::ALL.map(|part| part.name()).join(", ")
                    );
                }
                Ok(sum)
            }
        }
    }

    fn lint(&mut self) -> Result<Count> {
        let mut sum = Count::default();
        let tidy = tidy::check(self.project);
        if let Err(error) = &tidy {
            say::failure(&format!("{error:#}"));
        }
        sum = sum + Count::one(tidy.is_ok());

        let mut format = cargo::native(self.project);
        sum = sum + self.check("cargo fmt", format.args(["fmt", "--all", "--check"]))?;

        let mut clippy = cargo::native(self.project);
        native::select(clippy.arg("clippy")).args(["--all-targets", "--", "-D", "warnings"]);
        sum = sum + self.check("clippy", &mut clippy)?;

        let toolchain = Toolchain::find()?;
        let mut wasm = toolchain.command(self.project, toolchain.strictest_verb());
        wasm.args(["--profile", "wasm-release"]);
        Ok(sum + self.check("the browser's half", &mut wasm)?)
    }

    /// Runs the suites that are wanted, whole.
    fn native(&mut self, wanted: impl Fn(&Suite) -> bool) -> Result<Count> {
        let mut sum = Count::default();
        for suite in self.suites()?.into_iter().filter(|suite| wanted(suite)) {
            sum = sum + self.suite(&suite, None)?;
        }
        Ok(sum)
    }

    /// Runs every test whose path names the feature: the suite's own name, or the modules inside.
    fn native_feature(&mut self, feature: &str) -> Result<Count> {
        let mut sum = Count::default();
        for suite in self.suites()? {
            let filter = if suite.name.contains(feature) {
                None
            } else {
                Some(feature)
            };
            sum = sum + self.suite(&suite, filter)?;
        }
        Ok(sum)
    }

    fn suites(&mut self) -> Result<Vec<Suite>> {
        match &self.suites {
            Some(suites) => Ok(suites.clone()),
            None => Ok(self.suites.insert(native::compile(self.project)?).clone()),
        }
    }

    fn suite(&mut self, suite: &Suite, filter: Option<&str>) -> Result<Count> {
        let mut command = suite.command();
        command.args(filter);
        if suite.is_integration && NEED_API_SERVER.contains(&suite.package.as_str()) {
            command.envs(apiserver::find(self.project)?.environment());
        }
        if suite.package == "deploy" {
            build::pages(self.project, Purpose::Local)?;
            command
                .env("RC_BINARY", build::server(self.project, Purpose::Local)?)
                .env("RC_SITE", self.project.site());
        }
        self.environment(&mut command);
        let log = self.log();
        let finished = process::run_logged(self.project, &log, &mut command)?;
        let text = finished.text();
        // A test that could not be run here says so itself; cargo would count it as passed in silence.
        text.lines()
            .filter(|line| line.starts_with("skipped: "))
            .for_each(say::line);
        let count = Count::of_cargo(&text);
        if finished.ok {
            return Ok(count);
        }
        say::failure(&format!(
            "{}\n{} {}: failed",
            process::tail(&finished.log),
            suite.package,
            suite.name
        ));
        // A suite that was ended from outside, or by itself, says nothing about its tests.
        Ok(if count.failed == 0 {
            count + Count::failed()
        } else {
            count
        })
    }

    fn browser(&mut self, filter: Option<&str>) -> Result<Count> {
        let folder = self.project.path("end2end");
        if !folder.join("package.json").exists() {
            say::line("end2end/ holds no test.");
            return Ok(Count::default());
        }
        let mut command = playwright(self.project, &folder)?;
        command.args(filter);
        command.args(filter.map(|_| "--pass-with-no-tests"));
        command.envs(apiserver::find(self.project)?.environment());
        self.environment(&mut command);
        let log = self.log();
        let finished = process::run_logged(self.project, &log, &mut command)?;
        let count = Count::of_playwright(&finished.text());
        if !finished.ok {
            say::failure(&process::tail(&finished.log));
        }
        Ok(if finished.ok || count.failed > 0 {
            count
        } else {
            count + Count::failed()
        })
    }

    fn artefact(&mut self) -> Result<Count> {
        let marked = |binary: &Path| -> Result<bool> {
            let bytes = fs::read(binary).with_context(|| format!("{} cannot be read", binary.display()))?;
            Ok(holds_sandbox(&bytes))
        };
        if !marked(&build::server(self.project, Purpose::Local)?)? {
            bail!(
                "`{SANDBOX_MARK}` is not in the binary with the sandbox either: the check would prove nothing."
            );
        }
        build::release(self.project)?;
        let clean = !marked(&build::server_binary(self.project, Purpose::Release))?;
        if !clean {
            say::failure("The release's binary holds code of the sandbox.");
        }
        Ok(Count::one(clean) + Count::one(budget::is_kept(self.project)?))
    }

    fn check(&mut self, name: &str, command: &mut Command) -> Result<Count> {
        let log = self.log();
        let finished = process::run_logged(self.project, &log, command)?;
        if !finished.ok {
            say::failure(&format!("{}\n{name}: failed", process::tail(&finished.log)));
        }
        Ok(Count::one(finished.ok))
    }

    fn environment(&self, command: &mut Command) {
        if self.long {
            command.env("RC_LONG", "1");
        }
    }

    fn log(&mut self) -> String {
        self.logs += 1;
        format!("test-{}-{}", self.part, self.logs)
    }
}

/// Whether a binary holds code of the sandbox.
fn holds_sandbox(binary: &[u8]) -> bool {
    let mut windows = binary.windows(SANDBOX_MARK.len());
    windows.any(|window| window == SANDBOX_MARK.as_bytes())
}

/// A call of Playwright's runner with the console built and everything it needs in the environment.
///
/// # Errors
/// When the console does not build, or npm or a browser is missing.
pub(crate) fn playwright(project: &Project, folder: &Path) -> Result<Command> {
    build::pages(project, Purpose::Local)?;
    let binary = build::server(project, Purpose::Local)?;
    // In one call: apart they would each compile their dependencies with other features.
    let mut clusters = cargo::native(project);
    process::must_run(
        project,
        "testbed",
        clusters
            .args(["build", "--package", "testbed", "--package", "sandbox"])
            .args(["--features", "sandbox/serve"]),
    )?;
    let program = |name: &str| {
        project
            .target("debug")
            .join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    };
    npm::install(project, "end2end")?;
    // The OpenShift console before 4.22 runs another version of React, which cannot lie beside today's.
    npm::install(project, "end2end/console-host/react17")?;
    let mut command = Command::new("npx");
    command
        .current_dir(folder)
        .args(["playwright", "test", "--reporter=list"]);
    command
        .env("RC_TESTBED", program("testbed"))
        .env("RC_SANDBOX", program("sandbox-server"))
        .env("RC_BINARY", binary)
        .env("RC_SITE", project.site())
        .env("FORCE_COLOR", "0");
    if let Some(chromium) = chromium::find(project, folder)? {
        command.env("RC_CHROMIUM", chromium);
    }
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_binary_with_the_sandbox_is_told_from_one_without() {
        assert!(holds_sandbox(b"\0\x7fELF\0sandbox/src/faults.rs\0"));
        assert!(!holds_sandbox(b"\0\x7fELF\0server/src/start/local.rs\0sandbox\0"));
        assert!(!holds_sandbox(b""));
    }

    #[test]
    fn the_artefact_is_a_part_of_every_long_test() {
        assert!(Part::ALL.contains(&Part::Artefact) && Part::Artefact.is_long());
        assert_eq!(Part::named("artefact"), Part::Artefact);
    }
}
