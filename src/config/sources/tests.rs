use std::fs;

use super::*;

fn variables_of(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

fn said(result: Result<Settings, AppError>) -> String {
    result.err().map(|error| error.to_string()).unwrap_or_default()
}

#[test]
fn flags_win_over_environment_over_file_over_defaults() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("vitrine.toml"), "audience = 'file'\nissuer = 'file'\nmax_cost = 7\nmigrate = true\n")
        .unwrap();
    let environment = variables_of(&[("VITRINE_AUDIENCE", "variable"), ("VITRINE_ISSUER", "variable"), ("OTHER", "x")]);
    let flags = Flags::from([("audience", "flag".to_owned())]);
    let settings = read(&flags, environment, folder.path()).unwrap();
    assert_eq!(settings.config.audience, "flag");
    assert_eq!(settings.config.issuer.as_deref(), Some("variable"));
    assert_eq!(settings.config.max_cost, 7);
    assert!(settings.config.migrate);
    assert_eq!(settings.config.max_depth, 15);
    assert_eq!(settings.origin("audience"), Origin::Flag);
    assert_eq!(settings.origin("issuer"), Origin::Environment);
    assert_eq!(settings.origin("max_cost"), Origin::File);
    assert_eq!(settings.origin("max_depth"), Origin::Default);
}

#[test]
fn the_database_url_has_two_names() {
    let folder = tempfile::tempdir().unwrap();
    let of = |pairs: &[(&str, &str)]| {
        let settings = read(&Flags::new(), variables_of(pairs), folder.path()).unwrap();
        settings.config.database_url.map(|url| url.expose().to_owned())
    };
    assert_eq!(of(&[("DATABASE_URL", "sqlite::memory:")]).as_deref(), Some("sqlite::memory:"));
    assert_eq!(of(&[("DATABASE_URL", "a"), ("VITRINE_DATABASE_URL", "b")]).as_deref(), Some("b"));
    assert_eq!(of(&[("DATABASE_URL", "")]), None);
}

#[test]
fn a_misspelt_setting_is_refused_with_the_nearest_name() {
    let folder = tempfile::tempdir().unwrap();
    let text = said(read(&Flags::new(), variables_of(&[("VITRINE_LISEN", "x")]), folder.path()));
    assert_eq!(text, "environment: there is no setting `lisen`; did you mean `listen`?");
    fs::write(folder.path().join("vitrine.toml"), "audiance = 'x'\n").unwrap();
    let text = said(read(&Flags::new(), Vec::new(), folder.path()));
    assert_eq!(text, "vitrine.toml: there is no setting `audiance`; did you mean `audience`?");
}

#[test]
fn a_wrong_value_is_named_and_a_secret_is_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let text = said(read(&Flags::new(), variables_of(&[("VITRINE_MAX_COST", "many")]), folder.path()));
    assert!(text.starts_with("environment: `max_cost`"), "{text}");
    let secret = variables_of(&[("VITRINE_JWT_SECRET", "12345678901234567890123456789012")]);
    let settings = read(&Flags::new(), secret, folder.path()).unwrap();
    assert_eq!(settings.config.show("jwt_secret").as_deref(), Some("set"));
    assert!(!format!("{settings:?}").contains("123456"));
    assert_eq!(settings.config.jwt_secret.unwrap().expose(), "12345678901234567890123456789012");
}
