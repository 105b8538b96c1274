//! How long to wait before asking again: doubling, bounded, and spread by chance so that a hundred consoles do not
//! come back in the same instant.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

/// A number in `0.0..1.0`. Spreading needs no better chance than the seed of a hash map.
fn chance() -> f64 {
    let bits = RandomState::new().build_hasher().finish() >> 11;
    bits as f64 / (1_u64 << 53) as f64
}

/// `time`, lengthened by up to a quarter.
pub(crate) fn spread(time: Duration) -> Duration {
    time.mul_f64(1.0 + chance() / 4.0)
}

/// The pauses of something that keeps failing.
#[derive(Debug)]
pub(crate) struct Backoff {
    first: Duration,
    longest: Duration,
    next: Duration,
}

impl Backoff {
    pub(crate) fn new((first, longest): (Duration, Duration)) -> Self {
        Self {
            first,
            longest,
            next: first,
        }
    }

    /// The next pause: between half and the whole of a step that doubles each time.
    pub(crate) fn pause(&mut self) -> Duration {
        let step = self.next;
        self.next = (step * 2).min(self.longest);
        step.mul_f64(0.5 + chance() / 2.0)
    }

    /// Starts over after something worked.
    pub(crate) fn reset(&mut self) {
        self.next = self.first;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest_and_start_over() {
        let ms = Duration::from_millis;
        let mut backoff = Backoff::new((ms(800), ms(3000)));
        for step in [800, 1600, 3000, 3000] {
            let pause = backoff.pause();
            assert!((ms(step / 2)..=ms(step)).contains(&pause), "{pause:?} of {step}");
        }
        backoff.reset();
        assert!(backoff.pause() <= ms(800));
    }

    #[test]
    fn a_spread_time_is_never_shorter_and_at_most_a_quarter_longer() {
        let second = Duration::from_secs(1);
        for _ in 0..100 {
            assert!((second..=second.mul_f64(1.25)).contains(&spread(second)));
        }
    }
}
