//! The operator's parameters, beside storage and management state: what each may be, what saving it does, and the plan;
//! the same as YAML, whose text is read, judged with places, and changed by path.
//!
//! As in the storage wizard every rule is a pure function of texts as typed and of [`ParametersFacts`], so that the browser
//! judges what is typed with the code that plans on the server. What is YAML is judged on the server alone, which keeps
//! the parser out of the browser. It knows no words; every finding is data.

mod consequences;
mod facts;
mod field;
mod form;
mod planning;
mod problem;
mod rules;
mod shape;
mod text;
mod values;
mod warning;

pub(crate) use consequences::effects;
pub use facts::{ClusterProxy, ParametersFacts, queries};
pub use field::{Control, Group, Param, ParamId, Rolls, param};
pub use form::{ParametersForm, ROTATE, Values};
pub use planning::plan;
pub use problem::{ParametersProblem, ProblemKind, Shape, TextFault};
pub use rules::problems;
pub(crate) use shape::shape_faults;
pub use text::{TextView, view};
pub use values::{changed, is_same};
pub use warning::{Warning, warnings};

use crate::objects::Schema;

/// Members of the spec that are no business of a form or a text: a secret, what the operator itself writes, and what
/// nobody supports.
pub(crate) const KEPT_OUT: [&str; 3] = ["httpSecret", "observedConfig", "unsupportedConfigOverrides"];

/// Whether a release's schema has a member of the spec. While it cannot be read, today's members are assumed.
pub(crate) fn takes(schema: Option<&Schema>, path: &str) -> bool {
    match schema {
        Some(schema) => schema.has(&format!("spec.{path}")),
        // The one that is only on old clusters.
        None => path != "logging",
    }
}
