//! What people do with customers' requests.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use entity::enums::{Channel, Department, RequestStatus, Urgency};
use entity::{comment, request, touchpoint};

use super::comment::Comment;
use super::object::Request;
use crate::command::act::Updated;
use crate::command::request::close::Close;
use crate::command::request::comment::AddComment;
use crate::command::request::open::Open;
use crate::command::request::tell::Tell;
use crate::command::request::update::Update;
use crate::graphql::account::query::AccountBy;
use crate::graphql::carry_out::{carry_out, written};
use crate::graphql::problem::UserError;
use crate::graphql::touchpoint::object::Touchpoint;
use crate::scalar::DateTime;

/// What a customer asked of one of our departments.
#[derive(Clone, Debug, InputObject)]
pub struct RequestOpenInput {
    /// The account that asked.
    pub account: AccountBy,
    /// What they asked, in one line of at most 255 characters.
    pub title: String,
    /// What they asked in full, at most 10,000 characters.
    pub body: Option<String>,
    /// The department that is asked.
    pub department: Department,
    /// How soon it wants an update.
    #[graphql(default_with = "Some(Urgency::Normal)")]
    pub urgency: Option<Urgency>,
    /// The contact of this account who asked.
    pub raised_by_id: Option<ID>,
    /// When they asked; now by default, and never on a day to come.
    pub raised_at: Option<DateTime>,
    /// Who sees to it, an active team member. By default: the account's assignee of the department, else the department's default owner (policy), else the opener; OWNER_REQUIRED where none of these is a team member.
    pub owner_id: Option<ID>,
    /// When the next update is due, ahead and at most 90 days on. By default, from `raisedAt`: URGENT 1 day, HIGH 2, NORMAL 7, LOW 14.
    pub next_update_due: Option<DateTime>,
}

/// What is new about a request, at least one field (INVALID). Absent leaves a field, null clears it.
#[derive(Clone, Debug, InputObject)]
pub struct RequestUpdateInput {
    /// The request.
    pub id: ID,
    /// The version that was read; CONFLICT where it is another by now.
    pub expected_version: Option<i32>,
    /// Where it stands. ANSWERED needs a resolution. CLOSED and DECLINED are reached by `requestClose` alone (WRONG_STATE); any other opens a closed request again, and its customer has to be told anew.
    pub status: MaybeUndefined<RequestStatus>,
    /// Who sees to it from now on, an active team member; a request is never without owner (OWNER_REQUIRED).
    pub owner_id: MaybeUndefined<ID>,
    /// The department that is asked.
    pub department: MaybeUndefined<Department>,
    /// How soon it wants an update.
    pub urgency: MaybeUndefined<Urgency>,
    /// When the next update is due, ahead and at most 90 days on. A later date with nothing else new needs a comment (REQUIRED): put off three times in a row so, the owner's manager is told. By default, where the update renews it, from now: URGENT 1 day, HIGH 2, NORMAL 7, LOW 14.
    pub next_update_due: MaybeUndefined<DateTime>,
    /// What became of it, at most 10,000 characters. Another one than before has to be told to the customer.
    pub resolution: MaybeUndefined<String>,
    /// A comment to add, at most 10,000 characters. The last comment again is not added. It renews the next update where it has at least 10 characters and is not the last one again.
    pub comment: Option<String>,
}

/// A comment on a request.
#[derive(Clone, Debug, InputObject)]
pub struct RequestCommentInput {
    /// The request, pending or not.
    pub id: ID,
    /// The comment, 1 to 10,000 characters.
    pub body: String,
}

/// What the customer was told about a request.
#[derive(Clone, Debug, InputObject)]
pub struct RequestTellCustomerInput {
    /// The request.
    pub id: ID,
    /// The version that was read; CONFLICT where it is another by now.
    pub expected_version: Option<i32>,
    /// The contact of this account who was told; by default the one who asked.
    pub contact_id: Option<ID>,
    /// How they were told.
    pub channel: Channel,
    /// What they were told, 1 to 10,000 characters.
    pub message: String,
    /// When they were told: now by default, not ahead, and not before the request was raised.
    pub told_at: Option<DateTime>,
}

/// The end of a request.
#[derive(Clone, Debug, InputObject)]
pub struct RequestCloseInput {
    /// The request.
    pub id: ID,
    /// The version that was read; CONFLICT where it is another by now.
    pub expected_version: Option<i32>,
    /// The answer is a no.
    #[graphql(default_with = "Some(false)")]
    pub declined: Option<bool>,
    /// What became of it, where that is not recorded yet. One that differs from the recorded one has to be told to the customer first (NOT_TOLD).
    pub resolution: Option<String>,
}

/// What came of opening a request.
#[derive(SimpleObject)]
pub struct RequestOpenPayload {
    /// The request as it stands; null where it was refused.
    pub request: Option<Request>,
    /// What the client can mend, at most 20; empty where it was done.
    pub user_errors: Vec<UserError>,
}

/// What came of changing a request.
#[derive(SimpleObject)]
pub struct RequestUpdatePayload {
    /// The request as it stands; null where it was refused.
    pub request: Option<Request>,
    /// Something is other than before: false where the input says only what stands already, or was refused.
    pub changed: bool,
    /// What the client can mend, at most 20; empty where it was done.
    pub user_errors: Vec<UserError>,
}

/// What came of commenting on a request.
#[derive(SimpleObject)]
pub struct RequestCommentPayload {
    /// The request as it stands; null where it was refused.
    pub request: Option<Request>,
    /// The comment; null where it was refused.
    pub comment: Option<Comment>,
    /// What the client can mend, at most 20; empty where it was done.
    pub user_errors: Vec<UserError>,
}

