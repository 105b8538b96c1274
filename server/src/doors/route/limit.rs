//! How many logins are begun: for one address and for everybody. An address counts as the configured number of proxies
//! in front of the console say; it decides nothing but this, and stands in the audit log.

use governor::clock::DefaultClock;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use http::HeaderMap;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;

type ByAddress = RateLimiter<IpAddr, governor::state::keyed::HashMapStateStore<IpAddr>, DefaultClock>;

/// Logins a minute from one address: a person who mistypes, and an office behind one address.
const EACH: NonZeroU32 = NonZeroU32::new(30).unwrap();
/// Logins a minute from everybody.
const ALL: NonZeroU32 = NonZeroU32::new(600).unwrap();
/// Addresses that are remembered before old ones are let go.
const REMEMBERED: usize = 4_096;

/// The limit.
pub(crate) struct Limit {
    each: ByAddress,
    all: RateLimiter<NotKeyed, InMemoryState, DefaultClock>,
    hops: usize,
}

impl fmt::Debug for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Limit")
    }
}

impl Limit {
    /// A limit behind this many proxies of ours.
    pub(crate) fn new(hops: usize) -> Self {
        Self {
            each: RateLimiter::hashmap(Quota::per_minute(EACH)),
            all: RateLimiter::direct(Quota::per_minute(ALL)),
            hops,
        }
    }

    /// Whether one more login may begin.
    pub(crate) fn admits(&self, address: IpAddr) -> bool {
        if self.each.len() > REMEMBERED {
            self.each.retain_recent();
        }
        self.each.check_key(&address).is_ok() && self.all.check().is_ok()
    }

    /// The asker's address: the peer's own, or what the outermost of our proxies saw.
    pub(crate) fn address(&self, headers: &HeaderMap, peer: Option<SocketAddr>) -> IpAddr {
        let peer = peer.map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.ip());
        let Some(behind) = self.hops.checked_sub(1) else {
            return peer;
        };
        let said = headers.get_all("x-forwarded-for").into_iter();
        let said: Vec<&str> = said
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .collect();
        // Each proxy appends whom it saw; what stands before ours, anybody may have written.
        let seen = said.iter().rev().nth(behind);
        seen.and_then(|text| text.parse().ok()).unwrap_or(peer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn forwarded(text: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(
            http::HeaderName::from_static("x-forwarded-for"),
            HeaderValue::from_static(text),
        )])
    }

    #[test]
    fn one_address_is_slowed_down_and_another_is_not() {
        let limit = Limit::new(0);
        let (one, other) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        let admitted = (0..1_000).filter(|_| limit.admits(one)).count();
        // One more comes in every two seconds that this takes.
        assert!((30..60).contains(&admitted), "{admitted}");
        assert!(limit.admits(other));
    }

    #[test]
    fn everybody_together_is_slowed_down_too() {
        let limit = Limit::new(0);
        let admitted = (0..5_000_u32)
            .filter(|n| limit.admits(IpAddr::from(n.to_be_bytes())))
            .count();
        assert!((600..1_200).contains(&admitted), "{admitted}");
        assert!(limit.each.len() <= REMEMBERED + 1_000, "old addresses are let go");
    }

    #[test]
    fn only_what_our_own_proxies_saw_counts() {
        let peer = Some("10.9.9.9:1234".parse().unwrap());
        for (hops, header, seen) in [
            (0, "1.2.3.4", "10.9.9.9"),
            (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
            (2, "6.6.6.6, 1.2.3.4, 10.0.0.7", "1.2.3.4"),
            (1, "nonsense", "10.9.9.9"),
            (3, "1.2.3.4", "10.9.9.9"),
        ] {
            let address = Limit::new(hops).address(&forwarded(header), peer);
            assert_eq!(address.to_string(), seen, "{hops} {header}");
        }
    }
}
