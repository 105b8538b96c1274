//! Trees of fields: one table decides what is unknown, what is filled in, what is out of bounds, and what the
//! custom resource definition says. Knows nothing of particular resources; their tables are the submodules.

mod check;
pub(crate) mod claim;
pub(crate) mod config;
pub(crate) mod pruner;
mod render;

use serde_json::Value;

pub(crate) use check::{decode, errors, quantities_readable};
pub(crate) use render::render;

/// What a field may hold.
pub(crate) enum Schema {
    /// Anything (`x-kubernetes-preserve-unknown-fields`), or nothing.
    Any,
    Bool,
    Text(Text),
    Int {
        format: &'static str,
        min: Option<i64>,
        max: Option<i64>,
    },
    /// A size such as `100Gi`.
    Quantity,
    /// Any keys, each with a value of this kind.
    Map(Box<Schema>),
    List(Box<Schema>),
    Object(Vec<Field>),
}

/// The rules of a string.
#[derive(Default)]
pub(crate) struct Text {
    pub(crate) pattern: Option<&'static str>,
    pub(crate) one_of: &'static [&'static str],
    pub(crate) min: Option<usize>,
    pub(crate) max: Option<usize>,
    pub(crate) format: Option<&'static str>,
}

/// A member of an object.
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) schema: Schema,
    pub(crate) required: bool,
    pub(crate) default: Option<Value>,
}

impl Field {
    pub(crate) fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub(crate) fn default(mut self, value: Value) -> Self {
        self.default = Some(value);
        self
    }
}

pub(crate) fn field(name: &'static str, schema: Schema) -> Field {
    Field {
        name,
        schema,
        required: false,
        default: None,
    }
}

pub(crate) fn object(fields: impl IntoIterator<Item = Field>) -> Schema {
    Schema::Object(fields.into_iter().collect())
}

/// An object of optional strings.
pub(crate) fn strings(names: &[&'static str]) -> Schema {
    object(names.iter().map(|name| field(name, text())))
}

pub(crate) fn text() -> Schema {
    Schema::Text(Text::default())
}

pub(crate) fn pattern(pattern: &'static str) -> Schema {
    Schema::Text(Text {
        pattern: Some(pattern),
        ..Text::default()
    })
}

pub(crate) fn one_of(one_of: &'static [&'static str]) -> Schema {
    Schema::Text(Text {
        one_of,
        ..Text::default()
    })
}

pub(crate) fn duration() -> Schema {
    Schema::Text(Text {
        format: Some("duration"),
        ..Text::default()
    })
}

pub(crate) fn int(format: &'static str) -> Schema {
    Schema::Int {
        format,
        min: None,
        max: None,
    }
}

impl Schema {
    /// The schema of a member, if the object has one of that name.
    fn member(&self, name: &str) -> Option<&Schema> {
        match self {
            Schema::Object(fields) => fields.iter().find(|f| f.name == name).map(|f| &f.schema),
            Schema::Map(value) => Some(value),
            _ => None,
        }
    }
}
