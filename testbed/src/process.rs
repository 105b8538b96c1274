//! A program that ends when the value is dropped *or* when this process ends in any way, so that no test run leaves a
//! server behind: a shell holds the program and waits for its own standard input to close.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Starts the program in the background, kills it and starts it again with the same files when told to, waits until nobody holds the pipe any more, ends it and removes its folder.
/// Nothing in it is worth a tidy end, for which kube-apiserver takes a minute once its store has gone.
/// A program that ends by itself is noticed by whoever waits for it to answer.
const KEEPER: &str = r#"
folder=$1; shift
"$@" </dev/null &
child=$!
while read -r word; do
  case $word in
    kill) kill -9 "$child"; wait "$child" ;;
    start) "$@" </dev/null & child=$! ;;
  esac
done
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

impl Process {
    /// Ends the program as a power cut would; its files stay.
    pub(crate) fn kill(&mut self) -> io::Result<()> {
        self.tell("kill")
    }

    /// Starts it again after [`Process::kill`].
    pub(crate) fn start_again(&mut self) -> io::Result<()> {
        self.tell("start")
    }

    fn tell(&mut self, word: &str) -> io::Result<()> {
        let keeper = self.keeper.stdin.as_mut();
        writeln!(keeper.ok_or(io::ErrorKind::BrokenPipe)?, "{word}")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}
