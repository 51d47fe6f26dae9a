//! By replay: views recorded while a company lives by chance, and the same views asked for afterwards.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use entity::account;
use entity::enums::Role;
use entity::ids::AccountId;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use vitrine::job;

use super::Reader;
use super::deeds::{ACCOUNTS, Deed, Dice, carry_out, deed};
use super::query::whole_view;
use crate::common::each_engine;
use crate::common::world::World;

/// Writes of the life.
const WRITES: usize = 200;
/// Deleted and brought back at these writes.
const DELETED: usize = 70;
const BACK: usize = 90;

/// A view as it was.
struct Seen {
    account: String,
    role: Role,
    at: String,
    view: Value,
}

struct Life {
    world: World,
    reader: Reader,
    dice: Dice,
    today: String,
    then: String,
    seen: Vec<Seen>,
}

fn wire(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

impl Life {
    async fn accounts(&self) -> Vec<account::Model> {
        account::Entity::find().all(&self.world.app.desk.db.read).await.unwrap()
    }

    /// Time goes on: mostly minutes, at times days.
    fn wait(&mut self) {
        let clock = &self.world.app.clock;
        let time = match self.dice.below(8) {
            0 => TimeDelta::hours(20 + i64::from(self.dice.number(60))),
            1..4 => TimeDelta::hours(i64::from(self.dice.number(12))),
            _ => TimeDelta::minutes(i64::from(self.dice.number(90))),
        };
        clock.advance_to(clock.now() + time + TimeDelta::milliseconds(1 + i64::from(self.dice.number(5_000))));
    }

    async fn write(&mut self, step: usize) -> usize {
        let admin = |field, input| Deed::Mutation { role: Role::Admin, field, input };
        if step == DELETED {
            for system in ["crm", "billing"] {
                let keys = if system == "crm" { json!(["bolt"]) } else { json!(["bolt-0", "bolt-1"]) };
                let input = json!({"system": system, "kind": "ACCOUNT", "externalIds": keys});
                carry_out(&self.world, admin("recordsDelete", input)).await;
            }
            return 1;
        }
        if step == BACK {
            let row = json!([{"externalId": "bolt", "name": "Bolt again", "status": "CUSTOMER"}]);
            carry_out(&self.world, admin("accountsUpsert", json!({"system": "crm", "records": row}))).await;
            return 1;
        }
        let one = deed(&self.world, &mut self.dice).await;
        if !self.dice.once_in(4) {
            carry_out(&self.world, one).await;
            return 1;
        }
        let other = deed(&self.world, &mut self.dice).await;
        tokio::join!(carry_out(&self.world, one), carry_out(&self.world, other));
        2
    }

    /// Records the view of an account, with the last moment that it has seen.
    async fn look(&mut self, id: AccountId, at: DateTime<Utc>, role: Role) {
        let account = id.to_string();
        let mut view = self.reader.ask(role, &self.today, json!({"id": account})).await["account"].take();
        without_encrypted_cursors(&mut view);
        self.seen.push(Seen { account, role, at: wire(at), view });
    }

    async fn live(&mut self) {
        let mut writes = 0;
        let mut step = 0;
        let mut known: Vec<AccountId> = Vec::new();
        while writes < WRITES {
            self.wait();
            step += 1;
            let before = self.accounts().await;
            writes += Box::pin(self.write(step)).await;
            job::run_due(&self.world.app.desk).await.unwrap();
            let after = self.accounts().await;
            for account in &after {
                if !known.contains(&account.id) {
                    known.push(account.id);
                }
            }
            let last = |of: &[account::Model], id| {
                of.iter().find(|account| account.id == id).map(|account| account.last_recorded_at)
            };
            let touched: Vec<_> = known.iter().copied().filter(|&id| last(&before, id) != last(&after, id)).collect();
            let id = if touched.is_empty() {
                known[self.dice.below(known.len())]
            } else {
                touched[self.dice.below(touched.len())]
            };
            let role = [Role::Admin, Role::Admin, Role::Cs, Role::Marketing, Role::Sales][step % 5];
            // One that is gone has seen its end, which may have come a little after the clock.
            let now = self.world.app.clock.now() + TimeDelta::milliseconds(1);
            if last(&after, id).is_none() {
                self.world.app.clock.advance_to(now);
            }
            self.look(id, last(&after, id).unwrap_or(now), role).await;
        }
    }

    async fn look_back(&self) {
        for (number, seen) in self.seen.iter().enumerate() {
            let variables = json!({"id": seen.account, "at": seen.at});
            let mut view = self.reader.ask(seen.role, &self.then, variables).await["account"].take();
            without_encrypted_cursors(&mut view);
            if serde_json::to_string(&view).unwrap() != serde_json::to_string(&seen.view).unwrap() {
                let mut differences = Vec::new();
                differ("", &seen.view, &view, &mut differences);
                differences.truncate(12);
                panic!(
                    "view {number} of {} as of {} for {:?}:\n{}",
                    seen.account,
                    seen.at,
                    seen.role,
                    differences.join("\n")
                );
            }
        }
    }

    /// What changed between any two moments sums up exactly, and each line says why.
    async fn changes_sum(&mut self) {
        let query = "query($id: ID!, $from: DateTime!, $to: DateTime!, $at: DateTime) { account(by: {id: $id}, asOf: $at) { health {
            change(from: $from, to: $to) { from to delta parts { signal cause points reason { rule text value } } } } } }";
        let mut summed = 0;
        for account in self.accounts().await {
            let id = account.id.to_string();
            let moments: Vec<String> = self
                .seen
                .iter()
                .filter(|seen| seen.account == id && wire(account.recorded_at) <= seen.at)
                .map(|seen| seen.at.clone())
                .collect();
            for _ in 0..60.min(moments.len()) {
                let (one, other) = (self.dice.below(moments.len()), self.dice.below(moments.len()));
                let (from, to) = (&moments[one.min(other)], &moments[one.max(other)]);
                if from >= to {
                    continue;
                }
                let at = if self.dice.once_in(4) { json!(moments.last()) } else { Value::Null };
                let asked = json!({"id": id, "from": from, "to": to, "at": at});
                let change = self.reader.ask(Role::Admin, query, asked).await["account"]["health"]["change"].take();
                let parts = change["parts"].as_array().unwrap();
                let tenths = |value: &Value| format!("{:.0}", value.as_f64().unwrap() * 10.0).parse::<i64>().unwrap();
                for part in parts {
                    assert!(
                        part["cause"].is_string()
                            && part["reason"]["text"].as_str().is_some_and(|text| text.len() > 10)
                    );
                    assert_ne!(tenths(&part["points"]), 0);
                }
                if change["delta"].is_number() {
                    summed += 1;
                    let sum: i64 = parts.iter().map(|part| tenths(&part["points"])).sum();
                    assert_eq!(sum, tenths(&change["delta"]), "from {from} to {to}: {change:#}");
                }
            }
        }
        assert!(summed > 40, "{summed} changes summed");
    }
}

