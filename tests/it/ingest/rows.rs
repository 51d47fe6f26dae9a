//! Rows that are wrong, and what is told of them.

use serde_json::{Value, json};
use vitrine::store::Db;

use super::account::{facts, length};
use super::bench::{Folder, MAPPING, Table, all, run, shop};
use crate::common::each_engine;

fn small() -> Vec<Table> {
    let mut tables = shop(2, 3);
    tables[0].rows = vec!["c0,Company 0,c0.example,2024-01-01,,bronze,2024-01-01".to_owned()];
    tables[1].rows.clear();
    tables[2].rows = vec!["l0,c0,Basic,1099,2024-01-01".to_owned()];
    tables[3].rows.clear();
    tables[4].rows.clear();
    tables
}

fn told(rejects: &[Value]) -> Vec<(u64, &str, &str, bool)> {
    let one = |reject: &Value| {
        assert!(reject["file"].as_str().is_some_and(|file| file.contains(".csv")), "{reject}");
        assert!(!reject["reason"].as_str().unwrap().is_empty());
    };
    rejects.iter().for_each(one);
    rejects
        .iter()
        .map(|reject| {
            let text = |of: &str| reject[of].as_str().unwrap_or_default();
            (reject["line"].as_u64().unwrap(), text("key"), text("field"), reject["pending"] == true)
        })
        .collect()
}

