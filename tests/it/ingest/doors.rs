//! The commands as people type them: exit codes, reports, checks.

use std::process::Output;

use serde_json::{Value, json};

use super::bench::{Folder, MAPPING, shop, text};
use crate::common::server::vitrine;
use crate::common::{TestDatabase, each_engine};

fn ingest(folder: &Folder, database: &TestDatabase, words: &[&str]) -> (i32, String, String) {
    let mapping = folder.path("mapping.toml");
    let rejects = folder.path("rejects.jsonl");
    let fixed = ["ingest", "csv", "--mapping", text(&mapping), "--rejects", text(&rejects), "--format", "json"];
    let output =
        vitrine().args(fixed).args(["--database-url", &database.url]).arg(folder.data()).args(words).output().unwrap();
    said(&output)
}

fn said(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

fn check(folder: &Folder) -> (i32, String, String) {
    let output =
        vitrine().args(["mapping", "check"]).arg(folder.path("mapping.toml")).arg(folder.data()).output().unwrap();
    said(&output)
}

each_engine! {
    async fn rejects_beyond_what_is_borne_end_with_two_and_good_records_are_kept(database) {
        let mut tables = shop(3, 6);
        tables[2].rows.push("l9,c0,Basic,much,2024-01-01".to_owned());
        let folder = Folder::of(&tables);
        let (code, out, err) = ingest(&folder, &database, &["--dry-run"]);
        assert_eq!(code, 2, "{err}");
        let dry: Value = serde_json::from_str(&out).unwrap();
        let (code, out, err) = ingest(&folder, &database, &[]);
        assert_eq!(code, 2, "{err}");
        let report: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(dry, report);
        let keys: Vec<_> = report.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["created", "updated", "unchanged", "conflicts", "deleted", "rejected", "pending", "rejects"]);
        assert_eq!((&report["rejected"], &report["rejects"]), (&json!(1), &json!(folder.path("rejects.jsonl"))));
        assert!(report["created"].as_u64() > Some(15), "{report}");
        let reject = &folder.rejects()[0];
        assert_eq!(reject["reason"], json!("`much` is no number"));
        assert_eq!((&reject["line"], &reject["field"], &reject["kind"]), (&json!(5), &json!("mrr"), &json!("subscription")));
        for (borne, code) in [("1", 0), ("0", 2), ("50%", 0), ("1%", 2)] {
            assert_eq!(ingest(&folder, &database, &["--max-rejects", borne]).0, code, "{borne}");
        }
        for wrong in [&["--max-rejects", "some"][..], &["--step", "7d"], &["--replay", "--dry-run"], &["--replay", "--step", "soon"], &["nowhere.csv"], &["--system", "vitrine"]] {
            assert_eq!(ingest(&folder, &database, wrong).0, 64, "{wrong:?}");
        }
    }

    async fn a_mapping_that_does_not_fit_ends_with_three_before_anything_is_written(database) {
        let folder = Folder::of(&shop(3, 6));
        folder.write("mapping.toml", MAPPING.replace("set.plan = \"plan\"", "set.plan = \"plam\""));
        let (code, out, err) = ingest(&folder, &database, &[]);
        assert_eq!((code, out.as_str()), (3, ""));
        assert!(err.contains("there is no column `plam`; did you mean `plan`?"), "{err}");
        let (code, out, _) = check(&folder);
        assert_eq!(code, 3);
        assert!(out.contains("there is no column `plam`; did you mean `plan`?"), "{out}");
        assert!(out.contains("nothing reads the column `plan`"), "{out}");
        folder.write("mapping.toml", MAPPING.replace("set.plan", "set.plam"));
        let (code, _, err) = check(&folder);
        assert_eq!(code, 3);
        assert!(err.contains("did you mean `plan`?"), "{err}");
        folder.write("mapping.toml", MAPPING);
        folder.write("data/other.csv", "a,b\n");
        let (code, out, err) = check(&folder);
        assert_eq!((code, err.as_str()), (0, ""));
        assert!(out.contains("other.csv: no stream reads it") && out.lines().count() == 1, "{out}");
        std::fs::remove_file(folder.path("data/other.csv")).unwrap();
        assert_eq!(ingest(&folder, &database, &[]).0, 0);
        assert_eq!(ingest(&folder, &database, &["--replay"]).0, 3);
    }
}
