use std::collections::BTreeMap;

use entity::enums::{Capability, RecordKind};
use serde_json::json;

use super::*;

fn integration(scopes: &[&str]) -> Rights {
    Rights {
        roles: [Role::Integration].into(),
        scopes: scopes.iter().map(|&scope| scope.to_owned()).collect(),
        system: Some("crm".to_owned()),
    }
}

fn reads(role: Role) -> Vec<Group> {
    let rights = Rights::of([role]);
    Group::ALL.iter().copied().filter(|&group| group.scoped() && rights.may_read(group)).collect()
}

#[test]
fn each_role_reads_its_groups() {
    use Group::{Advocacy, Commercials, ContactEmail, ContactPhone, Features, Profitability};
    let all = vec![ContactEmail, ContactPhone, Commercials, Profitability, Features, Advocacy];
    assert_eq!(reads(Role::Cs), all);
    assert_eq!(reads(Role::Admin), [all, vec![Group::Identities]].concat());
    assert_eq!(reads(Role::Sales), [ContactEmail, ContactPhone, Commercials, Advocacy]);
    assert_eq!(reads(Role::Marketing), [ContactEmail, Advocacy]);
    assert_eq!(reads(Role::Product), [Features]);
    assert_eq!(reads(Role::Support), [ContactEmail, ContactPhone, Features]);
    assert_eq!(reads(Role::Executive), [Commercials, Profitability, Features, Advocacy]);
    assert_eq!(reads(Role::Integration), []);
}

#[test]
fn an_integration_reads_by_scope_and_a_person_does_not() {
    assert!(integration(&["read"]).may_read(Group::Open));
    assert!(!integration(&["read"]).may_read(Group::Commercials));
    assert!(!integration(&["read:commercials"]).may_read(Group::Open));
    let product = Rights { scopes: ["read:commercials".to_owned()].into(), ..Rights::of([Role::Product]) };
    assert!(!product.may_read(Group::Commercials));
}

#[test]
fn no_role_reads_the_viewer_alone() {
    let nobody = Rights::default();
    assert_eq!(field_group("Query", "viewer").map(|group| nobody.may_read(group)), Some(true));
    assert_eq!(field_group("Query", "accounts").map(|group| nobody.may_read(group)), Some(false));
    assert_eq!(nobody.can(), []);
}

#[test]
fn a_system_writes_under_its_own_name_with_its_scope() {
    let rights = integration(&["write:usage", "delete:tickets"]);
    assert!(rights.upsert(RecordKind::Usage, "crm").is_ok());
    assert_eq!(rights.upsert(RecordKind::Usage, "erp"), Err(Denied::OtherSystem));
    assert!(matches!(rights.upsert(RecordKind::Ticket, "crm"), Err(Denied::Requires(_))));
    assert!(rights.delete(RecordKind::Ticket, "crm").is_ok());
    assert!(rights.never_may("usageUpsert").is_none());
    assert!(rights.never_may("accountsUpsert").is_some());
    assert!(rights.never_may("recordsDelete").is_none());
    assert!(rights.never_may("requestOpen").is_some());
    assert_eq!(rights.can(), [Capability::Upsert, Capability::Delete]);
    assert!(Rights::of([Role::Admin]).upsert(RecordKind::Usage, "anything").is_ok());
    assert!(Rights::of([Role::Cs]).never_may("usageUpsert").is_some());
    assert!(Rights::of([Role::Admin]).never_may("noSuchMutation").is_some());
}

#[test]
fn a_request_is_changed_by_its_own() {
    let sales = Rights::of([Role::Sales]);
    assert!(sales.request_update(true).is_ok());
    assert_eq!(sales.request_update(false), Err(Denied::NotOwn));
    assert!(Rights::of([Role::Cs]).request_update(false).is_ok());
    assert!(matches!(integration(&["write:requests"]).request_update(true), Err(Denied::Requires(_))));
}

#[test]
fn masked_keys_are_null_and_named() {
    let marked = BTreeMap::from([("arr".to_owned(), Group::Commercials)]);
    let image = json!({"id": "sub_1", "mrrMinor": 100, "plan": "pro"});
    let seen = masked(&Rights::of([Role::Product]), "CustomerSubscription", &image, &marked);
    assert_eq!(seen, json!({"id": "sub_1", "mrrMinor": null, "plan": "pro", "_masked": ["mrrMinor"]}));
    assert_eq!(masked(&Rights::of([Role::Sales]), "CustomerSubscription", &image, &marked), image);
    let account = json!({"id": "acct_1", "attributes": {"arr": 5, "tier": "A"}});
    assert_eq!(
        masked(&Rights::of([Role::Product]), "Account", &account, &marked),
        json!({"id": "acct_1", "attributes": {"arr": null, "tier": "A"}, "_masked": ["attributes.arr"]})
    );
    assert_eq!(masked(&Rights::of([Role::Sales]), "Account", &account, &marked), account);
    let cost = json!({"id": "cost_1", "amountMinor": 7, "note": "dinner"});
    assert_eq!(
        masked(&Rights::of([Role::Sales]), "Cost", &cost, &marked),
        json!({"id": "cost_1", "amountMinor": null, "note": null, "_masked": ["amountMinor", "note"]})
    );
}

