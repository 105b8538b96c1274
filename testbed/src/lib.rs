//! A real kube-apiserver with its etcd, the official CRDs and four users, on loopback, for tests. Its objects are those
//! of a sandbox scenario, so that one test can be asked of both. Knows nothing of the console, and is part of no build
//! that anybody ships.

mod api;
mod certificates;
mod oidc;
mod parts;
mod people;
mod process;
mod secure;
mod seed;
mod server;
mod simulated;

pub use certificates::{CertificateError, Certificates, certificates};
pub use oidc::OidcIssuer;
pub use parts::{Missing, Parts};
pub use people::{Person, Tokens};
pub use secure::{Secure, SecureError, Speaks};
pub use server::{ApiServer, StartError};
pub use simulated::{Simulated, SimulatedError};
