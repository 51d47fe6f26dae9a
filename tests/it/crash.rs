//! Writers that end in the middle leave nothing half done.

use chrono::TimeDelta;
use entity::enums::TicketSeverity;
use entity::ticket;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use vitrine::command::{self, Unit};
use vitrine::job;

use crate::common::made::{self, Act, accounts, at, crm, desk, grant};
use crate::common::{check, each_engine};

/// Polls a future so many times, and drops it.
async fn polled<F: Future>(future: F, mut times: u32) -> Option<F::Output> {
    let mut future = pin!(future);
    poll_fn(|context| {
        if times == 0 {
            return Poll::Ready(None);
        }
        times -= 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}

each_engine! {
    async fn writers_dropped_anywhere_leave_acknowledged_writes_alone(database) {
        let desk = desk(&database, at("2026-03-02T10:00:00Z")).await;
        let ids = accounts(&desk, 3).await;
        let mut acknowledged = 0;
        // Each writer is dropped after one more wake-up than the one before: so at every await of its way.
        for polls in 1..60_u32 {
            desk.clock.advance_to(desk.clock.now() + TimeDelta::hours(3));
            let write = Act(|unit: &mut Unit| {
                for id in &ids {
                    let ticket = made::ticket(unit, *id, &format!("T-{polls}-{id}"), TicketSeverity::Sev2);
                    unit.put(grant(), None, ticket.clone());
                    if polls % 3 == 0 {
                        let closed = ticket::Model { closed_at: Some(unit.moment()), version: 2, ..ticket.clone() };
                        unit.put(grant(), Some(ticket), closed);
                    }
                    let measure = made::measure(unit, *id, &format!("m-{polls}-{id}"), i64::from(polls));
                    unit.put(grant(), None, measure);
                }
            });
            let done = polled(Box::pin(desk.unit(crm(), ids.clone(), &write)), polls).await;
            if let Some(done) = done {
                done.unwrap();
                acknowledged += ids.len() as u64;
            }
            if polls % 20 == 0 {
                let fragment = json!({ "currency": if polls % 40 == 0 { "USD" } else { "EUR" } });
                command::policy::apply(&desk, crm(), grant(), &fragment, None).await.unwrap();
                job::run_due(&desk).await.unwrap();
            }
        }
        let written = ticket::Entity::find().count(&desk.db.read).await.unwrap();
        // A commit may be under way when its writer is dropped: then it may be there, whole.
        assert!(written >= acknowledged && written % ids.len() as u64 == 0, "{written} of {acknowledged}");
        assert!(acknowledged > 0);
        assert_eq!(check::invariants(&desk.db).await, ids.len());
    }
}
