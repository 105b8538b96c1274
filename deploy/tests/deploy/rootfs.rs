//! The image's root file system, laid out by hand as the Containerfile says, and a process in it as a container runtime
//! would start it: an arbitrary user, a read-only root, its own processes, no capability, none to be gained. The network is
//! the test's own, so that the server can be asked. Knows nothing of what the server answers.

use crate::containerfile::Image;
use crate::given::{Folder, output, part};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A user as `restricted-v2` gives one.
pub const USER: u32 = 1_000_680_000;

/// Whoever has not started by then never will.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// What the base image brings; a library beyond these would be missing in it.
const BASE: [&str; 7] = [
    "ld-linux-x86-64.so.2",
    "libc.so.6",
    "libdl.so.2",
    "libgcc_s.so.1",
    "libm.so.6",
    "libpthread.so.0",
    "librt.so.1",
];

/// As root of a user namespace of its own: makes the root read-only and its `/proc` the new one, then starts the command
/// in it as somebody without any capability, in a user namespace that knows nobody else.
const ENTER: &str = r#"
root=$1 user=$2
shift 2
mount --make-rprivate /
mount --bind "$root" "$root"
mount -o remount,bind,ro "$root"
mount -t proc proc "$root/proc"
exec unshare --user --map-user="$user" --map-group=0 --root="$root" --wd=/ -- "$@"
"#;

/// Whether a process can be locked in like that here. Only an unprivileged user on a kernel without user namespaces for
/// them may be excused, and it is said.
pub fn is_possible() -> bool {
    let root = output(Command::new("id").arg("-u")).trim() == "0";
    let allowed = Command::new("unshare")
        .args(["--user", "--map-root-user", "true"])
        .output()
        .unwrap();
    if root || allowed.status.success() {
        return true;
    }
    // Past libtest's capture: whoever reads the log must see it.
    let reason = String::from_utf8_lossy(&allowed.stderr).trim().to_owned();
    let told = format!(
        "skipped: the image's root file system was not run: this user may make no user namespace ({reason})\n"
    );
    std::io::stderr().write_all(told.as_bytes()).unwrap();
    false
}

/// The files of the image.
pub struct Root {
    folder: Folder,
    image: Image,
}

impl Root {
    /// Lays them out, and empty folders for what a runtime mounts.
    pub fn new() -> Self {
        let root = Self {
            folder: Folder::new(),
            image: Image::read(),
        };
        let binary = part("RC_BINARY");
        for (source, destination) in &root.image.copied {
            let place = root.path(destination);
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            let from = match source.as_str() {
                "target/release/registry-console" => binary.clone(),
                "target/site" => part("RC_SITE"),
                file => crate::given::folder().join("..").join(file),
            };
            output(Command::new("cp").arg("-r").arg(from).arg(&place));
        }
        for library in libraries(&binary) {
            let name = library.file_name().unwrap().to_str().unwrap();
            assert!(BASE.contains(&name), "the base image has no {name}");
            let place = root.path(library.to_str().unwrap());
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::copy(&library, place).unwrap();
        }
        fs::create_dir_all(root.path("/proc")).unwrap();
        root
    }

    /// Where a path of the image lies outside.
    pub fn path(&self, inside: &str) -> PathBuf {
        self.folder.0.join(inside.trim_start_matches('/'))
    }

    /// Puts a file in, as a volume would.
    pub fn put(&self, inside: &str, content: &[u8]) {
        let path = self.path(inside);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// The entry point in it, with nothing in the environment but the image's and these variables.
    pub fn command(&self, environment: &[(String, String)]) -> Command {
        let mut command = Command::new("setpriv");
        command
            .args([
                "--no-new-privs",
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "--pid",
                "--fork",
            ])
            .args(["--kill-child", "sh", "-eu", "-c", ENTER, "enter"])
            .arg(&self.folder.0)
            .arg(USER.to_string())
            .args(&self.image.entry)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .envs(self.image.environment.iter().map(|(name, value)| (name, value)))
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

/// The shared libraries a program needs, by the dynamic loader's own word, and the loader.
fn libraries(program: &Path) -> Vec<PathBuf> {
    let list = output(Command::new("ldd").arg(program));
    let paths = list
        .lines()
        .filter_map(|line| line.split_whitespace().find(|word| word.starts_with('/')));
    let paths: Vec<PathBuf> = paths.map(PathBuf::from).collect();
    assert!(!paths.is_empty(), "{list}");
    paths
}

/// A process of a container, seen from outside.
pub struct Inside(u32);

impl Inside {
    /// The process that runs the entry point below this one; waits until it is there.
    pub fn find(outer: &mut Child, entry: &str) -> Self {
        let start = Instant::now();
        loop {
            assert_eq!(outer.try_wait().unwrap(), None, "it ended");
            assert!(start.elapsed() < PATIENCE, "it did not start");
            if let Some(found) = descendants(outer.id()).into_iter().find(|process| {
                fs::read_link(format!("/proc/{process}/exe")).is_ok_and(|program| program.ends_with(entry))
            }) {
                return Self(found);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// A field of its status.
    pub fn status(&self, field: &str) -> String {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0)).unwrap();
        let value = status
            .lines()
            .find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
        value.unwrap_or_else(|| panic!("no {field}")).trim().to_owned()
    }

    /// Its user, as it sees itself.
    pub fn user(&self) -> u32 {
        let map = fs::read_to_string(format!("/proc/{}/uid_map", self.0)).unwrap();
        map.split_whitespace().next().unwrap().parse().unwrap()
    }

    /// The options of the mount that is its root.
    pub fn root_options(&self) -> Vec<String> {
        let mounts = fs::read_to_string(format!("/proc/{}/mountinfo", self.0)).unwrap();
        let root = mounts
            .lines()
            .map(|line| line.split(' ').collect::<Vec<_>>())
            .find(|words| words[4] == "/");
        root.expect("no root")[5].split(',').map(str::to_owned).collect()
    }

    /// Asks it to end, as the kubelet does.
    pub fn terminate(&self) {
        output(Command::new("kill").args(["-s", "TERM", &self.0.to_string()]));
    }
}

fn descendants(of: u32) -> Vec<u32> {
    let mut found = vec![of];
    let mut next = 0;
    while next < found.len() {
        let parent = found[next];
        next += 1;
        let children =
            fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).unwrap_or_default();
        found.extend(children.split_whitespace().map(|id| id.parse::<u32>().unwrap()));
    }
    found
}
