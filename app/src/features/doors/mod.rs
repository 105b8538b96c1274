//! How people come in and go out, and what a way in has to know: the login page, the page after it, the account in the
//! masthead; what is said when a login or an edition ended; the frame where no server rendered it, and the OpenShift console's status card. What a login is and where
//! it is kept, the server alone knows.

mod account;
mod api;
mod ended;
#[cfg(feature = "ssr")]
mod login;
mod updated;
pub mod words;

pub use account::Account;
pub use api::{About, Health, HealthState, ReadAbout, ReadHealth, read_about, read_health};
pub use ended::LoginEnded;
#[cfg(feature = "ssr")]
pub use login::{LoginNote, LoginOffer, LoginPage, SignedOut, login_document, signed_out_document};
pub use updated::ConsoleUpdated;
