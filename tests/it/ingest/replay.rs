//! A replay: the past as its source knew it.

use chrono::{DateTime, Utc};
use entity::enums::ChangeKind;
use entity::{change, usage};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use vitrine::error::AppError;
use vitrine::store::Db;

use super::account::{assessments, facts, length, log, same};
use super::bench::{Folder, MAPPING, all, another, shop};
use crate::common::{check, each_engine};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn end() -> DateTime<Utc> {
    at("2100-01-01T00:00:00Z")
}

each_engine! {
    async fn each_record_is_recorded_when_its_source_knew_it(database) {
        let folder = Folder::of(&shop(7, 30));
        let report = folder.replay(&database.url).await.unwrap();
        assert_eq!((report.rejected, report.pending), (0, 0), "{:?}", folder.rejects());
        let db = Db::connect(&database.url).await.unwrap();
        // u0:l6 is of a day before its line, l6 of 2024-01-01 and c6 of 2024-01-02: it comes with the last of them.
        let rows = usage::Entity::find().filter(usage::Column::ExternalId.eq("u0:l6")).all(&db.read).await.unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].from.to_string(), rows[0].recorded_at), ("2024-01-01".to_owned(), at("2024-01-02T00:00:00Z")));
        // c4 became a Ltd in the middle, and its case was closed at noon.
        let log = log(&db, end()).await;
        let names: Vec<_> = log["Account c4"].iter().filter(|entry| entry[2] == "Account" && entry[1] != "ASSESSED").map(|entry| (entry[0].as_str().unwrap()[..10].to_owned(), entry[6]["name"].clone())).collect();
        assert_eq!(names, [("2024-01-05".to_owned(), "Company 4".into()), ("2024-01-20".to_owned(), "Company 4 Ltd".into())]);
        let closed = log["Account c4"].iter().find(|entry| entry[2] == "Ticket" && entry[1] == "UPDATED").unwrap();
        assert_eq!(&closed[0].as_str().unwrap()[..16], "2024-01-10T12:30");
        assert_eq!(check::invariants(&db).await, 7);
        // What is true at the end is what is true of all read at once.
        let other = another(&database).await;
        folder.ingest(&other.url).await;
        same(&facts(&Db::connect(&other.url).await.unwrap()).await, &facts(&db).await);
    }

    async fn one_that_is_done_changes_nothing_and_others_are_refused(database) {
        let folder = Folder::of(&shop(4, 10));
        let report = folder.replay(&database.url).await.unwrap();
        let db = Db::connect(&database.url).await.unwrap();
        let before = length(&db).await;
        let again = folder.replay(&database.url).await.unwrap();
        assert_eq!((again.unchanged, all(&again)), (all(&report), all(&report)));
        assert_eq!(length(&db).await, before);
        let other = Folder::of(&shop(4, 11));
        assert!(matches!(other.replay(&database.url).await, Err(AppError::Config(text)) if text.contains("other files")));
        let written = another(&database).await;
        folder.ingest(&written.url).await;
        assert!(matches!(folder.replay(&written.url).await, Err(AppError::Config(text)) if text.contains("empty")));
        assert_eq!(length(&db).await, before);
        let undated = Folder::of(&shop(4, 10));
        undated.write("mapping.toml", MAPPING.replace("known_at = \"since\"\n", ""));
        let empty = another(&database).await;
        assert!(matches!(undated.replay(&empty.url).await, Err(AppError::Config(text)) if text.contains("people")));
    }

    async fn the_same_input_in_another_order_is_the_same_past(database) {
        let tables = shop(6, 21);
        Folder::of(&tables).replay(&database.url).await.unwrap();
        let mut turned = tables.clone();
        for table in &mut turned {
            table.rows.reverse();
            table.rows.extend_from_within(..2);
        }
        let other = another(&database).await;
        Folder::of(&turned).replay(&other.url).await.unwrap();
        let (one, two) = (Db::connect(&database.url).await.unwrap(), Db::connect(&other.url).await.unwrap());
        same(&log(&one, end()).await, &log(&two, end()).await);
        same(&assessments(&one).await, &assessments(&two).await);
    }

    async fn what_is_known_later_changes_nothing_of_an_earlier_moment(database) {
        let tables = shop(6, 40);
        Folder::of(&tables).replay(&database.url).await.unwrap();
        let mut planted = tables.clone();
        // It happened early and was known late; and it was known late and lies ahead.
        for c in 0..6 {
            planted[3].rows.push(format!("planted,l{c},2024-01-08,f1,somebody,900,2024-02-05"));
            planted[3].rows.push(format!("ahead,l{c},2024-03-01,f1,somebody,900,2024-02-05"));
            planted[4].rows.push(format!("planted{c},c{c}.example,high,2024-02-05,"));
            planted[0].rows.push(format!("c{c},Renamed {c},c{c}.example,2024-01-01,,platinum,2024-02-05"));
        }
        let other = another(&database).await;
        Folder::of(&planted).replay(&other.url).await.unwrap();
        let (one, two) = (Db::connect(&database.url).await.unwrap(), Db::connect(&other.url).await.unwrap());
        let before = at("2024-02-04T23:59:59Z");
        let (told, with) = (log(&one, before).await, log(&two, before).await);
        assert!(told.values().map(Vec::len).sum::<usize>() > 60);
        same(&told, &with);
        let after = at("2024-02-05T00:00:01Z");
        assert_ne!(log(&one, after).await, log(&two, after).await);
        let planted = change::Entity::find().filter(change::Column::RecordType.eq("Ticket")).filter(change::Column::Kind.eq(ChangeKind::Created)).all(&two.read).await.unwrap();
        assert_eq!(planted.iter().filter(|entry| entry.recorded_at > before).count(), 6);
    }
}