each_engine! {
    async fn each_wrong_row_is_told_and_the_others_are_kept(database) {
        let mut tables = small();
        tables[3].rows = [
            "u1,l0,2024-01-02,f1,w1,5,2024-01-02",
            "u2,l0,someday,f1,w1,5,2024-01-02",
            "u3,l0,2024-01-02,f1,w1,many,2024-01-02",
            "u4,l0,2024-01-02,f1,w1,-5,2024-01-02",
            ",l0,2024-01-02,f1,w1,5,2024-01-02",
            "u6,,2024-01-02,f1,w1,5,2024-01-02",
            "u7,l9,2024-01-02,f1,w1,5,2024-01-02",
            "u8,l0,2024-01-02,f1,w1",
            "u9,l0,2024-01-02,f1,w1,5,soon",
            "u10,l0,1700-01-01,f1,w1,5,2024-01-02",
            "u11,l0,2024-01-02,f1,w1,99999999999,2024-01-02",
            "u12,l0,2024-01-02,f1,w1,5,2024-01-02",
        ].map(str::to_owned).to_vec();
        tables[4].rows = [
            "t1,c0.example,high,2024-01-02,",
            "t2,c9.example,high,2024-01-02,",
            "t3,c0.example,urgent,2024-01-02,",
        ].map(str::to_owned).to_vec();
        let folder = Folder::of(&tables);
        let report = folder.ingest(&database.url).await;
        let rejects = folder.rejects();
        let of = |file: &str| rejects.iter().filter(|reject| reject["file"].as_str().unwrap().ends_with(file)).cloned().collect::<Vec<_>>();
        let mut uses = of("use.csv");
        uses.retain(|reject| reject["kind"] != "feature");
        uses.sort_by_key(|reject| reject["line"].as_u64());
        assert_eq!(told(&uses), [
            (3, "u2:l0", "from", false),
            (4, "u3:l0", "uses", false),
            (5, "u4:l0", "uses", false),
            (6, "", "key", false),
            (7, "", "key", false),
            (8, "u7:l9", "account", true),
            (9, "", "", false),
            (10, "u9:l0", "known_at", false),
            (11, "u10:l0", "from", false),
            (12, "u11:l0", "uses", false),
        ]);
        let mut cases = of("cases.csv");
        cases.sort_by_key(|reject| reject["line"].as_u64());
        assert_eq!(told(&cases), [(3, "t2", "account", true), (4, "t3", "severity", false)]);
        // The feature of a row that is no row at all, or whose known_at is wrong, is refused, too.
        assert_eq!((report.created, report.pending), (1 + 1 + 1 + 2 + 1, 2), "{report:?}");
        assert_eq!(report.rejected, 9 + 1 + 1, "{report:?}");
        assert_eq!(report.rejects, Some(folder.path("rejects.jsonl")));
        let db = Db::connect(&database.url).await.unwrap();
        let facts = facts(&db).await;
        assert!(facts.contains_key("Usage u1:l0") && facts.contains_key("Usage u12:l0") && facts.contains_key("Ticket t1"));
        // What waited is taken once what it refers to is there.
        let more = Folder::of(&small());
        more.write("data/companies.csv", "id,name,domain,since,parent,tier,seen\nc9,Company 9,c9.example,2024-01-01,,,2024-01-01\n");
        more.write("data/lines.csv", "id,company,plan,cents,from\nl9,c9,Basic,5,2024-01-01\n");
        assert_eq!(more.ingest(&database.url).await.created, 2);
        let report = folder.ingest(&database.url).await;
        assert_eq!((report.created, report.updated, report.pending), (2, 0, 0), "{report:?}");
    }

    async fn texts_that_are_hard_to_read_are_read(database) {
        let folder = Folder::of(&small());
        folder.write("data/companies.csv", "\u{feff}id,name,domain,since,parent,tier,seen\r\n\
            c0,\"Smith, \"\"Jones\"\" & Sons\r\nLtd\",c0.example, 2024-01-01 ,,\"  \",2024-01-01\r\n\
            c1,Ärger GmbH,c1.example,2024-01-01,,None,2024-01-01T10:00:00+02:00\r\n");
        folder.write("data/lines.csv", b"id,company,plan,cents,from\nl0,c0,B\xffsic,1,2024-01-01\nl1,c1,Basic,7,2024-01-01\n");
        let report = folder.ingest(&database.url).await;
        assert_eq!((report.created, report.rejected), (3, 1), "{report:?} {:?}", folder.rejects());
        assert_eq!(folder.rejects()[0]["reason"], json!("the row is not UTF-8"));
        let db = Db::connect(&database.url).await.unwrap();
        let facts = facts(&db).await;
        let account = &facts["Account c0"][0];
        assert_eq!(account["name"], json!("Smith, \"Jones\" & Sons\r\nLtd"));
        assert_eq!((&account["attributes"]["tier"], &account["startedOn"]), (&Value::Null, &json!("2024-01-01")));
        assert_eq!(facts["Account c1"][0]["attributes"]["tier"], json!("None"));
    }

    async fn a_dry_run_tells_what_would_come_of_it_and_writes_nothing(database) {
        let folder = Folder::of(&shop(5, 12));
        let mut job = folder.job(&[folder.data()]);
        job.dry_run = true;
        let dry = run(&database.url, &job).await;
        let db = Db::connect(&database.url).await.unwrap();
        assert_eq!(length(&db).await.0, 0);
        job.dry_run = false;
        let wet = run(&database.url, &job).await;
        assert_eq!(dry, wet);
        assert!(all(&wet) > 30 && wet.created == all(&wet), "{wet:?}");
        job.dry_run = true;
        let again = run(&database.url, &job).await;
        assert_eq!((again.unchanged, again.created), (all(&wet), 0));
    }

    async fn a_row_that_tells_of_a_delete_deletes(database) {
        let folder = Folder::of(&small());
        let mapping = MAPPING.replace("name = \"lines*\"", "name = \"lines*\"\ndeleted_when = { field = \"plan\", equals = \"gone\" }");
        folder.write("mapping.toml", &mapping);
        folder.write("data/lines.csv", "id,company,plan,cents,from\nl0,c0,Basic,1,2024-01-01\nl1,c0,Basic,1,2024-01-01\n");
        assert_eq!(folder.ingest(&database.url).await.created, 3);
        folder.write("data/lines.csv", "id,company,plan,cents,from\nl0,c0,gone,1,2024-02-01\nl0,c0,Basic,1,2024-01-01\nl1,c0,Basic,1,2024-01-01\n");
        let report = folder.ingest(&database.url).await;
        assert_eq!((report.deleted, report.unchanged, report.updated), (1, 2, 0), "{report:?}");
        let report = folder.ingest(&database.url).await;
        assert_eq!((report.deleted, report.unchanged), (0, 3), "{report:?}");
        let db = Db::connect(&database.url).await.unwrap();
        let facts = facts(&db).await;
        assert!(facts.contains_key("Subscription l1") && !facts.contains_key("Subscription l0"));
    }
}
