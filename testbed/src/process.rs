//! A program that ends when the value is dropped *or* when this process ends in any way, so that no test run leaves a
//! server behind: a shell holds the program and waits for its own standard input to close.

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Starts the program in the background, waits until nobody holds the pipe any more, ends it and removes its folder.
/// Nothing in it is worth a tidy end, for which kube-apiserver takes a minute once its store has gone.
/// A program that ends by itself is noticed by whoever waits for it to answer.
const KEEPER: &str = r#"
folder=$1; shift
"$@" </dev/null &
child=$!
while read -r _; do :; done
kill -9 "$child" 2>/dev/null
wait "$child" 2>/dev/null
rm -rf "$folder"
"#;

pub(crate) struct Process {
    keeper: Child,
}

impl Process {
    /// Starts a program that keeps its files in `folder`, which goes with it; its output goes to `log`.
    pub(crate) fn start(
        program: &Path,
        arguments: impl IntoIterator<Item = OsString>,
        folder: &Path,
        log: &Path,
    ) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let output = File::create(log)?;
        let keeper = Command::new("sh")
            .args(["-c", KEEPER, "keeper"])
            .arg(folder)
            .arg(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()?;
        Ok(Self { keeper })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}
