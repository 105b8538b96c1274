//! How many streams each session has open. A page needs one; more than a few is a mistake or an attack.

use crate::doors::SessionId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Streams at a time for one session.
pub(crate) const MOST: usize = 8;

type Counts = Arc<Mutex<HashMap<SessionId, usize>>>;

/// The count.
#[derive(Clone, Debug, Default)]
pub(crate) struct Streams(Counts);

/// One stream's place in the count, given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    counts: Counts,
    id: SessionId,
}

impl Streams {
    /// A place, if there is one left.
    pub(crate) fn take(&self, id: &SessionId) -> Option<Place> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(id.clone()).or_default();
        if *count >= MOST {
            return None;
        }
        *count += 1;
        Some(Place {
            counts: Arc::clone(&self.0),
            id: id.clone(),
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.id) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_has_eight_places_and_gets_them_back() {
        let streams = Streams::default();
        let (one, other) = (SessionId([1; 32]), SessionId([2; 32]));
        let mut places: Vec<Place> = (0..MOST).filter_map(|_| streams.take(&one)).collect();
        assert_eq!(places.len(), MOST);
        assert!(streams.take(&one).is_none());
        assert!(streams.take(&other).is_some());
        places.pop();
        assert!(streams.take(&one).is_some());
        drop(places);
        assert!(streams.0.lock().unwrap().is_empty());
    }
}
