//! All tests that go through the product's doors, in one binary.

#![allow(unreachable_pub, reason = "one binary: nothing is reachable from outside")]

mod common;
mod demo;
mod door;
mod gate;
mod http;
mod layers;
mod migration;
mod naive;
mod token;
mod unit_of_work;
