//! What stays whatever is read again: a second run changes nothing, and nothing of a person's.

use vitrine::store::Db;

use super::account::{facts, length, same};
use super::bench::{Folder, all, shop};
use crate::common::{check, each_engine};

each_engine! {
    async fn the_second_run_changes_nothing_in_the_log_too(database) {
        let folder = Folder::of(&shop(7, 15));
        let first = folder.ingest(&database.url).await;
        assert_eq!(first.created, all(&first));
        let db = Db::connect(&database.url).await.unwrap();
        let (before, told) = (length(&db).await, facts(&db).await);
        let second = folder.ingest(&database.url).await;
        assert_eq!((second.unchanged, all(&second)), (all(&first), all(&first)));
        assert_eq!(length(&db).await, before);
        same(&told, &facts(&db).await);
        assert_eq!(check::invariants(&db).await, 7);
    }
}
