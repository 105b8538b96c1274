//! One folder a feature: page, views from plain data, server functions, words. A feature's rules live under the same
//! name in `registry`.

pub mod credentials;
pub mod doors;
pub mod load;
pub mod overview;
pub mod parameters;
pub mod state;
pub mod storage;
