//! The engine makes a future for each field of each object of an answer, as large as that of the largest field of its type, and
//! moves it twice: what only the first of many needs belongs in a box.

use async_graphql::{ContainerType, Context};

fn weight<'a, T: 'a, F: Future + 'a>(_: impl FnOnce(&'a T, &'a Context<'a>) -> F) -> usize {
    size_of::<F>()
}

macro_rules! weights {
    ($($of:path),+ $(,)?) => { [$((stringify!($of), weight(<$of as ContainerType>::resolve_field))),+] };
}

#[test]
fn a_field_weighs_little() {
    use vitrine::graphql as g;
    let weights = weights![
        g::account::object::Account,
        g::account::lists::AccountLists,
        g::account::team::Assignment,
        g::account::attribute::Attribute,
        g::history::object::HistoryEntry,
        g::request::object::Request,
        g::request::object::RequestLists,
        g::contact::object::Contact,
        g::team_member::object::TeamMember,
        g::risk::object::Risk,
        g::health::object::Health,
        g::health::object::Contribution,
        g::happiness::object::Happiness,
        g::stage::object::Stage,
        g::quadrant::object::Quadrant,
        g::actor::Actor,
        g::ticket::object::Ticket,
        g::touchpoint::object::Touchpoint,
        g::voice::object::Voice,
        g::support::object::Support,
        g::adoption::object::Adoption,
        g::commercials::object::Commercials,
        g::health::reason::Reason,
        g::external_id::ExternalId,
        g::goal::object::Goal,
        g::promise::Promise,
        g::subscription::object::Subscription,
        g::change::object::Change,
    ];
    for (of, weight) in weights {
        assert!(weight <= 2_000, "{of}: {weight} bytes");
    }
}
