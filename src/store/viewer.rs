//! The team member that a caller is.

use entity::ids::TeamMemberId;
use entity::team_member::{Column, Entity};
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::error::AppError;

/// The team member of this subject, else of the first of these e-mail addresses, in lower case, that is one's alone; with
/// their name. What several have finds none of them.
pub async fn member_of(
    db: &impl ConnectionTrait,
    subject: &str,
    emails: &[String],
) -> Result<Option<(TeamMemberId, String)>, AppError> {
    let mut named = Condition::any().add(Column::Subject.eq(subject));
    if !emails.is_empty() {
        named = named.add(Func::lower(Expr::col(Column::Email)).is_in(emails));
    }
    let found: Vec<(TeamMemberId, String, Option<String>, Option<String>)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Name, Column::Subject, Column::Email])
        .filter(named)
        .into_tuple()
        .all(db)
        .await?;
    let of_subject = found.iter().filter(|(_, _, known, _)| known.as_deref() == Some(subject));
    let of_email = |email: &String| {
        let has = |known: &str| known.to_lowercase() == *email;
        alone(found.iter().filter(|(.., known)| known.as_deref().is_some_and(has)))
    };
    let member = alone(of_subject).or_else(|| emails.iter().find_map(of_email));
    Ok(member.map(|(id, name, ..)| (*id, name.clone())))
}

/// The only one there is.
fn alone<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    all.next().filter(|_| all.next().is_none())
}
