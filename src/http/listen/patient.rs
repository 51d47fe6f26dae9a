//! A stream that breaks off when nothing came or went for a while, or a request's head comes too slowly: the other end is
//! gone, or holds on to it for nothing.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep};

use super::connection::Connection;

/// What is said where a head comes too slowly.
const TOO_SLOW: &[u8] = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// The stream.
pub(super) struct Patient {
    stream: TcpStream,
    connection: Connection,
    patience: Duration,
    moved: Instant,
    alarm: Pin<Box<Sleep>>,
}

impl Patient {
    /// It waits so long for something to move.
    pub(super) fn new(stream: TcpStream, connection: Connection, patience: Duration) -> Self {
        Self { stream, connection, patience, moved: Instant::now(), alarm: Box::pin(sleep(patience)) }
    }

    fn unless_silent<T>(&mut self, context: &mut Context<'_>, polled: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if polled.is_ready() {
            self.moved = Instant::now();
            return polled;
        }
        loop {
            let silent = self.moved + self.patience;
            let slow = self.connection.head_is_due();
            let end = slow.map_or(silent, |slow| slow.min(silent));
            if end <= Instant::now() {
                if slow.is_some_and(|slow| slow <= Instant::now()) {
                    // Nothing else is under way on it; who does not read it need not be told.
                    let _told = self.stream.try_write(TOO_SLOW);
                }
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            if self.alarm.deadline() != end {
                self.alarm.as_mut().reset(end);
            }
            ready!(self.alarm.as_mut().poll(context));
        }
    }
}

impl AsyncRead for Patient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        if polled.is_ready() {
            self.connection.came(&buffer.filled()[before..]);
        }
        self.unless_silent(context, polled)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.unless_silent(context, polled)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.unless_silent(context, polled)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
