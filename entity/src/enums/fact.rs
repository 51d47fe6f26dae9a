//! Words of the facts.

use super::closed_enum;

closed_enum! {
    /// How bad a support case is.
    TicketSeverity {
        /// Down: target 4 hours.
        #[graphql(name = "SEV1")] Sev1,
        /// Badly hindered: target 1 day.
        #[graphql(name = "SEV2")] Sev2,
        /// Hindered: target 5 days; the default.
        #[graphql(name = "SEV3")] Sev3,
        /// A question or a wish: target 15 days.
        #[graphql(name = "SEV4")] Sev4,
    }
}
closed_enum! {
    /// What a survey asks.
    SurveyKind {
        /// How likely to recommend, 0 to 10.
        Nps,
        /// How satisfied.
        Csat,
        /// How much effort.
        Ces,
        /// How the onboarding went.
        Onboarding,
        /// How likely to renew.
        RenewalIntent,
    }
}
closed_enum! {
    /// The medium of an interaction.
    Channel {
        /// E-mail.
        Email,
        /// Telephone.
        Call,
        /// A meeting by video.
        Meeting,
        /// Chat.
        Chat,
        /// In person.
        InPerson,
        /// An event.
        Event,
        /// A campaign.
        Campaign,
        /// A note of ours.
        Note,
        /// Anything else.
        Other,
    }
}
closed_enum! {
    /// Who spoke.
    Direction {
        /// The customer to us.
        Inbound,
        /// We to the customer.
        Outbound,
        /// Both.
        Both,
        /// Among ourselves; the default where a source does not say.
        Internal,
    }
}
closed_enum! {
    /// What an interaction began from.
    Initiation {
        /// The customer came to us.
        Inbound,
        /// A signal made us reach out.
        Signal,
        /// It was planned.
        Planned,
    }
}
closed_enum! {
    /// What became of an interaction.
    MeetingState {
        /// It lies ahead.
        Planned,
        /// It took place; the default.
        Kept,
        /// It was put off.
        Moved,
        /// The customer did not come.
        Missed,
        /// It was called off.
        Canceled,
    }
}
closed_enum! {
    /// What an interaction is for.
    Purpose {
        /// Getting started.
        Onboarding,
        /// The kickoff.
        Kickoff,
        /// A review of the account.
        Review,
        /// Training.
        Training,
        /// Selling more.
        Upsell,
        /// The renewal.
        Renewal,
        /// Asking for a favour, or thanks for one.
        Advocacy,
        /// The customer escalates.
        Escalation,
        /// News.
        News,
        /// Anything else.
        Other,
    }
}
closed_enum! {
    /// What really happened to a contract.
    OutcomeKind {
        /// Renewed.
        Renewed,
        /// Left.
        Churned,
        /// Grew.
        Expanded,
        /// Shrank.
        Contracted,
        /// Came back.
        Reactivated,
    }
}
closed_enum! {
    /// What became of a promise, as stated.
    PromiseOutcome {
        /// Kept.
        Met,
        /// More than kept.
        Exceeded,
        /// Broken.
        Missed,
        /// The customer let us off.
        Released,
    }
}
closed_enum! {
    /// Where a promise stands.
    PromiseState {
        /// No outcome yet.
        Open,
        /// Kept.
        Met,
        /// More than kept.
        Exceeded,
        /// Broken.
        Missed,
        /// The customer let us off.
        Released,
    }
}
closed_enum! {
    /// Where a goal stands (rules.md, "Goals").
    GoalState {
        /// Not measurable yet: baseline, target or every value is absent.
        Open,
        /// Ahead of the time elapsed by .10 or more.
        Ahead,
        /// Within .10 of the time elapsed.
        OnTrack,
        /// Behind it by more than .10.
        Behind,
        /// Reached.
        Achieved,
        /// Not reached by its date.
        Missed,
        /// Given up.
        Abandoned,
    }
}
closed_enum! {
    /// Where a handoff stands.
    HandoffState {
        /// Being written.
        Draft,
        /// Offered to its receiver.
        Offered,
        /// Accepted.
        Accepted,
        /// Sent back, with a reason.
        SentBack,
    }
}
closed_enum! {
    /// What a cost is.
    CostKind {
        /// Money spent.
        Cost,
        /// A concession.
        Concession,
        /// A credit.
        Credit,
        /// A refund.
        Refund,
    }
}
closed_enum! {
    /// What an advocate does for us.
    ActKind {
        /// Takes a call with a prospect.
        ReferenceCall,
        /// Gives a testimonial.
        Testimonial,
        /// Takes part in a case study.
        CaseStudy,
        /// Writes a review.
        Review,
        /// Refers somebody.
        Referral,
        /// Speaks in public.
        Speaking,
        /// Shares in social media.
        SocialShare,
        /// Speaks against us.
        Detraction,
        /// Anything else.
        Other,
    }
}
closed_enum! {
    /// Where a customer's request stands (rules.md 8).
    RequestStatus {
        /// Not yet looked at; the default.
        Open,
        /// Seen.
        Acknowledged,
        /// Worked on.
        InProgress,
        /// Waits for the customer.
        WaitingOnCustomer,
        /// Resolved, the customer not yet told.
        Answered,
        /// Done, and the customer told.
        Closed,
        /// Refused, and the customer told.
        Declined,
    }
}
closed_enum! {
    /// How soon a request wants an update: 14, 7, 2 or 1 days (rules.md 8).
    Urgency {
        /// 14 days.
        Low,
        /// 7 days; the default.
        Normal,
        /// 2 days.
        High,
        /// 1 day.
        Urgent,
    }
}
