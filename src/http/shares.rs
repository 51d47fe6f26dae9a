//! Places that callers share. While nobody waits, one caller may hold all of them. Once somebody waits, no caller gets another
//! one while it holds more than half, and those who wait are served in turn, caller by caller.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, oneshot};

use super::who::Who;

/// What is shared, and within which bounds callers wait for it.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// Places in all.
    pub places: usize,
    /// Who waits of one caller, at most.
    pub waiting_of_one: usize,
    /// Who waits, at most. Beyond it, of the caller that waits most the last one is refused.
    pub waiting: usize,
    /// A place that may be taken back is taken from a caller that holds more than so many, and more than the one that waits.
    pub taken_from: usize,
    /// Whether a caller that holds the most of all gets one of its own back.
    pub from_itself: bool,
}

/// The places.
#[derive(Clone, Debug)]
pub struct Shares(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    terms: Terms,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    free: usize,
    /// Numbers given to places, waiters and loosened places.
    last: u64,
    places: HashMap<u64, Standing>,
    callers: HashMap<Who, Held>,
    /// Callers of whom somebody waits, in the order in which they are served.
    turns: VecDeque<Who>,
    waiting: usize,
}

#[derive(Debug)]
struct Standing {
    who: Who,
    loose: Option<u64>,
}

/// What one caller holds, and who of it waits.
#[derive(Debug, Default)]
struct Held {
    places: usize,
    waiting: VecDeque<(u64, oneshot::Sender<u64>)>,
    /// Places that may be taken back, the oldest first.
    loose: BTreeMap<u64, (u64, Arc<Notify>)>,
}

/// A place, until it is dropped.
#[derive(Debug)]
pub struct Place {
    shares: Shares,
    id: u64,
}

impl Shares {
    /// All places are free.
    pub fn new(terms: Terms) -> Self {
        let state = State { free: terms.places, ..State::default() };
        Self(Arc::new(Inner { terms, state: Mutex::new(state) }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place, where one is free.
    pub fn try_take(&self, who: &Who) -> Option<Place> {
        let mut state = self.state();
        (state.free > 0).then(|| Place { shares: self.clone(), id: state.give(who) })
    }

    /// A place, for which it waits so long. None where too many wait already, or none came.
    pub async fn take(&self, who: &Who, patience: Duration) -> Option<Place> {
        let mut waiting = {
            let mut state = self.state();
            if state.free > 0 {
                return Some(Place { shares: self.clone(), id: state.give(who) });
            }
            let (id, given) = state.wait(who, &self.0.terms)?;
            state.take_back(who, &self.0.terms);
            Waiting { shares: self, who, id, given }
        };
        let id = tokio::time::timeout(patience, &mut waiting.given).await.ok()?.ok()?;
        Some(Place { shares: self.clone(), id })
    }

    /// Places that are held.
    #[cfg(test)]
    fn held(&self) -> usize {
        self.state().places.len()
    }
}

/// Somebody who waits; who gives up leaves the queue, and what it was given meanwhile.
struct Waiting<'a> {
    shares: &'a Shares,
    who: &'a Who,
    id: u64,
    given: oneshot::Receiver<u64>,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut state = self.shares.state();
        state.withdraw(self.who, self.id);
        // Nothing is there where it was taken out, or never given.
        if let Ok(place) = self.given.try_recv() {
            state.give_back(place, &self.shares.0.terms);
        }
    }
}

impl Place {
    /// Lets it be taken back from now on: whoever is told shall give it up soon.
    pub fn loosen(&self, told: &Arc<Notify>) {
        let mut state = self.shares.state();
        state.loosen(self.id, told);
        if let Some(first) = state.turns.front().cloned() {
            state.take_back(&first, &self.shares.0.terms);
        }
    }

    /// It cannot be taken back any more.
    pub fn fasten(&self) {
        self.shares.state().fasten(self.id);
    }

