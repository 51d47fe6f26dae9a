//! All tests that go through the product's doors, in one binary.

#![allow(unreachable_pub, reason = "one binary: nothing is reachable from outside")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panics")]

mod access_matrix;
mod account_update;
mod as_of;
mod attacks;
mod backtest;
mod batches;
mod broken_off;
mod clock;
mod common;
mod connections;
mod cost;
mod crash;
mod custom_fields;
mod demo;
mod door;
mod drain;
mod fuzz;
mod gate;
mod given_up;
mod health_override;
mod http;
mod http2;
mod idempotency;
mod ingest;
mod jwks;
mod kill;
mod large_filters;
mod layers;
mod listed;
mod log;
mod migration;
mod naive;
mod outage;
#[cfg(feature = "outside-data")]
mod outside;
mod overload;
mod past_places;
mod read;
mod request;
mod review;
mod risk_answer;
mod roles;
mod rows;
mod schema;
mod stories;
mod token;
mod touchpoint;
mod unit_of_work;
mod upgrade;
mod upsert;
mod wrong_input;
