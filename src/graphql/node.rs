//! Everything that has an id of its own, by that id.

use std::collections::{HashMap, HashSet};

use async_graphql::{Context, ID, Interface, Object, Result};
use entity::ids;
use entity::part::Part;
use uuid::Uuid;

use super::context::ContextExt;
use super::error::{Code, bad_input};
use super::id::read_any;
use super::loaders::{Row, by_ids};
use super::page::LARGEST;
use crate::domain::access::field_group;
use crate::error::AppError;
use crate::store::columns::Columns;
use crate::store::kept::Kept;

/// A row that is a type of the schema.
pub trait Shown: Part {
    /// The type.
    type Object: From<Row<Self>>;
    /// The row's table.
    type Table: Kept<Model = Self>;

    /// The columns that a field of the type needs; nothing where it may need them all.
    fn needs(_field: &str) -> Option<Columns<Self::Table>> {
        None
    }
}

macro_rules! nodes {
    // The kinds of record that are nodes, and what else is.
    ($($(#[$doc:meta])* $kind:ident = $table:ident [$id:ident $prefix:literal] [$type:literal $group:ident $($node:ident)?] $upsert:tt;)+) => {
        nodes! { nodes
            $($($node $kind: $table, $id, $type;)?)+
            node Change: change, ChangeId, "Change";
            node Comment: comment, CommentId, "Comment";
            node HistoryEntry: history, HistoryId, "HistoryEntry";
            node Risk: risk, RiskId, "Risk";
        }
    };
    (nodes $(node $kind:ident: $table:ident, $id:ident, $type:literal;)+) => {
        /// Something that has an id of its own and can be read by it.
        #[derive(Clone, Interface)]
        #[graphql(field(name = "id", ty = "ID", desc = "Opaque id; its prefix says the kind."))]
        pub enum Node {
            $(
                #[doc = $type]
                $kind(<::entity::$table::Model as Shown>::Object),
            )+
        }

        /// What a node is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Kind {
            $(
                #[doc = $type]
                $kind,
            )+
        }

        impl Kind {
            /// The kind of this GraphQL type.
            pub fn of_type(name: &str) -> Option<Self> {
                match name {
                    $($type => Some(Self::$kind),)+
                    _ => None,
                }
            }

            /// The kind whose ids begin so.
            fn of_prefix(prefix: &str) -> Option<Self> {
                match prefix {
                    $(ids::$id::PREFIX => Some(Self::$kind),)+
                    _ => None,
                }
            }

            /// What the ids of the kind begin with.
            pub const fn prefix(self) -> &'static str {
                match self {
                    $(Self::$kind => ids::$id::PREFIX,)+
                }
            }

            /// The type's name in the schema.
            pub const fn type_name(self) -> &'static str {
                match self {
                    $(Self::$kind => $type,)+
                }
            }
        }

        /// Nodes by kind and id: one statement for each kind. What the viewer may not read is not there.
        pub async fn load(
            ctx: &Context<'_>,
            wanted: HashMap<Kind, HashSet<Uuid>>,
        ) -> Result<HashMap<(Kind, Uuid), Node>, AppError> {
            let mut found = HashMap::new();
            for (kind, ids) in wanted {
                if !field_group(kind.type_name(), "id").is_some_and(|group| ctx.may_read(group)) {
                    continue;
                }
                match kind {
                    $(Kind::$kind => {
                        let rows = by_ids::<::entity::$table::Entity>(ctx, Columns::all(), ids).await?;
                        found.extend(rows.into_iter().map(|(id, row)| ((kind, id), Node::$kind(row.into()))));
                    })+
                }
            }
            Ok(found)
        }
    };
}

entity::kinds!(nodes);

/// Reading anything by its id.
#[derive(Default)]
pub struct NodeQuery;

/// Reading anything by its id.
#[Object]
impl NodeQuery {
    /// What has this id; null where nothing has, or the viewer may not read its kind. What is no id: BAD_USER_INPUT.
    async fn node(&self, ctx: &Context<'_>, #[graphql(desc = "The id.")] id: ID) -> Option<Result<Node>> {
        one(ctx, &id).await.transpose()
    }

    /// What has these ids, each in its place; null where nothing has, or the viewer may not read its kind. At most 250 ids, else PAGE_SIZE; what is no id: BAD_USER_INPUT.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The ids, at most 250.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        if i32::try_from(ids.len()).is_ok_and(|many| many <= LARGEST) {
            all(ctx, &ids).await
        } else {
            Err(Code::PageSize.error(format!("{LARGEST} ids at most")))
        }
    }
}

async fn one(ctx: &Context<'_>, id: &ID) -> Result<Option<Node>> {
    Ok(all(ctx, std::slice::from_ref(id)).await?.pop().flatten())
}

async fn all(ctx: &Context<'_>, ids: &[ID]) -> Result<Vec<Option<Node>>> {
    let named = ids.iter().map(|id| {
        let (prefix, value) = read_any(id)?;
        Ok((Kind::of_prefix(prefix).ok_or_else(|| bad_input("nothing that can be read has such an id"))?, value))
    });
    let named = named.collect::<Result<Vec<_>>>()?;
    let mut wanted: HashMap<Kind, HashSet<Uuid>> = HashMap::new();
    for &(kind, id) in &named {
        wanted.entry(kind).or_default().insert(id);
    }
    let found = load(ctx, wanted).await?;
    Ok(named.iter().map(|named| found.get(named).cloned()).collect())
}
