//! The real binary, serving on a port of its own, and a client that speaks plain HTTP to it.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// What the tests' tokens are signed with.
const SECRET: &str = "a secret of the tests, of more than 32 bytes";

/// A server that runs as a process; killed when it goes out of scope.
pub struct Server {
    process: Child,
    port: u16,
}

impl Server {
    /// Serves this database as a company would, with its migrations brought up, and waits until it is ready.
    pub fn start(database_url: &str) -> Self {
        Self::start_with(database_url, &[])
    }

    /// The same, with these settings.
    pub fn start_with(database_url: &str, settings: &[(&str, &str)]) -> Self {
        Self::start_words(&["serve", "--migrate", "--database-url", database_url], settings)
    }

    /// Serves by these words, with these settings.
    pub fn start_words(words: &[&str], settings: &[(&str, &str)]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let process = vitrine()
            .args(words)
            .args(["--listen", &format!("127.0.0.1:{port}")])
            .envs(settings.iter().copied())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut server = Self { process, port };
        server.await_ready();
        server
    }

    fn await_ready(&mut self) {
        let deadline = Instant::now() + Duration::from_mins(1);
        while !matches!(
            send(self.port, "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
            Ok((200, ..))
        ) {
            assert_eq!(self.process.try_wait().unwrap(), None, "the server ended before it was ready");
            assert!(Instant::now() < deadline, "the server did not become ready");
            std::thread::park_timeout(Duration::from_millis(20));
        }
    }

    /// kill -9.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// SIGTERM; answers how it ended, once it has.
    pub fn terminate(&mut self) -> ExitStatus {
        let told = Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status().unwrap();
        assert!(told.success());
        self.process.wait().unwrap()
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// The status of `/healthz`.
    pub fn health(&self) -> u16 {
        send(self.port, "GET /healthz HTTP/1.1\r\nHost: vitrine\r\nConnection: close\r\n\r\n").unwrap().0
    }

    /// The port that it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The most memory that it has had so far, in KiB.
    pub fn most_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// Its client with such a token.
    pub fn client(&self, token: &str) -> Client {
        Client { port: self.port, token: token.to_owned() }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone_already = self.process.kill();
        let _reaped_already = self.process.wait();
    }
}

/// Posts documents to a server.
#[derive(Clone)]
pub struct Client {
    port: u16,
    token: String,
}

impl Client {
    /// The answer; an error where none came: the server is gone, or the connection broke.
    pub fn post(&self, query: &str, variables: &Value, key: Option<&str>) -> std::io::Result<Value> {
        self.answer(query, variables, key).map(|(_, answer)| answer)
    }

    /// The answer to this JSON at this path.
    pub fn post_to(&self, path: &str, body: &Value) -> std::io::Result<Value> {
        let (_, _, answer) = send(self.port, &self.request_to(path, body, ""))?;
        serde_json::from_str(&answer).map_err(std::io::Error::other)
    }

    /// The head of the answer, and the answer.
    pub fn answer(&self, query: &str, variables: &Value, key: Option<&str>) -> std::io::Result<(String, Value)> {
        let (_, head, answer) = send(self.port, &self.request(query, variables, key))?;
        Ok((head, serde_json::from_str(&answer).map_err(std::io::Error::other)?))
    }

    /// Sends a request, and waits for no answer: the connection closes when the stream is dropped.
    pub fn begin(&self, query: &str, variables: &Value, key: Option<&str>) -> TcpStream {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.write_all(self.request(query, variables, key).as_bytes()).unwrap();
        stream
    }

    fn request(&self, query: &str, variables: &Value, key: Option<&str>) -> String {
        let key = key.map_or_else(String::new, |key| format!("Idempotency-Key: {key}\r\n"));
        self.request_to("/graphql", &json!({ "query": query, "variables": variables }), &key)
    }

    fn request_to(&self, path: &str, body: &Value, key: &str) -> String {
        let body = body.to_string();
        format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
             {key}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.token,
            body.len(),
        )
    }
}

/// A token of these roles, as `vitrine token` makes it.
pub fn token(words: &[&str]) -> String {
    let output = vitrine().arg("token").args(words).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A release build of the binary, which stands in for that of the tests where they measure.
pub fn release() -> Option<PathBuf> {
    std::env::var_os("VITRINE_RELEASE").map(PathBuf::from)
}

/// The binary, with the tests' secret and none of the caller's settings.
pub fn vitrine() -> Command {
    let mut command = Command::new(release().unwrap_or_else(|| env!("CARGO_BIN_EXE_vitrine").into()));
    let settings = std::env::vars().filter(|(name, _)| name.starts_with("VITRINE_") || name == "DATABASE_URL");
    for (name, _) in settings {
        command.env_remove(name);
    }
    command.env("VITRINE_JWT_SECRET", SECRET);
    command
}

/// Status, head and body of the answer.
fn send(port: u16, request: &str) -> std::io::Result<(u16, String, String)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_mins(5)))?;
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let answer = String::from_utf8(answer).map_err(std::io::Error::other)?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(|| std::io::Error::other("cut short"))?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    if length.is_some_and(|length| length != body.len()) {
        return Err(std::io::Error::other("cut short"));
    }
    Ok((status.ok_or_else(|| std::io::Error::other("no status"))?, head.to_owned(), body.to_owned()))
}
