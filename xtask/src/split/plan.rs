//! Which pieces of the program travel together. Every set of pages that shares code gives a piece, so there are many
//! small ones; each request has its price, and so has each byte that a page does not need. Knows sizes, not code.

use std::collections::BTreeSet;

/// What a further request of a page costs, in bytes of code: its headers, its place in the queue, and what compression
/// loses between two files.
const REQUEST: usize = 12_000;
/// The page people come to first, with nothing loaded yet, and how many others it counts for.
const FIRST: (&str, usize) = ("Overview", 4);

/// Some code, and the pages that need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// The pieces it is made of.
    pub(super) names: Vec<String>,
    /// The pages that load it.
    pub(super) pages: BTreeSet<String>,
    /// Its bytes.
    pub(super) size: usize,
}

impl Piece {
    /// What all pages together pay for it.
    fn cost(&self) -> usize {
        let weight = |page: &String| if page == FIRST.0 { FIRST.1 } else { 1 };
        (self.size + REQUEST) * self.pages.iter().map(weight).sum::<usize>()
    }

    fn with(&self, other: &Self) -> Self {
        Self {
            names: [&self.names[..], &other.names].concat(),
            pages: &self.pages | &other.pages,
            size: self.size + other.size,
        }
    }
}

/// Puts pieces together for as long as the pages together gain, the most gainful pair first.
pub(super) fn group(mut pieces: Vec<Piece>) -> Vec<Piece> {
    pieces.sort_by(|a, b| a.names.cmp(&b.names));
    loop {
        let mut best: Option<(usize, usize, usize, Piece)> = None;
        for (at, one) in pieces.iter().enumerate() {
            for (other_at, other) in pieces.iter().enumerate().skip(at + 1) {
                let both = one.with(other);
                let gain = (one.cost() + other.cost()).saturating_sub(both.cost());
                if gain > 0 && best.as_ref().is_none_or(|(most, ..)| gain > *most) {
                    best = Some((gain, at, other_at, both));
                }
            }
        }
        let Some((_, at, other_at, both)) = best else {
            return pieces;
        };
        pieces.remove(other_at);
        pieces.remove(at);
        pieces.push(both);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(name: &str, pages: &str, size: usize) -> Piece {
        Piece {
            names: vec![name.to_owned()],
            pages: pages.split(' ').map(str::to_owned).collect(),
            size,
        }
    }

    fn grouped(pieces: Vec<Piece>) -> Vec<String> {
        let mut all: Vec<String> = group(pieces)
            .into_iter()
            .map(|mut part| {
                part.names.sort();
                part.names.join("+")
            })
            .collect();
        all.sort();
        all
    }

    #[test]
    fn what_few_bytes_share_travels_with_what_its_pages_load_anyway() {
        let pieces = vec![
            piece("own-a", "a", 800_000),
            piece("own-b", "b", 300_000),
            piece("small", "a b", 1_000),
            piece("common", "a b c", 90_000),
        ];
        assert_eq!(grouped(pieces), ["common+small", "own-a", "own-b"]);
    }

    #[test]
    fn a_page_does_not_load_much_that_only_others_need() {
        let pieces = vec![piece("forms", "b c", 500_000), piece("frame", "a b c", 90_000)];
        assert_eq!(grouped(pieces), ["forms", "frame"]);
    }

    #[test]
    fn the_first_page_does_not_load_what_saves_others_a_request() {
        let shared = |first: &str| {
            vec![
                piece("few", "b c", 20_000),
                piece("frame", &format!("{first} b c"), 90_000),
            ]
        };
        assert_eq!(grouped(shared("a")), ["few+frame"]);
        assert_eq!(grouped(shared(FIRST.0)), ["few", "frame"]);
    }

    #[test]
    fn the_same_pages_load_one_file() {
        let pieces = vec![piece("one", "a b", 500_000), piece("other", "a b", 500_000)];
        assert_eq!(grouped(pieces), ["one+other"]);
    }
}
