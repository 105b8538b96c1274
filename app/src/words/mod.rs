//! Words that more than one feature needs. A function per message, so that a second language is a second file.

pub mod cluster;
pub mod shell;
pub mod ui;
