//! The accounts of a large unit of work on all cores: each is assessed by itself.

use std::panic::resume_unwind;
use std::thread::{available_parallelism, scope};

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::block_in_place;

/// Fewer are not worth a thread.
const MANY: usize = 32;

/// Does the same with each, and gives what becomes of them in their order. Other requests go on meanwhile.
pub(super) fn each<T: Send, U: Send>(all: Vec<T>, work: impl Fn(T) -> U + Sync) -> Vec<U> {
    let several = Handle::try_current().is_ok_and(|runtime| runtime.runtime_flavor() == RuntimeFlavor::MultiThread);
    if several && all.len() >= MANY { block_in_place(|| on_all_cores(all, work)) } else { on_all_cores(all, work) }
}

fn on_all_cores<T: Send, U: Send>(all: Vec<T>, work: impl Fn(T) -> U + Sync) -> Vec<U> {
    let cores = if all.len() < MANY { 1 } else { available_parallelism().map_or(1, usize::from) };
    if cores == 1 {
        return all.into_iter().map(work).collect();
    }
    let size = all.len().div_ceil(cores);
    let mut all = all.into_iter();
    let mut done = Vec::with_capacity(all.len());
    scope(|scope| {
        let mut parts = Vec::with_capacity(cores);
        while all.len() > 0 {
            let part: Vec<T> = all.by_ref().take(size).collect();
            parts.push(scope.spawn(|| part.into_iter().map(&work).collect::<Vec<U>>()));
        }
        for part in parts {
            done.extend(part.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
    });
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_order() {
        for many in [0, 1, MANY - 1, MANY, 1_001] {
            let expected: Vec<_> = (0..many).map(|number| number * 2).collect();
            assert_eq!(each((0..many).collect(), |number| number * 2), expected);
        }
    }
}