/// What came of telling the customer.
#[derive(SimpleObject)]
pub struct RequestTellCustomerPayload {
    /// The request as it stands; null where it was refused.
    pub request: Option<Request>,
    /// The interaction by which they were told; null where it was refused.
    pub touchpoint: Option<Touchpoint>,
    /// It was done: false where it was refused.
    pub changed: bool,
    /// What the client can mend, at most 20; empty where it was done.
    pub user_errors: Vec<UserError>,
}

/// What came of closing a request.
#[derive(SimpleObject)]
pub struct RequestClosePayload {
    /// The request as it stands; null where it was refused.
    pub request: Option<Request>,
    /// It was done: false where it was refused.
    pub changed: bool,
    /// What the client can mend, at most 20; empty where it was done.
    pub user_errors: Vec<UserError>,
}

/// What people do with customers' requests.
#[derive(Default)]
pub struct RequestMutation;

/// What people do with customers' requests.
#[Object]
impl RequestMutation {
    /// Opens a customer's request. It has an owner and a next update from the first moment on.
    async fn request_open(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The request.")] input: RequestOpenInput,
    ) -> Option<Result<RequestOpenPayload>> {
        let action = Open {
            account: input.account.into(),
            title: input.title,
            body: input.body,
            department: input.department,
            urgency: input.urgency.unwrap_or(Urgency::Normal),
            raised_by_id: input.raised_by_id.map(|id| id.0),
            raised_at: input.raised_at.map(Into::into),
            owner_id: input.owner_id.map(|id| id.0),
            next_update_due: input.next_update_due.map(Into::into),
        };
        let payload = async {
            Ok(match carry_out(ctx, action).await? {
                Ok(id) => {
                    let request = written::<request::Entity, _>(ctx, id).await?;
                    RequestOpenPayload { request, user_errors: Vec::new() }
                }
                Err(user_errors) => RequestOpenPayload { request: None, user_errors },
            })
        };
        Some(payload.await)
    }

    /// Changes a request. A new status, owner, department, urgency or resolution, a later next update with a comment, or a new comment of at least 10 characters renews its next update and ends the ladder of its silence; anything else leaves them. For CS, EXECUTIVE, ADMIN, and its own: the owner, the owner's manager, the members of its department (else FORBIDDEN).
    async fn request_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is new.")] input: RequestUpdateInput,
    ) -> Option<Result<RequestUpdatePayload>> {
        let action = Update {
            id: input.id.0,
            expected_version: input.expected_version,
            status: input.status,
            owner_id: input.owner_id.map_value(|id| id.0),
            department: input.department,
            urgency: input.urgency,
            next_update_due: input.next_update_due.map_value(Into::into),
            resolution: input.resolution,
            comment: input.comment,
        };
        let payload = async {
            Ok(match carry_out(ctx, action).await? {
                Ok(Updated { id, changed }) => {
                    let request = written::<request::Entity, _>(ctx, id).await?;
                    RequestUpdatePayload { request, changed, user_errors: Vec::new() }
                }
                Err(user_errors) => RequestUpdatePayload { request: None, changed: false, user_errors },
            })
        };
        Some(payload.await)
    }

    /// Comments on a request. That is no update: it renews nothing.
    async fn request_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The comment.")] input: RequestCommentInput,
    ) -> Option<Result<RequestCommentPayload>> {
        let action = AddComment { id: input.id.0, body: input.body };
        let payload = async {
            Ok(match carry_out(ctx, action).await? {
                Ok((id, comment)) => {
                    let request = written::<request::Entity, _>(ctx, id).await?;
                    let comment = written::<comment::Entity, _>(ctx, comment).await?;
                    RequestCommentPayload { request, comment, user_errors: Vec::new() }
                }
                Err(user_errors) => RequestCommentPayload { request: None, comment: None, user_errors },
            })
        };
        Some(payload.await)
    }

    /// Records that the customer was told about a request: an OUTBOUND interaction on the account's history. It renews the request's next update. For whom: as `requestUpdate`.
    async fn request_tell_customer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What they were told.")] input: RequestTellCustomerInput,
    ) -> Option<Result<RequestTellCustomerPayload>> {
        let action = Tell {
            id: input.id.0,
            expected_version: input.expected_version,
            contact_id: input.contact_id.map(|id| id.0),
            channel: input.channel,
            message: input.message,
            told_at: input.told_at.map(Into::into),
        };
        let payload = async {
            Ok(match carry_out(ctx, action).await? {
                Ok((id, touchpoint)) => {
                    let request = written::<request::Entity, _>(ctx, id).await?;
                    let touchpoint = written::<touchpoint::Entity, _>(ctx, touchpoint).await?;
                    RequestTellCustomerPayload { request, touchpoint, changed: true, user_errors: Vec::new() }
                }
                Err(user_errors) => {
                    RequestTellCustomerPayload { request: None, touchpoint: None, changed: false, user_errors }
                }
            })
        };
        Some(payload.await)
    }

    /// Closes a request, or declines it. It needs a resolution (REQUIRED), and a customer who was told since that was last changed (NOT_TOLD). For whom: as `requestUpdate`.
    async fn request_close(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The end of the request.")] input: RequestCloseInput,
    ) -> Option<Result<RequestClosePayload>> {
        let action = Close {
            id: input.id.0,
            expected_version: input.expected_version,
            declined: input.declined.unwrap_or(false),
            resolution: input.resolution,
        };
        let payload = async {
            Ok(match carry_out(ctx, action).await? {
                Ok(id) => {
                    let request = written::<request::Entity, _>(ctx, id).await?;
                    RequestClosePayload { request, changed: true, user_errors: Vec::new() }
                }
                Err(user_errors) => RequestClosePayload { request: None, changed: false, user_errors },
            })
        };
        Some(payload.await)
    }
}
