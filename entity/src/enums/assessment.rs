//! Words of an assessment (rules.md 0 to 4 and 7).

use super::closed_enum;

closed_enum! {
    /// The band of the health score (rules.md 1.7).
    HealthBand {
        /// From 70; left under 67.
        Green,
        /// From 45; left under 42 or from 73.
        Yellow,
        /// Below; left from 48.
        Red,
        /// Less than .35 of the weights is known, or the account is not assessed.
        Unknown,
    }
}
closed_enum! {
    /// Where the model score goes: now against 30 days ago (rules.md 1.8).
    Trend {
        /// 5.0 or more higher.
        Up,
        /// Between.
        Flat,
        /// 5.0 or more lower.
        Down,
        /// No score 30 to 37 days ago.
        Unknown,
    }
}
closed_enum! {
    /// A part of the health score, with its weight by default (rules.md 1.1).
    HealthComponent {
        /// Use of the product: 30.
        Adoption,
        /// What the customer says: 25.
        Voice,
        /// Support cases: 15.
        Support,
        /// The customer's own goals: 20.
        Value,
        /// Who is in touch with whom: 10.
        Relationship,
    }
}
closed_enum! {
    /// Why an assessment differs from the one before (rules.md 0, "One cause each").
    ChangeCause {
        /// A fact was written.
        Data,
        /// Time passed.
        Time,
        /// A new version of the policy.
        Policy,
        /// A person's override was set, ended or expired.
        Override,
    }
}
closed_enum! {
    /// Where the customer stands between "walkaway angry" and "gushing promoter" (rules.md 2).
    HappinessLabel {
        /// −.60 or lower.
        WalkawayAngry,
        /// −.15 or lower.
        Dissatisfied,
        /// Below .15.
        Neutral,
        /// Below .60.
        Satisfied,
        /// .60 or higher.
        GushingPromoter,
        /// Too little was said: quiet is not happy.
        Unknown,
    }
}
closed_enum! {
    /// A rung of the hierarchy of customer success (rules.md 4).
    Rung {
        /// Not yet shown to be satisfied: flagged at risk.
        Unproven,
        /// Handed over, in use, heard, and calm.
        Satisfied,
        /// Sustained use, a goal reached, means to renew.
        Loyal,
        /// Speaks for us.
        Advocate,
    }
}
closed_enum! {
    /// Whether a criterion of a rung holds (rules.md 4).
    CriterionState {
        /// It holds.
        Met,
        /// It does not hold.
        NotMet,
        /// It was not measured.
        Unknown,
        /// Counts as met, for a reason that the policy names: the account began before our records.
        Waived,
    }
}
closed_enum! {
    /// Customer happiness against company happiness (rules.md 3).
    QuadrantName {
        /// Both are happy.
        CustomerSuccess,
        /// Profitable, a flight risk.
        WorkToKeepUnhappy,
        /// Happy, costs us.
        WorkToKeepUnprofitable,
        /// Neither is happy.
        Reassess,
        /// One of the two is not known.
        Unknown,
    }
}
closed_enum! {
    /// A kind of risk (rules.md 7).
    RiskKind {
        /// The account stands on the rung UNPROVEN.
        UnprovenSatisfaction,
        /// The customer said nothing for 60 days (30 for HIGH_TOUCH).
        Silent,
        /// Usage fell under three quarters of the 28 days before.
        UsageDrop,
        /// No key feature was used in 28 days.
        KeyFeatureUnused,
        /// An executive or a champion left, and nobody took their place.
        ChampionLeft,
        /// Fewer than two contacts in touch.
        SingleThreaded,
        /// Signed, handed over, and no kickoff.
        HandoffStalled,
        /// A pending request is overdue.
        RequestOverdue,
        /// An open SEV1 of 24 hours, or an open customer escalation.
        Crisis,
        /// A promise was missed in 90 days.
        PromiseMissed,
        /// The renewal is near, and the account is not green or its owner did not say they will renew.
        RenewalAtRisk,
        /// Profitable, and the customer is indifferent.
        NeutralButProfitable,
        /// The account costs more than it should.
        Unprofitable,
        /// The loyalty bank is overdrawn.
        Overdrawn,
        /// A person's override is 20 or more away from the model.
        OverrideDisagrees,
        /// The last two planned meetings were moved or missed.
        MeetingAvoided,
        /// Less than .35 of the health score's weights is known.
        Blind,
    }
}
closed_enum! {
    /// What became of a risk (rules.md 7).
    RiskState {
        /// The condition holds.
        Raised,
        /// A person has seen it.
        Acknowledged,
        /// The condition ended, or a person says that it is dealt with.
        Resolved,
        /// A person says that it is none.
        FalseAlarm,
    }
}
closed_enum! {
    /// How bad a risk is.
    Severity {
        /// Worth knowing.
        Low,
        /// Worth a plan.
        Medium,
        /// Worth acting on this week.
        High,
        /// Worth acting on now.
        Critical,
    }
}
