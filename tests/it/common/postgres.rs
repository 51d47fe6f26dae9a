//! A throw-away PostgreSQL: the server that `TEST_DATABASE_URL` names, else a cluster of the machine's own binaries
//! that ends with the test process, however that ends.

use std::fs;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

const MISSING: &str = "these tests need PostgreSQL 15 or later, and neither TEST_DATABASE_URL nor its binaries were found: \
     install them (Debian, Ubuntu: apt-get install postgresql), or name their folder in VITRINE_PG_BIN";

struct Cluster {
    folder: tempfile::TempDir,
    /// Its standard input stays open as long as this process lives: the server stops when it closes.
    _server: Child,
}

/// The URL of a database of the server.
pub fn url(database: &str) -> String {
    if let Ok(server) = std::env::var("TEST_DATABASE_URL") {
        let (base, query) = server.split_once('?').unwrap_or((&server, ""));
        let host = base.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        return format!("{host}/{database}?{query}");
    }
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    let cluster = CLUSTER.get_or_init(start);
    format!("postgres://postgres@localhost/{database}?host={}", cluster.folder.path().display())
}

fn start() -> Cluster {
    let bin = binaries().expect(MISSING);
    let folder = tempfile::Builder::new().prefix("vt").tempdir_in("/tmp").unwrap();
    let data = folder.path().join("data");
    let owner = unprivileged();
    if let Some((uid, gid)) = owner {
        chown(folder.path(), Some(uid), Some(gid)).unwrap();
    }
    let as_owner = |command: &mut Command| {
        if let Some((uid, gid)) = owner {
            command.gid(gid).uid(uid);
        }
        command.current_dir(folder.path());
    };
    let mut initdb = Command::new(bin.join("initdb"));
    initdb.args(["-A", "trust", "-U", "postgres", "--locale=C", "-E", "UTF8", "--no-sync", "-D"]).arg(&data);
    as_owner(&mut initdb);
    let done = initdb.output().unwrap();
    assert!(done.status.success(), "initdb: {}", String::from_utf8_lossy(&done.stderr));

    let settings = "-c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
                    -c max_connections=300 -c shared_buffers=64MB -c autovacuum=off";
    let script = format!(
        "'{postgres}' -D '{data}' -k '{folder}' {settings} >'{folder}/log' 2>&1 & pid=$!; cat >/dev/null; kill -INT $pid; wait $pid; rm -rf '{folder}'",
        postgres = bin.join("postgres").display(),
        data = data.display(),
        folder = folder.path().display(),
    );
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    as_owner(&mut shell);
    let server = shell.spawn().unwrap();
    await_socket(folder.path());
    Cluster { folder, _server: server }
}

fn await_socket(folder: &Path) {
    let deadline = Instant::now() + Duration::from_secs(30);
    let ready = "database system is ready to accept connections";
    while !fs::read_to_string(folder.join("log")).unwrap_or_default().contains(ready) {
        let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
        assert!(Instant::now() < deadline, "PostgreSQL did not start: {log}");
        std::thread::yield_now();
    }
}

fn binaries() -> Option<PathBuf> {
    let holds_both = |folder: &Path| folder.join("initdb").exists() && folder.join("postgres").exists();
    if let Some(named) = std::env::var_os("VITRINE_PG_BIN") {
        return Some(PathBuf::from(named)).filter(|folder| holds_both(folder));
    }
    let mut debian: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    debian.sort();
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    debian
        .into_iter()
        .rev()
        .map(|(_, folder)| folder)
        .chain(std::env::split_paths(&on_path))
        .find(|folder| holds_both(folder))
}

/// The server refuses to run as root: root runs it as `postgres`, else as `nobody`.
fn unprivileged() -> Option<(u32, u32)> {
    use std::os::unix::fs::MetadataExt;
    if fs::metadata("/proc/self").ok()?.uid() != 0 {
        return None;
    }
    let passwd = fs::read_to_string("/etc/passwd").unwrap();
    ["postgres", "nobody"].into_iter().find_map(|user| {
        let line = passwd.lines().find(|line| line.split(':').next() == Some(user))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    })
}
