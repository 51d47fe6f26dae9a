use std::collections::HashMap;

use csv::StringRecord;
use entity::enums::RecordKind;
use serde_json::json;

use super::*;

fn refused(text: &str) -> String {
    match Mapping::read(text) {
        Err(AppError::Config(told)) => told,
        other => panic!("{text}: {other:?}"),
    }
}

fn rows(text: &str, header: &[&str], cells: &[&str]) -> Vec<Result<Made, Reject>> {
    let mapping = Mapping::read(text).unwrap();
    let columns: HashMap<String, usize> =
        header.iter().enumerate().map(|(at, name)| ((*name).to_owned(), at)).collect();
    let cells = StringRecord::from(cells.to_vec());
    made(&mapping, &mapping.streams[0], &mapping.system, Line { columns: &columns, cells: &cells })
}

const HEAD: &str = "system = \"s\"\n[[stream]]\nname = \"f\"\nkey = [\"id\"]\n";

fn fact(body: &str) -> String {
    format!("{HEAD}[[stream.fact]]\n{body}\n")
}

#[test]
fn a_mapping_is_refused_with_its_line_and_the_nearest_name() {
    for (text, says) in [
        (fact("kind = \"tiket\""), "there is no kind of fact `tiket`; did you mean `ticket`?"),
        (format!("{HEAD}fakt = 1"), "line 5: unknown field `fakt`"),
        (format!("{HEAD}fakt = 1"), "did you mean `fact`?"),
        (fact("kind = \"ticket\"\naccount = \"a\"\nset.opend_at = \"x\""), "did you mean `opened_at`?"),
        (fact("kind = \"ticket\"\naccount = \"a\"\nset.opened_at = { field = \"x\", fromat = \"%Y\" }"), "`fromat`"),
        (fact("kind = \"ticket\"\nset.subject = \"x\""), "account: is missing"),
        (fact("kind = \"account\"\naccount = \"x\""), "belongs to no account"),
        (fact("kind = \"usage\"\naccount = \"a\""), "set.from: is missing"),
        (
            fact("kind = \"ticket\"\naccount = \"a\"\nset.subject = { with = \"x\" }"),
            "exactly one of field, join and const",
        ),
        (fact("kind = \"ticket\"\naccount = \"a\"\nset.severity = { const = \"SEV9\" }"), "the nearest is SEV"),
        (
            fact("kind = \"ticket\"\naccount = \"a\"\nset.severity = { field = \"p\", map = { x = \"SEV0\" } }"),
            "`SEV0`",
        ),
        (fact("kind = \"ticket\"\naccount = \"a\"\nset.opened_at = { field = \"x\", format = \"day\" }"), "no format"),
        (fact("kind = \"ticket\"\naccount = \"a\"\nset.opened_at = { field = \"x\", zone = \"Mars\" }"), "no zone"),
        (fact("kind = \"cost\"\naccount = \"a\"\nset.amount = { field = \"x\", scale = \"1/0\" }"), "scale is"),
        (fact("kind = \"ticket\"\naccount = \"a\"\nset.attributes.x = \"x\""), "has no custom fields"),
        (fact("kind = \"account\"\nset.team = \"owner\""), "takes a list of tables"),
        (fact("kind = \"account\"\nset.team = [{ member = \"owner\" }]"), "set.team.role: is missing"),
        (fact("kind = \"ticket\"\naccount = { field = \"x\", through = \"feature\" }"), "belongs to no account"),
        (fact("kind = \"ticket\"\naccount = \"a\"\nwhen = { field = \"x\" }"), "says neither equals"),
        (
            fact(
                "kind = \"measure\"\naccount = \"a\"\nunpivot = { fields = [\"x\"], name = \"key\" }\nset.observed_at = \"d\"",
            ),
            "exactly one of number and word",
        ),
        (
            fact(
                "kind = \"measure\"\naccount = \"a\"\nunpivot = { fields = [\"x\"], name = \"key\", word = true }\nset.observed_at = \"d\"\nset.word = \"w\"",
            ),
            "set by unpivot already",
        ),
        ("system = \"vitrine\"\n".to_owned(), "system: is the name of records that are born here"),
        ("system = \"s\"\n".to_owned(), "one [[stream]] at least"),
        (format!("{HEAD}[[stream]]\nname = \"f\"\n"), "stands twice"),
        (HEAD.to_owned(), "has no [[stream.fact]]"),
        ("system = ".to_owned(), "line 1"),
    ] {
        let told = refused(&text);
        assert!(told.contains(says), "{text}\n→ {told}\nlacks: {says}");
    }
}

