//! Whether the storage a configuration names serves one pod only. The operator looks at that while it adopts a storage and
//! never again, so whoever changes replicas or strategy later must ask here.

use super::claim::{ClaimFit, OPERATORS_CLAIM, claim_fit};
use super::facts::{ConfigFacts, Facts};
use super::field::FixedBecause;
use crate::error::ClusterError;
use crate::plan::StorageKind;

/// Why one pod is all that the configured storage serves; `None` when several may share it, or nothing is configured.
///
/// # Errors
/// When it hangs on a claim, and the claims could not be read.
pub fn one_pod_only(config: &ConfigFacts, facts: &Facts) -> Result<Option<FixedBecause>, ClusterError> {
    if config
        .configured
        .iter()
        .any(|member| member.kind == StorageKind::EmptyDir)
    {
        return Ok(Some(FixedBecause::EmptyDir));
    }
    let Some(named) = &config.claim else {
        return Ok(None);
    };
    let name = if named.is_empty() { OPERATORS_CLAIM } else { named };
    let claims = facts.claims.as_ref().map_err(Clone::clone)?;
    let claim = claims.iter().find(|claim| claim.name == name);
    Ok(claim
        .filter(|claim| claim_fit(claim) == ClaimFit::OneReplica)
        .map(|claim| FixedBecause::OneNodeClaim {
            claim: claim.name.clone(),
        }))
}
