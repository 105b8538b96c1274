//! The image as its file describes it. Reads the file; building it needs an engine that a test machine may lack, so
//! `rootfs` lays out the same files by hand.

use crate::given::{self, Manifests};

/// The image's last stage.
pub struct Image {
    /// (path in the repository or its build results, path in the image)
    pub copied: Vec<(String, String)>,
    /// Its environment.
    pub environment: Vec<(String, String)>,
    /// The entry point's words.
    pub entry: Vec<String>,
    user: String,
    ports: Vec<String>,
    instructions: Vec<String>,
}

/// Where the build stage has the repository.
const SOURCES: &str = "/src/";

impl Image {
    /// Reads `deploy/Containerfile`.
    pub fn read() -> Self {
        let mut image = Self {
            copied: Vec::new(),
            environment: Vec::new(),
            entry: Vec::new(),
            user: String::new(),
            ports: Vec::new(),
            instructions: Vec::new(),
        };
        let lines = instructions();
        let last = lines.iter().rposition(|line| line.starts_with("FROM ")).unwrap();
        for line in &lines[last + 1..] {
            let (instruction, rest) = line.split_once(' ').unwrap();
            image.instructions.push(instruction.to_owned());
            let words: Vec<&str> = rest.split_whitespace().collect();
            match instruction {
                "COPY" => {
                    let ["--from=build", source, destination] = words[..] else {
                        panic!("{line}")
                    };
                    let source = source.strip_prefix(SOURCES).unwrap();
                    image.copied.push((source.to_owned(), destination.to_owned()));
                }
                "ENV" => {
                    let (name, value) = rest.split_once('=').unwrap();
                    image.environment.push((name.to_owned(), value.to_owned()));
                }
                "ENTRYPOINT" => image.entry = serde_json::from_str(rest).unwrap(),
                "USER" => image.user = rest.to_owned(),
                "EXPOSE" => image.ports = words.into_iter().map(str::to_owned).collect(),
                "LABEL" => {}
                _ => panic!("not expected in the last stage: {line}"),
            }
        }
        image
    }
}

/// Every instruction, its continued lines joined.
fn instructions() -> Vec<String> {
    let text = given::text("deploy/Containerfile").replace("\\\n", " ");
    let lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(str::to_owned).collect()
}

#[test]
fn the_last_stage_has_no_shell_runs_nothing_and_adds_only_the_server_its_pages_and_the_licence() {
    let image = Image::read();
    // RUN, ADD and CMD would have panicked while reading.
    assert_eq!(
        image
            .copied
            .iter()
            .map(|(from, _)| from.as_str())
            .collect::<Vec<_>>(),
        ["target/release/registry-console", "target/site", "LICENSE"]
    );
    assert_eq!(
        image
            .instructions
            .iter()
            .filter(|name| *name == "ENTRYPOINT")
            .count(),
        1
    );
    let base = instructions()
        .into_iter()
        .find(|line| line.starts_with("ARG BASE_IMAGE="))
        .unwrap();
    assert!(base.contains("distroless/cc-"), "{base}: glibc and no shell");
}

#[test]
fn the_entry_point_is_the_server_without_any_flag_and_nothing_of_the_environment_opens_a_door() {
    let image = Image::read();
    assert_eq!(image.entry, ["/usr/bin/registry-console"]);
    let names: Vec<&str> = image.environment.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["RC_SITE"]);
}

#[test]
fn the_image_runs_as_anybody_but_root_by_number() {
    let image = Image::read();
    // The kubelet can tell root from others only by number.
    let (user, group) = image.user.split_once(':').unwrap();
    assert_ne!(user.parse::<u32>().unwrap(), 0);
    assert_eq!(group, "0", "the group of whatever user OpenShift chooses");
}

#[test]
fn the_image_opens_the_ports_of_the_service() {
    let manifests = Manifests::of("both");
    let ports = manifests.only("Service")["spec"]["ports"].as_array().unwrap();
    let mut wanted: Vec<String> = ports.iter().map(|port| port["port"].to_string()).collect();
    let mut open = Image::read().ports;
    wanted.sort();
    open.sort();
    assert_eq!(open, wanted);
}

#[test]
fn the_build_takes_locked_versions_only_and_the_toolchain_the_workspace_asks_for() {
    let lines = instructions();
    let fetch = lines
        .iter()
        .position(|line| line == "RUN cargo fetch --locked")
        .unwrap();
    let offline = lines
        .iter()
        .position(|line| line == "ENV CARGO_NET_OFFLINE=true")
        .unwrap();
    let build = lines
        .iter()
        .position(|line| line == "RUN cargo xtask build")
        .unwrap();
    assert!(fetch < offline && offline < build);
    assert!(
        lines
            .iter()
            .filter(|line| line.contains("cargo install"))
            .all(|line| line.contains("--locked --version"))
    );
    let image = lines
        .iter()
        .find_map(|line| line.strip_prefix("ARG RUST_IMAGE=docker.io/library/rust:1."))
        .unwrap();
    let minor = |text: &str| text.split(['.', '-']).next().unwrap().parse::<u32>().unwrap();
    let asked = env!("CARGO_PKG_RUST_VERSION").strip_prefix("1.").unwrap();
    assert!(minor(image) >= minor(asked));
}
