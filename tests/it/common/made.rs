//! Records and units of work that tests make by hand.

use chrono::{DateTime, Utc};
use entity::enums::{AccountStatus, ActorKind, RenewalInfluence, Seniority, TicketSeverity, TouchModel};
use entity::ids::{AccountId, ContactId, MeasureId, TicketId};
use entity::values::{Actor, Claims, Consents, Micros, Team};
use entity::{account, contact, measure, ticket};
use serde_json::json;
use vitrine::clock::Clock;
use vitrine::command::{Desk, Origin, Unit, Work};
use vitrine::domain::access::Grant;
use vitrine::error::AppError;
use vitrine::store::Db;

use super::TestDatabase;

/// A moment, in the form of RFC 3339.
pub fn at(moment: &str) -> DateTime<Utc> {
    moment.parse().unwrap()
}

/// A desk over a test's database, under a clock that stands.
pub async fn desk(database: &TestDatabase, now: DateTime<Utc>) -> Desk {
    Desk::open(Db::connect(&database.url).await.unwrap(), Clock::set(now)).await.unwrap()
}

/// A system that sends records.
pub fn crm() -> Origin {
    Origin::of(Actor {
        kind: ActorKind::Integration,
        name: "CRM".to_owned(),
        member_id: None,
        system: Some("crm".to_owned()),
    })
}

/// The right to write in a test.
pub fn grant() -> Grant {
    Grant::system("test")
}

/// A unit of work that only puts and deletes.
pub struct Act<F>(pub F);

impl<F: Fn(&mut Unit) + Sync> Work for Act<F> {
    type Done = ();

    async fn run(&self, unit: &mut Unit) -> Result<(), AppError> {
        (self.0)(unit);
        Ok(())
    }
}

/// A new customer.
pub fn account(unit: &mut Unit, name: &str) -> account::Model {
    let moment = unit.moment();
    account::Model {
        id: AccountId(unit.new_id()),
        name: name.to_owned(),
        domain: None,
        status: AccountStatus::Customer,
        touch_model: TouchModel::HighTouch,
        phase: None,
        segment: None,
        industry: None,
        employees: None,
        country: None,
        parent_id: None,
        started_on: None,
        first_value_at: None,
        attributes: json!({}),
        team: Team::default(),
        claims: Claims::default(),
        version: 1,
        recorded_at: moment,
        updated_at: moment,
        last_recorded_at: moment,
        health_score: None,
        health_band: None,
        happiness: None,
        rung: None,
        quadrant: None,
        renews_on: None,
        mrr_minor: None,
        next_review_at: None,
        epoch: 0,
    }
}

/// A new ticket, open since now.
pub fn ticket(unit: &mut Unit, account: AccountId, key: &str, severity: TicketSeverity) -> ticket::Model {
    let moment = unit.moment();
    ticket::Model {
        account_id: account,
        id: TicketId(unit.new_id()),
        system: "desk".to_owned(),
        external_id: key.to_owned(),
        contact_id: None,
        subject: Some(format!("Subject of {key}")),
        severity,
        opened_at: moment,
        closed_at: None,
        target_at: None,
        first_contact_resolved: None,
        reopens: 0,
        escalated: false,
        effort: None,
        minutes: None,
        version: 1,
        recorded_at: moment,
        updated_at: moment,
    }
}

/// A new contact.
pub fn contact(unit: &mut Unit, account: AccountId, key: &str) -> contact::Model {
    let moment = unit.moment();
    contact::Model {
        account_id: account,
        id: ContactId(unit.new_id()),
        system: "crm".to_owned(),
        external_id: key.to_owned(),
        name: format!("Contact {key}"),
        title: None,
        email: Some(format!("{key}@example.com")),
        phone: None,
        seniority: Seniority::Champion,
        renewal_influence: RenewalInfluence::Unknown,
        consents: Consents::default(),
        left_at: None,
        attributes: json!({}),
        version: 1,
        recorded_at: moment,
        updated_at: moment,
    }
}

/// A new measure.
pub fn measure(unit: &mut Unit, account: AccountId, key: &str, number: i64) -> measure::Model {
    let moment = unit.moment();
    measure::Model {
        account_id: account,
        id: MeasureId(unit.new_id()),
        recorded_at: moment,
        system: "warehouse".to_owned(),
        external_id: key.to_owned(),
        key: "logins".to_owned(),
        number: Some(Micros(number)),
        word: None,
        observed_at: moment,
        version: 1,
        ended_at: None,
    }
}

/// Makes so many accounts in one unit of work.
pub async fn accounts(desk: &Desk, many: usize) -> Vec<AccountId> {
    struct Make(usize);
    impl Work for Make {
        type Done = Vec<AccountId>;

        async fn run(&self, unit: &mut Unit) -> Result<Vec<AccountId>, AppError> {
            let made = (0..self.0).map(|number| {
                let account = account(unit, &format!("Account {number}"));
                let id = account.id;
                unit.put(grant(), None, account);
                id
            });
            Ok(made.collect())
        }
    }
    desk.unit(crm(), [], &Make(many)).await.unwrap()
}
