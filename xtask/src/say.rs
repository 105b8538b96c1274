//! The tool's own lines on the terminal. It formats nothing that a program run by it prints.

use std::time::Duration;

/// Prints one line; the tool's only way to write to standard output.
#[expect(
    clippy::print_stdout,
    reason = "a command line tool answers on standard output"
)]
pub(crate) fn line(text: impl std::fmt::Display) {
    println!("{text}");
}

/// Prints why the tool could not do what it was asked, on standard error.
#[expect(
    clippy::print_stderr,
    reason = "a command line tool complains on standard error"
)]
pub(crate) fn failure(text: &str) {
    eprintln!("{text}");
}

/// Seconds as a person reads them: `0.4 s`, `12 s`, `3 min 05 s`.
pub(crate) fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

/// Bytes as a person reads them, in units of 1,024 bytes with one decimal.
#[expect(
    clippy::cast_precision_loss,
    reason = "one decimal is shown; no file here comes near 2^53 bytes"
)]
pub(crate) fn bytes(count: u64) -> String {
    match count {
        0..1024 => format!("{count} B"),
        1024..1_048_576 => format!("{:.1} KiB", count as f64 / 1024.0),
        _ => format!("{:.1} MiB", count as f64 / 1_048_576.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_and_sizes_read_like_a_person_writes_them() {
        for (millis, expected) in [(420, "0.4 s"), (12_900, "12 s"), (185_000, "3 min 05 s")] {
            assert_eq!(duration(Duration::from_millis(millis)), expected);
        }
        for (count, expected) in [(12, "12 B"), (1536, "1.5 KiB"), (3 << 20, "3.0 MiB")] {
            assert_eq!(bytes(count), expected);
        }
    }
}
