//! What the console read out of something that was typed or uploaded, to be shown beside it. Nothing here is secret.

use super::form::FieldId;
use crate::credentials::KeyFile;
use serde::{Deserialize, Serialize};

/// Something read out of a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Note {
    /// A Google key file: whom it lets in.
    KeyFile(KeyFile),
}

impl Note {
    /// The field it stands at.
    pub fn field(&self) -> FieldId {
        match self {
            Self::KeyFile(_) => FieldId::KeyFile,
        }
    }
}
