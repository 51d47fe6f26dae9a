//! Turns: how much heavy work goes on at once on a node. More of it would only share the same cores, hold its memory and its
//! locks for longer, and keep readers waiting. Who comes beyond waits: each caller's work in its order, the callers by turns.

use std::collections::VecDeque;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::available_parallelism;

use tokio::sync::oneshot;

/// The turns of a node. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Turns(Arc<Mutex<Queue>>);

#[derive(Debug, Default)]
struct Queue {
    /// Places that nobody has; while there are any, nobody waits.
    free: usize,
    waiting: VecDeque<(String, VecDeque<oneshot::Sender<Turn>>)>,
}

/// A turn, until it is dropped: then the next one has it.
#[derive(Debug)]
pub struct Turn(Option<Turns>);

/// One for each core, and no fewer than two: while one waits for the database, another one works.
pub fn at_once() -> usize {
    available_parallelism().map_or(2, usize::from).max(2)
}

impl Turns {
    /// So many at once.
    pub fn of(at_once: usize) -> Self {
        Self(Arc::new(Mutex::new(Queue { free: at_once, waiting: VecDeque::new() })))
    }

    /// Waits for a turn. Whoever gives up while waiting is passed over.
    pub async fn take(&self, caller: &str) -> Turn {
        let comes = {
            let mut queue = self.queue();
            if queue.free > 0 {
                queue.free -= 1;
                return Turn(Some(self.clone()));
            }
            queue.join(caller)
        };
        // The queue goes on as long as somebody waits in it: the turn comes.
        comes.await.unwrap_or(Turn(None))
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    fn join(&mut self, caller: &str) -> oneshot::Receiver<Turn> {
        let (sender, receiver) = oneshot::channel();
        match self.waiting.iter_mut().find(|(name, _)| name == caller) {
            Some((_, theirs)) => theirs.push_back(sender),
            None => self.waiting.push_back((caller.to_owned(), VecDeque::from([sender]))),
        }
        receiver
    }

    /// Who is next: the caller who was served longest ago, with what they sent first.
    fn next(&mut self) -> Option<oneshot::Sender<Turn>> {
        let (caller, mut theirs) = self.waiting.pop_front()?;
        let next = theirs.pop_front();
        if !theirs.is_empty() {
            self.waiting.push_back((caller, theirs));
        }
        next
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(turns) = self.0.take() else { return };
        loop {
            let next = {
                let mut queue = turns.queue();
                let Some(next) = queue.next() else {
                    queue.free += 1;
                    return;
                };
                next
            };
            match next.send(Turn(Some(turns.clone()))) {
                Ok(()) => return,
                // They gave up: it is the turn of whoever comes after them.
                Err(mut turn) => mem::drop(turn.0.take()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::{Pin, pin};
    use std::task::Poll;

    use futures_util::poll;

    use super::*;

    async fn has(waits: &mut Pin<Box<impl Future<Output = Turn>>>) -> Option<Turn> {
        match poll!(waits.as_mut()) {
            Poll::Ready(turn) => Some(turn),
            Poll::Pending => None,
        }
    }

    #[tokio::test]
    async fn callers_are_served_by_turns_and_each_in_its_order() {
        let turns = Turns::of(1);
        let mut turn = turns.take("a").await;
        let callers = ["a", "a", "a", "b", "c"];
        let mut waiting: Vec<_> = callers.into_iter().map(|caller| Some(Box::pin(turns.take(caller)))).collect();
        for one in waiting.iter_mut().flatten() {
            assert!(has(one).await.is_none());
        }
        // a, b and c in the order in which they came to wait; then the rest of a.
        for next in [0, 3, 4, 1, 2] {
            drop(turn);
            for other in (0..callers.len()).filter(|other| *other != next) {
                if let Some(waits) = &mut waiting[other] {
                    assert!(has(waits).await.is_none(), "{other} before {next}");
                }
            }
            let mut waits = waiting[next].take().unwrap();
            turn = has(&mut waits).await.unwrap();
        }
    }

    #[tokio::test]
    async fn who_gives_up_is_passed_over_and_keeps_no_turn() {
        let turns = Turns::of(1);
        let turn = turns.take("a").await;
        let mut first = Box::pin(turns.take("a"));
        let mut second = Box::pin(turns.take("a"));
        let mut third = Box::pin(turns.take("b"));
        assert!(has(&mut first).await.is_none() && has(&mut second).await.is_none() && has(&mut third).await.is_none());
        drop(first);
        drop(turn);
        // It is b's: a gave up. And b goes away with the turn in its hand.
        drop(third);
        let turn = has(&mut second).await.expect("the turn is handed on");
        assert!(poll!(pin!(turns.take("c"))).is_pending());
        drop(turn);
        assert!(poll!(pin!(turns.take("c"))).is_ready());
    }
}
