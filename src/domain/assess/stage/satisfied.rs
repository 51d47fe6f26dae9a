//! SATISFIED: handed over, in use, heard, calm.

use chrono::{DateTime, NaiveDate, Utc};
use entity::enums::{CriterionState, Department, Purpose, RecordKind, TicketSeverity, TouchModel};

use super::{Found, Ground, met, not_connected};
use crate::domain::assess::case::{Case, day};
use crate::domain::assess::reason::{Records, Say, count, reason};
use crate::domain::assess::support::by_opening;
use crate::domain::assess::usage::{Usage, date};
use crate::domain::facts::{Handoff, Ticket, Touchpoint};
use crate::domain::number::Millionths;

pub(super) fn criteria(ground: &Ground<'_, '_>) -> [Found; 4] {
    [handoff(ground), first_usage(ground), voice(ground), calm(ground)]
}

fn handoff(ground: &Ground<'_, '_>) -> Found {
    let case = ground.case;
    let high = case.facts.account.touch_model == TouchModel::HighTouch;
    let found = if !ground.connected(RecordKind::Touchpoint) {
        not_connected("handoff", "touchpoints")
    } else if high && !ground.connected(RecordKind::Handoff) {
        not_connected("handoff", "handoffs")
    } else if high {
        handed_over(case)
    } else {
        onboarded(case)
    };
    let before_us = day(case.first_seen) - day(case.start) > case.policy.stage.waived_after_days;
    if found.0 == CriterionState::Met || !before_us {
        return found;
    }
    let text = format!("BEFORE_OUR_RECORDS: it began on {}, our records on {}.", case.start, case.first_seen);
    (CriterionState::Waived, reason("handoff", text))
}

fn handed_over(case: &Case<'_>) -> Found {
    let works = |member: Option<_>, department| member.and_then(|id| case.department(id)) == Some(department);
    let accepted = |handoff: &&Handoff| {
        let parties = works(handoff.from, Department::Sales) && works(handoff.to, Department::Cs);
        let sent_back = case.happened(handoff.sent_back_at).is_some() && handoff.sent_back_at > handoff.accepted_at;
        parties && case.happened(handoff.accepted_at).is_some() && !sent_back
    };
    let last = day(case.start).saturating_add(case.policy.stage.sales_days);
    let with_sales = |&(on, touch): &(NaiveDate, &Touchpoint)| {
        on >= case.start && day(on) <= last && touch.members.iter().any(|&id| works(Some(id), Department::Sales))
    };
    let (mut handoffs, mut talks) = (0_usize, 0_usize);
    let mut records = Records::default();
    for handoff in case.facts.handoffs.iter().filter(accepted) {
        handoffs += 1;
        let at = handoff.accepted_at.unwrap_or_default();
        records.add(at, &handoff.external_id, RecordKind::Handoff, handoff.id);
    }
    for (_, touch) in case.exchanges().filter(with_sales) {
        talks += 1;
        records.add(touch.occurred_at.unwrap_or_default(), &touch.external_id, RecordKind::Touchpoint, touch.id);
    }
    let days = case.policy.stage.sales_days;
    let text = match (handoffs > 0, talks > 0) {
        (true, true) => format!("Accepted by customer success, and sales took part in the first {days} days."),
        (true, false) => format!("Accepted by customer success, and sales took no part in the first {days} days."),
        (false, _) => "No handoff from sales that customer success accepted.".to_owned(),
    };
    let next = "A handoff from sales accepted by customer success, with sales in an exchange.";
    (met(handoffs > 0 && talks > 0), reason("handoff", text).resting_on(records).or_else(next))
}

fn onboarded(case: &Case<'_>) -> Found {
    let mut records = Records::default();
    for (_, touch) in case.exchanges().filter(|(_, touch)| touch.purpose == Some(Purpose::Onboarding)) {
        if !touch.contacts.is_empty() {
            records.add(touch.occurred_at.unwrap_or_default(), &touch.external_id, RecordKind::Touchpoint, touch.id);
        }
    }
    let holds = !records.is_empty();
    let text = if holds { "A contact took part in the onboarding." } else { "No onboarding with a contact." };
    let why = reason("handoff", text).resting_on(records);
    (met(holds), why.or_else("An onboarding exchange that names a contact."))
}

