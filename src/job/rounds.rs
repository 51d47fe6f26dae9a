//! When the jobs run: at each commit of this node, at each moment that something is due, and now and then for what other
//! nodes have left.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::{catch_up, ladder, review, thin};
use crate::clock::machine_now;
use crate::command::{Desk, idempotency};
use crate::error::AppError;
use crate::{feed, store};

/// The longest pause between two rounds: for what a node that died has left, and for clocks that somebody moved.
const PAUSE: Duration = Duration::from_secs(5);
/// How often what is kept no longer is swept away.
const SWEEP: chrono::TimeDelta = chrono::TimeDelta::minutes(10);

/// Does all work that is due, until none is left.
pub async fn run_due(desk: &Desk) -> Result<(), AppError> {
    loop {
        let reviewed = review::run(desk).await?;
        let brought_up = catch_up::run(desk).await?;
        let told = ladder::run(desk).await?;
        feed::settle(&desk.db).await?;
        if reviewed + brought_up + told == 0 {
            return Ok(());
        }
    }
}

/// Runs the jobs until `stop` changes or its sender is gone.
pub fn spawn(desk: Desk, mut stop: watch::Receiver<bool>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut commits = desk.commits();
        let mut swept = machine_now();
        loop {
            commits.mark_unchanged();
            if let Err(error) = run_due(&desk).await {
                tracing::error!(%error, "a job failed; it is tried again");
            }
            if machine_now() - swept >= SWEEP {
                swept = machine_now();
                if let Err(error) = sweep(&desk).await {
                    tracing::error!(%error, "sweeping failed; it is tried again");
                }
            }
            let pause = until_due(&desk).await.unwrap_or(PAUSE).min(PAUSE);
            tokio::select! {
                _ = stop.changed() => return,
                _ = commits.changed() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    })
}

async fn sweep(desk: &Desk) -> Result<(), AppError> {
    idempotency::sweep(&desk.db).await?;
    thin::run(desk).await?;
    Ok(())
}

async fn until_due(desk: &Desk) -> Option<Duration> {
    let next = store::reviews::next(&desk.db.read).await.ok().flatten()?;
    (next - desk.clock.now()).to_std().ok()
}
