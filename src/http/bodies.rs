//! Room for the bytes of bodies. One caller has three quarters of it at most, or room for one body of any size.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::who::Who;

/// The room.
#[derive(Clone, Debug)]
pub struct Bodies(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    all: usize,
    of_one: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    by: HashMap<Who, usize>,
}

/// What one body has taken of it, until this is dropped.
#[derive(Debug)]
pub struct Held {
    bodies: Bodies,
    who: Who,
    bytes: usize,
}

impl Bodies {
    /// So many bytes in all, and no less than one body may have.
    pub fn of(all: usize, one: usize) -> Self {
        let all = all.max(one);
        Self(Arc::new(Inner { all, of_one: one.max(all / 4 * 3), taken: Mutex::default() }))
    }

    /// Nothing yet, for a body of this caller.
    pub fn hold(&self, who: &Who) -> Held {
        Held { bodies: self.clone(), who: who.clone(), bytes: 0 }
    }
}

impl Held {
    /// Takes so much more, where it is there.
    pub fn grow(&mut self, bytes: usize) -> bool {
        let room = &self.bodies.0;
        let mut taken = room.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let mine = taken.by.get(&self.who).copied().unwrap_or_default();
        if taken.all + bytes > room.all || mine + bytes > room.of_one {
            return false;
        }
        taken.all += bytes;
        taken.by.insert(self.who.clone(), mine + bytes);
        self.bytes += bytes;
        true
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if self.bytes == 0 {
            return;
        }
        let mut taken = self.bodies.0.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all -= self.bytes;
        let left = taken.by.get(&self.who).map_or(0, |mine| mine - self.bytes);
        if left == 0 {
            taken.by.remove(&self.who);
        } else {
            taken.by.insert(self.who.clone(), left);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_caller_leaves_room_for_others() {
        let bodies = Bodies::of(100, 10);
        let who = |name: &str| Who::Caller { issuer: None, subject: name.to_owned() };
        let mut first = bodies.hold(&who("a"));
        assert!(first.grow(70));
        let mut second = bodies.hold(&who("a"));
        assert!(second.grow(5));
        assert!(!second.grow(1), "it has three quarters");
        let mut other = bodies.hold(&who("b"));
        assert!(other.grow(25));
        assert!(!other.grow(1), "there is no more");
        drop((first, second));
        assert!(other.grow(50));
        drop(other);
        assert_eq!(bodies.0.taken.lock().unwrap().by.len(), 0);
    }

    #[test]
    fn there_is_always_room_for_one_body() {
        let bodies = Bodies::of(0, 10);
        let mut held = bodies.hold(&Who::at([127, 0, 0, 1].into()));
        assert!(held.grow(4) && held.grow(6) && !held.grow(1));
    }
}
