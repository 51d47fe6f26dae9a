//! Bounds of filters and of other arguments.

use entity::enums::Role;
use serde_json::json;
use vitrine::gate::Code;

use super::{asked, gate};

#[test]
fn filters_have_bounds() {
    let gate = gate();
    let by_variable = "query($f: AccountFilter) { a: accounts(filter: $f) { nodes { id } } }";
    let text = |many: usize| "x".repeat(many);
    let or = |many: usize| json!({"or": vec![json!({"touchModel": "HIGH_TOUCH"}); many]});
    let mut nested = json!({"name": {"eq": "x"}});
    for _ in 0..6 {
        nested = json!({"and": [nested], "or": [{"name": {"startsWith": "y"}}]});
    }
    for fine in [
        json!({"name": {"contains": text(1_000)}}),
        json!({"name": {"contains": "ä".repeat(1_000)}}),
        json!({"name": {"in": vec!["x"; 250]}}),
        or(100),
        nested.clone(),
    ] {
        assert!(asked(&gate, Role::Cs, by_variable, &json!({"f": fine})).is_ok(), "{fine}");
    }
    let mut deep = json!({"domain": {"nin": vec!["x"; 251]}});
    for _ in 0..3 {
        deep = json!({"and": [{"name": {"eq": "x"}}, deep]});
    }
    for (filter, place) in [
        (
            json!({"name": {"contains": text(50_001)}}),
            "`filter.name.contains` has 50001 characters, and 1000 are allowed.",
        ),
        (json!({"name": {"eq": text(1_001)}}), "`filter.name.eq`"),
        (json!({"segment": {"ne": text(1_001)}}), "`filter.segment.ne`"),
        (json!({"domain": {"startsWith": text(1_001)}}), "`filter.domain.startsWith`"),
        (json!({"country": {"in": ["x", text(1_001)]}}), "`filter.country.in.1`"),
        (json!({"industry": {"nin": [text(1_001)]}}), "`filter.industry.nin.0`"),
        (json!({"externalSystem": text(1_001)}), "`filter.externalSystem`"),
        (json!({"name": {"in": vec!["x"; 251]}}), "`filter.name.in` has 251 entries, and 250 are allowed."),
        (json!({"status": {"in": vec!["LOST"; 4_000]}}), "`filter.status.in`"),
        (or(4_000), "`filter.or` has 4000 entries, and 100 are allowed."),
        (json!({"and": vec![json!({}); 101]}), "`filter.and`"),
        (deep, "`filter.and.1.and.1.and.1.domain.nin`"),
        (json!({"and": vec![or(100); 6]}), "`filter` has more than 500 values in all."),
    ] {
        let error = asked(&gate, Role::Cs, by_variable, &json!({"f": filter})).unwrap_err();
        assert_eq!((error.code, &error.path[..]), (Code::BadUserInput, &["a".to_owned()][..]), "{place}");
        assert!(error.message.starts_with(place), "{}", error.message);
    }
    let words = |many: usize| vec!["\"x\""; many].join(", ");
    for (document, path, place) in [
        (
            format!("{{ accounts(filter: {{name: {{contains: \"{}\"}}}}) {{ nodes {{ id }} }} }}", text(50_001)),
            "accounts",
            "`filter.name.contains`",
        ),
        (
            format!("{{ accounts(filter: {{name: {{in: [{}]}}}}) {{ nodes {{ id }} }} }}", words(251)),
            "accounts",
            "`filter.name.in`",
        ),
        (
            format!("{{ account(by: {{id: \"a\"}}) {{ attributes(keys: [{}]) {{ key }} }} }}", words(251)),
            "account.attributes",
            "`keys`",
        ),
        (
            format!("{{ account(by: {{id: \"a\"}}) {{ attributes(keys: [\"{}\"]) {{ key }} }} }}", text(1_001)),
            "account.attributes",
            "`keys.0`",
        ),
        (
            format!(
                "{{ account(by: {{id: \"a\"}}) {{ history(kinds: [{}]) {{ nodes {{ id }} }} }} }}",
                vec!["CONTACT"; 251].join(" ")
            ),
            "account.history",
            "`kinds`",
        ),
        (
            format!(
                "{{ account(by: {{id: \"a\"}}) {{ risks(state: [{}]) {{ nodes {{ id }} }} }} }}",
                vec!["RAISED"; 251].join(" ")
            ),
            "account.risks",
            "`state`",
        ),
        (
            format!("{{ changes(filter: {{kinds: [{}]}}) {{ nodes {{ id }} }} }}", vec!["CREATED"; 251].join(" ")),
            "changes",
            "`filter.kinds`",
        ),
        (
            format!("{{ requests(filter: {{urgency: [{}]}}) {{ nodes {{ id }} }} }}", vec!["HIGH"; 251].join(" ")),
            "requests",
            "`filter.urgency`",
        ),
    ] {
        let error = asked(&gate, Role::Admin, &document, &json!({})).unwrap_err();
        assert_eq!((error.code, error.path.join(".").as_str()), (Code::BadUserInput, path), "{}", error.message);
        assert!(error.message.starts_with(place), "{}", error.message);
    }
    // A variable in the midst of a filter counts too.
    let within = "query($q: String) { accounts(filter: {or: [{name: {contains: $q}}]}) { nodes { id } } }";
    let error = asked(&gate, Role::Cs, within, &json!({"q": text(1_001)})).unwrap_err();
    assert!(error.message.starts_with("`filter.or.0.name.contains`"), "{}", error.message);
    assert!(asked(&gate, Role::Cs, within, &json!({"q": "x"})).is_ok());
}
