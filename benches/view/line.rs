//! A connection that is kept alive: as little of HTTP as the two servers need, so that asking costs next to nothing.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Whatever went wrong.
pub(crate) type Failure = Box<dyn std::error::Error>;

/// One connection.
pub(crate) struct Line {
    stream: TcpStream,
    answer: Vec<u8>,
}

impl Line {
    /// Connects.
    pub(crate) async fn to(address: &str) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, answer: Vec::new() })
    }

    /// The body of the answer; anything but 200 is a failure.
    pub(crate) async fn ask(&mut self, request: &str) -> Result<&[u8], Failure> {
        self.stream.write_all(request.as_bytes()).await?;
        self.answer.clear();
        let (mut body, mut end) = (0, usize::MAX);
        while self.answer.len() < end {
            if self.stream.read_buf(&mut self.answer).await? == 0 {
                return Err("the connection was closed".into());
            }
            if body == 0
                && let Some(at) = self.answer.windows(4).position(|four| four == b"\r\n\r\n")
            {
                body = at + 4;
                end = body + length(&self.answer[..body])?;
            }
        }
        Ok(&self.answer[body..end])
    }
}

/// The length that a head tells.
fn length(head: &[u8]) -> Result<usize, Failure> {
    let head = std::str::from_utf8(head)?;
    if !head.starts_with("HTTP/1.1 200") {
        return Err(head.to_owned().into());
    }
    let told = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse())
    });
    Ok(told.ok_or("an answer without its length")??)
}
