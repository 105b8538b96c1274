//! YAML as people edit it: read with the place of everything in it, and changed by path with their comments kept. Runs on
//! the server only; nothing a browser calls leads here, so the linker leaves the parser out of what browsers load.
//!
//! It takes less than YAML allows: no anchors, aliases, tags or second documents, so no short text can stand for a long one.

mod edit;
mod parse;
mod scalar;
mod tree;

pub(crate) use edit::edited;
pub(crate) use parse::parse;
pub(crate) use tree::Node;
pub use tree::Spot;

use serde::{Deserialize, Serialize};

/// The most a text may have. The longest specs seen have 10 KB.
pub const MOST_BYTES: usize = 128 << 10;
/// How deep values may lie in each other. Pod affinity has eleven levels.
pub const DEEPEST: usize = 32;

/// Why a text cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum YamlFault {
    /// Not YAML.
    Syntax,
    /// A tab where blanks must stand.
    Tab,
    /// A key that stands in the same map already.
    Duplicate {
        /// The key.
        key: String,
    },
    /// A key that is no text.
    Key,
    /// An anchor or an alias.
    Anchor,
    /// A tag (`!!str`).
    Tag,
    /// A second document.
    SecondDocument,
    /// A number the API cannot hold.
    Number,
    /// More than [`MOST_BYTES`].
    TooBig,
    /// More than [`DEEPEST`] levels.
    TooDeep,
}