#[test]
fn a_header_that_lacks_a_column_is_told_with_the_nearest() {
    let text = fact("kind = \"ticket\"\naccount = \"customer_id\"\nset.subject = \"title\"");
    let mapping = Mapping::read(&text).unwrap();
    let found = check::header(&mapping.streams[0], ["id", "custmer_id", "title", "more", "id"]);
    assert_eq!(
        found.missing,
        ["the column `id` stands twice", "there is no column `customer_id`; did you mean `custmer_id`?"]
    );
    assert_eq!(found.unread, ["custmer_id", "more"]);
    let ignoring = text.replace("key = ", "ignore = [\"m*\", \"gone\"]\nkey = ");
    let mapping = Mapping::read(&ignoring).unwrap();
    let found = check::header(&mapping.streams[0], ["id", "customer_id", "title", "more"]);
    assert_eq!(found.unread, Vec::<String>::new());
    assert_eq!(found.missing.len(), 1, "{found:?}");
}

#[test]
fn a_wide_row_becomes_several_facts() {
    let text = format!(
        "{HEAD}known_at = \"seen\"\nskip_when = {{ field = \"test\", equals = true }}\n\
         [[stream.fact]]\nkind = \"account\"\nset.name = \"name\"\nset.attributes.size = {{ field = \"n\", type = \"int\" }}\n\
         set.team = [{{ member = {{ field = \"owner\", source = \"hr\" }}, role = {{ const = \"CSM\" }} }}]\n\
         [[stream.fact]]\nkind = \"measure\"\naccount = \"id\"\nset.observed_at = \"seen\"\n\
         unpivot = {{ fields = [\"a\", \"b\"], name = \"key\", number = true }}\n\
         [[stream.fact]]\nkind = \"outcome\"\naccount = {{ field = \"line\", through = \"subscription\" }}\n\
         key = [\"id\", {{ const = \"left\" }}]\nwhen = [{{ field = \"left\", equals = \"Yes\" }}, {{ field = \"n\", not_equals = 1 }}]\n\
         set.kind = {{ const = \"CHURNED\" }}\n"
    );
    let header = ["id", "name", "n", "owner", "seen", "a", "b", "left", "line", "test"];
    let facts = rows(&text, &header, &["x:1", "X", "7", "", "2024-01-02", "5", " ", "Yes", "l1", "no"]);
    let facts: Vec<Made> = facts.into_iter().map(Result::unwrap).collect();
    let keys: Vec<&str> = facts.iter().map(|fact| fact.key.as_str()).collect();
    assert_eq!(keys, ["x:1", "x\\:1:a", "x\\:1:left"]);
    assert_eq!(json!(facts[0].body), json!({"name": "X", "team": [], "attributes": {"size": 7}, "externalId": "x:1"}));
    assert_eq!(
        json!(facts[1].body),
        json!({"key": "a", "number": "5", "observedAt": "2024-01-02T00:00:00.000000Z", "externalId": "x\\:1:a"})
    );
    assert_eq!(facts[1].link, Some(Link::Account("s".to_owned(), "x:1".to_owned())));
    assert_eq!(facts[2].link, Some(Link::Through(RecordKind::Subscription, "s".to_owned(), "l1".to_owned())));
    assert!(facts.iter().all(|fact| fact.known == "2024-01-02T00:00:00Z".parse().ok()));
    assert!(rows(&text, &header, &["x", "X", "7", "", "2024-01-02", "5", "", "Yes", "l1", "True"]).is_empty());
    let owned = rows(&text, &header, &["x", "X", "1", "bo", "2024-01-02", "", "", "Yes", "l1", ""]);
    assert_eq!(owned.len(), 1, "no measure has a value, and n is 1");
    let team = json!([{"member": {"system": "hr", "id": "bo"}, "role": "CSM"}]);
    assert_eq!(owned[0].as_ref().unwrap().body["team"], team);
}

#[test]
fn a_bad_cell_rejects_its_fact_alone() {
    let text = format!(
        "{HEAD}[[stream.fact]]\nkind = \"account\"\nset.name = \"name\"\n\
         [[stream.fact]]\nkind = \"usage\"\naccount = \"id\"\nset.from = \"day\"\nset.uses = \"n\"\n"
    );
    let header = ["id", "name", "day", "n"];
    for (cells, field) in
        [(["a", "A", "soon", "1"], "from"), (["a", "A", "", "1"], "from"), (["a", "A", "2024-01-01", "many"], "uses")]
    {
        let facts = rows(&text, &header, &cells);
        assert!(facts[0].is_ok());
        let reject = facts[1].as_ref().unwrap_err();
        assert_eq!((reject.field.as_str(), reject.kind), (field, Some(RecordKind::Usage)), "{reject:?}");
    }
    assert!(
        rows(&text, &header, &["", "A", "2024-01-01", "1"])
            .iter()
            .all(|fact| fact.as_ref().unwrap_err().field == "key")
    );
}

#[test]
fn a_row_without_a_key_has_the_digest_of_what_it_says() {
    let text = fact("kind = \"feature\"\nset.name = \"name\"").replace("key = [\"id\"]\n", "");
    let key = |header: &[&str], cells: &[&str]| rows(&text, header, cells)[0].as_ref().unwrap().key.clone();
    let one = key(&["name", "day"], &["A", "1"]);
    assert_eq!(one, key(&["day", "name"], &["1", "A"]));
    assert_ne!(one, key(&["name", "day"], &["A1", ""]));
    assert_eq!(one.len(), 32);
}
