//! What every test needs: a database of its own on each engine.

pub mod api;
pub mod check;
pub mod database;
pub mod made;
pub mod postgres;
pub mod secrets;
pub mod server;
pub mod world;

use std::time::{Duration, Instant};

pub use database::TestDatabase;

/// Waits until it is so, for ten seconds at most.
pub async fn soon(what: &str, is: impl AsyncFn() -> bool) {
    let begun = Instant::now();
    while !is().await {
        assert!(begun.elapsed() < Duration::from_secs(10), "{what}");
        tokio::task::yield_now().await;
    }
}

/// Declares one test body that runs on SQLite and on PostgreSQL, each time over a migrated database of its own.
macro_rules! each_engine {
    ($($(#[$meta:meta])* async fn $name:ident($database:ident) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports, reason = "a body may need nothing from around it")]
            use super::*;

            async fn body($database: $crate::common::TestDatabase) $body

            #[test]
            fn sqlite() {
                $crate::common::on_a_deep_stack(|| async { body($crate::common::TestDatabase::sqlite().await).await });
            }

            #[test]
            fn postgres() {
                $crate::common::on_a_deep_stack(|| async { body($crate::common::TestDatabase::postgres().await).await });
            }
        }
    )+};
}
pub(crate) use each_engine;

/// Runs a test on a stack of 16 MiB: unoptimised, a request's futures take more than the 2 MiB that a test's thread has.
pub fn on_a_deep_stack<F: Future<Output = ()>>(test: impl FnOnce() -> F + Send + 'static) {
    const STACK: usize = 16 << 20;
    let run = move || {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        runtime.worker_threads(2).thread_stack_size(STACK).enable_all().build().unwrap().block_on(test());
    };
    if let Err(panic) = std::thread::Builder::new().stack_size(STACK).spawn(run).unwrap().join() {
        std::panic::resume_unwind(panic);
    }
}
