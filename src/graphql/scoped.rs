//! `@requiresRole`: the schema says who may read a field, filter by it or order by it. The table is `domain::access`.

use std::borrow::Cow;

use async_graphql::TypeDirective;
use async_graphql::registry::{MetaDirectiveInvocation, Registry, location_traits};
use entity::enums::Role;

use crate::domain::access::Group;

/// Only who has one of these roles may read it, filter by it or order by it; an INTEGRATION needs the scope instead. For others a field is null, with one FORBIDDEN entry per field of the document.
#[TypeDirective(
    name = "requiresRole",
    location = "FieldDefinition",
    location = "InputFieldDefinition",
    location = "EnumValue"
)]
pub fn requires_role(
    #[graphql(desc = "Any of these roles is enough.")] any_of: Vec<Role>,
    #[graphql(desc = "What the token of an INTEGRATION needs instead.")] scope: Option<String>,
) {
}

/// Marks what belongs to a scoped group.
#[expect(non_camel_case_types, reason = "it stands where a directive's name does")]
pub struct scoped;

impl scoped {
    /// The directive of this group.
    pub fn apply(group: Group) -> MetaDirectiveInvocation {
        requires_role::apply(group.roles().to_vec(), group.scope().map(str::to_owned))
    }
}

impl TypeDirective for scoped {
    fn name(&self) -> Cow<'static, str> {
        requires_role.name()
    }

    fn register(&self, registry: &mut Registry) {
        requires_role.register(registry);
    }
}

impl location_traits::Directive_At_FIELD_DEFINITION for scoped {}
impl location_traits::Directive_At_INPUT_FIELD_DEFINITION for scoped {}
impl location_traits::Directive_At_ENUM_VALUE for scoped {}