fn voice(ground: &Ground<'_, '_>) -> Found {
    if !ground.connected(RecordKind::SurveyResponse) && !ground.connected(RecordKind::Touchpoint) {
        return not_connected("voice", "answers to surveys or touchpoints");
    }
    let next = "A happy answer to a survey, or a good conversation.";
    let Some(score) = ground.happiness.score else {
        return (CriterionState::Unknown, reason("voice", "Happiness is not known.").or_else(next));
    };
    let text = match (score.0 > 0, ground.heard) {
        (true, true) => "Happy, by what the customer said.",
        (true, false) => "Happy, but the customer said nothing themselves.",
        (false, _) => "Not happy.",
    };
    (met(score.0 > 0 && ground.heard), reason("voice", text).seen(score.as_f64(), 0).or_else(next))
}

fn calm(ground: &Ground<'_, '_>) -> Found {
    if !ground.connected(RecordKind::Ticket) {
        return not_connected("calm", "tickets");
    }
    let case = ground.case;
    let severe = |ticket: &&Ticket| ticket.severity == TicketSeverity::Sev1 && case.open(ticket).is_some();
    let open: Vec<&Ticket> = case.facts.tickets.iter().filter(severe).collect();
    let text = if open.is_empty() {
        "No SEV1 is open.".to_owned()
    } else {
        format!("{} open.", count(open.len() as i128, "SEV1 ticket"))
    };
    let why = reason("calm", text).seen(open.len(), 0).resting_on(by_opening(&open));
    (met(open.is_empty()), why.or_else("The last SEV1 closed."))
}

fn first_usage(ground: &Ground<'_, '_>) -> Found {
    if !ground.connected(RecordKind::Usage) {
        return not_connected("first_usage", "usage");
    }
    let (case, usage) = (ground.case, ground.usage);
    let days = count(case.policy.adoption.window_days, "day");
    let percent = case.policy.stage.first_usage_share.as_f64() * 100.0;
    let next = format!("{percent:.0} % of the seats active in {days}, a key feature among what they use.");
    let why = |text: String| reason("first_usage", text).or_else(next);
    if !usage.some_key || !usage.by_feature {
        return (CriterionState::Unknown, why("No feature is key, or use is not told by feature.".to_owned()));
    }
    match Sweep::of(case, usage).run() {
        None => (CriterionState::Unknown, why(format!("In no {days} both seats and active users are known."))),
        Some(None) => (CriterionState::NotMet, why(format!("Never so many seats active in {days}."))),
        Some(Some(last)) => {
            let took = last + 1 - day(case.start);
            let limit = case.policy.stage.first_usage_days;
            let how = if took <= limit { "within" } else { "not within" };
            let shown = date(last).unwrap_or(case.today);
            let text = format!("In use by enough seats in the {days} to {shown}, {how} the first {limit} days.");
            (CriterionState::Met, why(text).seen(took, limit).observed(Some(at(shown))))
        }
    }
}

fn at(date: NaiveDate) -> DateTime<Utc> {
    crate::domain::assess::reason::midnight(date)
}

/// What changes on the last day of a window: users in it, key use in it, seats.
#[derive(Clone, Copy, Default)]
struct Turn {
    users: i64,
    key: i64,
    seats: i64,
    stated: i64,
}

/// Windows slid over the days by what changes in them, instead of day by day.
struct Sweep {
    /// The last days of windows: the first and the last that count.
    low: i64,
    high: i64,
    turns: Vec<(i64, Turn)>,
    /// Own counts of exactly a window, by its last day; where keys are known, they are not asked.
    own: Option<Vec<(i64, i64)>>,
    share: Millionths,
}

