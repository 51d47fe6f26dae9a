use serde_json::json;

use super::*;

fn now() -> DateTime<Utc> {
    "2026-07-01T12:00:00Z".parse().unwrap()
}

fn told(input: &Value) -> Result<String, Failure> {
    let mut out = Vec::new();
    let done = run(None, now(), input.to_string().as_bytes(), &mut out);
    assert!(done.is_ok() || out.is_empty(), "nothing is written when the input is refused");
    done.map(|()| String::from_utf8(out).unwrap())
}

fn answer(input: &Value) -> Value {
    serde_json::from_str(&told(input).unwrap()).unwrap()
}

fn acme() -> Value {
    let c1 = json!({"system": "crm", "id": "c1"});
    json!({
        "account": {"externalId": "acme", "status": "CUSTOMER", "touchModel": "HIGH_TOUCH", "startedOn": "2025-06-01"},
        "contacts": [{"externalId": "c1", "name": "Ada", "seniority": "EXECUTIVE", "renewalInfluence": "OWNS"}],
        "tickets": [{"externalId": 7, "severity": "SEV1", "openedAt": "2026-06-29T10:00:00+02:00"}],
        "surveyResponses": [{"externalId": "s1", "account": {"system": "x", "id": "acme"}, "kind": "NPS", "answer": 9,
            "answeredAt": "2026-05-01T00:00:00Z", "contact": c1}],
        "subscriptions": [{"externalId": "l1", "mrr": "1000.00", "seats": 10, "startedOn": "2025-06-01", "termEndsOn": "2026-08-01"}],
        "usage": [{"externalId": "u1", "from": "2026-06-10", "user": "a", "feature": "f1", "sessions": 3}],
        "features": [{"externalId": "f1", "key": true}],
        "touchpoints": [{"externalId": "p1", "channel": "CALL", "direction": "INBOUND", "occurredAt": "2026-06-20T00:00:00Z",
            "sentiment": -0.3, "contacts": [c1, {"system": "other", "id": "c9"}]}],
        "connected": ["goals"],
        "override": {"score": 61.5, "reason": "we know better", "since": "2026-06-30T00:00:00Z", "until": "2026-07-09T00:00:00Z"},
        "riskAnswers": [{"kind": "CRISIS", "state": "ACKNOWLEDGED", "at": "2026-07-01T12:00:00Z", "reason": "on it"}],
        "memory": null,
    })
}

#[test]
fn tells_what_the_facts_say_by_external_ids() {
    let told = answer(&acme());
    let health = &told["assessment"]["health"];
    assert_eq!((&health["score"], &health["modelScore"]), (&json!(61.5), &json!(36.8)));
    assert_eq!(health["caps"][0]["evidence"], json!(["7"]));
    assert_eq!(told["assessment"]["quadrant"]["name"], json!("CUSTOMER_SUCCESS"));
    let risks: Vec<&Value> = told["assessment"]["risks"].as_array().unwrap().iter().map(|risk| &risk["kind"]).collect();
    assert_eq!(risks, ["UNPROVEN_SATISFACTION", "CRISIS", "RENEWAL_AT_RISK", "OVERRIDE_DISAGREES"]);
    assert_eq!(told["memory"]["rung"], json!("UNPROVEN"));
    assert!(told["assessment"].get("assessedAt").is_none());
}

#[test]
fn gives_the_same_bytes_and_takes_its_memory_back() {
    let first = told(&acme()).unwrap();
    assert_eq!(first, told(&acme()).unwrap());
    let mut again = acme();
    again["memory"] = answer(&acme())["memory"].clone();
    assert_eq!(answer(&again)["memory"], again["memory"]);
}

#[test]
fn waives_nothing_unless_told_when_the_records_begin() {
    let handoff = |input: &Value| answer(input)["assessment"]["stage"]["criteria"][0]["state"].clone();
    let mut input = acme();
    assert_eq!(handoff(&input), json!("UNKNOWN"));
    input["firstSeen"] = json!("2025-08-31");
    assert_eq!(handoff(&input), json!("WAIVED"));
}

