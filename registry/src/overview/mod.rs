//! The overview: how the registry does, in words.
