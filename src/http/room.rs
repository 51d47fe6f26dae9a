//! What there is room for at once: requests, large mutations, and bytes of bodies and answers. Callers share it; who finds no place waits
//! for a moment, and is then told to come back.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes, HttpBody, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::CONTENT_LENGTH;
use axum::http::{HeaderValue, Response};
use axum::middleware::Next;
use futures_util::{StreamExt, stream};
use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

use super::bodies::{Bodies, Held};
use super::listen::Connection;
use super::pace::Pace;
use super::shares::{Place, Shares, Terms};
use super::who::Who;
use super::{Door, Manners, answer, graphql};
use crate::command::turns::Turns;
use crate::gate::Code;

/// Bytes of each body, and of each answer, that are not counted: bodies wait for none but their like.
const SMALL: usize = 64 << 10;
/// Checks of readiness at once: they ask the database.
const CHECKS: usize = 4;

/// The room that is left.
#[derive(Clone, Debug)]
pub struct Room {
    /// For requests.
    pub places: Shares,
    /// For checks of readiness.
    pub checks: Shares,
    /// The turns of large mutations.
    pub turns: Turns,
    bodies: Bodies,
    pace: Pace,
}

/// A body, and the room that it takes.
#[derive(Debug)]
pub struct HeldBody {
    /// The body.
    pub bytes: Vec<u8>,
    /// The room for what it grew to.
    pub room: Held,
}

/// Why a body was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It is larger than it may be.
    TooLarge,
    /// There is no room for it now, or its place was given to somebody who has fewer.
    NoRoom,
    /// It comes too slowly.
    Slow,
    /// The client broke off.
    Broken,
}

impl Room {
    /// The room that these manners give; it has room for one body of any size that may come.
    pub fn of(manners: &Manners) -> Self {
        let terms = Terms {
            places: manners.at_once,
            waiting_of_one: (manners.at_once / 2).max(1),
            waiting: 4 * manners.at_once,
            taken_from: manners.at_once / 8,
            from_itself: false,
        };
        Self {
            places: Shares::new(terms),
            checks: Shares::new(Terms { places: CHECKS, ..terms }),
            turns: Turns::of(manners.batches),
            bodies: Bodies::of(manners.bodies, manners.body.max(manners.upsert_body)),
            pace: manners.pace,
        }
    }

    /// Reads a body of so many bytes at most, which must come fast enough. Room is taken as they come, so that none is kept for
    /// what is not sent. While it is read its place may be given to somebody who has fewer.
    pub async fn read(&self, who: &Who, place: &Place, body: Body, most: usize) -> Result<HeldBody, Unread> {
        let recalled = Arc::new(Notify::new());
        place.loosen(&recalled);
        let read = tokio::select! {
            read = self.read_on(who, body, most) => read,
            () = recalled.notified() => Err(Unread::NoRoom),
        };
        place.fasten();
        read
    }

    async fn read_on(&self, who: &Who, body: Body, most: usize) -> Result<HeldBody, Unread> {
        let mut held = HeldBody { bytes: Vec::new(), room: self.bodies.hold(who) };
        let mut parts = body.into_data_stream();
        let begun = Instant::now();
        loop {
            let before = held.bytes.len();
            let part = timeout_at(self.pace.deadline(begun, before), parts.next()).await.map_err(|_| Unread::Slow)?;
            let Some(part) = part else { return Ok(held) };
            let part = part.map_err(|_| Unread::Broken)?;
            let after = before + part.len();
            if after > most {
                return Err(Unread::TooLarge);
            }
            let large = after.saturating_sub(before.max(SMALL));
            if large > 0 && !held.room.grow(large) {
                return Err(Unread::NoRoom);
            }
            held.bytes.extend_from_slice(&part);
        }
    }
}

/// The rest of a body that was refused before it was read is read and forgotten, within bounds: else the connection would be
/// reset, and the refusal lost with it.
struct Rest {
    parts: BodyDataStream,
    left: usize,
    time: Duration,
}

