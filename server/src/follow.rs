//! Files that are exchanged while the program runs: certificates, keys. Their content is compared every few seconds,
//! because a mounted Secret is exchanged by a link that no watch of a single file sees. Knows nothing of what is in
//! them.

use std::fmt::Display;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How often files are looked at. Shorter than the ten seconds in which a new certificate is promised to show.
const EVERY: Duration = Duration::from_secs(5);

/// A file cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{path} cannot be read ({cause}).", path = path.display())]
pub struct Unreadable {
    /// Which.
    path: PathBuf,
    /// What the operating system said.
    cause: io::ErrorKind,
}

/// Files that belong together.
#[derive(Clone, Debug)]
pub struct Files<const N: usize> {
    paths: [PathBuf; N],
    every: Duration,
}

impl<const N: usize> Files<N> {
    /// These, looked at every five seconds.
    pub fn new(paths: [PathBuf; N]) -> Self {
        Self { paths, every: EVERY }
    }

    async fn read(&self) -> Result<[Vec<u8>; N], Unreadable> {
        let mut all = [const { Vec::new() }; N];
        for (path, content) in self.paths.iter().zip(&mut all) {
            *content = once(path).await?;
        }
        Ok(all)
    }
}

/// A file that is read once.
///
/// # Errors
/// When it cannot be read.
pub async fn once(path: &Path) -> Result<Vec<u8>, Unreadable> {
    tokio::fs::read(path).await.map_err(|error| Unreadable {
        path: path.to_owned(),
        cause: error.kind(),
    })
}

/// What the files hold now, and whatever they hold later that `read` understands; anything else is logged as `what` and
/// leaves the last good value in force. Ends when nobody holds the receiver any more.
///
/// # Errors
/// When the files cannot be read or understood now.
pub async fn follow<T, E, const N: usize>(
    what: &'static str,
    files: Files<N>,
    read: impl Fn([&[u8]; N]) -> Result<T, E> + Send + 'static,
) -> Result<watch::Receiver<Arc<T>>, E>
where
    T: Send + Sync + 'static,
    E: From<Unreadable> + Display + Send,
{
    let mut last = files.read().await?;
    let (current, receiver) = watch::channel(Arc::new(read(last.each_ref().map(Vec::as_slice))?));
    tokio::spawn(async move {
        loop {
            tokio::select! {
                () = tokio::time::sleep(files.every) => {}
                () = current.closed() => return,
            }
            let now = match files.read().await {
                Ok(now) if now == last => continue,
                Ok(now) => now,
                Err(error) => {
                    tracing::warn!(what, %error, "kept as it was");
                    continue;
                }
            };
            match read(now.each_ref().map(Vec::as_slice)) {
                Ok(value) => {
                    tracing::info!(what, "read anew");
                    current.send_replace(Arc::new(value));
                }
                Err(error) => tracing::warn!(what, %error, "kept as it was"),
            }
            last = now;
        }
    });
    Ok(receiver)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    enum Wrong {
        #[error(transparent)]
        Unreadable(#[from] Unreadable),
        #[error("no number")]
        Number,
    }

    fn number([text]: [&[u8]; 1]) -> Result<u32, Wrong> {
        String::from_utf8_lossy(text)
            .trim()
            .parse()
            .map_err(|_| Wrong::Number)
    }

    fn file(name: &str, content: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("registry-console-{}-{name}", std::process::id()));
        std::fs::write(&path, content).unwrap();
        path
    }

    fn files(path: &Path) -> Files<1> {
        Files {
            every: Duration::from_millis(5),
            ..Files::new([path.to_owned()])
        }
    }

    #[tokio::test]
    async fn a_changed_file_is_read_anew_and_a_broken_one_is_not() {
        let path = file("follow", "1");
        let mut value = follow("test", files(&path), number).await.unwrap();
        assert_eq!(**value.borrow_and_update(), 1);
        std::fs::write(&path, "half").unwrap();
        std::fs::remove_file(&path).unwrap();
        std::fs::write(&path, "2").unwrap();
        value.changed().await.unwrap();
        assert_eq!(**value.borrow_and_update(), 2);
        std::fs::remove_file(&path).unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_changed_file_is_seen_within_ten_seconds() {
        let path = file("follow-time", "1");
        let mut value = follow("test", Files::new([path.clone()]), number).await.unwrap();
        std::fs::write(&path, "2").unwrap();
        let start = tokio::time::Instant::now();
        value.changed().await.unwrap();
        assert!(
            start.elapsed() <= Duration::from_secs(10),
            "{:?}",
            start.elapsed()
        );
        std::fs::remove_file(&path).unwrap();
    }

    #[tokio::test]
    async fn a_file_that_is_wrong_from_the_beginning_is_an_error_that_names_it() {
        let path = file("follow-wrong", "none");
        assert!(matches!(
            follow("test", files(&path), number).await,
            Err(Wrong::Number)
        ));
        std::fs::remove_file(&path).unwrap();
        let error = follow("test", files(&path), number)
            .await
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("follow-wrong") && error.contains("cannot be read"),
            "{error}"
        );
    }
}
