//! Takes connections, within bounds: how many there are, how long one may stay silent, how much a head may hold.

use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{Instant, Sleep, sleep};

/// Headers of a request at most; beyond it is 431.
const HEADERS: usize = 100;
/// Bytes of a request's head at most.
const HEAD: usize = 64 << 10;
/// Requests under way at once on one connection of HTTP/2.
const STREAMS: u32 = 100;
/// How long to wait when no connection can be taken: the process has no more files, say.
const PAUSE: Duration = Duration::from_millis(500);

/// What clients may take.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Connections at once; who comes beyond waits.
    pub connections: usize,
    /// How long nothing may come or go on a connection, and how long a request's head may take.
    pub silence: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { connections: 4_096, silence: Duration::from_secs(75) }
    }
}

/// Serves until it is told to stop; then requests under way are answered.
pub async fn listen(listener: TcpListener, router: Router, bounds: Bounds, until: impl Future<Output = ()>) {
    let places = Arc::new(Semaphore::new(bounds.connections));
    let open = GracefulShutdown::new();
    let server = server(bounds);
    let mut until = pin!(until);
    loop {
        let taken = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, stream) = tokio::select! {
            () = &mut until => break,
            (place, accepted) = taken => match accepted {
                Ok((stream, _)) => (place, stream),
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    sleep(PAUSE).await;
                    continue;
                }
            },
        };
        // Answers are small: each goes at once.
        let _only_slower_without = stream.set_nodelay(true);
        let stream = TokioIo::new(Patient::new(stream, bounds.silence));
        let connection = server.serve_connection(stream, TowerToHyperService::new(router.clone())).into_owned();
        let connection = open.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection was broken off");
            }
            drop(place);
        });
    }
    drop(listener);
    open.shutdown().await;
}

fn server(bounds: Bounds) -> Builder<TokioExecutor> {
    let mut server = Builder::new(TokioExecutor::new());
    server.http1().timer(TokioTimer::new()).header_read_timeout(bounds.silence).max_headers(HEADERS).max_buf_size(HEAD);
    server
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(bounds.silence / 3)
        .keep_alive_timeout(bounds.silence / 3)
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(u32::try_from(HEAD).unwrap_or(u32::MAX));
    server
}

/// A stream that breaks off when nothing came or went for a while: the other end is gone, or holds on to it for nothing.
struct Patient {
    stream: TcpStream,
    patience: Duration,
    moved: Instant,
    alarm: Pin<Box<Sleep>>,
}

impl Patient {
    fn new(stream: TcpStream, patience: Duration) -> Self {
        Self { stream, patience, moved: Instant::now(), alarm: Box::pin(sleep(patience)) }
    }

    fn unless_silent<T>(&mut self, context: &mut Context<'_>, polled: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if polled.is_ready() {
            self.moved = Instant::now();
            return polled;
        }
        loop {
            ready!(self.alarm.as_mut().poll(context));
            let end = self.moved + self.patience;
            if end <= Instant::now() {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            self.alarm.as_mut().reset(end);
        }
    }
}

impl AsyncRead for Patient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
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
