//! What lies on the disk, and who can read it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use vitrine::clock::machine_now;
use vitrine::demo;
use vitrine::store::Db;

use crate::common::server::{Server, vitrine};

fn modes(folder: &Path) -> Vec<(String, u32)> {
    let mut modes: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            (entry.file_name().into_string().unwrap(), entry.metadata().unwrap().permissions().mode() & 0o777)
        })
        .collect();
    modes.sort();
    modes
}

#[tokio::test]
async fn the_files_of_a_database_are_its_owners() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a b.db");
    let url = format!("sqlite://{}?mode=rwc", file.display().to_string().replace(' ', "%20"));
    let db = Db::connect(&url).await.unwrap();
    db.migrate_up().await.unwrap();
    let expected: Vec<_> =
        ["a b.db", "a b.db-shm", "a b.db-wal"].iter().map(|&name| (name.to_owned(), 0o600)).collect();
    assert_eq!(modes(folder.path()), expected);
    db.close().await.unwrap();
    // One that is there keeps the mode that its owner gave it.
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    let db = Db::connect(&url).await.unwrap();
    assert_eq!(modes(folder.path())[0], ("a b.db".to_owned(), 0o640));
    db.close().await.unwrap();
}

#[test]
fn the_demos_files_are_its_owners() {
    crate::common::on_a_deep_stack(|| async {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("demo.db");
        // What a filling that was cut has left.
        fs::write(file.with_extension("part"), "half a story").unwrap();
        let url = format!("sqlite://{}", file.display());
        let db = Db::connect(&url).await.unwrap();
        db.migrate_up().await.unwrap();
        let (db, _) = demo::ready(db, &url, machine_now(), false, 0).await.unwrap();
        let modes = modes(folder.path());
        assert!(modes.len() >= 3 && modes.iter().all(|(_, mode)| *mode == 0o600), "{modes:?}");
        db.close().await.unwrap();
    });
}

#[test]
fn a_secret_that_others_can_read_is_warned_about_and_refused_where_it_is_strict() {
    let folder = tempfile::tempdir().unwrap();
    let (secret, database) = (folder.path().join("secret"), folder.path().join("vitrine.db"));
    fs::write(&secret, "a secret of the tests, of more than 32 bytes").unwrap();
    let url = format!("sqlite://{}", database.display());
    let up = vitrine().args(["migrate", "up", "--database-url", &url]).status().unwrap();
    assert!(up.success());
    let doctor = |mode: u32, strict: &[&str]| {
        fs::set_permissions(&secret, fs::Permissions::from_mode(mode)).unwrap();
        let mut command = vitrine();
        command.env_remove("VITRINE_JWT_SECRET").env("VITRINE_JWT_SECRET_FILE", &secret);
        let output = command.args(["doctor", "--database-url", &url]).args(strict).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let warning = format!("{} holds a secret", secret.display());
    let (code, told) = doctor(0o644, &[]);
    assert!(code == Some(0) && told.contains(&warning), "{code:?} {told}");
    let (code, told) = doctor(0o644, &["--strict"]);
    assert!(code == Some(1) && told.contains(&warning), "{code:?} {told}");
    let (code, told) = doctor(0o600, &["--strict"]);
    assert!(code == Some(0) && !told.contains(&warning), "{code:?} {told}");
    let mut strict = vitrine();
    strict.env_remove("VITRINE_JWT_SECRET").args(["serve", "--strict", "--listen", "127.0.0.1:0"]);
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o644)).unwrap();
    let secret = secret.display().to_string();
    let output = strict.args(["--database-url", &url, "--jwt-secret-file", &secret]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8(output.stderr).unwrap().contains(&warning));
}

#[test]
fn variables_that_kubernetes_makes_stop_nothing_and_unknown_ones_stop_who_is_strict() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("vitrine.db").display());
    let of_kubernetes = [
        ("VITRINE_SERVICE_HOST", "10.0.0.1"),
        ("VITRINE_SERVICE_PORT", "4000"),
        ("VITRINE_SERVICE_PORT_HTTP", "4000"),
        ("VITRINE_PORT", "tcp://10.0.0.1:4000"),
        ("VITRINE_PORT_4000_TCP", "tcp://10.0.0.1:4000"),
        ("VITRINE_PORT_4000_TCP_ADDR", "10.0.0.1"),
    ];
    // Either would have ended before it was ready.
    let strict = ["serve", "--strict", "--migrate", "--database-url", &url];
    drop(Server::start_words(&strict, &of_kubernetes));
    drop(Server::start_words(&["serve", "--database-url", &url], &[("VITRINE_LISEN", "x")]));
    let mut refused = vitrine();
    refused.env("VITRINE_LISEN", "hunter2").args(strict).args(["--listen", "127.0.0.1:0"]);
    let output = refused.output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(told.contains("there is no setting VITRINE_LISEN; did you mean VITRINE_LISTEN?"), "{told}");
    assert!(!told.contains("hunter2"), "{told}");
}
