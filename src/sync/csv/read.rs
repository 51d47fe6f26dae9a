//! Reads files, row by row, into the place on disk.

use std::collections::{BTreeMap, HashMap};
use std::mem::take;

use chrono::{DateTime, Utc};
use csv::{ByteRecord, StringRecord};
use entity::enums::RecordKind;
use serde_json::{Map, Value, json};
use tokio::task::JoinHandle;

use super::files::opened;
use super::outcome::Tally;
use super::report::{Doing, Watch};
use super::{File, Job};
use crate::domain::stamp::Horizon;
use crate::error::AppError;
use crate::store::staging::{DOMAIN, Need, Staged, Staging};
use crate::sync::kinds::{self, rank};
use crate::sync::mapping::{Line, Link, Made, Reject, made, snake};
use crate::sync::value;

/// Records that are put down together.
const PORTION: usize = 2_000;
/// The place of accounts among the kinds.
pub(in crate::sync) const ACCOUNTS: i64 = 2;

/// Reads all files of a job. What is wrong with a row is told at once, and does not come further.
pub(in crate::sync) async fn staged(
    job: &Job,
    horizon: Horizon,
    staging: &Staging,
    tally: &mut Tally,
    watch: &Watch<'_>,
) -> Result<(), AppError> {
    let mut portion = Portion::default();
    let mut writing = None;
    let mut rows = 0;
    for (number, file) in job.files.iter().enumerate() {
        let (mut reader, columns) = opened(&job.mapping, file)?;
        let columns: HashMap<String, usize> = columns.into_iter().enumerate().map(|(at, name)| (name, at)).collect();
        let mut row = ByteRecord::new();
        loop {
            let more = reader.read_byte_record(&mut row).map_err(|error| broken(file, &error))?;
            if !more || watch.stopped() {
                break;
            }
            rows += 1;
            let line = row.position().map_or(0, csv::Position::line);
            for read in facts(job, file, &columns, &row) {
                match read.and_then(|made| portion.take(job, horizon, made, number, line)) {
                    Ok(()) => {}
                    Err(reject) => tally.refused(number, line, reject)?,
                }
            }
            if portion.records.len() >= PORTION {
                portion.put(staging, &mut writing).await?;
                watch.tell(Doing::Reading, rows, None);
            }
        }
    }
    portion.put(staging, &mut writing).await?;
    written_down(&mut writing).await
}

/// A portion that is being put down while the next rows are read.
type Writing = Option<JoinHandle<Result<(), AppError>>>;

async fn written_down(writing: &mut Writing) -> Result<(), AppError> {
    match writing.take() {
        Some(writing) => writing.await.map_err(|_| AppError::Invariant("a portion that broke off"))?,
        None => Ok(()),
    }
}

fn broken(file: &File, error: &csv::Error) -> AppError {
    AppError::BadInput(format!("{}: {error}", file.path.display()))
}

fn facts(job: &Job, file: &File, columns: &HashMap<String, usize>, row: &ByteRecord) -> Vec<Result<Made, Reject>> {
    let whole = |reason: String| vec![Err(Reject { kind: None, key: String::new(), field: String::new(), reason })];
    if row.len() != columns.len() {
        return whole(format!("the row has {} cells, and the header has {}", row.len(), columns.len()));
    }
    let Ok(cells) = StringRecord::from_byte_record(row.clone()) else {
        return whole("the row is not UTF-8".to_owned());
    };
    let Some(stream) = job.mapping.streams.get(file.stream) else { return Vec::new() };
    made(&job.mapping, stream, &job.system, Line { columns, cells: &cells })
}

/// Records on their way to disk.
#[derive(Default)]
struct Portion {
    records: Vec<Staged>,
    needs: Vec<Need>,
    many: i64,
}

