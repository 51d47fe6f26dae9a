//! Objects as fields give them. The engine makes a future for each field of each object, each in a box as large as that of the
//! largest field of its type, to run them side by side. A request reads through one connection, and what one object needs is
//! loaded for all beside it: here field after field is resolved in one place, and what two fragments select of one field once.
//! What they give is counted as it comes, and others have their turn between two objects: [`super::meter`].

use std::borrow::Cow;
use std::pin::Pin;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{Field, Selection, SelectionSet};
use async_graphql::registry::Registry;
use async_graphql::{ContextSelectionSet, ObjectType, OutputType, Positioned, ServerResult, Value};

use super::context::Scope;

/// An object.
pub struct One<T>(pub T);

/// A list of objects.
pub struct Many<T>(pub Vec<T>);

impl<T> FromIterator<T> for Many<T> {
    fn from_iter<I: IntoIterator<Item = T>>(objects: I) -> Self {
        Self(objects.into_iter().collect())
    }
}

impl<T: ObjectType> OutputType for One<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        let fields = fields::<T>(ctx);
        small(object(&self.0, ctx, &fields)).await
    }
}

impl<T: ObjectType> OutputType for Many<T> {
    fn type_name() -> Cow<'static, str> {
        Vec::<T>::type_name()
    }

    fn qualified_type_name() -> String {
        Vec::<T>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Vec::<T>::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        let fields = fields::<T>(ctx);
        let each = async {
            let mut list = Vec::with_capacity(self.0.len());
            for (at, one) in self.0.iter().enumerate() {
                list.push(object(one, &ctx.with_index(at), &fields).await?);
            }
            Ok(Value::List(list))
        };
        small(each).await
    }
}

/// In a box: a field's future holds those of the fields below it, and types lead back to themselves.
fn small<'a>(
    resolved: impl Future<Output = ServerResult<Value>> + Send + 'a,
) -> Pin<Box<dyn Future<Output = ServerResult<Value>> + Send + 'a>> {
    Box::pin(resolved)
}

type Fields<'a> = Vec<Cow<'a, Positioned<Field>>>;

async fn object<T: ObjectType>(
    object: &T,
    ctx: &ContextSelectionSet<'_>,
    fields: &[Cow<'_, Positioned<Field>>],
) -> ServerResult<Value> {
    let meter = ctx.data_unchecked::<Scope>().meter();
    meter.between().await;
    let mut values = IndexMap::with_capacity(fields.len());
    for field in fields {
        let before = meter.bytes();
        let value = if field.node.name.node == "__typename" {
            Value::String(object.introspection_type_name().into_owned())
        } else {
            object.resolve_field(&ctx.with_field(field)).await?.unwrap_or_default()
        };
        let key = &field.node.response_key().node;
        meter.field(key, &value, before);
        values.insert(key.clone(), value);
    }
    Ok(Value::Object(values))
}

/// What is selected of a type, each key once.
fn fields<'a, T: ObjectType>(ctx: &ContextSelectionSet<'a>) -> Fields<'a> {
    let mut fields = Vec::with_capacity(ctx.item.node.items.len());
    spread::<T>(ctx, &ctx.item.node, &mut fields);
    fields
}

/// Adds the fields of a selection on this type, with those of its fragments. Directives are gone: the engine has left out what
/// they leave out.
fn spread<'a, T: ObjectType>(ctx: &ContextSelectionSet<'a>, set: &'a SelectionSet, fields: &mut Fields<'a>) {
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => {
                let key = &field.node.response_key().node;
                match fields.iter_mut().find(|known| known.node.response_key().node == *key) {
                    None => fields.push(Cow::Borrowed(field)),
                    Some(known) => {
                        let below = &field.node.selection_set.node.items;
                        if !below.is_empty() {
                            known.to_mut().node.selection_set.node.items.extend(below.iter().cloned());
                        }
                    }
                }
            }
            Selection::InlineFragment(fragment) => {
                let on = fragment.node.type_condition.as_ref();
                if on.is_none_or(|on| is::<T>(ctx, &on.node.on.node)) {
                    spread::<T>(ctx, &fragment.node.selection_set.node, fields);
                }
            }
            Selection::FragmentSpread(named) => {
                let fragment = ctx.query_env.fragments.get(&named.node.fragment_name.node);
                if let Some(fragment) = fragment.filter(|found| is::<T>(ctx, &found.node.type_condition.node.on.node)) {
                    spread::<T>(ctx, &fragment.node.selection_set.node, fields);
                }
            }
        }
    }
}

/// A fragment on `on` is one on the type too.
fn is<T: ObjectType>(ctx: &ContextSelectionSet<'_>, on: &str) -> bool {
    let of = T::type_name();
    of == on || ctx.schema_env.registry.implements.get(&*of).is_some_and(|interfaces| interfaces.contains(on))
}
