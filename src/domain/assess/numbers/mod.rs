//! The view's numbers, counted by the rules of the assessment.

mod nps;
mod shape;

use entity::enums::{SurveyKind, TicketSeverity};

pub use shape::{
    AdoptionNumbers, CommercialNumbers, LevelNpsNumbers, NpsGroup, NpsMethod, NpsNumbers, Numbers,
    ProfitabilityNumbers, SeverityNumbers, ShareNumbers, SupportNumbers, VoiceNumbers,
};

use super::adoption::{key_features, last_day, seats};
use super::case::{Case, filled, paid};
use super::company::{Problem, Profit};
use super::risk::renews_on;
use super::support::{Open, closed};
use super::usage::{Usage, per_user_day};
use super::voice::answers;
use crate::domain::currency;
use crate::domain::exact::{ONE, hundredths, millionths, saturate, scaled};
use crate::domain::facts::SurveyResponse;
use crate::domain::policy::RateValue;
use crate::domain::survey;

/// The view's numbers of a case.
pub(super) fn numbers(case: &Case<'_>, usage: &Usage<'_>, profit: &Profit) -> Numbers {
    Numbers {
        adoption: adoption(case, usage),
        support: support(case),
        voice: voice(case),
        renews_on: renews_on(case),
        commercials: commercials(case),
        profitability: profitability(case, profit),
    }
}

fn adoption(case: &Case<'_>, usage: &Usage<'_>) -> AdoptionNumbers {
    let (low, high) = usage.window(0);
    let seats = last_day(usage).and_then(|day| seats(case, day));
    let active_users = usage.active(low, high);
    let share = |seats: i64, users: i64| millionths(users.min(seats).into(), seats.into());
    let trend = usage.trend().filter(|&(_, before)| before > 0);
    let features = key_features(case, usage);
    AdoptionNumbers {
        seats,
        active_users,
        active_share: seats.filter(|&seats| seats > 0).zip(active_users).map(|(seats, users)| share(seats, users)),
        trend: trend.map(|(now, before)| millionths(now, before)),
        key_features_used: features.map(|(used, _)| used),
        key_features_entitled: features.map(|(_, entitled)| entitled),
        seconds_per_user_day: usage.depth(low, high).map(|depth| {
            let (seconds, user_days) = per_user_day(&depth);
            millionths(seconds, user_days)
        }),
        last_used_on: usage.last_date(),
    }
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn support(case: &Case<'_>) -> SupportNumbers {
    let days = case.policy.numbers.support_days;
    let open = Open::of(case);
    let closed = closed(case, days);
    let known = closed.iter().filter_map(|(_, ticket)| ticket.first_contact_resolved);
    let first = known.clone().filter(|&first| first).count();
    let escalated = case.facts.tickets.iter().filter(|ticket| {
        let recent = case.within(case.happened(ticket.opened_at), days);
        ticket.escalated && (recent || case.open(ticket).is_some())
    });
    let severities = TicketSeverity::ALL.iter();
    let by_severity =
        severities.map(|&severity| SeverityNumbers { severity, count: whole(open.severe(severity).len()) });
    SupportNumbers {
        open_count: whole(open.all.len()),
        open_by_severity: by_severity.collect(),
        past_target: whole(open.late.len()),
        first_contact_resolution: ShareNumbers { numerator: whole(first), denominator: whole(known.count()) },
        reopened: ShareNumbers {
            numerator: whole(closed.iter().filter(|(_, ticket)| ticket.reopens > 0).count()),
            denominator: whole(closed.len()),
        },
        escalated: whole(escalated.count()),
    }
}

fn voice(case: &Case<'_>) -> VoiceNumbers {
    let rules = &case.policy.numbers;
    let days = rules.voice_days;
    let recent = |response: &&SurveyResponse| {
        survey::value(response).is_some() && case.within(case.happened(response.answered_at), days)
    };
    let surveyed: Vec<&SurveyResponse> = case.facts.survey_responses.iter().filter(recent).collect();
    let csat = surveyed.iter().filter(|response| response.kind == Some(SurveyKind::Csat));
    let top = csat.clone().filter(|response| top_box(response, rules.csat_top_boxes)).count();
    let efforts: Vec<i128> = answers(case, SurveyKind::Ces, days).map(|answer| i128::from(answer.value.0)).collect();
    VoiceNumbers {
        nps: nps::all(case, &surveyed),
        csat: ShareNumbers { numerator: whole(top), denominator: whole(csat.count()) },
        ces: (!efforts.is_empty()).then(|| millionths(efforts.iter().sum(), efforts.len() as i128 * ONE)),
        last_answer_at: surveyed.iter().filter_map(|response| response.answered_at).max(),
    }
}

/// An answer within the best boxes of its scale, each one wide.
fn top_box(response: &SurveyResponse, boxes: i64) -> bool {
    let (Some(scale), Some(answer)) = (survey::Scale::of(response), response.answer) else { return false };
    let (best, away) = if scale.low_is_good { (scale.min, -1) } else { (scale.max, 1) };
    let distance = (i128::from(best.0) - i128::from(answer.0)) * away;
    distance < i128::from(boxes) * ONE
}

fn commercials(case: &Case<'_>) -> CommercialNumbers {
    let policy = case.policy;
    let ours = currency::digits(&policy.currency);
    let mut parts = Some(0_i128);
    for line in case.running(case.today).filter(|line| paid(line)) {
        let currency = filled(line.currency.as_deref()).unwrap_or(&policy.currency);
        let shift = 10_i128.pow(ours + MOST_DIGITS) / 10_i128.pow(currency::digits(currency));
        let amount = currency::rate(policy, currency, case.today).map(|rate| {
            i128::from(line.mrr_minor.unwrap_or_default()).saturating_mul(rate.0.into()).saturating_mul(shift)
        });
        parts = parts.zip(amount).map(|(sum, amount)| sum.saturating_add(amount));
    }
    let minor = |parts| saturate(scaled(parts, 1, i128::from(RateValue::SCALE) * 10_i128.pow(MOST_DIGITS)));
    CommercialNumbers {
        currency: policy.currency.clone(),
        mrr_minor: parts.map(minor),
        problem: parts.is_none().then(|| Problem::NoRate.word().to_owned()),
        seats: seats(case, case.today),
    }
}

/// Digits behind the point that a currency has at most.
const MOST_DIGITS: u32 = 4;

fn profitability(case: &Case<'_>, profit: &Profit) -> ProfitabilityNumbers {
    ProfitabilityNumbers {
        from: profit.from,
        to: profit.to,
        currency: case.policy.currency.clone(),
        revenue_minor: profit.revenue.map(|amount| profit.minor(amount)),
        cost_minor: profit.cost.map(|amount| profit.minor(amount)),
        margin: profit.margin().map(|(kept, revenue)| hundredths(kept, revenue)),
        estimated: profit.estimated,
        minutes: saturate(profit.minutes),
        problem: profit.problem.map(|problem| problem.word().to_owned()),
    }
}
