//! Words of the log: who wrote, what was written.

use super::closed_enum;

closed_enum! {
    /// Who did a thing.
    ActorKind {
        /// A person, by their token.
        Member,
        /// A system, by an integration's token.
        Integration,
        /// Vitrine itself: a review, a ladder's step.
        System,
    }
}
closed_enum! {
    /// What an entry of the log tells.
    ChangeKind {
        /// A record was created, or came back after a delete.
        Created,
        /// A record's own fields changed.
        Updated,
        /// A record was deleted.
        Deleted,
        /// The account was assessed, with another verdict.
        Assessed,
        /// Two accounts became one.
        Merged,
        /// A merge was taken back.
        Unmerged,
        /// A person's data was erased.
        Erased,
        /// Bulk facts of one account and batch: usage or measures.
        Bulk,
    }
}
macro_rules! record_kinds {
    ($($(#[$doc:meta])* $kind:ident = $table:ident $id:tt [$type:literal $($seen:ident)+] [$upsert:ident $noun:literal $($_:tt)+];)+) => {
        closed_enum! {
            /// A kind of record that a system can send.
            RecordKind { $($(#[$doc])* $kind,)+ }
        }
        closed_enum! {
            /// A type of record that the log tells of.
            ChangeRecordType {
                $($(#[$doc])* $kind,)+
                /// A comment on a request.
                Comment,
                /// A step of a request's ladder.
                RequestEscalation,
                /// A person's override of a health score.
                HealthOverride,
                /// Something that endangers an account.
                Risk,
                /// A person's answer to a risk.
                RiskAnswer,
                /// A version of the policy.
                Policy,
                /// The company as a whole: what was done to its log.
                Company,
            }
        }

        impl ChangeRecordType {
            /// What `recordType` says of its entries.
            pub const fn type_name(self) -> &'static str {
                match self {
                    $(Self::$kind => RecordKind::$kind.type_name(),)+
                    Self::Comment => "Comment",
                    Self::RequestEscalation => "RequestEscalation",
                    Self::HealthOverride => "HealthOverride",
                    Self::Risk => "Risk",
                    Self::RiskAnswer => "RiskAnswer",
                    Self::Policy => "Policy",
                    Self::Company => "Company",
                }
            }
        }

        impl From<RecordKind> for ChangeRecordType {
            fn from(kind: RecordKind) -> Self {
                match kind { $(RecordKind::$kind => Self::$kind,)+ }
            }
        }

        impl RecordKind {
            /// The name of its type in the schema.
            pub const fn type_name(self) -> &'static str {
                match self { $(Self::$kind => $type,)+ }
            }

            /// The kind of this type of the schema.
            pub fn of_type(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.type_name() == name)
            }

            /// Its noun: its mutation is `nounUpsert`, its scopes are `write:noun` and `delete:noun`.
            pub const fn noun(self) -> &'static str {
                match self { $(Self::$kind => $noun,)+ }
            }
        }
    };
}
crate::kinds!(record_kinds);
closed_enum! {
    /// The kind of a line in an account's history.
    HistoryKind {
        /// The account's own fields.
        Account,
        /// A contact.
        Contact,
        /// The account's team.
        Team,
        /// An interaction.
        Touchpoint,
        /// A support case.
        Ticket,
        /// An answer to a survey.
        SurveyResponse,
        /// A contract line.
        Subscription,
        /// A renewal, a churn and so on.
        Outcome,
        /// Something the customer asked.
        Request,
        /// Another health band.
        HealthBand,
        /// A person's override of the health score.
        HealthOverride,
        /// Another rung.
        Stage,
        /// Another quadrant.
        Quadrant,
        /// A risk raised, answered or resolved.
        Risk,
        /// A goal.
        Goal,
        /// A promise.
        Promise,
        /// A handoff.
        Handoff,
        /// Feedback.
        Feedback,
        /// An advocate's act or membership.
        Advocacy,
        /// An entry of the loyalty bank.
        Ledger,
        /// Money that serving the account took.
        Cost,
        /// Two accounts became one, or a merge was taken back.
        Merge,
        /// A person's data was erased.
        Erasure,
    }
}