#[test]
fn refuses_what_the_schema_refuses() {
    let with = |path: &str, value: Value| {
        let mut input = acme();
        *input.pointer_mut(path).unwrap() = value;
        input
    };
    for (input, word) in [
        (json!([]), "object"),
        (json!({}), "account"),
        (json!({"account": {"externalId": "a"}}), "status"),
        (json!({"account": {"status": "CUSTOMER"}}), "externalId"),
        (with("/account/status", json!("GONE")), "account"),
        (with("/contacts/0", json!({"externalId": "c1", "nam": "x"})), "nam"),
        (with("/touchpoints/0/contacts/0", json!({"system": "a", "id": "c1", "x": 1})), "x"),
        (with("/tickets", json!({})), "tickets"),
        (with("/tickets/0", json!({"severity": "SEV1"})), "externalId"),
        (with("/contacts", json!([{"externalId": "1"}, {"externalId": 1}])), "twice"),
        (with("/surveyResponses/0/account/id", json!("other")), "another account"),
        (with("/usage/0/from", json!("June")), "usage[0]"),
        (with("/usage/0/sessions", json!(1.5)), "usage[0]"),
        (with("/subscriptions/0/mrr", json!("1.001")), "mrr"),
        (with("/connected", json!(["dreams"])), "dreams"),
        (with("/override/score", json!(101)), "override"),
        (with("/riskAnswers/0/kind", json!("RAIN")), "riskAnswers"),
        (with("/memory", json!({"mood": 1})), "memory"),
    ] {
        let failure = told(&input).unwrap_err();
        assert_eq!(failure.exit, 64, "{failure}");
        assert!(failure.message.contains(word) && !failure.message.contains('\n'), "{word}: {failure}");
    }
    assert_eq!(run(None, now(), "{".as_bytes(), Vec::new()).unwrap_err().exit, 64);
}

#[test]
fn its_schemas_stand_in_the_docs_and_hold() {
    for (name, schema) in [("assess-input", schema::input()), ("assess-output", schema::output())] {
        let path = format!("{}/docs/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
        let text = format!("{schema:#}\n");
        if std::env::var_os("VITRINE_WRITE_DOCS").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        let hint = "run the tests with VITRINE_WRITE_DOCS=1 and commit docs/";
        assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), text, "{hint}");
    }
    let (input, output) = (schema::input(), schema::output());
    assert_eq!(problem(&input, &input, &acme(), "in"), None);
    assert_eq!(problem(&output, &output, &answer(&acme()), "out"), None);
    let outsider = json!({"account": {"externalId": "a", "status": "LOST"}});
    assert_eq!(problem(&output, &output, &answer(&outsider), "out"), None);
    assert!(problem(&input, &input, &json!({"account": {"externalId": "a"}}), "in").is_some());
}

/// What is wrong with a value by the part of JSON Schema that our schemas use.
fn problem(root: &Value, schema: &Value, value: &Value, path: &str) -> Option<String> {
    if let Some(name) = schema["$ref"].as_str() {
        return problem(root, root.pointer(name.trim_start_matches('#'))?, value, path);
    }
    if let Some(any) = schema["anyOf"].as_array() {
        let wrong: Vec<String> = any.iter().filter_map(|schema| problem(root, schema, value, path)).collect();
        return (wrong.len() == any.len()).then(|| wrong.join("; "));
    }
    let all_hold =
        schema["allOf"].as_array().is_none_or(|all| all.iter().all(|part| problem(root, part, value, path).is_none()));
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let fits = |name: &Value| name == kind || (name == "number" && kind == "integer");
    let typed = match &schema["type"] {
        Value::Null => true,
        Value::Array(kinds) => kinds.iter().any(fits),
        name => fits(name),
    };
    let listed = schema["enum"].as_array().is_none_or(|words| words.contains(value));
    let number = value.as_f64().unwrap_or_default();
    let bounded = schema["minimum"].as_f64().is_none_or(|least| kind == "null" || number >= least)
        && schema["maximum"].as_f64().is_none_or(|most| kind == "null" || number <= most);
    if !(all_hold && typed && listed && bounded) {
        return Some(format!("{path}: {value} is not {schema}"));
    }
    let inner = value.as_array().into_iter().flatten().enumerate();
    let mut items = inner.filter(|_| !schema["items"].is_null());
    let wrong = items.find_map(|(index, item)| problem(root, &schema["items"], item, &format!("{path}[{index}]")));
    let Some(fields) = value.as_object() else { return wrong };
    let missing =
        schema["required"].as_array().into_iter().flatten().find(|name| !fields.contains_key(name.as_str().unwrap()));
    let closed = schema["additionalProperties"] == json!(false);
    let stranger = fields.keys().find(|key| closed && schema["properties"].get(key.as_str()).is_none());
    let deeper = || {
        let mut known = fields.iter().filter_map(|(key, inner)| Some((key, inner, schema["properties"].get(key)?)));
        known.find_map(|(key, inner, schema)| problem(root, schema, inner, &format!("{path}.{key}")))
    };
    let lacking = missing.map(|name| format!("{path} lacks {name}"));
    wrong.or(lacking).or_else(|| stranger.map(|key| format!("{path} has {key}"))).or_else(deeper)
}
