//! Words about accounts, contacts and the people who look after them.

use super::closed_enum;

closed_enum! {
    /// What a caller is to the company: it decides which fields they may read and what they may write. Roles add up.
    Role {
        /// Customer success: reads everything, looks after accounts.
        #[graphql(name = "CS")] Cs,
        /// Sales: reads commercials and advocacy.
        Sales,
        /// Marketing: reads advocacy and contacts' e-mail.
        Marketing,
        /// Product: reads the use of features.
        Product,
        /// Support: reads contact details and the use of features.
        Support,
        /// The company's leadership: reads commercials and profitability, sets the policy.
        Executive,
        /// Runs the server: reads and writes everything.
        Admin,
        /// A system that syncs data in or out: reads and writes by the scopes of its token, under its own system name.
        Integration,
    }
}
closed_enum! {
    /// What a caller may do, by their roles and scopes: `viewer.can` tells it before a field is asked or a mutation tried.
    Capability {
        /// Reads commercials and MRR.
        ReadCommercials,
        /// Reads profitability, company happiness, costs and time entries.
        ReadProfitability,
        /// Reads the use of features.
        ReadFeatures,
        /// Reads the advocacy programme.
        ReadAdvocacy,
        /// Reads a contact's e-mail address, telephone number, or both.
        ReadContactDetails,
        /// Opens and comments on requests.
        RequestWrite,
        /// Records touchpoints.
        TouchpointWrite,
        /// Overrides a health score.
        HealthOverride,
        /// Answers risks.
        RiskWrite,
        /// Changes an account's own fields and team.
        AccountWrite,
        /// Upserts records of at least one kind.
        Upsert,
        /// Deletes records of at least one kind.
        Delete,
        /// Makes a new version of the policy.
        PolicyWrite,
    }
}
closed_enum! {
    /// The part of our company a team member works in.
    Department {
        /// Customer success.
        #[graphql(name = "CS")] Cs,
        /// Sales.
        Sales,
        /// Marketing.
        Marketing,
        /// Product.
        Product,
        /// Support.
        Support,
        /// The company's leadership.
        Executive,
    }
}
closed_enum! {
    /// What a team member is to one account.
    AssignmentRole {
        /// The customer success manager.
        Csm,
        /// The account executive of sales.
        AccountExecutive,
        /// The account's person in marketing.
        Marketing,
        /// The account's person in product.
        Product,
        /// The account's person in support.
        Support,
        /// The leader who sponsors the account.
        ExecutiveSponsor,
        /// Any other part.
        Other,
    }
}
closed_enum! {
    /// Where the account stands as a contract.
    AccountStatus {
        /// No contract yet.
        Prospect,
        /// Signed, not started.
        Coming,
        /// Under contract.
        Customer,
        /// Under contract, and will end.
        Canceled,
        /// Ended.
        Lost,
    }
}
closed_enum! {
    /// How much of our people's time the account is meant to get.
    TouchModel {
        /// Looked after in person.
        HighTouch,
        /// Looked after mostly by the product and by content; the default.
        LowTouch,
    }
}
closed_enum! {
    /// The part of the customer's life the account is in.
    Phase {
        /// Getting started.
        Onboarding,
        /// Taking the product into use.
        Adoption,
        /// Reaching the goals it was bought for.
        Value,
        /// Growing.
        Expansion,
        /// Deciding whether to stay.
        Renewal,
        /// Leaving.
        Offboarding,
    }
}
closed_enum! {
    /// A contact's standing at the customer.
    Seniority {
        /// Leads the customer's company.
        Executive,
        /// Decides about the contract.
        DecisionMaker,
        /// Speaks for the product inside the customer.
        Champion,
        /// Administers the product.
        Admin,
        /// Uses the product a lot.
        PowerUser,
        /// Uses the product.
        EndUser,
        /// Not known.
        Unknown,
    }
}
closed_enum! {
    /// The class of user a contact's seniority puts them in (rules.md, "Words").
    ContactLevel {
        /// Executives and decision makers.
        Executive,
        /// Champions and administrators.
        Middle,
        /// Power users and end users.
        EndUser,
        /// Seniority not known, or a contact known only by reference.
        Unknown,
    }
}
closed_enum! {
    /// A contact's part in the decision to renew.
    RenewalInfluence {
        /// Owns the decision.
        Owns,
        /// Influences it.
        Influences,
        /// Has none.
        None,
        /// Not known.
        Unknown,
    }
}
closed_enum! {
    /// What a contact's consent is for.
    ConsentPurpose {
        /// Being surveyed.
        Survey,
        /// Being named as a reference.
        Reference,
        /// Being quoted in public.
        Publicity,
        /// Marketing messages.
        Marketing,
    }
}
