use super::*;

#[test]
fn placeholder_runs() {
    let now: DateTime<Utc> = "2026-06-01T12:00:00Z".parse().unwrap();
    let mut out = Vec::new();
    run(
        None,
        now,
        r#"{"account": {"externalId": "a", "status": "CUSTOMER", "startedOn": "2026-01-01"}}"#.as_bytes(),
        &mut out,
    )
    .unwrap();
    println!("{}", String::from_utf8(out).unwrap());
}
