//! Custom fields that the policy marks.

use std::collections::BTreeMap;

use super::Group;
use crate::domain::policy::{AttributeGroup, Policy};

/// The attributes that the policy marks, each with its scoped group.
pub fn marked(policy: &Policy) -> BTreeMap<String, Group> {
    let group = |group: AttributeGroup| match group {
        AttributeGroup::Contacts => Group::ContactPhone,
        AttributeGroup::Commercials => Group::Commercials,
        AttributeGroup::Profitability => Group::Profitability,
        AttributeGroup::Features => Group::Features,
        AttributeGroup::Advocacy => Group::Advocacy,
    };
    policy.marked_attributes.iter().map(|(key, marked)| (key.clone(), group(*marked))).collect()
}
