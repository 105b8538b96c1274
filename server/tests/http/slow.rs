//! A cluster that does not answer in time. Time is the runtime's own and only moves when everybody waits.

use crate::common::House;
use sandbox::{Scenario, token};
use std::time::Duration;
use tokio::time::Instant;

#[tokio::test(start_paused = true)]
async fn a_page_of_a_slow_cluster_is_there_at_once_and_says_how_to_wait() {
    let house = House::new(Scenario::ReadyClaim, token::ADMIN);
    house.sandbox.faults().delay(Duration::from_secs(5));
    for path in ["/", "/state?to=Removed", "/storage/setup"] {
        let start = Instant::now();
        let answer = house.page(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(
            start.elapsed() < Duration::from_secs(2),
            "{path} took {:?}",
            start.elapsed()
        );
        assert!(answer.text.contains("wait=10"), "{path} offers to wait");
        assert!(answer.text.contains("<h1"), "{path} has its frame");
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_that_is_asked_to_wait_does() {
    let house = House::new(Scenario::ReadyClaim, token::ADMIN);
    house.sandbox.faults().delay(Duration::from_secs(2));
    let start = Instant::now();
    let answer = house.page("/?wait=10").await;
    assert!(start.elapsed() >= Duration::from_secs(2));
    assert!(!answer.text.contains("wait=10"), "nothing is missing");
    assert!(answer.text.contains("registry-rwx"), "the claim is shown");
}

#[tokio::test(start_paused = true)]
async fn a_dead_cluster_still_gives_a_page() {
    let house = House::new(Scenario::ReadyClaim, token::ADMIN);
    house.sandbox.faults().down(true);
    for path in ["/", "/state?to=Removed", "/storage/setup", "/?wait=10"] {
        let start = Instant::now();
        let answer = house.page(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.text.contains("<h1"), "{path}");
        assert!(start.elapsed() < Duration::from_secs(12), "{path}");
    }
}
