use std::time::Duration;

use futures_util::FutureExt;

use super::*;

const LONG: Duration = Duration::from_mins(1);

fn terms(places: usize) -> Terms {
    Terms { places, waiting_of_one: 100, waiting: 1_000, taken_from: 0, from_itself: false }
}

fn who(name: &str) -> Who {
    Who::Caller { issuer: None, subject: name.to_owned() }
}

#[tokio::test]
async fn a_caller_may_hold_all_places_while_nobody_waits() {
    let shares = Shares::new(terms(4));
    let held: Vec<_> = (0..4).map(|_| shares.try_take(&who("a")).unwrap()).collect();
    assert!(shares.try_take(&who("a")).is_none());
    drop(held);
    assert_eq!(shares.held(), 0);
    assert!(shares.state().callers.is_empty(), "nothing is kept of who has nothing");
}

#[tokio::test]
async fn once_somebody_waits_nobody_gets_more_than_half_and_callers_are_served_in_turn() {
    let shares = Shares::new(terms(4));
    let (a, b, c) = (who("a"), who("b"), who("c"));
    let mut held: Vec<_> = (0..4).map(|_| shares.try_take(&a).unwrap()).collect();
    let mut waits: Vec<_> =
        [&a, &b, &b, &c, &c].into_iter().map(|who| (who, Some(Box::pin(shares.take(who, LONG))))).collect();
    let mut got = Vec::new();
    let mut order = String::new();
    let mut look = || {
        for (who, wait) in &mut waits {
            if let Some(Some(place)) = wait.as_mut().and_then(|wait| wait.as_mut().now_or_never()) {
                let Who::Caller { subject, .. } = &**who else { unreachable!() };
                order.push_str(subject);
                got.push(place);
                *wait = None;
            }
        }
        order.clone()
    };
    assert_eq!(look(), "");
    for so_far in ["b", "ba", "bac", "bacb"] {
        // The first time a holds three of four, and then a half.
        drop(held.pop());
        assert_eq!(look(), so_far);
    }
    drop((held, got, waits));
    assert_eq!((shares.held(), shares.state().waiting), (0, 0));
}

#[tokio::test]
async fn alone_a_caller_waits_for_no_other() {
    let shares = Shares::new(terms(2));
    let a = who("a");
    let held: Vec<_> = (0..2).map(|_| shares.try_take(&a).unwrap()).collect();
    let mut next = Box::pin(shares.take(&a, LONG));
    assert!(next.as_mut().now_or_never().is_none());
    drop(held.into_iter().next());
    assert!(next.await.is_some());
}

#[tokio::test]
async fn who_gives_up_leaves_the_queue() {
    let shares = Shares::new(terms(1));
    let held = shares.try_take(&who("a")).unwrap();
    assert!(shares.take(&who("b"), Duration::from_millis(1)).await.is_none());
    let b = who("b");
    let mut dropped = Box::pin(shares.take(&b, LONG));
    assert!(dropped.as_mut().now_or_never().is_none());
    // It was given the place, and nobody took it.
    drop(held);
    drop(dropped);
    assert!(shares.try_take(&who("c")).is_some());
    assert_eq!((shares.held(), shares.state().waiting), (0, 0));
    assert!(shares.state().turns.is_empty());
}

#[tokio::test]
async fn beyond_its_bound_a_queue_refuses_who_waits_most() {
    let shares = Shares::new(Terms { waiting_of_one: 3, waiting: 4, ..terms(1) });
    let (a, b, c) = (who("a"), who("b"), who("c"));
    let _held = shares.try_take(&a).unwrap();
    let mut all: Vec<_> = [&a, &a, &a, &b].into_iter().map(|who| Box::pin(shares.take(who, LONG))).collect();
    for wait in &mut all {
        assert!(wait.as_mut().now_or_never().is_none());
    }
    assert!(matches!(shares.take(&a, LONG).now_or_never(), Some(None)), "its own bound");
    let mut other = Box::pin(shares.take(&c, LONG));
    assert!(other.as_mut().now_or_never().is_none());
    assert!(matches!(all[2].as_mut().now_or_never(), Some(None)), "the last one of a has made room");
    assert!(matches!(shares.take(&b, LONG).now_or_never(), Some(None)), "nobody waits for much more than b");
}

#[tokio::test]
async fn the_oldest_loose_place_of_who_holds_most_is_taken_back() {
    let shares = Shares::new(Terms { taken_from: 1, ..terms(4) });
    let (a, b, c) = (who("a"), who("b"), who("c"));
    let held: Vec<_> = [&b, &a, &a, &a].into_iter().map(|who| shares.try_take(who).unwrap()).collect();
    let told: Vec<_> = held.iter().map(|_| Arc::new(Notify::new())).collect();
    for (place, told) in held.iter().zip(&told) {
        place.loosen(told);
    }
    held[1].fasten();
    let asked = |number: usize| told[number].notified().now_or_never().is_some();
    let mut waits = Box::pin(shares.take(&c, LONG));
    assert!(waits.as_mut().now_or_never().is_none());
    assert_eq!([asked(0), asked(1), asked(2), asked(3)], [false, false, true, false]);
    // Nobody waits against itself.
    let mut own = Box::pin(shares.take(&a, LONG));
    assert!(own.as_mut().now_or_never().is_none());
    assert_eq!([asked(0), asked(1), asked(2), asked(3)], [false; 4]);
}

#[tokio::test]
async fn a_place_counts_for_whom_it_was_passed_to() {
    let shares = Shares::new(Terms { from_itself: true, ..terms(2) });
    let (a, b) = (who("a"), who("b"));
    let held: Vec<_> = (0..2).map(|_| shares.try_take(&a).unwrap()).collect();
    let told = Arc::new(Notify::new());
    held[0].loosen(&told);
    held[0].pass_to(&b);
    assert_eq!(shares.state().callers[&b].places, 1);
    assert_eq!(shares.state().callers[&a].places, 1);
    let mut waits = Box::pin(shares.take(&b, LONG));
    assert!(waits.as_mut().now_or_never().is_none());
    assert!(told.notified().now_or_never().is_some(), "b gets its own back");
    drop(held);
    assert!(waits.await.is_some());
    assert!(shares.state().callers.is_empty());
}
