//! An embedded OpenShift API server: a tower service with users, permissions and a simulated Image Registry Operator.
//!
//! It answers the requests the console sends, the way a real API server answers them, from objects in memory; no
//! cluster, no network. People can also log in to it as on OpenShift's OAuth server. It knows nothing of the console: no type of it appears here, only Kubernetes' wire format.
//!
//! ```
//! use sandbox::{Sandbox, Scenario};
//!
//! let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
//! let service = sandbox.service(); // a tower::Service, for `kube::Client::new`
//! # drop(service);
//! ```

mod api;
mod body;
mod clock;
mod controllers;
mod duration;
mod failure;
mod faults;
mod go_json;
mod json;
mod log;
mod names;
mod oauth;
mod operator;
mod quantity;
mod rbac;
mod request;
mod resources;
mod sandbox;
mod scenario;
mod schema;
mod service;
mod settings;
mod shared;
mod store;
mod world;

pub use body::{Body, BoxError};
pub use clock::{Clock, ManualClock, SignedDuration, SystemClock, Timestamp};
pub use faults::{Faults, SENTINELS};
pub use log::RequestLog;
pub use oauth::LoginClient;
pub use sandbox::{Builder, Sandbox, token};
pub use scenario::{Scenario, UnknownScenario};
pub use service::Service;
pub use settings::{NodeCa, Pace, Reporting, Workloads};
