//! The one list of the kinds of record that systems send. Whatever goes kind by kind is made from it.

/// Hands the list to a macro, in the order in which kinds are loaded, written and deleted.
///
/// A line says what a record is, its kind and table; then its id; its type in the schema, who may read that, and `node`
/// where it can be read by its id; last its mutation, its noun there, its row, and what its rows are.
#[macro_export]
macro_rules! kinds {
    ($then:ident) => {
        $then! {
            /// A person on our side.
            TeamMember = team_member [TeamMemberId "tm"] ["TeamMember" Open node]
                [team_members_upsert "teamMembers" TeamMemberRowInput "people on our side"];
            /// A feature of our product.
            Feature = feature [FeatureId "feat"] ["Feature" Open node]
                [features_upsert "features" FeatureRowInput "features of our product"];
            /// A customer company.
            Account = account [AccountId "acct"] ["Account" Open node]
                [accounts_upsert "accounts" AccountRowInput "customer companies"];
            /// A person at the customer.
            Contact = contact [ContactId "con"] ["Contact" Open node]
                [contacts_upsert "contacts" ContactRowInput "people at customers"];
            /// Use of the product over a day or longer.
            Usage = usage [UsageId "use"] ["Usage" Open]
                [usage_upsert "usage" UsageRowInput "records of usage"];
            /// A support case.
            Ticket = ticket [TicketId "tkt"] ["Ticket" Open node]
                [tickets_upsert "tickets" TicketRowInput "support cases"];
            /// An answer to a survey.
            SurveyResponse = survey_response [SurveyResponseId "svy"] ["SurveyResponse" Open node]
                [survey_responses_upsert "surveyResponses" SurveyResponseRowInput "answers to surveys"];
            /// A recurring contract line.
            Subscription = subscription [SubscriptionId "sub"] ["CustomerSubscription" Open node]
                [subscriptions_upsert "subscriptions" SubscriptionRowInput "contract lines"];
            /// What really happened: renewed, churned and so on.
            Outcome = outcome [OutcomeId "out"] ["Outcome" Open node]
                [outcomes_upsert "outcomes" OutcomeRowInput "what really happened to contracts"];
            /// An interaction.
            Touchpoint = touchpoint [TouchpointId "tp"] ["Touchpoint" Open node]
                [touchpoints_upsert "touchpoints" TouchpointRowInput "interactions"];
            /// A number or word that the company tracks.
            Measure = measure [MeasureId "msr"] ["Measure" Open node]
                [measures_upsert "measures" MeasureRowInput "the company's own numbers and words"];
            /// Something the customer asked of us.
            Request = request [RequestId "req"] ["CustomerRequest" Open node]
                [requests_upsert "requests" RequestRowInput "what customers asked of us"];
            /// An outcome the customer wants.
            Goal = goal [GoalId "goal"] ["Goal" Open node]
                [goals_upsert "goals" GoalRowInput "what customers want to reach"];
            /// An expectation we set.
            Promise = promise [PromiseId "prm"] ["Promise" Open node]
                [promises_upsert "promises" PromiseRowInput "expectations we set"];
            /// The transfer from sales to customer success.
            Handoff = handoff [HandoffId "hnd"] ["Handoff" Open node]
                [handoffs_upsert "handoffs" HandoffRowInput "transfers between our people"];
            /// What the customer said works or not.
            Feedback = feedback [FeedbackId "fb"] ["Feedback" Open node]
                [feedback_upsert "feedback" FeedbackRowInput "what customers said works or not"];
            /// Money that serving the account took.
            Cost = cost [CostId "cost"] ["Cost" Profitability node]
                [costs_upsert "costs" CostRowInput "money that serving accounts took"];
            /// Minutes that serving the account took.
            TimeEntry = time_entry [TimeEntryId "time"] ["TimeEntry" Profitability node]
                [time_entries_upsert "timeEntries" TimeEntryRowInput "minutes that serving accounts took"];
            /// Membership of the advocacy programme.
            AdvocacyMembership = advocacy_membership [AdvocacyMembershipId "mbr"] ["AdvocacyMembership" Advocacy]
                [advocacy_memberships_upsert "advocacyMemberships" AdvocacyMembershipRowInput
                    "memberships of the advocacy programme"];
            /// What an advocate did.
            AdvocacyAct = advocacy_act [AdvocacyActId "act"] ["AdvocacyAct" Open node]
                [advocacy_acts_upsert "advocacyActs" AdvocacyActRowInput "what advocates did"];
        }
    };
}