impl Sweep {
    fn of(case: &Case<'_>, usage: &Usage<'_>) -> Self {
        let width = case.policy.adoption.window_days;
        let mut sweep = Self {
            low: day(case.start) + width - 1,
            high: day(case.today) - 1,
            turns: Vec::new(),
            own: (!usage.keys_known).then(|| usage.own_counts().map(|(from, own)| (from + width - 1, own)).collect()),
            share: case.policy.stage.first_usage_share,
        };
        for line in &case.facts.subscriptions {
            let (Some(start), Some(seats)) = (line.started_on, line.seats) else { continue };
            let end = line.ended_on.map_or(i64::MAX, day);
            sweep.during(day(start), end, Turn { seats: seats.into(), stated: 1, ..Turn::default() });
        }
        // Per user, and once for all key use: days that reach into the same windows are one stretch.
        let mut reached: Vec<Option<(i64, i64)>> = vec![None; usage.users()];
        let mut key: Option<(i64, i64)> = None;
        let (user_turn, key_turn) = (Turn { users: 1, ..Turn::default() }, Turn { key: 1, ..Turn::default() });
        for row in usage.rows.iter().filter(|row| row.in_use) {
            let stretch = (row.from, row.to.saturating_add(width - 1));
            if let Some(known) = row.user.and_then(|user| reached.get_mut(user as usize)) {
                sweep.extend(known, stretch, user_turn);
            }
            if usage.key(row) {
                sweep.extend(&mut key, stretch, key_turn);
            }
        }
        for (from, to) in reached.into_iter().flatten() {
            sweep.during(from, to, user_turn);
        }
        if let Some((from, to)) = key {
            sweep.during(from, to, key_turn);
        }
        sweep.turns.sort_unstable_by_key(|&(day, _)| day);
        sweep
    }

    fn extend(&mut self, known: &mut Option<(i64, i64)>, (from, to): (i64, i64), turn: Turn) {
        match known {
            Some((_, end)) if from <= *end => *end = (*end).max(to),
            _ => {
                if let Some((start, end)) = known.replace((from, to)) {
                    self.during(start, end, turn);
                }
            }
        }
    }

    /// The turn counts for windows whose last day is from `from` to before `to`.
    fn during(&mut self, from: i64, to: i64, turn: Turn) {
        let (from, to) = (from.max(self.low), to.min(self.high + 1));
        if from < to {
            self.turns.push((from, turn));
            let back = Turn { users: -turn.users, key: -turn.key, seats: -turn.seats, stated: -turn.stated };
            self.turns.push((to, back));
        }
    }

    /// The last day of the first window with enough active users and key use; nothing in it where no window has; nothing
    /// at all where none has seats and users known.
    #[expect(clippy::option_option, reason = "no window that counts is not the same as no window known")]
    fn run(&self) -> Option<Option<i64>> {
        let mut now = Turn::default();
        let mut known = false;
        let mut turns = self.turns.iter().peekable();
        while let Some(&&(from, _)) = turns.peek() {
            while let Some((_, turn)) = turns.next_if(|(day, _)| *day == from) {
                now.users += turn.users;
                now.key += turn.key;
                now.seats += turn.seats;
                now.stated += turn.stated;
            }
            let to = turns.peek().map_or(from, |(next, _)| *next);
            if now.stated == 0 || now.seats <= 0 || to <= from {
                continue;
            }
            let enough = |users: i64| {
                let needed = i128::from(now.seats) * i128::from(self.share.0);
                now.key > 0 && i128::from(users) * i128::from(Millionths::SCALE) >= needed
            };
            let reached = match &self.own {
                None => {
                    known = true;
                    enough(now.users).then_some(from)
                }
                Some(own) => {
                    let mut here = own.iter().filter(|(last, _)| (from..to).contains(last)).peekable();
                    known |= here.peek().is_some();
                    here.filter(|&&(_, users)| enough(users)).map(|&(last, _)| last).min()
                }
            };
            if reached.is_some() {
                return Some(reached);
            }
        }
        known.then_some(None)
    }
}
