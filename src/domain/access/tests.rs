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
    assert_eq!(reads(Role::Admin), all);
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
    let image = json!({"id": "sub_1", "mrrMinor": 100, "plan": "pro", "attributes": {"arr": 5, "tier": "A"}});
    let seen = masked(&Rights::of([Role::Product]), "CustomerSubscription", &image, &marked);
    assert_eq!(
        seen,
        json!({"id": "sub_1", "mrrMinor": null, "plan": "pro", "attributes": {"arr": null, "tier": "A"},
               "_masked": ["mrrMinor", "attributes.arr"]})
    );
    assert_eq!(masked(&Rights::of([Role::Sales]), "CustomerSubscription", &image, &marked), image);
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
