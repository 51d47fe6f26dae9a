//! The floor: one hand-written statement that answers in JSON, behind a bare handler. It checks no token, reads no
//! document and knows no roles.
//!
//!   floor DATABASE_URL ADDRESS

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use serde::Deserialize;
use sqlx::postgres::{PgPool, PgPoolOptions};
use uuid::Uuid;

/// As many connections as the product holds.
const POOL: u32 = 16;
/// The product has it too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ACCOUNT: &str = include_str!("account.sql");
const PAGE: &str = include_str!("page.sql");

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(url), Some(address)) = (arguments.next(), arguments.next()) else {
        return Err("floor DATABASE_URL ADDRESS".into());
    };
    let pool = PgPoolOptions::new().max_connections(POOL).test_before_acquire(false).connect(&url).await?;
    let router = Router::new().route("/account/{id}", get(account)).route("/page", get(page)).with_state(pool);
    axum::serve(tokio::net::TcpListener::bind(address).await?, router).await?;
    Ok(())
}

async fn account(State(pool): State<PgPool>, Path(id): Path<Uuid>) -> impl IntoResponse {
    answer(sqlx::query_scalar(ACCOUNT).bind(id).fetch_one(&pool).await)
}

#[derive(Deserialize)]
struct After {
    name: String,
    id: Uuid,
}

async fn page(State(pool): State<PgPool>, Query(after): Query<After>) -> impl IntoResponse {
    answer(sqlx::query_scalar(PAGE).bind(after.name).bind(after.id).fetch_one(&pool).await)
}

fn answer(found: Result<String, sqlx::Error>) -> impl IntoResponse {
    let body = found.map_err(|error| (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))?;
    Ok::<_, (StatusCode, String)>(([(CONTENT_TYPE, "application/json")], body))
}
