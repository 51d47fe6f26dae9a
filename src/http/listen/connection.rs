//! What is known of one connection: for whom it counts, what is under way on it, how its next head comes.

use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};
use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use crate::http::pace::Pace;
use crate::http::shares::Place;
use crate::http::who::Who;

/// How HTTP/2 begins, and no method does. Its heads come in frames, beside others: they are not told apart here.
const PREFACE: &[u8] = b"PRI";

/// One connection.
#[derive(Clone, Debug)]
pub struct Connection(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    peer: IpAddr,
    pace: Pace,
    /// Its place is wanted back: it ends as soon as nothing is under way on it.
    recalled: Arc<Notify>,
    /// Nothing is under way on it any more.
    idle: Notify,
    /// Whether it has a place among all connections; until then health checks alone are answered on it.
    settled: watch::Sender<bool>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    place: Place,
    verified: bool,
    under_way: usize,
    head: Head,
}

/// What has come of the next head.
#[derive(Debug)]
enum Head {
    /// Nothing yet.
    None,
    /// So many bytes since then.
    Since(Instant, usize),
    /// It is HTTP/2.
    Frames,
}

impl Connection {
    /// A new one with this place: among all, or, where it is not settled, of those for health checks.
    pub(super) fn new(peer: IpAddr, pace: Pace, place: Place, settled: bool) -> Self {
        let recalled = Arc::new(Notify::new());
        place.loosen(&recalled);
        let state = State { place, verified: false, under_way: 0, head: Head::None };
        let (settled, _) = watch::channel(settled);
        Self(Arc::new(Inner { peer, pace, recalled, idle: Notify::new(), settled, state: Mutex::new(state) }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The other end.
    pub(super) fn peer(&self) -> IpAddr {
        self.0.peer
    }

    /// Whether it has a place among all connections.
    pub(super) fn is_settled(&self) -> bool {
        *self.0.settled.borrow()
    }

    /// Gives it a place among all connections.
    pub(super) fn settle(&self, place: Place) {
        let mut state = self.state();
        if state.under_way == 0 {
            place.loosen(&self.0.recalled);
        }
        state.place = place;
        drop(state);
        self.0.settled.send_replace(true);
    }

    /// Waits until it has one, for so long; says whether it has.
    pub(super) async fn settles(&self, patience: Duration) -> bool {
        let mut settled = self.0.settled.subscribe();
        tokio::time::timeout(patience, settled.wait_for(|settled| *settled)).await.is_ok()
    }

    /// Ends when its place is wanted back and nothing is under way on it.
    pub(super) async fn is_given_up(&self) {
        self.0.recalled.notified().await;
        while self.state().under_way > 0 {
            self.0.idle.notified().await;
        }
    }

    /// A request has come; it is under way until what this gives is dropped.
    pub(super) fn begin(&self) -> UnderWay {
        let mut state = self.state();
        state.under_way += 1;
        if !matches!(state.head, Head::Frames) {
            state.head = Head::None;
        }
        state.place.fasten();
        UnderWay(self.clone())
    }

    /// A request comes from this address, and nobody has verified one here: it counts for whoever is there.
    pub(super) fn comes_from(&self, address: IpAddr) {
        let state = self.state();
        if !state.verified {
            state.place.pass_to(&Who::at(address));
        }
    }

    /// A request was verified: the connection counts for its caller.
    pub fn verified(&self, who: &Who) {
        let mut state = self.state();
        state.verified = true;
        state.place.pass_to(who);
    }

    /// These bytes came.
    pub(super) fn came(&self, bytes: &[u8]) {
        let mut state = self.state();
        if state.under_way > 0 || bytes.is_empty() {
            return;
        }
        state.head = match state.head {
            Head::None if bytes.starts_with(PREFACE) => Head::Frames,
            Head::None => Head::Since(Instant::now(), bytes.len()),
            Head::Since(begun, before) => Head::Since(begun, before + bytes.len()),
            Head::Frames => Head::Frames,
        };
    }

    /// When what came of a head is too little.
    pub(super) fn head_is_due(&self) -> Option<Instant> {
        match self.state().head {
            Head::Since(begun, bytes) => Some(self.0.pace.deadline(begun, bytes)),
            Head::None | Head::Frames => None,
        }
    }
}

/// A request that is under way on a connection.
#[derive(Debug)]
pub(super) struct UnderWay(Connection);

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.under_way -= 1;
        if state.under_way == 0 {
            state.place.loosen(&self.0.0.recalled);
            self.0.0.idle.notify_one();
        }
    }
}

/// The body of an answer, whose request is under way until it is sent.
pub(super) struct Sending {
    body: Body,
    _under_way: UnderWay,
}

impl Sending {
    /// This body of the answer to that request.
    pub(super) fn new(body: Body, under_way: UnderWay) -> Self {
        Self { body, _under_way: under_way }
    }
}

impl HttpBody for Sending {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
