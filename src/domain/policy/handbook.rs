//! The handbook of the policy: every number with its default and meaning.

use std::fmt::Write;

use serde_json::Value;

use super::{
    Adoption, Happiness, Health, Numbers, Policy, Quadrant, Relationship, Requests, Risks, Stage, Support, Voice, Words,
};

/// The keys beside the sections, with their meanings.
const TOP: [(&str, &str); 10] = [
    ("version", "The version, from 1; every assessment names the one that made it."),
    ("currency", "The currency of totals, of loaded rates and of amounts that state none (ISO 4217)."),
    (
        "rates",
        "Rates of exchange, each `{currency, on, rate}`: units of the policy's currency for one of the other, from that \
         day on, to twelve digits behind the point; of one date the last in the list.",
    ),
    ("loadedRates", "What an hour of a department's people costs, in the policy's currency; unknown department: CS."),
    ("ticketMinutes", "Minutes that a closed ticket took, by severity, where it does not say and no time was booked."),
    ("touchpointMinutes", "Minutes that a kept touchpoint took, where it does not say and no time was booked."),
    (
        "measures",
        "Signals of the company's own, each `{key, component, share, scale: [low, high] | map: {word: value}, \
         halfLife?}`. The shares of a component are divided by their sum. At most 20.",
    ),
    (
        "company",
        "Measures of the company's happiness beside profit, each `{key, weight, scale | map}`; profit's weight is 1.",
    ),
    ("defaultOwners", "Who owns a request to a department when nobody else does: `{department: id of a team member}`."),
    (
        "markedAttributes",
        "Attributes of accounts that only some roles read: `{key: group}`, a group of `contacts`, `commercials`, \
         `profitability`, `features`, `advocacy`.",
    ),
];

type Meanings = &'static [(&'static str, &'static str)];

/// The sections, in their order, with what each is about.
const SECTIONS: [(&str, &str, Meanings); 13] = [
    ("words", "How contacts weigh and when goals are on track", Words::MEANINGS),
    ("health", "The health score as a whole", Health::MEANINGS),
    ("adoption", "ADOPTION: use of the product", Adoption::MEANINGS),
    ("voice", "VOICE: what the customer says", Voice::MEANINGS),
    ("support", "SUPPORT: support cases", Support::MEANINGS),
    ("value", "VALUE: the customer's own goals", super::Value::MEANINGS),
    ("relationship", "RELATIONSHIP: who is in touch with whom", Relationship::MEANINGS),
    ("happiness", "The customer's happiness", Happiness::MEANINGS),
    ("quadrant", "The company's happiness and the quadrant", Quadrant::MEANINGS),
    ("stage", "The hierarchy of customer success", Stage::MEANINGS),
    ("risks", "When risks are raised and how bad they are", Risks::MEANINGS),
    ("requests", "How soon requests want an update, and who hears when none comes", Requests::MEANINGS),
    ("numbers", "The view's numbers", Numbers::MEANINGS),
];

const HEAD: &str = "# The policy

Every number behind the rules is data: a fragment like the ones below, merged over the defaults (objects by key, lists
whole), makes the next version. `vitrine policy check FILE` tries one, `vitrine policy apply FILE` puts it in force.
An unknown key is refused with the nearest name. Fractions have up to six digits behind the point, scores one. Days are
whole dates, \"in N days\" is an age of 0 to N.
";

/// The handbook as markdown.
pub fn handbook() -> String {
    let document = Policy::default().document();
    let mut text = HEAD.to_owned();
    table(&mut text, "", "By name", TOP.into_iter().map(|(key, meaning)| (key.to_owned(), meaning)), &document);
    for (key, about, meanings) in SECTIONS {
        let rows = meanings.iter().map(|&(field, meaning)| (camel(field), meaning.trim()));
        table(&mut text, key, about, rows, &document[key]);
    }
    text
}

fn table<'a>(
    text: &mut String,
    section: &str,
    about: &str,
    rows: impl Iterator<Item = (String, &'a str)>,
    defaults: &Value,
) {
    let title = if section.is_empty() { about.to_owned() } else { format!("`{section}`: {about}") };
    // Writing to a string does not fail.
    let _ = write!(text, "\n## {title}\n\n| key | default | meaning |\n|---|---|---|\n");
    for (key, meaning) in rows {
        let default = defaults.get(&key).map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(text, "| `{key}` | `{default}` | {meaning} |");
    }
}

fn camel(field: &str) -> String {
    let mut words = field.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (head, tail) = word.split_at(word.len().min(1));
        name + &head.to_uppercase() + tail
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_every_number() {
        let document = Policy::default().document();
        let sections = SECTIONS.iter().map(|&(key, _, meanings)| {
            let fields: Vec<String> = meanings.iter().map(|&(field, _)| camel(field)).collect();
            assert_eq!(document[key].as_object().unwrap().keys().cloned().collect::<Vec<_>>(), fields, "{key}");
            key
        });
        let keys: Vec<&str> = TOP.iter().map(|&(key, _)| key).chain(sections).collect();
        assert_eq!(document.as_object().unwrap().keys().collect::<Vec<_>>(), keys);
    }

    #[test]
    fn stands_in_the_docs() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/policy.md");
        if std::env::var_os("VITRINE_WRITE_DOCS").is_some() {
            std::fs::write(path, handbook()).unwrap();
        }
        let hint = "run the tests with VITRINE_WRITE_DOCS=1 and commit docs/";
        assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), handbook(), "{hint}");
    }
}
