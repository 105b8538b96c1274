//! The driver of `emptyDir`: always there, never kept.

use super::Adopted;
use crate::operator::Pass;

pub(super) fn sync(pass: &mut Pass<'_>) -> Result<Option<Adopted>, String> {
    if super::in_force(pass, "emptyDir") {
        return Ok(None);
    }
    pass.condition(
        "StorageExists",
        "True",
        "Creation Successful",
        "EmptyDir storage successfully created",
    );
    Ok(Some(Adopted {
        managed: true,
        in_force: true,
    }))
}
