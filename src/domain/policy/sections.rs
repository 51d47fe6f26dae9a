//! The numbers themselves, section by section, each with its default and its meaning.

use std::collections::BTreeMap;

use entity::enums::{ContactLevel, HealthComponent, TicketSeverity, TouchModel, Urgency};
use serde::{Deserialize, Serialize};

use crate::domain::number::{Millionths, Tenths};

/// A part of one: `.35` is `part(350_000)`.
const fn part(millionths: i64) -> Millionths {
    Millionths(millionths)
}

/// A whole number.
const fn whole(number: i64) -> Millionths {
    Millionths(number * 1_000_000)
}

macro_rules! sections {
    ($(#[doc = $about:literal] $name:ident { $(#[doc = $doc:literal] $field:ident: $type:ty = $default:expr;)+ })+) => {$(
        #[doc = $about]
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub struct $name {
            $(#[doc = $doc] pub $field: $type,)+
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default,)+ }
            }
        }

        impl $name {
            /// Each number's name and meaning.
            pub const MEANINGS: &'static [(&'static str, &'static str)] = &[$((stringify!($field), $doc)),+];
        }
    )+};
}

sections! {
    /// How contacts weigh and when goals are on track.
    Words {
        /// How much an answer weighs by the level of the contact who gave it; UNKNOWN also where nobody is named.
        influence: BTreeMap<ContactLevel, i64> = BTreeMap::from([
            (ContactLevel::Executive, 3), (ContactLevel::Middle, 2), (ContactLevel::EndUser, 1), (ContactLevel::Unknown, 1),
        ]);
        /// A goal is AHEAD from this much past the time elapsed, BEHIND when this much short of it.
        goal_tolerance: Millionths = part(100_000);
    }

    /// The health score as a whole: weights, bands, caps, trend.
    Health {
        /// The weight of each component.
        weights: BTreeMap<HealthComponent, Millionths> = BTreeMap::from([
            (HealthComponent::Adoption, whole(30)), (HealthComponent::Voice, whole(25)), (HealthComponent::Support, whole(15)),
            (HealthComponent::Value, whole(20)), (HealthComponent::Relationship, whole(10)),
        ]);
        /// GREEN from this score.
        green_from: Tenths = Tenths(700);
        /// GREEN is left under this score.
        green_left_under: Tenths = Tenths(670);
        /// YELLOW from this score.
        yellow_from: Tenths = Tenths(450);
        /// YELLOW is left under this score.
        yellow_left_under: Tenths = Tenths(420);
        /// YELLOW is left from this score.
        yellow_left_from: Tenths = Tenths(730);
        /// RED is left from this score.
        red_left_from: Tenths = Tenths(480);
        /// Under this coverage the band is UNKNOWN, and the risk BLIND is raised.
        unknown_under: Millionths = part(350_000);
        /// Under this coverage the band is YELLOW at best (THIN).
        thin_under: Millionths = part(500_000);
        /// What a crisis caps the score at.
        crisis_cap: Tenths = Tenths(400);
        /// Hours after which an open SEV1 is a crisis.
        crisis_after_hours: i64 = 24;
        /// An override this far from the model raises OVERRIDE_DISAGREES.
        override_distance: Tenths = Tenths(200);
        /// UP or DOWN from a difference of this many points.
        trend_points: Tenths = Tenths(50);
        /// The trend looks back at least this many days.
        trend_from_days: i64 = 30;
        /// The trend looks back at most this many days; as many scores, and today's, are remembered.
        trend_to_days: i64 = 37;
    }

    /// Use of the product.
    Adoption {
        /// Share of active users inside ADOPTION.
        active_share: Millionths = part(350_000);
        /// Share of the trend of volume inside ADOPTION.
        trend_share: Millionths = part(250_000);
        /// Share of the breadth of key features inside ADOPTION.
        breadth_share: Millionths = part(250_000);
        /// Share of the depth of use inside ADOPTION.
        depth_share: Millionths = part(150_000);
        /// Days of a usage window, all before today.
        window_days: i64 = 28;
        /// Days before the window that the depth is held against.
        depth_days: i64 = 84;
        /// The ratio of two windows that is worth 0.
        ratio_low: Millionths = part(500_000);
        /// The ratio of two windows that is worth 1.
        ratio_high: Millionths = whole(1);
    }

    /// What the customer says.
    Voice {
        /// Share of NPS inside VOICE.
        nps_share: Millionths = part(350_000);
        /// Share of CSAT inside VOICE.
        csat_share: Millionths = part(250_000);
        /// Share of CES inside VOICE.
        ces_share: Millionths = part(150_000);
        /// Share of onboarding surveys inside VOICE.
        onboarding_share: Millionths = part(100_000);
        /// Share of touchpoints' sentiment inside VOICE.
        sentiment_share: Millionths = part(150_000);
        /// Days for which an answer counts.
        days: i64 = 365;
        /// Days in which an answer fades to a half.
        half_life_days: Millionths = whole(90);
    }

    /// Support cases.
    Support {
        /// Share of open severe tickets inside SUPPORT.
        crisis_share: Millionths = part(400_000);
        /// Share of late tickets inside SUPPORT.
        late_share: Millionths = part(200_000);
        /// Share of solutions at first contact inside SUPPORT.
        fcr_share: Millionths = part(200_000);
        /// Share of reopened tickets inside SUPPORT.
        reopened_share: Millionths = part(200_000);
        /// Days for which a ticket shows that the help desk is in use.
        days: i64 = 365;
        /// Days of closed tickets that are counted.
        closed_days: i64 = 90;
        /// Worth of the signal crisis with an open SEV1.
        open_sev1: Millionths = part(0);
        /// Worth of the signal crisis with an open SEV2.
        open_sev2: Millionths = part(500_000);
        /// Hours from opening to the target, by severity.
        target_hours: BTreeMap<TicketSeverity, i64> = BTreeMap::from([
            (TicketSeverity::Sev1, 4), (TicketSeverity::Sev2, 24), (TicketSeverity::Sev3, 120), (TicketSeverity::Sev4, 360),
        ]);
    }

    /// The customer's own goals.
    Value {
        /// Share of goals on track inside VALUE.
        goals_share: Millionths = part(500_000);
        /// Share of the first value inside VALUE.
        first_value_share: Millionths = part(250_000);
        /// Share of accepted evidence inside VALUE.
        accepted_share: Millionths = part(250_000);
        /// Days for which a goal that ended counts.
        ended_days: i64 = 365;
        /// Days from start within which the first value is in time; an account that began earlier than this before our records is not judged.
        first_value_days: i64 = 90;
        /// Worth of a first value that came later.
        first_value_late: Millionths = part(500_000);
        /// Days for which an acceptance counts.
        accepted_days: i64 = 180;
    }

    /// Who is in touch with whom.
    Relationship {
        /// Share of exchanges in both directions inside RELATIONSHIP.
        two_way_share: Millionths = part(400_000);
        /// Share of the levels in touch inside RELATIONSHIP.
        levels_share: Millionths = part(400_000);
        /// Share of meetings kept inside RELATIONSHIP.
        meetings_share: Millionths = part(200_000);
        /// Days in which exchanges are looked for, by touch model.
        two_way_days: BTreeMap<TouchModel, i64> = BTreeMap::from([(TouchModel::HighTouch, 30), (TouchModel::LowTouch, 90)]);
        /// Worth of exchanges in one direction only.
        one_way: Millionths = part(500_000);
        /// Days in which a contact is in touch.
        levels_days: i64 = 90;
        /// Days of planned meetings.
        meetings_days: i64 = 90;
    }

    /// The customer's happiness.
    Happiness {
        /// Days for which evidence counts.
        days: i64 = 730;
        /// Days in which evidence fades to a half.
        half_life_days: Millionths = whole(120);
        /// Weight of a touchpoint's sentiment.
        sentiment_weight: Millionths = whole(1);
        /// Weight of a promise's outcome.
        promise_weight: Millionths = whole(2);
        /// Worth of a promise missed.
        promise_missed: Millionths = whole(-1);
        /// Worth of a promise met.
        promise_met: Millionths = part(400_000);
        /// Worth of a promise exceeded.
        promise_exceeded: Millionths = whole(1);
        /// Weight of a customer escalation.
        escalation_weight: Millionths = whole(2);
        /// Worth of a customer escalation.
        escalation: Millionths = part(-800_000);
        /// Weight of an advocate's act.
        act_weight: Millionths = whole(2);
        /// Worth of an advocate's act.
        act: Millionths = part(900_000);
        /// Worth of a detraction.
        detraction: Millionths = part(-900_000);
        /// Evidence (Σ w·f) under which happiness is UNKNOWN.
        least_evidence: Millionths = part(500_000);
        /// Confidence is 1 − 2^(−evidence / this).
        confidence_scale: Millionths = whole(3);
        /// WALKAWAY_ANGRY up to this.
        walkaway_to: Millionths = part(-600_000);
        /// DISSATISFIED up to this.
        dissatisfied_to: Millionths = part(-150_000);
        /// SATISFIED from this.
        satisfied_from: Millionths = part(150_000);
        /// GUSHING_PROMOTER from this.
        gushing_from: Millionths = part(600_000);
    }

    /// The company's happiness and the quadrant.
    Quadrant {
        /// Dates before today over which revenue and cost are added up.
        period_days: i64 = 365;
        /// Dates under which it is too young to tell.
        least_days: i64 = 30;
        /// The margin at which the company is neither happy nor unhappy.
        break_even: Millionths = part(400_000);
        /// The margin at which it is as happy as can be.
        target: Millionths = part(750_000);
        /// How far past zero a value must be to change the remembered side.
        side_margin: Millionths = part(50_000);
        /// NEUTRAL_BUT_PROFITABLE from this company happiness.
        neutral_company_from: Millionths = part(500_000);
        /// NEUTRAL_BUT_PROFITABLE while the customer's happiness is nearer to zero than this.
        neutral_customer_under: Millionths = part(150_000);
        /// REASSESS is recoverable while both values are above this.
        recoverable_above: Millionths = part(-250_000);
    }

    /// The hierarchy of customer success.
    Stage {
        /// Days for which a criterion may fail before its rung is lost.
        grace_days: i64 = 14;
        /// An account that began more than this many days before our records is waived the handoff.
        waived_after_days: i64 = 90;
        /// Days from start in which a member of SALES is to take part in an exchange.
        sales_days: i64 = 60;
        /// Share of the seats that must be active in the first usage.
        first_usage_share: Millionths = part(400_000);
        /// Days from start within which the first usage counts as quick.
        first_usage_days: i64 = 30;
        /// Windows that are looked at for sustained use.
        sustained_windows: i64 = 4;
        /// Windows of these that must hold.
        sustained_least: i64 = 3;
        /// Share of the median volume that a window must reach.
        sustained_share: Millionths = part(900_000);
        /// Windows of the median, at most.
        median_windows: i64 = 13;
        /// Windows of the median, at least.
        median_least: i64 = 6;
        /// Days for which an accepted goal counts.
        roi_days: i64 = 365;
        /// A RENEWAL_INTENT under this speaks against a renewal that took place.
        intent_low: Millionths = part(400_000);
        /// A RENEWAL_INTENT from this speaks for the next one.
        intent_high: Millionths = part(700_000);
        /// Days for which a RENEWAL_INTENT counts.
        intent_days: i64 = 180;
        /// Youngest feedback, in days, that must be closed.
        loop_from_days: i64 = 31;
        /// Oldest feedback, in days, that is looked at.
        loop_to_days: i64 = 365;
        /// Share of it that must be closed and the customer told.
        loop_share: Millionths = part(800_000);
        /// Levels whose contacts must speak for us.
        depth_levels: i64 = 2;
        /// An NPS answer from this speaks for us.
        depth_nps: Millionths = whole(9);
        /// Days for which an NPS answer or an act counts towards depth.
        depth_days: i64 = 365;
        /// Days for which an act counts.
        act_days: i64 = 365;
    }

    /// When risks are raised and how bad they are.
    Risks {
        /// UNPROVEN_SATISFACTION is HIGH from this many days after start.
        unproven_high_days: i64 = 90;
        /// Days of silence, by touch model; HIGH over twice as many.
        silent_days: BTreeMap<TouchModel, i64> = BTreeMap::from([(TouchModel::HighTouch, 30), (TouchModel::LowTouch, 60)]);
        /// USAGE_DROP under this ratio of two windows.
        drop_under: Millionths = part(750_000);
        /// USAGE_DROP is HIGH under this one.
        drop_high_under: Millionths = part(500_000);
        /// Days for which a champion's leaving counts.
        champion_days: i64 = 90;
        /// Days in which contacts in touch are counted.
        thread_days: i64 = 90;
        /// SINGLE_THREADED with fewer contacts in touch.
        thread_least: i64 = 2;
        /// HANDOFF_STALLED when signed over this many days ago, by touch model.
        handoff_days: BTreeMap<TouchModel, i64> = BTreeMap::from([(TouchModel::HighTouch, 3), (TouchModel::LowTouch, 7)]);
        /// REQUEST_OVERDUE is HIGH when over this many days late.
        overdue_high_days: i64 = 7;
        /// Days for which a missed promise counts.
        promise_days: i64 = 90;
        /// RENEWAL_AT_RISK from this many days before the renewal.
        renewal_days: i64 = 90;
        /// Days for which a RENEWAL_INTENT of the renewal's owner counts.
        intent_days: i64 = 180;
        /// MEETING_AVOIDED after this many planned meetings in a row that were moved or missed.
        avoided_meetings: i64 = 2;
    }

    /// How soon requests want an update, and who hears when none comes.
    Requests {
        /// Days from one update to the next, by urgency.
        step_days: BTreeMap<Urgency, i64> = BTreeMap::from([
            (Urgency::Low, 14), (Urgency::Normal, 7), (Urgency::High, 2), (Urgency::Urgent, 1),
        ]);
        /// The furthest that the next update may be put off, in days.
        furthest_days: i64 = 90;
        /// Hours after the due time at which the owner's manager hears.
        manager_hours: i64 = 24;
        /// The same for an urgent request.
        manager_urgent_hours: i64 = 4;
        /// Hours after the due time at which the leadership hears.
        executive_hours: i64 = 72;
    }

    /// The view's numbers.
    Numbers {
        /// Days of support cases that are counted.
        support_days: i64 = 90;
        /// Days of answers that are counted.
        voice_days: i64 = 365;
        /// A promoter answers NPS from this.
        promoter_from: Millionths = whole(9);
        /// A passive answers NPS from this.
        passive_from: Millionths = whole(7);
        /// Boxes from the top of a CSAT scale that count as satisfied.
        csat_top_boxes: i64 = 2;
    }
}
