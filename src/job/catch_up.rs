//! Brings accounts up that are behind: a common fact or the policy has changed, or a batch has left them.

use entity::ids::AccountId;

use super::review::{BATCH, MakeUp};
use crate::command::{Desk, Origin};
use crate::error::AppError;
use crate::store::{self, Engine};

/// Records of use that are held in memory at once at most, or those of one account.
const RECORDS: i64 = 100_000;

/// Units of work that are under way at once on PostgreSQL, where nobody else wants a turn; SQLite has one writer.
const ABREAST: usize = 4;

/// Brings some batches up; says how many accounts were behind in them.
pub async fn run(desk: &Desk) -> Result<usize, AppError> {
    let epoch = store::company::epoch(&desk.db.read).await?;
    let alone = desk.db.engine == Engine::Postgres && !desk.shares();
    let abreast = if alone { ABREAST } else { 1 };
    let behind = store::reviews::behind(&desk.db.read, epoch, BATCH * abreast as u64).await?;
    let behind = light(desk, behind).await?;
    let under_way = behind.chunks(usize::try_from(BATCH).unwrap_or(usize::MAX)).map(|accounts| {
        let (desk, accounts) = (desk.clone(), accounts.to_vec());
        tokio::spawn(async move {
            let _turn = desk.turn("vitrine").await;
            desk.unit(Origin::vitrine("catch-up"), accounts, &MakeUp).await
        })
    });
    for unit in under_way.collect::<Vec<_>>() {
        unit.await.map_err(|_| AppError::Invariant("a unit of work that broke off"))??;
    }
    Ok(behind.len())
}

/// The first of these accounts, as many as should be held in memory at once with their facts.
async fn light(desk: &Desk, mut accounts: Vec<AccountId>) -> Result<Vec<AccountId>, AppError> {
    let counts = store::usage::counts(&desk.db.read, &accounts).await?;
    let mut records = 0;
    let beyond = accounts.iter().position(|id| {
        records += counts.get(id).copied().unwrap_or_default();
        records > RECORDS
    });
    accounts.truncate(beyond.map_or(accounts.len(), |beyond| beyond.max(1)));
    Ok(accounts)
}
