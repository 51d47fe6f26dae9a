//! All tests that go through the product's doors, in one binary.

#![allow(unreachable_pub, reason = "one binary: nothing is reachable from outside")]

mod common;
mod crash;
mod demo;
mod door;
mod gate;
mod http;
mod idempotency;
mod kill;
mod layers;
mod log;
mod migration;
mod naive;
mod read;
mod review;
mod schema;
mod token;
mod unit_of_work;
