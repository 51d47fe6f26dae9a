//! The team member that a caller is.

use entity::ids::TeamMemberId;
use entity::team_member::{Column, Entity};
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::error::AppError;

/// The team member whose subject this is, else the first whose e-mail address, in lower case, is one of these; with
/// their name.
pub async fn member_of(
    db: &impl ConnectionTrait,
    subject: &str,
    emails: &[String],
) -> Result<Option<(TeamMemberId, String)>, AppError> {
    let mut named = Condition::any().add(Column::Subject.eq(subject));
    if !emails.is_empty() {
        named = named.add(Func::lower(Expr::col(Column::Email)).is_in(emails));
    }
    let found: Vec<(TeamMemberId, String, Option<String>)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Name, Column::Subject])
        .filter(named)
        .order_by_desc(Column::Active)
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let by_subject = found.iter().position(|(_, _, known)| known.as_deref() == Some(subject));
    Ok(found.into_iter().nth(by_subject.unwrap_or(0)).map(|(id, name, _)| (id, name)))
}
