//! HTTP/2 as bytes: frames and headers as a client writes them that keeps no rule.

use std::io::{Error, ErrorKind, Read, Result, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

pub const DATA: u8 = 0;
pub const HEADERS: u8 = 1;
pub const RST_STREAM: u8 = 3;
pub const SETTINGS: u8 = 4;
pub const PING: u8 = 6;
pub const GOAWAY: u8 = 7;
pub const WINDOW_UPDATE: u8 = 8;
pub const CONTINUATION: u8 = 9;

/// The flag that a stream ends, and the one that settings or a ping are answered.
pub const END_STREAM: u8 = 1;
pub const ACK: u8 = 1;
pub const END_HEADERS: u8 = 4;

/// How long the server may leave a client waiting, for what it sends or for room.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Debug)]
pub struct Frame {
    pub kind: u8,
    pub flags: u8,
    pub stream: u32,
    pub payload: Vec<u8>,
}

pub fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let mut bytes = u32::try_from(payload.len()).unwrap().to_be_bytes()[1..].to_vec();
    bytes.extend([kind, flags]);
    bytes.extend(stream.to_be_bytes());
    bytes.extend(payload);
    bytes
}

/// Headers, each in full.
pub fn block(headers: &[(&str, &str)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, value) in headers {
        bytes.push(0);
        text(&mut bytes, name);
        text(&mut bytes, value);
    }
    bytes
}

pub fn text(bytes: &mut Vec<u8>, text: &str) {
    let mut length = text.len();
    if length < 127 {
        bytes.push(u8::try_from(length).unwrap());
    } else {
        bytes.push(127);
        length -= 127;
        while length >= 128 {
            bytes.push(u8::try_from(length % 128).unwrap() | 128);
            length /= 128;
        }
        bytes.push(u8::try_from(length).unwrap());
    }
    bytes.extend(text.as_bytes());
}

/// A connection of a client.
pub struct Wire(TcpStream);

impl Wire {
    /// One that has begun, with these settings.
    pub fn open(port: u16, settings: &[(u16, u32)]) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        let mut wire = Self(stream);
        let settings: Vec<u8> = settings
            .iter()
            .flat_map(|(name, value)| [&name.to_be_bytes()[..], &value.to_be_bytes()[..]].concat())
            .collect();
        wire.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").unwrap();
        wire.send(&frame(SETTINGS, 0, 0, &settings)).unwrap();
        wire
    }

    /// Does not wait for room any longer than this.
    pub fn impatient(self, patience: Duration) -> Self {
        self.0.set_write_timeout(Some(patience)).unwrap();
        self
    }

    /// For ending it while another thread waits for what comes.
    pub fn end(&self) -> TcpStream {
        self.0.try_clone().unwrap()
    }

    pub fn send(&mut self, bytes: &[u8]) -> Result<()> {
        self.0.write_all(bytes)
    }

    /// What comes next; settings and pings are answered.
    pub fn next(&mut self) -> Result<Frame> {
        let frame = self.silently_next()?;
        if matches!(frame.kind, SETTINGS | PING) && frame.flags & ACK == 0 {
            let payload = if frame.kind == PING { &frame.payload[..] } else { &[] };
            self.send(&self::frame(frame.kind, ACK, 0, payload))?;
        }
        Ok(frame)
    }

    /// What comes next, and nothing is answered.
    pub fn silently_next(&mut self) -> Result<Frame> {
        let mut head = [0; 9];
        self.0.read_exact(&mut head)?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let stream = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
        let mut payload = vec![0; length as usize];
        self.0.read_exact(&mut payload)?;
        Ok(Frame { kind: head[3], flags: head[4], stream, payload })
    }

    /// The next frame of this kind.
    pub fn until(&mut self, kind: u8) -> Result<Frame> {
        let begun = Instant::now();
        loop {
            assert!(begun.elapsed() < PATIENCE, "no frame of kind {kind}");
            let frame = self.next()?;
            if frame.kind == kind {
                return Ok(frame);
            }
            if frame.kind == GOAWAY {
                return Err(Error::new(ErrorKind::ConnectionAborted, format!("{frame:?}")));
            }
        }
    }

    /// Whether the server closes the connection, and does so in time.
    pub fn is_closed(&mut self) -> bool {
        loop {
            match self.silently_next() {
                Ok(_) => {}
                Err(error) => return !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
            }
        }
    }
}

/// The status in the first answer's headers on a connection.
pub fn status(block: &[u8]) -> u16 {
    let at = block.iter().position(|byte| byte & 0xe0 != 0x20).unwrap();
    match block[at..] {
        [0x88, ..] => 200,
        [0x8c, ..] => 400,
        [0x8d, ..] => 404,
        [_, length, ref rest @ ..] => {
            let value = &rest[..usize::from(length & 127)];
            let digits = if length & 128 == 0 { String::from_utf8(value.to_vec()).unwrap() } else { digits(value) };
            digits.parse().unwrap()
        }
        _ => panic!("no status: {block:?}"),
    }
}

/// Three digits in Huffman's code.
fn digits(bytes: &[u8]) -> String {
    let bits: String = bytes.iter().map(|byte| format!("{byte:08b}")).collect();
    let (mut rest, mut digits) = (&bits[..], String::new());
    while digits.len() < 3 {
        let number = |bits: &str| u32::from_str_radix(bits, 2).unwrap();
        let (digit, length) = match number(&rest[..5]) {
            short @ 0..=2 => (short, 5),
            _ => (number(&rest[..6]) - 22, 6),
        };
        digits.push_str(&digit.to_string());
        rest = &rest[length..];
    }
    digits
}
