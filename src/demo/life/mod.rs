//! What happens to a customer, told by subject: each file tells one part of its life, from beginning to end.

mod advocacy;
mod asks;
pub(crate) mod contract;
pub(crate) mod meetings;
pub(crate) mod money;
pub(crate) mod product;
mod support;
mod value;
mod voices;

use super::book::Customer;
use super::script::Script;

/// Tells the whole life of a customer.
pub(crate) fn tell(customer: &mut Customer, script: &mut Script) {
    contract::tell(customer, script);
    product::tell(customer, script);
    support::tell(customer, script);
    voices::tell(customer, script);
    meetings::tell(customer, script);
    value::tell(customer, script);
    asks::tell(customer, script);
    money::tell(customer, script);
    advocacy::tell(customer, script);
}