impl Rest {
    async fn next(&mut self) -> Option<Result<Bytes, axum::Error>> {
        let next = self.parts.next().await;
        let came = next.as_ref().and_then(|part| part.as_ref().ok()).map(Bytes::len);
        self.left = came.map_or(0, |came| self.left.saturating_sub(came));
        next
    }
}

impl Drop for Rest {
    fn drop(&mut self) {
        let Ok(runtime) = Handle::try_current() else { return };
        if self.left == 0 {
            return;
        }
        let mut parts = std::mem::replace(&mut self.parts, Body::empty().into_data_stream());
        let (mut left, time) = (self.left, self.time);
        runtime.spawn(async move {
            let forgotten = async {
                while let Some(Ok(part)) = parts.next().await {
                    left = left.saturating_sub(part.len());
                    if left == 0 {
                        break;
                    }
                }
            };
            let _in_time_or_not = tokio::time::timeout(time, forgotten).await;
        });
    }
}

fn with_rest(request: Request, manners: &Manners) -> Request {
    let left = manners.body.max(manners.upsert_body);
    request.map(|body| {
        if body.is_end_stream() {
            return body;
        }
        let rest = Rest { parts: body.into_data_stream(), left, time: manners.timeout };
        Body::from_stream(stream::unfold(rest, async |mut rest| rest.next().await.map(|part| (part, rest))).fuse())
    })
}

/// Takes a request of a verified caller where there is a place for it. A large answer keeps the place until the client has taken
/// it, or its time is up, or the place is given to somebody who has fewer: then it is broken off.
pub async fn bounded(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response<Body> {
    let mut request = with_rest(request, &door.manners);
    let caller = match graphql::verified(&door, request.headers()).await {
        Ok(caller) => caller,
        Err(refusal) => return refusal,
    };
    let who = Who::of(&caller);
    if let Some(connection) = request.extensions().get::<Connection>() {
        connection.verified(&who);
    }
    let Some(place) = door.room.places.take(&who, door.manners.wait).await else {
        door.metrics.refused(Code::RateLimited.word());
        return answer::busy();
    };
    let place = Arc::new(place);
    request.extensions_mut().insert(caller);
    request.extensions_mut().insert(Arc::clone(&place));
    let (mut head, body) = next.run(request).await.into_parts();
    if body.size_hint().upper().is_some_and(|bytes| bytes <= SMALL as u64) {
        return Response::from_parts(head, body);
    }
    let Ok(bytes) = to_bytes(body, usize::MAX).await else { return answer::busy() };
    head.headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    Response::from_parts(head, parts(bytes, place, door.manners.taken))
}

/// A body that is taken part by part. Whoever compresses it asks once more after its end.
fn parts(bytes: Bytes, place: Arc<Place>, time: Duration) -> Body {
    let recalled = Arc::new(Notify::new());
    place.loosen(&recalled);
    let left = Arc::new(Mutex::new(Some((bytes, place))));
    let late = Arc::downgrade(&left);
    tokio::spawn(async move {
        let _late_or_recalled = tokio::time::timeout(time, recalled.notified()).await;
        if let Some(left) = late.upgrade() {
            *left.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
    });
    let parts = stream::unfold(left, async |left| {
        // Each part is compressed where it is taken: others have their turn between two.
        tokio::task::yield_now().await;
        let part = {
            let mut left = left.lock().unwrap_or_else(PoisonError::into_inner);
            match left.as_mut() {
                None => Err(std::io::Error::from(std::io::ErrorKind::TimedOut)),
                Some((bytes, _)) if bytes.is_empty() => return None,
                Some((bytes, _)) => Ok(bytes.split_to(SMALL.min(bytes.len()))),
            }
        };
        Some((part, left))
    });
    Body::from_stream(parts.fuse())
}
