//! Records that were known only later, beside a past that must not show them.

use chrono::{DateTime, Utc};
use entity::enums::Role;
use serde_json::{Value, json};
use vitrine::clock::Clock;
use vitrine::command::Desk;
use vitrine::store::Db;

use super::account::{Names, strip};
use super::bench::{Folder, another, shop};
use crate::as_of::Reader;
use crate::as_of::query::whole_view;
use crate::common::each_engine;

const COMPANIES: usize = 6;

/// Everything under an account of the shop as of a moment, without what chance gave.
struct Past {
    names: Names,
    reader: Reader,
    query: String,
}

impl Past {
    async fn of(url: &str) -> Self {
        let db = Db::connect(url).await.unwrap();
        let now: DateTime<Utc> = "2024-06-01T10:00:00Z".parse().unwrap();
        let names = Names::of(&db).await;
        let reader = Reader::new(&Desk::open(db, Clock::set(now)).await.unwrap());
        // The view's windows are those of this past.
        let view = whole_view().replace("2026-03-01", "2024-01-05").replace("\"2026-", "\"2024-");
        let by = "by: {externalId: {system: \"shop\", id: $id}}";
        let query = format!("query($id: String!, $at: DateTime!) {{ account({by}, asOf: $at) {{ {view} }} }}");
        Self { names, reader, query }
    }

    async fn at(&self, company: usize, moment: &str) -> Value {
        let variables = json!({"id": format!("c{company}"), "at": moment});
        let mut view = self.reader.ask(Role::Admin, &self.query, variables).await["account"].take();
        strip(&mut view, &["cursor", "startCursor", "endCursor"]);
        self.names.plain(view)
    }
}

each_engine! {
    async fn an_account_as_of_a_moment_shows_nothing_that_was_known_later(database) {
        let tables = shop(COMPANIES, 40);
        Folder::of(&tables).replay(&database.url).await.unwrap();
        let mut planted = tables.clone();
        for c in 0..COMPANIES {
            // Use of a day before the moments below, use of a day after them, a case, a person, a name: all known after.
            planted[3].rows.push(format!("planted,l{c},2024-01-08,f1,somebody,900,2024-02-05"));
            planted[3].rows.push(format!("ahead,l{c},2024-03-01,f9,somebody,900,2024-02-05"));
            planted[4].rows.push(format!("planted{c},c{c}.example,high,2024-02-05,"));
            planted[1].rows.push(format!("planted{c},c{c},Someone {c},new@c{c}.example,2024-02-05"));
            planted[0].rows.push(format!("c{c},Renamed {c},c{c}.example,2024-01-01,,platinum,2024-02-05"));
        }
        let other = another(&database).await;
        Folder::of(&planted).replay(&other.url).await.unwrap();
        let (without, with) = (Past::of(&database.url).await, Past::of(&other.url).await);
        for company in 0..COMPANIES {
            for moment in ["2024-01-09T00:00:00Z", "2024-01-20T12:00:00Z", "2024-02-04T23:59:59.999999Z"] {
                let view = without.at(company, moment).await;
                assert!(view["health"].is_object() && view["adoption"].is_object(), "{view:#}");
                assert!(view["history"]["totalCount"].as_u64().is_some_and(|many| many > 0), "{view:#}");
                assert_eq!(view, with.at(company, moment).await, "c{company} as of {moment}");
            }
            let moment = "2024-02-05T00:00:01Z";
            let (view, told) = (without.at(company, moment).await, with.at(company, moment).await);
            assert_eq!(told["name"], format!("Renamed {company}"));
            assert_ne!((&view["name"], &view["history"]), (&told["name"], &told["history"]));
        }
    }
}
