//! The page of the storage credentials: whose the registry uses, which keys there are by name, replacing and removing the
//! user's own. A value goes in and never comes back; the form exists only where a script runs.

mod form;
mod key;
mod page;
mod standing;
mod words;

pub use page::CredentialsPage;