    /// Whose it is from now on.
    pub fn pass_to(&self, who: &Who) {
        self.shares.state().pass(self.id, who);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.shares.state().give_back(self.id, &self.shares.0.terms);
    }
}

impl State {
    fn number(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    fn give(&mut self, who: &Who) -> u64 {
        let id = self.number();
        self.free -= 1;
        self.callers.entry(who.clone()).or_default().places += 1;
        self.places.insert(id, Standing { who: who.clone(), loose: None });
        id
    }

    fn give_back(&mut self, place: u64, terms: &Terms) {
        self.fasten(place);
        let Some(standing) = self.places.remove(&place) else { return };
        if let Some(held) = self.callers.get_mut(&standing.who) {
            held.places -= 1;
        }
        self.forget(&standing.who);
        self.free += 1;
        self.serve(terms);
    }

    /// Gives what is free to who waits.
    fn serve(&mut self, terms: &Terms) {
        while self.free > 0 && !self.turns.is_empty() {
            let few = |who: &Who| self.callers.get(who).is_none_or(|held| held.places * 2 <= terms.places);
            // Whoever holds more than half gets one where nobody else waits.
            let turn = self.turns.iter().position(few).unwrap_or(0);
            let Some(who) = self.turns.remove(turn) else { return };
            let Some((_, waiter)) = self.callers.get_mut(&who).and_then(|held| held.waiting.pop_front()) else {
                continue;
            };
            self.waiting -= 1;
            let id = self.give(&who);
            if waiter.send(id).is_err() {
                // It is about to withdraw: the next one has it.
                self.places.remove(&id);
                self.free += 1;
                if let Some(held) = self.callers.get_mut(&who) {
                    held.places -= 1;
                }
            }
            if self.callers.get(&who).is_some_and(|held| !held.waiting.is_empty()) {
                self.turns.push_back(who.clone());
            }
            self.forget(&who);
        }
    }

    /// Queues a waiter; none where too many wait.
    fn wait(&mut self, who: &Who, terms: &Terms) -> Option<(u64, oneshot::Receiver<u64>)> {
        let mine = self.callers.get(who).map_or(0, |held| held.waiting.len());
        if mine >= terms.waiting_of_one || (self.waiting >= terms.waiting && !self.refuse_last(mine)) {
            return None;
        }
        let id = self.number();
        let (give, given) = oneshot::channel();
        self.callers.entry(who.clone()).or_default().waiting.push_back((id, give));
        self.waiting += 1;
        if mine == 0 {
            self.turns.push_back(who.clone());
        }
        Some((id, given))
    }

    /// Refuses the last one of the caller that waits most, where that are more than so many and one.
    fn refuse_last(&mut self, mine: usize) -> bool {
        let Some((who, held)) = self.callers.iter_mut().max_by_key(|(_, held)| held.waiting.len()) else {
            return false;
        };
        if held.waiting.len() <= mine + 1 {
            return false;
        }
        let who = who.clone();
        held.waiting.pop_back();
        self.waiting -= 1;
        self.forget(&who);
        true
    }

    fn withdraw(&mut self, who: &Who, id: u64) {
        let Some(held) = self.callers.get_mut(who) else { return };
        let Some(at) = held.waiting.iter().position(|(waiter, _)| *waiter == id) else { return };
        held.waiting.remove(at);
        self.waiting -= 1;
        if held.waiting.is_empty() {
            self.turns.retain(|waits| waits != who);
        }
        self.forget(who);
    }

    /// Takes back the oldest loose place of the caller that holds the most.
    fn take_back(&mut self, for_whom: &Who, terms: &Terms) {
        let mine = self.callers.get(for_whom).map_or(0, |held| held.places);
        let may = |who: &Who, held: &Held| {
            if who == for_whom { terms.from_itself } else { held.places > mine.max(terms.taken_from) }
        };
        let most = self.callers.iter_mut().filter(|(who, held)| !held.loose.is_empty() && may(who, held));
        let Some((_, held)) = most.max_by_key(|(_, held)| held.places) else { return };
        if let Some((_, (place, told))) = held.loose.pop_first() {
            told.notify_one();
            if let Some(standing) = self.places.get_mut(&place) {
                standing.loose = None;
            }
        }
    }

    fn loosen(&mut self, place: u64, told: &Arc<Notify>) {
        self.fasten(place);
        let loose = self.number();
        let Some(standing) = self.places.get_mut(&place) else { return };
        standing.loose = Some(loose);
        let held = self.callers.entry(standing.who.clone()).or_default();
        held.loose.insert(loose, (place, Arc::clone(told)));
    }

    fn fasten(&mut self, place: u64) {
        let Some(standing) = self.places.get_mut(&place) else { return };
        if let (Some(loose), Some(held)) = (standing.loose.take(), self.callers.get_mut(&standing.who)) {
            held.loose.remove(&loose);
        }
    }

    fn pass(&mut self, place: u64, who: &Who) {
        let Some(standing) = self.places.get_mut(&place).filter(|standing| standing.who != *who) else { return };
        let before = std::mem::replace(&mut standing.who, who.clone());
        let loose = standing.loose;
        let moved = self.callers.get_mut(&before).and_then(|held| {
            held.places -= 1;
            loose.and_then(|loose| held.loose.remove_entry(&loose))
        });
        let held = self.callers.entry(who.clone()).or_default();
        held.places += 1;
        held.loose.extend(moved);
        self.forget(&before);
    }

    /// Keeps nothing of a caller who has nothing.
    fn forget(&mut self, who: &Who) {
        if self.callers.get(who).is_some_and(|held| held.places == 0 && held.waiting.is_empty()) {
            self.callers.remove(who);
        }
    }
}

#[cfg(test)]
mod tests;
