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

/// A cluster that a test stops and starts.
pub struct OwnCluster {
    folder: tempfile::TempDir,
    server: Option<Child>,
}

impl OwnCluster {
    /// Makes one and starts it.
    pub fn start() -> Self {
        let folder = made();
        let server = Some(serve(folder.path()));
        Self { folder, server }
    }

    /// The URL of one of its databases.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@localhost/{database}?host={}", self.folder.path().display())
    }

    /// Stops it, as a failing machine would: nobody is asked to end first.
    pub fn stop(&mut self) {
        if let Some(mut server) = self.server.take() {
            drop(server.stdin.take());
            server.wait().unwrap();
        }
    }

    /// Starts it again.
    pub fn resume(&mut self) {
        fs::remove_file(self.folder.path().join("log")).unwrap();
        self.server = Some(serve(self.folder.path()));
    }
}

impl Drop for OwnCluster {
    fn drop(&mut self) {
        self.stop();
    }
}

fn as_owner<'a>(command: &'a mut Command, folder: &Path) -> &'a mut Command {
    if let Some((uid, gid)) = unprivileged() {
        command.gid(gid).uid(uid);
    }
    command.current_dir(folder)
}

/// The folder of a new cluster.
fn made() -> tempfile::TempDir {
    let bin = binaries().expect(MISSING);
    let folder = tempfile::Builder::new().prefix("vt").tempdir_in("/tmp").unwrap();
    if let Some((uid, gid)) = unprivileged() {
        chown(folder.path(), Some(uid), Some(gid)).unwrap();
    }
    let mut initdb = Command::new(bin.join("initdb"));
    initdb.args(["-A", "trust", "-U", "postgres", "--locale=C", "-E", "UTF8", "--no-sync", "-D"]);
    let done = as_owner(initdb.arg(folder.path().join("data")), folder.path()).output().unwrap();
    assert!(done.status.success(), "initdb: {}", String::from_utf8_lossy(&done.stderr));
    folder
}

const SETTINGS: &str = "-c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
                        -c max_connections=300 -c shared_buffers=64MB -c autovacuum=off";

/// A cluster that ends, and is gone, with this process.
fn start() -> Cluster {
    let folder = made();
    let server = run(folder.path(), &format!("kill -INT $pid; wait $pid; rm -rf '{}'", folder.path().display()));
    Cluster { folder, _server: server }
}

/// Its server, which falls when its standard input closes.
fn serve(folder: &Path) -> Child {
    run(folder, "kill -QUIT $pid; wait $pid")
}

fn run(folder: &Path, end: &str) -> Child {
    let script = format!(
        "'{postgres}' -D '{data}' -k '{folder}' {SETTINGS} >'{folder}/log' 2>&1 & pid=$!; cat >/dev/null; {end}",
        postgres = binaries().expect(MISSING).join("postgres").display(),
        data = folder.join("data").display(),
        folder = folder.display(),
    );
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    let server = as_owner(&mut shell, folder).spawn().unwrap();
    await_socket(folder);
    server
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

/// A program that comes with the server.
pub fn program(name: &str) -> Command {
    let beside = binaries().map(|folder| folder.join(name)).filter(|file| file.exists());
    Command::new(beside.unwrap_or_else(|| name.into()))
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
