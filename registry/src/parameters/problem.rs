//! What keeps parameters from being saved.

use super::field::ParamId;
use crate::objects::QuantityError;
use crate::storage::FixedBecause;
use crate::yaml::{Spot, YamlFault};
use serde::{Deserialize, Serialize};

/// Something that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParametersProblem {
    /// The parameter to mend, if it is one.
    pub field: Option<ParamId>,
    /// The path in the configuration; empty when it is about a text as a whole.
    pub path: String,
    /// Where in the text, if there is one.
    pub spot: Option<Spot>,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProblemKind {
    /// Nothing stands there.
    Required,
    /// Not a whole number.
    NotANumber,
    /// Below 0, which the operator refuses.
    Negative,
    /// No replica: to run no registry, set the management state to `Removed`.
    ZeroReplicas,
    /// More than the API can hold.
    TooMany {
        /// The most it can.
        max: i64,
    },
    /// Not a Go duration.
    NotADuration,
    /// Not an amount.
    NotAnAmount(QuantityError),
    /// More is asked for than is allowed.
    AboveLimit {
        /// The limit.
        limit: String,
    },
    /// Not one of the values the API takes.
    NoSuchOption {
        /// The value.
        value: String,
    },
    /// Not an address that begins with `http://` or `https://`.
    NotAnAddress,
    /// The storage serves one pod only.
    OnePodOnly(FixedBecause),
    /// The storage serves one pod, and a rolling update starts a second one.
    MustRecreate(FixedBecause),
    /// An empty list, which the operator drops: its own default then applies again.
    EmptyList,
    /// The cluster's release has no such field.
    NotTaken,
    /// More than one kind of storage is configured, which the operator refuses.
    TwoStorages {
        /// The members of `spec.storage`.
        members: Vec<String>,
    },
    /// The text is wrong.
    Text(TextFault),
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TextFault {
    /// It cannot be read.
    Unreadable(YamlFault),
    /// Something beside `spec`, or no `spec` at all.
    NotTheSpec,
    /// The cluster's release has no such field.
    UnknownField {
        /// The field of a similar name, if there is one.
        similar: Option<String>,
    },
    /// A value of another kind than the field takes.
    WrongShape {
        /// What it takes.
        wanted: Shape,
    },
    /// A field that must be there is not.
    Missing {
        /// Its name.
        name: String,
    },
    /// None of the values the field takes.
    NotOneOf {
        /// Those it takes.
        values: Vec<String>,
    },
    /// Outside of the bounds of the field.
    OutOfBounds {
        /// The least, if there is one.
        min: Option<i64>,
        /// The most, if there is one.
        max: Option<i64>,
    },
    /// The secret the pods share: it is never part of a text, and can only be made anew.
    Secret,
    /// What the operator or nobody but it writes.
    NotYours,
}

/// A kind of value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shape {
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A text.
    Text,
    /// A number or a text.
    Amount,
    /// A list.
    List,
    /// A map.
    Map,
}

impl ParametersProblem {
    pub(super) fn at(field: ParamId, kind: ProblemKind) -> Self {
        Self {
            field: Some(field),
            path: format!("spec.{}", super::field::param(field).path),
            spot: None,
            kind,
        }
    }
}
