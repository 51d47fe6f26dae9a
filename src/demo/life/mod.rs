//! What happens to a customer, told by subject: each file tells one part of its life, from beginning to end.

mod advocacy;
mod asks;
pub mod contract;
pub mod meetings;
pub mod money;
pub mod product;
mod support;
mod value;
mod voices;

use super::book::Customer;
use super::script::Script;

/// Tells the whole life of a customer.
pub fn tell(customer: &mut Customer, script: &mut Script) {
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
