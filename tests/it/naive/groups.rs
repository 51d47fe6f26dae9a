//! Every reason that the rules give, whatever the facts: its rule is known to the table of access, and closed with its facts.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use entity::enums::{RiskKind, Role};
use proptest::prelude::*;
use serde_json::json;
use vitrine::domain::access::{Rights, field_group, masked, reason_group};
use vitrine::domain::assess::assess;
use vitrine::domain::assessment::{Assessment, Reason};
use vitrine::domain::memory::Memory;

use super::chance::{Reach, changing_facts, days, policies};
use super::{fast, standing};

/// Every reason of an assessment.
fn reasons(answer: &Assessment) -> Vec<&Reason> {
    let health = &answer.health;
    let mut all: Vec<&Reason> = health.caps.iter().chain(&health.reasons).collect();
    all.extend(health.contributions.iter().map(|contribution| &contribution.reason));
    all.extend(&answer.happiness.reasons);
    all.extend(answer.stage.criteria.iter().chain(&answer.stage.next).map(|criterion| &criterion.reason));
    all.extend(&answer.quadrant.reasons);
    all.extend(answer.risks.iter().flat_map(|risk| &risk.reasons));
    all
}

/// The scoped groups of the records that a reason names, and the one of its rule: whoever lacks one reads nothing of it.
fn judge(reason: &Reason) {
    let group = reason_group(&reason.rule).unwrap_or_else(|| panic!("{} has no group: {reason:#?}", reason.rule));
    for evidence in &reason.evidence {
        let of_record = field_group(evidence.kind.type_name(), "id").unwrap();
        assert!(
            !of_record.scoped() || of_record == group,
            "{} rests on {of_record:?}, and is of {group:?}",
            reason.rule
        );
    }
    for &role in Role::ALL {
        let rights = Rights { scopes: ["read".to_owned()].into(), ..Rights::of([role]) };
        let image = json!({"reasons": [reason]});
        let seen = masked(&rights, "Risk", &image, &std::collections::BTreeMap::new());
        if rights.may_read(group) {
            assert_eq!(seen, image, "{role:?}");
        } else {
            let closed = Reason {
                value: None,
                threshold: None,
                observed_at: None,
                evidence: Vec::new(),
                evidence_count: 0,
                until: None,
                ..reason.clone()
            };
            assert_eq!(seen, json!({"reasons": [closed]}), "{role:?}");
        }
    }
}

proptest! {
    #![proptest_config(super::config())]

    #[test]
    fn every_reason_has_its_group(sets in changing_facts(Reach::Sane), days in days(3), policy in policies()) {
        let quick = fast(&policy);
        let mut memory = Memory::default();
        for (step, &now) in days.iter().enumerate() {
            let (answer, next) = assess(standing(&sets, step, days.len()), &memory, &quick, now);
            reasons(&answer).into_iter().for_each(judge);
            memory = next;
        }
    }
}

/// The names of rules that stand in the code: what is given to `reason` and the like, the words of problems, of risks.
fn named() -> BTreeSet<String> {
    let mut named: BTreeSet<String> = RiskKind::ALL.iter().map(|kind| kind.word()).collect();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/domain/assess")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap();
            for opening in ["reason(\"", "not_connected(\"", "known(case, \"", "reason::reason(\""] {
                let calls = code.split(opening).skip(1);
                named.extend(calls.filter_map(|rest| rest.split('"').next()).map(str::to_owned));
            }
            let words = code.split("=> \"").skip(1).filter_map(|rest| rest.split('"').next());
            if path.ends_with("company.rs") {
                named.extend(
                    words
                        .filter(|word| word.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'))
                        .map(str::to_owned),
                );
            }
        }
    }
    named
}

#[test]
fn every_rule_that_the_code_names_has_its_group() {
    let named = named();
    for known in ["red_carpet", "nps", "handoff", "NO_COST", "THIN", "NEUTRAL_BUT_PROFITABLE"] {
        assert!(named.contains(known), "{known} is not found in the code: {named:?}");
    }
    let unknown: Vec<_> = named.iter().filter(|rule| reason_group(rule).is_none()).collect();
    assert!(unknown.is_empty(), "closed to everybody, as no table knows them: {unknown:?}");
}
