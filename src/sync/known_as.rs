//! What else an account is called.

use entity::enums::RecordKind;
use uuid::Uuid;

use super::reference::{ExternalIdInput, Identities};
use super::result::{Problem, ProblemCode};
use super::row::Row;
use super::value;
use crate::domain::access::Grant;

/// What a row's further names come to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct KnownAs {
    /// The account that they name.
    pub(super) account: Option<Uuid>,
    /// Those that nobody has yet: system and key.
    pub(super) more: Vec<(String, String)>,
}

/// What of a row's further names its sender may not say: without the right, none of another system. It is known before anything
/// is looked up, so that it tells nothing of what there is.
pub(super) fn forbidden<R: Row>(row: &R, system: &str, grant: &Grant) -> Vec<Problem> {
    let names = row.also_known_as().iter().enumerate();
    let of_others = names.filter(|(_, name)| !grant.may_link() && name.system != system);
    let problem = |(index, _): (usize, _)| {
        let message = "an id of another system needs ADMIN or the scope link:accounts";
        Problem::new(ProblemCode::Forbidden, message).at(&index.to_string()).at("alsoKnownAs")
    };
    of_others.map(problem).collect()
}

/// Reads the further names of a row whose own identity has this record, or none yet. One that another account has is DUPLICATE.
pub(super) fn known_as<R: Row>(
    row: &R,
    system: &str,
    own: Option<Uuid>,
    identities: &Identities,
) -> Result<KnownAs, Vec<Problem>> {
    let mut found = KnownAs::default();
    let mut problems = Vec::new();
    for (index, name) in row.also_known_as().iter().enumerate() {
        if let Err(problem) = check(name, system, row.common().external_id, identities, own, &mut found) {
            problems.push(problem.at(&index.to_string()).at("alsoKnownAs"));
        }
    }
    if problems.is_empty() { Ok(found) } else { Err(problems) }
}

fn check(
    name: &ExternalIdInput,
    system: &str,
    key: &str,
    identities: &Identities,
    own: Option<Uuid>,
    found: &mut KnownAs,
) -> Result<(), Problem> {
    value::system(&name.system).map_err(|problem| problem.at("system"))?;
    value::external_id(&name.id).map_err(|problem| problem.at("id"))?;
    match identities.record(RecordKind::Account, name) {
        Some(account) if own.or(found.account).is_none_or(|known| known == account) => {
            found.account = Some(account);
            Ok(())
        }
        Some(_) => Err(Problem::new(ProblemCode::Duplicate, "names another account")),
        None => {
            let name = (name.system.clone(), name.id.clone());
            let itself = name.0 == system && name.1 == key;
            if !itself && !found.more.contains(&name) {
                found.more.push(name);
            }
            Ok(())
        }
    }
}
