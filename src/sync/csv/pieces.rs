//! Records that were read, as what is sent of them.

use super::Job;
use super::link::bodies;
use super::send::{deletion, kind, together};
use crate::error::AppError;
use crate::store::Db;
use crate::store::staging::Staged;
use crate::sync::kinds::AnyBatch;
use crate::sync::parcel::Piece;

/// Records of one unit of work: those of one kind follow each other.
pub(in crate::sync) struct Pieces<'r> {
    /// What is sent.
    pub all: Vec<Piece>,
    /// The records of what is sent, in its order.
    pub sent: Vec<&'r Staged>,
    /// Those whose account nobody knows.
    pub waiting: Vec<&'r Staged>,
}

impl<'r> Pieces<'r> {
    pub(in crate::sync) async fn of(db: &Db, job: &Job, records: &'r [Staged]) -> Result<Self, AppError> {
        let mut pieces = Self { all: Vec::new(), sent: Vec::with_capacity(records.len()), waiting: Vec::new() };
        let mut bodies = bodies(db, &job.system, records).await?.into_iter();
        for records in records.chunk_by(together) {
            let Some(first) = records.first() else { continue };
            let kind = kind(first)?;
            let mut rows = Vec::with_capacity(records.len());
            for (record, body) in records.iter().zip(bodies.by_ref()) {
                match body {
                    _ if first.deleted => pieces.sent.push(record),
                    Some(body) => {
                        rows.push(body);
                        pieces.sent.push(record);
                    }
                    None => pieces.waiting.push(record),
                }
            }
            pieces.all.push(if first.deleted {
                Piece::Deletes(deletion(kind, job, records))
            } else {
                Piece::Rows(AnyBatch::read(kind, &job.system, rows, job.dry_run)?)
            });
        }
        Ok(pieces)
    }
}
