//! Our people.

use ::entity::enums::Department;
use ::entity::team_member::{Column, Entity};
use sea_orm::sea_query::Order;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::page::Listing;

/// Our people, or those of one department, by name.
pub fn listing(department: Option<Department>) -> Listing<Entity> {
    let mut select = Entity::find();
    if let Some(department) = department {
        select = select.filter(Column::Department.eq(department));
    }
    Listing::new(select, [(Column::Name, Order::Asc), (Column::Id, Order::Asc)])
}
