//! Everything that is logged while the tests run. One subscriber for the whole process: a line's place decides once
//! whether it is wanted, and with a subscriber of one thread alone another thread decides that it is not.

use std::io;
use std::sync::{Arc, Mutex, OnceLock};
use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

static LINES: OnceLock<Lines> = OnceLock::new();

/// Begins to log everything there is, if nobody has yet.
pub(crate) fn begin() {
    LINES.get_or_init(|| {
        let lines = Lines::default();
        tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(lines.clone())
            .with_ansi(false)
            .init();
        lines
    });
}

/// What was logged so far, by every test.
pub(crate) fn so_far() -> String {
    let lines = LINES.get().expect("nobody began to log");
    String::from_utf8_lossy(&lines.0.lock().unwrap()).into_owned()
}
