//! Who becomes inactive hands their pending requests over (rules.md 8).

use std::collections::BTreeSet;

use entity::ids::TeamMemberId;

use crate::command::unit_of_work::Unit;
use crate::domain::access::Grant;
use crate::domain::policy::Policy;
use crate::domain::request::{self, People};
use crate::error::AppError;
use crate::store::records;

/// Gives the pending requests of these people to the nearest active one above them, else to who would own them if they were new. Where there is nobody they stay. `people` are as they were before.
pub(super) async fn requests(
    unit: &mut Unit,
    grant: &Grant,
    leaving: &BTreeSet<TeamMemberId>,
    people: &People,
    policy: &Policy,
) -> Result<(), AppError> {
    let mut people = people.clone();
    for (_, person) in people.iter_mut().filter(|(id, _)| leaving.contains(id)) {
        person.active = false;
    }
    let pending = records::pending_of(unit.tx(), leaving).await?;
    unit.require(pending.iter().map(|request| request.account_id))?;
    for before in pending {
        let Some(owner) = before.owner_id else { continue };
        let team = unit.account(before.account_id).map(|account| account.team.0.as_slice()).unwrap_or_default();
        let heir = request::heir(owner, &people);
        let heir = heir.or_else(|| request::owner(None, team, before.department, None, &people, policy));
        if heir.is_some() {
            let mut after = before.clone();
            after.owner_id = heir;
            after.put_offs = 0;
            after.version += 1;
            after.updated_at = unit.moment();
            unit.put(grant.clone(), Some(before), after);
        }
    }
    Ok(())
}
