//! What there is room for at once: requests, and bytes of their bodies and answers. What finds none is refused at once:
//! waiting would only fill the memory.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes, HttpBody, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::CONTENT_LENGTH;
use axum::http::{HeaderValue, Response};
use axum::middleware::Next;
use futures_util::{StreamExt, stream};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Door, Manners, answer};
use crate::command::turns::Turns;
use crate::gate::Code;

/// Bytes of each body, and of each answer, that are not counted: bodies wait for none but their like.
const SMALL: usize = 64 << 10;

/// The room that is left.
#[derive(Clone, Debug)]
pub struct Room {
    places: Arc<Semaphore>,
    bodies: Arc<Semaphore>,
    /// The turns of large mutations.
    pub turns: Turns,
}

/// A body, and the room that it takes.
#[derive(Debug)]
pub struct HeldBody {
    /// The body.
    pub bytes: Vec<u8>,
    /// The room for what it grows to.
    pub room: Option<Taken>,
}

/// Room that is taken until this is dropped.
pub type Taken = OwnedSemaphorePermit;

/// Why a body was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It is larger than it may be.
    TooLarge,
    /// There is no room for it now.
    NoRoom,
    /// The client broke off.
    Broken,
}

impl Room {
    /// The room that these manners give; it has room for one body of any size that may come.
    pub fn of(manners: &Manners) -> Self {
        let bodies = manners.bodies.max(manners.body).max(manners.upsert_body);
        let places = Arc::new(Semaphore::new(manners.at_once));
        Self { places, bodies: Arc::new(Semaphore::new(bodies)), turns: Turns::of(manners.batches) }
    }

    /// Reads a body of so many bytes at most. Room is taken as they come, so that none is kept for what is not sent.
    pub async fn read(&self, body: Body, most: usize) -> Result<HeldBody, Unread> {
        let mut held = HeldBody { bytes: Vec::new(), room: None };
        let mut parts = body.into_data_stream();
        while let Some(part) = parts.next().await {
            let part = part.map_err(|_| Unread::Broken)?;
            let (before, after) = (held.bytes.len(), held.bytes.len() + part.len());
            if after > most {
                return Err(Unread::TooLarge);
            }
            let large = after.saturating_sub(before.max(SMALL));
            if large > 0 {
                let large = u32::try_from(large).map_err(|_| Unread::TooLarge)?;
                let room = Arc::clone(&self.bodies).try_acquire_many_owned(large).map_err(|_| Unread::NoRoom)?;
                match &mut held.room {
                    Some(held) => held.merge(room),
                    none => *none = Some(room),
                }
            }
            held.bytes.extend_from_slice(&part);
        }
        Ok(held)
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

/// Takes a request where there is a place for it. A large answer keeps the place until the client has taken it, or its time
/// is up: then it is broken off.
pub async fn bounded(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response<Body> {
    let request = with_rest(request, &door.manners);
    let Ok(place) = Arc::clone(&door.room.places).try_acquire_owned() else {
        door.metrics.refused(Code::RateLimited.word());
        return answer::busy();
    };
    let (mut head, body) = next.run(request).await.into_parts();
    if body.size_hint().upper().is_some_and(|bytes| bytes <= SMALL as u64) {
        return Response::from_parts(head, body);
    }
    let Ok(bytes) = to_bytes(body, usize::MAX).await else { return answer::busy() };
    head.headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    Response::from_parts(head, parts(bytes, place, door.manners.taken))
}

/// A body that is taken part by part. Whoever compresses it asks once more after its end.
fn parts(bytes: Bytes, place: Taken, time: Duration) -> Body {
    let left = Arc::new(Mutex::new(Some((bytes, place))));
    let late = Arc::downgrade(&left);
    tokio::spawn(async move {
        tokio::time::sleep(time).await;
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
