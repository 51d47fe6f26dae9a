//! What every test needs: a database of its own on each engine.

pub mod check;
pub mod database;
pub mod made;
pub mod postgres;
pub mod server;

pub use database::TestDatabase;

/// Declares one test body that runs on SQLite and on PostgreSQL, each time over a migrated database of its own.
macro_rules! each_engine {
    ($($(#[$meta:meta])* async fn $name:ident($database:ident) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports, reason = "a body may need nothing from around it")]
            use super::*;

            async fn body($database: $crate::common::TestDatabase) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                body($crate::common::TestDatabase::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                body($crate::common::TestDatabase::postgres().await).await;
            }
        }
    )+};
}
pub(crate) use each_engine;
