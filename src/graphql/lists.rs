//! Lists as the schema pages them all: the four arguments of a page are said here, once.

/// Declares an object whose fields are lists: each field names its own arguments and its nodes, and `page` is the page asked for.
/// Another object takes the fields over with `#[graphql(flatten)]`.
macro_rules! lists {
    (
        $(#[$meta:meta])*
        impl $object:ident {
            $(
                $(#[$field_meta:meta])*
                fn $field:ident(&$this:ident, $ctx:ident, $page:ident $(, $(#[$argument_meta:meta])* $argument:ident: $of:ty)* $(,)?) -> $node:ty
                $body:block
            )+
        }
    ) => {
        $(#[$meta])*
        #[async_graphql::Object]
        impl $object {
            $(
                $(#[$field_meta])*
                #[allow(clippy::too_many_arguments, reason = "the arguments of the contract")]
                async fn $field(
                    &$this,
                    $ctx: &async_graphql::Context<'_>,
                    $($(#[$argument_meta])* $argument: $of,)*
                    #[graphql(desc = "The first so many nodes: 1 to 250, else PAGE_SIZE; 50 where neither first nor last is given.")]
                    first: Option<i32>,
                    #[graphql(desc = "Only nodes after this cursor.")] after: Option<String>,
                    #[graphql(desc = "The last so many nodes: 1 to 250, else PAGE_SIZE; not together with first.")]
                    last: Option<i32>,
                    #[graphql(desc = "Only nodes before this cursor.")] before: Option<String>,
                ) -> async_graphql::Result<$crate::graphql::objects::One<$crate::graphql::page::Connection<$node>>> {
                    let $page = $crate::graphql::page::PageArgs::new(first, after, last, before);
                    $body.map($crate::graphql::objects::One)
                }
            )+
        }
    };
}
pub(crate) use lists;
