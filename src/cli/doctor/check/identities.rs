//! Subjects and e-mail addresses that several team members have.

use super::Finding;
use crate::store::Db;
use crate::store::team_members::doubles;

const WHAT: &str = "identities";

/// Wrong where several team members share what tokens know them by.
pub(super) async fn check(db: &Db) -> Finding {
    match doubles(&db.read).await {
        Ok(doubles) if doubles.is_empty() => {
            Finding::well(WHAT, "no two team members share a subject or an e-mail address")
        }
        Ok(doubles) => {
            let text = format!("{} are shared by several team members: by them nobody is found", doubles.len());
            let list = doubles.into_iter().map(|double| {
                let (field, value, members) = (double.field, double.value, double.members.join(", "));
                format!("{field} {value}: {members}")
            });
            Finding::wrong(WHAT, text).listing(list)
        }
        Err(error) => Finding::failed(WHAT, error),
    }
}
