//! Takes connections, within bounds: how many there are and whose, how long one may stay silent, how much a head may hold and
//! how fast it must come.

mod connection;
mod patient;

use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::header::CONNECTION;
use axum::http::{HeaderValue, Request, Response};
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use ipnet::IpNet;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;
use tower::ServiceExt;

use self::connection::Sending;
use self::patient::Patient;
use super::answer;
use super::pace::Pace;
use super::shares::{Shares, Terms};
use super::who::{Who, origin};

pub use connection::Connection;

/// Headers of a request at most; beyond it is 431.
const HEADERS: usize = 100;
/// Bytes of a request's head at most.
const HEAD: usize = 64 << 10;
/// Requests under way at once on one connection of HTTP/2.
const STREAMS: u32 = 100;
/// How long to wait when no connection can be taken: the process has no more files, say.
const PAUSE: Duration = Duration::from_millis(500);
/// Connections for health checks, beside all others.
const FOR_HEALTH: usize = 16;
/// What is answered on them.
const HEALTH: [&str; 2] = ["/healthz", "/readyz"];

/// What clients may take.
#[derive(Clone, Debug)]
pub struct Bounds {
    /// Connections at once; who comes beyond waits.
    pub connections: usize,
    /// How long nothing may come or go on a connection.
    pub silence: Duration,
    /// How fast a head must come.
    pub pace: Pace,
    /// How long a request waits for a place for its connection.
    pub wait: Duration,
    /// Who is believed about where requests come from.
    pub trusted: Arc<[IpNet]>,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            connections: 4_096,
            silence: Duration::from_secs(75),
            pace: Pace::default(),
            wait: Duration::from_secs(5),
            trusted: Arc::default(),
        }
    }
}

/// Where a request comes from; in its extensions.
#[derive(Clone, Copy, Debug)]
pub struct Origin(pub IpAddr);

/// The places of connections. One on which nothing is under way makes room, the oldest one of whoever has the most.
fn places(places: usize) -> Shares {
    Shares::new(Terms { places, waiting_of_one: usize::MAX, waiting: usize::MAX, taken_from: 0, from_itself: true })
}

/// What all connections have in common.
struct Listening {
    router: Router,
    server: Builder<TokioExecutor>,
    bounds: Bounds,
    all: Shares,
    for_health: Shares,
}

/// Serves until it is told to stop; then requests under way are answered.
pub async fn listen(listener: TcpListener, router: Router, bounds: Bounds, until: impl Future<Output = ()>) {
    let open = GracefulShutdown::new();
    let (all, for_health) = (places(bounds.connections), places(FOR_HEALTH));
    let listening = Arc::new(Listening { router, server: server(&bounds), bounds, all, for_health });
    let mut until = pin!(until);
    loop {
        let taken = tokio::select! {
            () = &mut until => break,
            taken = taken(&listener, &listening) => taken,
        };
        if let Some((stream, connection)) = taken {
            tokio::spawn(serve(Arc::clone(&listening), stream, connection, open.watcher()));
        }
    }
    drop(listener);
    open.shutdown().await;
}

/// The next connection, with a place.
async fn taken(listener: &TcpListener, listening: &Listening) -> Option<(TcpStream, Connection)> {
    let (stream, peer) = match listener.accept().await {
        Ok(accepted) => accepted,
        Err(error) => {
            tracing::warn!(%error, "a connection could not be taken");
            sleep(PAUSE).await;
            return None;
        }
    };
    let (peer, pace) = (peer.ip(), listening.bounds.pace);
    let who = Who::at(peer);
    let connection = match listening.all.try_take(&who) {
        Some(place) => Connection::new(peer, pace, place, true),
        None => {
            let place = listening.for_health.take(&who, Duration::MAX).await?;
            Connection::new(peer, pace, place, false)
        }
    };
    Some((stream, connection))
}

/// Serves a connection to its end, or until its place is wanted back.
async fn serve(listening: Arc<Listening>, stream: TcpStream, connection: Connection, stop: Watcher) {
    // Answers are small: each goes at once.
    let _only_slower_without = stream.set_nodelay(true);
    let stream = TokioIo::new(Patient::new(stream, connection.clone(), listening.bounds.silence));
    let (common, own) = (Arc::clone(&listening), connection.clone());
    let answers = tower::service_fn(move |request| respond(Arc::clone(&common), own.clone(), request));
    let served = listening.server.serve_connection(stream, TowerToHyperService::new(answers)).into_owned();
    let mut served = pin!(stop.watch(served));
    let who = Who::at(connection.peer());
    let mut settles = pin!(listening.all.take(&who, Duration::MAX));
    loop {
        tokio::select! {
            ended = &mut served => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "a connection was broken off");
                }
                return;
            }
            () = connection.is_given_up() => return,
            place = &mut settles, if !connection.is_settled() => match place {
                Some(place) => connection.settle(place),
                None => return,
            },
        }
    }
}

/// Answers a request. On a connection for health checks others wait until it has a place among all.
async fn respond(
    listening: Arc<Listening>,
    connection: Connection,
    mut request: Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    let under_way = connection.begin();
    let address = origin(connection.peer(), request.headers(), &listening.bounds.trusted);
    connection.comes_from(address);
    if !HEALTH.contains(&request.uri().path())
        && !connection.is_settled()
        && !connection.settles(listening.bounds.wait).await
    {
        let mut refused = answer::busy();
        refused.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        return Ok(refused.map(|body| Body::new(Sending::new(body, under_way))));
    }
    request.extensions_mut().insert(connection);
    request.extensions_mut().insert(Origin(address));
    let answered = listening.router.clone().oneshot(request).await?;
    Ok(answered.map(|body| Body::new(Sending::new(body, under_way))))
}

fn server(bounds: &Bounds) -> Builder<TokioExecutor> {
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