#[test]
fn a_masked_reason_keeps_its_sign_and_loses_its_sum() {
    let image = json!({"kind": "UNPROFITABLE", "reasons": [
        {"rule": "profit", "text": "Serving costs more.", "value": "0.31", "threshold": "0.40", "evidence": ["cost_1"]}]});
    let seen = masked(&Rights::of([Role::Sales]), "Risk", &image, &BTreeMap::new());
    assert_eq!(
        seen,
        json!({"kind": "UNPROFITABLE", "reasons": [
            {"rule": "profit", "text": "Serving costs more.", "value": null, "threshold": null, "evidence": []}]})
    );
}

#[test]
fn a_key_that_the_schema_does_not_show_is_closed_to_everybody() {
    let types = RecordKind::ALL.iter().map(|kind| kind.type_name());
    let others = ["Comment", "RequestEscalation", "HealthOverride", "Risk", "RiskAnswer", "Assessment", "Bulk"];
    for record_type in types.chain(others) {
        for &role in Role::ALL {
            let image =
                json!({"id": "x_1", "newColumn": 5, "quadrant": {"level": 31}, "team": [{"cost": 7}], "claims": 9});
            let seen = masked(&Rights::of([role]), record_type, &image, &BTreeMap::new());
            let text = seen.to_string();
            assert!(
                !["5", "31", "7", "9"].iter().any(|figure| text.contains(figure)),
                "{role:?} {record_type}: {text}"
            );
            assert!(text.contains("\"newColumn\"]") || text.contains("\"newColumn\","), "it is named: {text}");
        }
    }
}

#[test]
fn minutes_belong_to_profitability_whatever_took_them() {
    for record_type in ["Ticket", "Touchpoint", "TimeEntry"] {
        let image = json!({"id": "x_1", "minutes": 45});
        for &role in Role::ALL {
            let rights = Rights::of([role]);
            let seen = masked(&rights, record_type, &image, &BTreeMap::new());
            assert_eq!(seen["minutes"] == 45, rights.may_read(Group::Profitability), "{role:?} {record_type}");
        }
    }
}

#[test]
fn a_reason_is_closed_with_the_facts_it_rests_on() {
    let all =
        ["profit", "company.fit", "red_carpet", "depth", "measure.fit", "SILENT", "one_of_tomorrow", "tomorrow.fit"];
    let told = |rule: &str, evidence: &str| {
        json!({"kind": "BLIND", "reasons": [{"rule": rule, "text": "So.", "value": "1", "threshold": "2", "next": "That.",
            "observedAt": "2026-01-01T00:00:00Z", "evidence": [evidence], "evidenceCount": 3, "until": "2026-02-01T00:00:00Z"}]})
    };
    let closed = |rule: &str| {
        json!({"kind": "BLIND", "reasons": [{"rule": rule, "text": "So.", "value": null, "threshold": null, "next": "That.",
            "observedAt": null, "evidence": [], "evidenceCount": 0, "until": null}]})
    };
    for &role in Role::ALL {
        let rights = Rights { scopes: ["read".to_owned()].into(), ..Rights::of([role]) };
        let seen = |rule: &str, evidence: &str| masked(&rights, "Risk", &told(rule, evidence), &BTreeMap::new());
        for rule in all {
            let open = reason_group(rule).is_some_and(|group| rights.may_read(group));
            let expected = if open { told(rule, "tkt_1") } else { closed(rule) };
            assert_eq!(seen(rule, "tkt_1"), expected, "{role:?} {rule}");
        }
        // A record that they may not read closes a reason whose rule is open, and so does one of no known kind.
        let advocacy = rights.may_read(Group::Advocacy);
        assert_eq!(seen("depth", "mbr_1"), if advocacy { told("depth", "mbr_1") } else { closed("depth") }, "{role:?}");
        assert_eq!(seen("depth", "new_1"), closed("depth"), "{role:?}");
    }
    assert_eq!(reason_group("red_carpet"), Some(Group::Advocacy));
    assert_eq!(reason_group("one_of_tomorrow"), None);
}

#[test]
fn what_no_table_knows_nobody_reads() {
    for (type_name, field) in [("Promises", "text"), ("Voyage", "id"), ("VoyageConnection", "nodes")] {
        assert_eq!(field_group(type_name, field), None);
    }
    let image = json!({"id": "voy_1", "accountId": "acct_1", "to": "Rome"});
    for &role in Role::ALL {
        let seen = masked(&Rights::of([role]), "Voyage", &image, &BTreeMap::new());
        assert_eq!(seen, json!({"id": "voy_1", "accountId": "acct_1", "to": null, "_masked": ["to"]}));
    }
}

#[test]
fn every_kind_of_record_has_its_readers() {
    for kind in RecordKind::ALL {
        let group = field_group(kind.type_name(), "id");
        assert!(group.is_some_and(|group| group != Group::Everyone), "{kind:?}");
    }
}