impl Portion {
    fn take(&mut self, job: &Job, horizon: Horizon, made: Made, file: usize, line: u64) -> Result<(), Reject> {
        let stamp = made.body.get("updatedAt").and_then(Value::as_str).and_then(|at| at.parse::<DateTime<Utc>>().ok());
        // It is told here: on disk it would lie over all other rows of its record.
        if let Some(Err(problem)) = stamp.map(|stamp| value::stamp(stamp, horizon)) {
            let (kind, key) = (Some(made.kind), made.key);
            return Err(Reject { kind, key, field: "updated_at".to_owned(), reason: problem.message });
        }
        let n = self.many;
        let kind = place(made.kind);
        if !made.deleted {
            self.needs_of(job, n, &made)?;
        }
        let known = made.known.map(|known| known.timestamp_micros());
        let through = match &made.link {
            Some(Link::Through(kind, system, id)) if *system == job.system => Some((place(*kind), id.clone())),
            Some(Link::Domain(domain)) => Some((DOMAIN, domain.clone())),
            _ => None,
        };
        if let Some((kind, id)) = through.clone().filter(|(kind, _)| *kind != DOMAIN) {
            self.needs.push(Need { n, kind, id });
        }
        let about = match &made.link {
            Some(Link::Account(system, id)) => Some(json!([system, id]).to_string()),
            None if made.kind == RecordKind::Account => Some(json!([job.system, made.key]).to_string()),
            _ => None,
        };
        let (through_kind, through_id) = through.unzip();
        self.records.push(Staged {
            n,
            kind,
            id: made.key,
            link: made.link.map(|link| json!(link).to_string()),
            about,
            through_kind,
            through_id,
            known,
            stamp: stamp.map(|stamp| stamp.timestamp_micros()),
            deleted: made.deleted,
            body: written(made.body),
            place: i64::try_from(job.files[file].stream * 1_000 + made.place).unwrap_or(i64::MAX),
            file: i64::try_from(file).unwrap_or(i64::MAX),
            line: i64::try_from(line).unwrap_or(i64::MAX),
            at: None,
            turn: 0,
        });
        self.many += 1;
        Ok(())
    }

    /// What the row refers to; and whether it is a row of its kind at all, as the mutations would say.
    fn needs_of(&mut self, job: &Job, n: i64, made: &Made) -> Result<(), Reject> {
        let mut row = Value::Object(made.body.clone());
        if let Some(link) = &made.link {
            // Any account will do to see whether the rest is right.
            let (system, id) = match link {
                Link::Account(system, id) => (system.as_str(), id.as_str()),
                _ => ("", ""),
            };
            row["account"] = json!({"system": system, "id": id});
        }
        let named = kinds::references(made.kind, &row).map_err(|(field, reason)| Reject {
            kind: Some(made.kind),
            key: made.key.clone(),
            field: snake(&field),
            reason,
        })?;
        let own = named
            .into_iter()
            .filter(|(kind, system, id)| *system == job.system && !(*kind == made.kind && *id == made.key));
        self.needs.extend(own.map(|(kind, _, id)| Need { n, kind: place(kind), id }));
        Ok(())
    }

    async fn put(&mut self, staging: &Staging, writing: &mut Writing) -> Result<(), AppError> {
        written_down(writing).await?;
        let (records, needs) = (take(&mut self.records), take(&mut self.needs));
        if !records.is_empty() {
            let staging = staging.clone();
            *writing = Some(tokio::spawn(async move { staging.put(&records, &needs).await }));
        }
        Ok(())
    }
}

/// A kind's place among the kinds, as it stands on disk.
fn place(kind: RecordKind) -> i64 {
    i64::try_from(rank(kind)).unwrap_or(i64::MAX)
}

/// A record of which something is said twice: the later row's fields lie over the earlier one's, custom fields key by key.
pub(in crate::sync) fn overlaid(earlier: &str, later: &str) -> Result<String, AppError> {
    let mut whole: Map<String, Value> = serde_json::from_str(earlier)?;
    let later: Map<String, Value> = serde_json::from_str(later)?;
    for (field, value) in later {
        match (whole.get_mut(&field), value) {
            (Some(Value::Object(before)), Value::Object(after)) if field == "attributes" => before.extend(after),
            (_, value) => {
                whole.insert(field, value);
            }
        }
    }
    Ok(written(whole))
}

/// A row as text: what says the same reads the same, in one row or in two.
fn written(row: Map<String, Value>) -> String {
    let sorted: BTreeMap<String, Value> = row.into_iter().collect();
    sorted.into_iter().collect::<Value>().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_have_the_place_that_is_said() {
        assert_eq!(place(RecordKind::Account), ACCOUNTS);
    }

    #[test]
    fn the_later_row_lies_over_the_earlier_one() {
        let earlier = json!({"name": "A", "attributes": {"x": 1, "y": 2}, "domain": "a.example"}).to_string();
        let later = json!({"attributes": {"y": 3}, "domain": null}).to_string();
        let whole: Value = serde_json::from_str(&overlaid(&earlier, &later).unwrap()).unwrap();
        assert_eq!(whole, json!({"name": "A", "attributes": {"x": 1, "y": 3}, "domain": null}));
    }
}
