//! How people come in and go out: the login page, the page after it, the account in the masthead. What a login is and
//! where it is kept, the server alone knows.

mod account;
mod ended;
#[cfg(feature = "ssr")]
mod login;
pub mod words;

pub use account::Account;
pub use ended::LoginEnded;
#[cfg(feature = "ssr")]
pub use login::{LoginNote, LoginOffer, LoginPage, SignedOut, login_document, signed_out_document};