/// Where two values differ.
/// Blanks encrypted cursors, of which no two are alike. Their first byte is 1; plain ones are JSON.
fn without_encrypted_cursors(view: &mut Value) {
    match view {
        Value::Object(fields) => {
            for (key, value) in fields {
                let encrypted = matches!(key.as_str(), "cursor" | "startCursor" | "endCursor")
                    && value.as_str().is_some_and(|cursor| cursor.starts_with('A'));
                if encrypted {
                    *value = json!("encrypted");
                } else {
                    without_encrypted_cursors(value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(without_encrypted_cursors),
        _ => {}
    }
}

fn differ(at: &str, was: &Value, is: &Value, found: &mut Vec<String>) {
    match (was, is) {
        (Value::Object(was), Value::Object(is)) if was.keys().eq(is.keys()) => {
            for (key, value) in was {
                differ(&format!("{at}.{key}"), value, &is[key], found);
            }
        }
        (Value::Array(was), Value::Array(is)) if was.len() == is.len() => {
            for (index, (was, is)) in was.iter().zip(is).enumerate() {
                differ(&format!("{at}[{index}]"), was, is, found);
            }
        }
        _ if was != is => {
            let short = |value: &Value| value.to_string().chars().take(600).collect::<String>();
            found.push(format!("{at}: was {}\n    is {}", short(was), short(is)));
        }
        _ => {}
    }
}

each_engine! {
    async fn the_view_as_of_every_moment_is_the_view_that_was(database) {
        let world = World::new(database).await;
        let view = whole_view();
        let names = ACCOUNTS[1..].iter().map(|key| json!({"externalId": key, "name": key, "status": "CUSTOMER", "startedOn": "2025-12-01"}));
        world.actor(Role::Admin).sends("accounts", "crm", json!(names.collect::<Vec<_>>())).await;
        let mut life = Life {
            reader: Reader::new(&world.app.desk),
            world,
            dice: Dice::new(0x5eed_0a50_f123_4567),
            today: format!("query($id: ID!) {{ account(by: {{id: $id}}) {{ {view} parent {{ id }} }} }}"),
            then: format!("query($id: ID!, $at: DateTime!) {{ account(by: {{id: $id}}, asOf: $at) {{ {view} parent {{ id }} }} }}"),
            seen: Vec::new(),
        };
        Box::pin(life.live()).await;
        let gone = life.seen.iter().filter(|seen| seen.view.is_null()).count();
        assert!(life.seen.len() > WRITES * 2 / 3 && gone > 0, "{} views, {gone} of an account that was gone", life.seen.len());
        life.look_back().await;
        life.changes_sum().await;
    }
}
