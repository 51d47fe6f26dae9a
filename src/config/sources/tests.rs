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

#[test]
fn an_unknown_variable_is_warned_about_with_the_nearest_name() {
    let folder = tempfile::tempdir().unwrap();
    let of_kubernetes = [
        "VITRINE_SERVICE_HOST",
        "VITRINE_SERVICE_PORT",
        "VITRINE_SERVICE_PORT_HTTP",
        "VITRINE_PORT",
        "VITRINE_PORT_4000_TCP",
        "VITRINE_PORT_4000_TCP_PROTO",
        "VITRINE_METRICS_SERVICE_HOST",
    ];
    let mut given: Vec<_> = of_kubernetes.iter().map(|&name| (name, "tcp://10.0.0.1:4000")).collect();
    given.extend([("VITRINE_LISEN", "hunter2"), ("VITRINE_AUDIENCE", "x"), ("VITRINE_PG_BIN", "x")]);
    let settings = read(&Flags::new(), variables_of(&given), folder.path()).unwrap();
    assert_eq!(settings.config.audience, "x");
    assert_eq!(settings.warnings, ["environment: there is no setting VITRINE_LISEN; did you mean VITRINE_LISTEN?"]);
}

#[test]
fn no_setting_has_a_name_that_kubernetes_makes() {
    for setting in Config::ALL {
        assert!(
            !warnings::of_kubernetes(&format!("{PREFIX}{}", setting.name.to_ascii_uppercase())),
            "{}",
            setting.name
        );
    }
}

#[test]
#[cfg(unix)]
fn a_secret_that_others_can_read_is_warned_about() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let (secret, toml) = (folder.path().join("secret"), folder.path().join("vitrine.toml"));
    fs::write(&secret, "a secret of more than thirty-two bytes").unwrap();
    let warned = |text: &str, modes: [u32; 2]| {
        fs::write(&toml, text).unwrap();
        for (file, mode) in [&secret, &toml].into_iter().zip(modes) {
            fs::set_permissions(file, fs::Permissions::from_mode(mode)).unwrap();
        }
        let flags = Flags::from([("jwt_secret_file", secret.display().to_string())]);
        let warnings = read(&flags, Vec::new(), folder.path()).unwrap().warnings;
        let named = |file: &Path| warnings.iter().any(|warning| warning.starts_with(&format!("{} ", file.display())));
        assert_eq!(warnings.len(), usize::from(named(&secret)) + usize::from(named(&toml)), "{warnings:?}");
        [named(&secret), named(&toml)]
    };
    let url = "database_url = 'postgres://vitrine:hunter2@db/vitrine'";
    assert_eq!(warned("audience = 'x'", [0o644, 0o644]), [true, false]);
    assert_eq!(warned("audience = 'x'", [0o440, 0o644]), [false, false]);
    assert_eq!(warned(url, [0o600, 0o644]), [false, true]);
    assert_eq!(warned(url, [0o444, 0o640]), [true, false]);
}
