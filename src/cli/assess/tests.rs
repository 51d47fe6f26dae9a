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
        match input.pointer_mut(path) {
            Some(place) => *place = value,
            None => input[path.trim_start_matches('/')] = value,
        }
        input
    };
    let date = "must be a date of the calendar, written YYYY-MM-DD, and is";
    let moment = "must be a moment with its offset from UTC, such as 2026-03-01T09:30:00Z, and is";
    for (input, words) in [
        (json!([]), "the input: must be an object, and is a list".to_owned()),
        (json!(42), "the input: must be an object, and is 42".to_owned()),
        (json!({}), "account: is missing".to_owned()),
        (json!({"account": {"externalId": "a"}}), "account.status: is missing".to_owned()),
        (json!({"account": {"status": "CUSTOMER"}}), "account.externalId: is missing".to_owned()),
        (
            json!({"account": {"externalId": "a", "status": "LOST"}, "dreams": 1}),
            "dreams: is no key of this object".to_owned(),
        ),
        (with("/account/status", json!("GONE")), "account.status: must be one of ".to_owned()),
        (with("/account/startedOn", json!(42)), format!("account.startedOn: {date} 42")),
        (
            with("/contacts/0", json!({"externalId": "c1", "nam": "x"})),
            "contacts[0].nam: is no field of ContactRowInput".to_owned(),
        ),
        (with("/contacts/0", json!("c1")), "contacts[0]: must be an object, and is \"c1\"".to_owned()),
        (
            with("/touchpoints/0/contacts/0", json!({"system": "a", "id": "c1", "x": 1})),
            "touchpoints[0].contacts[0].x: is no field of".to_owned(),
        ),
        (with("/tickets", json!({})), "tickets: must be a list, and is an object".to_owned()),
        (with("/tickets/0", json!({"severity": "SEV1"})), "tickets[0].externalId: is missing".to_owned()),
        (with("/tickets/0/openedAt", json!("soon")), format!("tickets[0].openedAt: {moment} \"soon\"")),
        (
            with("/contacts", json!([{"externalId": "1"}, {"externalId": 1}])),
            "contacts[1].externalId: stands twice".to_owned(),
        ),
        (
            with("/surveyResponses/0/account/id", json!("other")),
            "surveyResponses[0].account: is another account".to_owned(),
        ),
        (with("/usage/0/from", json!("June")), format!("usage[0].from: {date} \"June\"")),
        (with("/usage/0/sessions", json!(1.5)), "usage[0].sessions: must be a whole number".to_owned()),
        (with("/subscriptions/0/mrr", json!("1.001")), "subscriptions[0].mrr: ".to_owned()),
        (with("/subscriptions/0/mrr", json!([])), "subscriptions[0].mrr: must be a decimal number".to_owned()),
        (with("/connected", json!(["dreams"])), "connected[0]: must be one of ".to_owned()),
        (with("/override/score", json!(101)), "override.score: must be from 0 to 100, and is 101".to_owned()),
        (with("/override/score", json!("high")), "override.score: must be a number, and is \"high\"".to_owned()),
        (with("/override", json!({"score": 1})), "override.reason: is missing".to_owned()),
        (with("/override/until", json!(1)), "override.until: must be a string, and is 1".to_owned()),
        (with("/riskAnswers/0/kind", json!("RAIN")), "riskAnswers[0].kind: must be one of ".to_owned()),
        (with("/riskAnswers/0/at", json!("now")), format!("riskAnswers[0].at: {moment} \"now\"")),
        (with("/memory", json!({"mood": 1})), "memory.mood: is no key of this object".to_owned()),
        (with("/memory", json!({"rungSince": "now"})), format!("memory.rungSince: {moment} \"now\"")),
        (with("/memory", json!({"scores": {"now": 1}})), format!("memory.scores.now: {date} \"now\"")),
        (with("/firstSeen", json!("spring")), format!("firstSeen: {date} \"spring\"")),
    ] {
        let failure = told(&input).unwrap_err();
        assert_eq!(failure.exit, 64, "{failure}");
        assert!(failure.message.starts_with(&words) && !failure.message.contains('\n'), "{words}: {failure}");
    }
    let failure = run(None, now(), "{".as_bytes(), Vec::new()).unwrap_err();
    assert_eq!((failure.exit, failure.message.as_str()), (64, "the input is no JSON: line 1, column 1"));
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
