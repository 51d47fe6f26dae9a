//! What customers answer, and what they say by themselves about the product.

use async_graphql::ID;
use chrono::TimeDelta;
use entity::enums::{RenewalInfluence, SurveyKind};

use crate::demo::book::Customer;
use crate::demo::calendar::{WEEKS, at};
use crate::demo::dice::Dice;
use crate::demo::script::{FeedbackRowInput, SurveyResponseRowInput};
use crate::demo::script::{Script, account, contact, is, may, whole};
use crate::demo::temper::temper;
use crate::demo::words::voices::{CROSS, FEEDBACK, GLAD, SHRUG};

pub(crate) fn tell(customer: &mut Customer, script: &mut Script) {
    let mut number = 0;
    for week in customer.start.max(0)..customer.end.unwrap_or(WEEKS).min(WEEKS) {
        let temper = temper(customer.kind, WEEKS - 1 - week);
        if temper.voice > 0 && (week - customer.start) == 9 {
            number += 1;
            answer(customer, script, week, number, SurveyKind::Onboarding);
        }
        if customer.dice.chance(temper.voice) {
            number += 1;
            let kind = customer.dice.pick(&[
                SurveyKind::Nps,
                SurveyKind::Nps,
                SurveyKind::Nps,
                SurveyKind::Csat,
                SurveyKind::Csat,
                SurveyKind::Ces,
            ]);
            answer(customer, script, week, number, kind);
        }
        let anniversary = (week - customer.start).rem_euclid(52);
        if temper.voice > 0 && anniversary == 42 {
            number += 1;
            answer(customer, script, week, number, SurveyKind::RenewalIntent);
        }
        if customer.dice.chance(temper.voice / 4) {
            number += 1;
            feedback(customer, script, week, number, temper.mood);
        }
    }
}

fn answer(customer: &mut Customer, script: &mut Script, week: i64, number: i64, kind: SurveyKind) {
    let mood = temper(customer.kind, WEEKS - 1 - week).mood;
    let owners = kind == SurveyKind::RenewalIntent;
    let mut present = customer.present(week);
    present.retain(|person| !owners || person.influence == RenewalInfluence::Owns);
    let Some(&person) = present.get(usize::try_from(number * 7 + week).unwrap_or_default() % present.len().max(1))
    else {
        return;
    };
    let (key, leaning) = (person.key.clone(), person.leaning);
    let dice = &mut customer.dice;
    let felt = (mood + leaning / 2 + dice.near(0, 16)).clamp(-100, 100);
    let (low, high, low_is_good) = match kind {
        SurveyKind::Nps => (0, 10, false),
        SurveyKind::Ces => (1, 7, true),
        _ => (1, 5, false),
    };
    let good = if low_is_good { 100 - felt } else { 100 + felt };
    let answer = low + ((high - low) * good + 100) / 200;
    let said = dice.chance(550).then(|| comment(dice, felt));
    let moment = at(script.calendar.day(week, dice.between(0, 6)), dice.between(7, 18), dice.between(0, 59));
    script.week(moment.date_naive()).survey_responses.push(SurveyResponseRowInput {
        external_id: ID(format!("{}-answer-{number}", customer.key)),
        account: is(account(&customer.key)),
        contact: is(contact(&key)),
        kind: is(kind),
        answer: is(whole(answer)),
        scale_min: is(whole(low)),
        scale_max: is(whole(high)),
        low_is_good: is(low_is_good),
        comment: may(said.map(str::to_owned)),
        answered_at: is(moment),
        ..SurveyResponseRowInput::default()
    });
}

fn comment(dice: &mut Dice, felt: i64) -> &'static str {
    match felt {
        ..=-25 => dice.pick(&CROSS),
        -24..=24 => dice.pick(&SHRUG),
        _ => dice.pick(&GLAD),
    }
}

fn feedback(customer: &mut Customer, script: &mut Script, week: i64, number: i64, mood: i64) {
    let Some(person) = customer.present(week).first().map(|person| person.key.clone()) else { return };
    let dice = &mut customer.dice;
    let likes = dice.chance(500 + mood * 4);
    let half = FEEDBACK.len() / 2;
    let (about, text) = if likes { dice.pick(&FEEDBACK[..half]) } else { dice.pick(&FEEDBACK[half..]) };
    let received = at(script.calendar.day(week, dice.between(0, 4)), dice.between(8, 16), dice.between(0, 59));
    let row = FeedbackRowInput {
        external_id: ID(format!("{}-feedback-{number}", customer.key)),
        updated_at: Some(received.into()),
        account: is(account(&customer.key)),
        contact: is(contact(&person)),
        received_at: is(received),
        text: is(text),
        about: is(about),
        ..FeedbackRowInput::default()
    };
    let dealt = dice.chance(760 + mood * 3);
    let closed = received + TimeDelta::days(dice.between(8, 24));
    script.week(received.date_naive()).feedback.push(row.clone());
    if dealt && closed < script.calendar.end_of(WEEKS - 1) {
        let told = closed + TimeDelta::minutes(40);
        script.week(closed.date_naive()).feedback.push(FeedbackRowInput {
            updated_at: Some(told.into()),
            closed_at: is(closed),
            customer_told_at: is(told),
            ..row
        });
    }
}
