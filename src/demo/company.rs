//! Quayline, the invented vendor whose customers these are: its people, its product, its numbers.

use async_graphql::ID;
use entity::enums::Department;
use serde_json::{Value, json};

use super::script::{Week, is, member};
use crate::demo::script::{FeatureRowInput, TeamMemberRowInput};

/// A person at Quayline: key, name, department, manager.
type Person = (&'static str, &'static str, Department, Option<&'static str>);

/// Everybody.
pub(crate) const PEOPLE: [Person; 38] = [
    ("ingrid", "Ingrid Solheim", Department::Executive, None),
    ("tomas", "Tomás Arrieta", Department::Executive, Some("ingrid")),
    ("renske", "Renske Dijkhuis", Department::Executive, Some("ingrid")),
    ("maya", "Maya Lindholm", Department::Cs, Some("renske")),
    ("jonah", "Jonah Beck", Department::Cs, Some("maya")),
    ("sofia", "Sofia Marquez", Department::Cs, Some("maya")),
    ("amara", "Amara Nwosu", Department::Cs, Some("jonah")),
    ("felix", "Felix Brandauer", Department::Cs, Some("jonah")),
    ("hana", "Hana Kovář", Department::Cs, Some("jonah")),
    ("leo", "Leo Fontaine", Department::Cs, Some("jonah")),
    ("petra", "Petra Wolski", Department::Cs, Some("sofia")),
    ("desmond", "Desmond Achterberg", Department::Cs, Some("sofia")),
    ("yuki", "Yuki Tanabe", Department::Cs, Some("sofia")),
    ("clara", "Clara Whitlock", Department::Cs, Some("sofia")),
    ("viktor", "Viktor Reinholt", Department::Sales, Some("tomas")),
    ("dana", "Dana Prescott", Department::Sales, Some("viktor")),
    ("olu", "Olu Adeyemi", Department::Sales, Some("viktor")),
    ("bettina", "Bettina Krüger", Department::Sales, Some("viktor")),
    ("rory", "Rory MacInnes", Department::Sales, Some("viktor")),
    ("simone", "Simone Aubert", Department::Sales, Some("viktor")),
    ("gus", "Gus Halloran", Department::Sales, Some("viktor")),
    ("noor", "Noor Haddad", Department::Marketing, Some("tomas")),
    ("elsie", "Elsie Farnham", Department::Marketing, Some("noor")),
    ("pavel", "Pavel Hruška", Department::Marketing, Some("noor")),
    ("tilde", "Tilde Enqvist", Department::Marketing, Some("noor")),
    ("arjun", "Arjun Mehta", Department::Product, Some("renske")),
    ("freya", "Freya Dahlberg", Department::Product, Some("arjun")),
    ("milo", "Milo Santangelo", Department::Product, Some("arjun")),
    ("zainab", "Zainab Ferhat", Department::Product, Some("arjun")),
    ("ben", "Ben Okonjo", Department::Product, Some("arjun")),
    ("carla", "Carla Espinosa", Department::Product, Some("arjun")),
    ("ruben", "Ruben Tall", Department::Support, Some("renske")),
    ("ilse", "Ilse Maartens", Department::Support, Some("ruben")),
    ("kofi", "Kofi Asante", Department::Support, Some("ruben")),
    ("nell", "Nell Ashworth", Department::Support, Some("ruben")),
    ("jaap", "Jaap Hollander", Department::Support, Some("ruben")),
    ("miriam", "Miriam Stolz", Department::Support, Some("ruben")),
    ("sean", "Sean Gallagher", Department::Support, Some("ruben")),
];

/// Customer success managers with accounts of their own.
pub(crate) const CSMS: [&str; 9] = ["amara", "felix", "hana", "leo", "petra", "desmond", "yuki", "clara", "sofia"];
/// Account executives.
pub(crate) const SELLERS: [&str; 5] = ["dana", "olu", "bettina", "rory", "simone"];
/// Support agents.
pub(crate) const AGENTS: [&str; 6] = ["ilse", "kofi", "nell", "jaap", "miriam", "sean"];
/// Product managers.
pub(crate) const MAKERS: [&str; 5] = ["freya", "milo", "zainab", "ben", "carla"];

/// A feature: its key, its name, whether who uses it stays, and the plans that have it.
pub(crate) type Feature = (&'static str, &'static str, bool, &'static [&'static str]);

/// The product.
pub(crate) const FEATURES: [Feature; 12] = [
    ("dispatch-board", "Dispatch Board", true, &[]),
    ("driver-app", "Driver App", true, &[]),
    ("route-planner", "Route Planner", true, &["Yard", "Fleet"]),
    ("carrier-portal", "Carrier Portal", true, &["Fleet"]),
    ("dock-calendar", "Dock Calendar", false, &[]),
    ("proof-of-delivery", "Proof of Delivery", false, &[]),
    ("alerts", "Alerts", false, &[]),
    ("reports", "Reports", false, &[]),
    ("load-builder", "Load Builder", false, &["Yard", "Fleet"]),
    ("invoicing", "Invoicing", false, &["Fleet"]),
    ("cold-log", "Temperature Log", false, &["Fleet"]),
    ("api", "API", false, &["Fleet"]),
];

/// Whether a plan has a feature.
pub(crate) fn has(plan: &str, feature: &Feature) -> bool {
    feature.3.is_empty() || feature.3.contains(&plan)
}

/// Quayline's own numbers, merged over the defaults. Its product tells its use once a week, so just before it does a
/// quarter of the newest window is missing: a fall counts from beyond that.
pub(crate) fn policy() -> Value {
    json!({
        "adoption": {"ratioLow": 0.3, "ratioHigh": 0.7},
        "stage": {"sustainedShare": 0.65},
        "risks": {"dropUnder": 0.6, "dropHighUnder": 0.4},
        "rates": [
            {"currency": "EUR", "on": "2023-01-01", "rate": 1.07},
            {"currency": "EUR", "on": "2025-01-01", "rate": 1.04},
            {"currency": "EUR", "on": "2025-07-01", "rate": 1.15},
            {"currency": "EUR", "on": "2026-01-01", "rate": 1.12},
        ],
        "loadedRates": {"CS": 66, "SALES": 78, "MARKETING": 64, "PRODUCT": 84, "SUPPORT": 54, "EXECUTIVE": 140},
    })
}

/// Sends Quayline's people and product, which every other fact may name.
pub(crate) fn introduce(week: &mut Week) {
    for (key, name, department, manager) in PEOPLE {
        week.team_members.push(TeamMemberRowInput {
            external_id: ID(key.to_owned()),
            name: is(name),
            email: is(format!("{key}@quayline.example")),
            subject: is(key),
            department: is(department),
            manager: manager.map_or_else(Default::default, |manager| is(member(manager))),
            weekly_minutes: is(2_250),
            ..TeamMemberRowInput::default()
        });
    }
    for (key, name, sticky, plans) in FEATURES {
        week.features.push(FeatureRowInput {
            external_id: ID(key.to_owned()),
            name: is(name),
            key: is(sticky),
            plans: is(plans.iter().map(|&plan| plan.to_owned()).collect::<Vec<_>>()),
            ..FeatureRowInput::default()
        });
    }
}
