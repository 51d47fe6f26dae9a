//! What the raw columns of a file tell by themselves: a logistic regression, cross-validated. Whoever scores accounts by
//! hand has to be held against it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use entity::ids::AccountId;
use linfa::Dataset;
use linfa::traits::Fit;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2};
use sea_orm::ConnectionTrait;
use serde::Serialize;

use crate::domain::backtest::{Ranked, auc};
use crate::error::AppError;
use crate::store::external_id;

/// Parts of the file, each foretold by the others.
const FOLDS: usize = 5;
/// The weight of the squares of the coefficients, of columns of variance 1.
const PENALTY: f64 = 1.0;
/// Different words of a column beyond which it is no category.
const WORDS: usize = 100;

/// The file of a regression.
#[derive(Debug, clap::Args)]
pub struct Baseline {
    /// Beside the score, a logistic regression on the columns of this file
    #[arg(long, value_name = "FILE", requires = "key")]
    columns: Option<PathBuf>,
    /// The file's column with the account's external id, or with the row's own where there is a target; it foretells nothing
    #[arg(long, value_name = "COLUMN", requires = "columns")]
    key: Option<String>,
    /// Columns that foretell nothing
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',', requires = "columns")]
    ignore: Vec<String>,
    /// What churned means in the file itself [default: the outcome of the account's case]
    #[arg(long, value_name = "COLUMN=VALUE", value_parser = target, requires = "columns")]
    target: Option<(String, String)>,
}

fn target(text: &str) -> Result<(String, String), String> {
    let (column, value) = text.split_once('=').ok_or_else(|| format!("`{text}` is no COLUMN=VALUE"))?;
    Ok((column.to_owned(), value.to_owned()))
}

/// How well the raw columns tell who churned.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Regression {
    /// The probability of being kept, foretold by four fifths of the rows for the fifth.
    #[serde(flatten)]
    pub ranked: Ranked,
    /// The columns it reads.
    pub columns: Vec<String>,
}

/// A file's rows.
struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Baseline {
    /// The regression that was asked for. `cases` are accounts and whether they churned.
    pub async fn regression(
        &self,
        conn: &impl ConnectionTrait,
        cases: &[(AccountId, bool)],
    ) -> Result<Option<Regression>, AppError> {
        let (Some(file), Some(key)) = (&self.columns, &self.key) else { return Ok(None) };
        let table = Table::read(file)?;
        let key_at = table.place(key)?;
        let mut unread = BTreeSet::from([key_at]);
        for name in &self.ignore {
            unread.insert(table.place(name)?);
        }
        let churned: Vec<Option<bool>> = if let Some((column, value)) = &self.target {
            let place = table.place(column)?;
            unread.insert(place);
            table.rows.iter().map(|row| Some(row[place].trim() == value)).collect()
        } else {
            let keys: Vec<String> = table.rows.iter().map(|row| row[key_at].clone()).collect();
            let mut by_account: BTreeMap<AccountId, bool> = BTreeMap::new();
            for &(account, churned) in cases {
                *by_account.entry(account).or_default() |= churned;
            }
            let accounts = external_id::accounts_called(conn, &keys).await?;
            keys.iter().map(|key| by_account.get(accounts.get(key)?).copied()).collect()
        };
        let known: Vec<(&Vec<String>, bool)> =
            table.rows.iter().zip(churned).filter_map(|(row, churned)| Some((row, churned?))).collect();
        let read: Vec<usize> = (0..table.header.len()).filter(|place| !unread.contains(place)).collect();
        let mut columns = Vec::new();
        for &place in &read {
            columns.extend(column(&table.header[place], known.iter().map(|(row, _)| row[place].trim()).collect())?);
        }
        let churned: Vec<bool> = known.iter().map(|&(_, churned)| churned).collect();
        let values: Vec<(f64, bool)> = foretold(&columns, &churned)?.into_iter().zip(churned.iter().copied()).collect();
        let ranked = Ranked {
            name: "logistic regression".to_owned(),
            n: values.len(),
            churned: churned.iter().filter(|churned| **churned).count(),
            auc: auc(&values),
        };
        Ok(Some(Regression { ranked, columns: read.iter().map(|&place| table.header[place].clone()).collect() }))
    }
}

impl Table {
    fn read(file: &Path) -> Result<Self, AppError> {
        let wrong = |error: csv::Error| AppError::BadInput(format!("{}: {error}", file.display()));
        let mut reader = csv::Reader::from_path(file).map_err(wrong)?;
        let texts = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
        let header = texts(reader.headers().map_err(wrong)?);
        let rows = reader.records().map(|row| Ok(texts(&row.map_err(wrong)?))).collect::<Result<_, AppError>>()?;
        Ok(Self { header, rows })
    }

    fn place(&self, name: &str) -> Result<usize, AppError> {
        let place = self.header.iter().position(|column| column == name);
        place.ok_or_else(|| {
            AppError::BadInput(format!("there is no column {name}: there are {}", self.header.join(", ")))
        })
    }
}

/// A column as numbers: itself where every cell that says something is a number, else one column a word.
fn column(name: &str, cells: Vec<&str>) -> Result<Vec<Vec<Option<f64>>>, AppError> {
    let number = |cell: &&str| cell.parse::<f64>().ok().filter(|number| number.is_finite());
    if cells.iter().all(|cell| cell.is_empty() || number(cell).is_some()) {
        return Ok(vec![cells.iter().map(number).collect()]);
    }
    let words: BTreeSet<&str> = cells.iter().copied().collect();
    if words.len() > WORDS {
        let text = format!("column {name} has {} different words: name it in --ignore", words.len());
        return Err(AppError::BadInput(text));
    }
    let of = |word: &str| cells.iter().map(|cell| Some(f64::from(u8::from(*cell == word)))).collect();
    Ok(words.into_iter().map(of).collect())
}

/// For each row the probability of being kept, as the rows of the other folds foretell it; each row's fold follows from
/// its place among the rows of its outcome.
fn foretold(columns: &[Vec<Option<f64>>], churned: &[bool]) -> Result<Vec<f64>, AppError> {
    let mut seen = [0_usize; 2];
    let folds: Vec<usize> = churned
        .iter()
        .map(|&churned| {
            let place = &mut seen[usize::from(churned)];
            *place += 1;
            (*place - 1) % FOLDS
        })
        .collect();
    if seen.iter().any(|&rows| rows < FOLDS) {
        return Ok(vec![0.5; churned.len()]);
    }
    let mut answers = vec![0.0; churned.len()];
    for fold in 0..FOLDS {
        let of = |inside: bool| (0..churned.len()).filter(|&row| (folds[row] == fold) == inside).collect::<Vec<_>>();
        let (learned, asked) = (of(false), of(true));
        let scaled: Vec<Scale> = columns.iter().map(|column| Scale::of(column, &learned)).collect();
        let matrix = |rows: &[usize]| {
            Array2::from_shape_fn((rows.len(), columns.len()), |(row, place)| {
                scaled[place].put(columns[place][rows[row]])
            })
        };
        let targets: Array1<bool> = learned.iter().map(|&row| !churned[row]).collect();
        let model = LogisticRegression::default().alpha(PENALTY).max_iterations(200);
        let model = model.fit(&Dataset::new(matrix(&learned), targets));
        let model = model.map_err(|error| AppError::BadInput(format!("the regression failed: {error}")))?;
        for (row, kept) in asked.iter().zip(model.predict_probabilities(&matrix(&asked))) {
            answers[*row] = kept;
        }
    }
    Ok(answers)
}

/// Brings a column to mean 0 and variance 1; what says nothing is the mean.
struct Scale {
    mean: f64,
    deviation: f64,
}

impl Scale {
    #[allow(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    fn of(column: &[Option<f64>], rows: &[usize]) -> Self {
        let known: Vec<f64> = rows.iter().filter_map(|&row| column[row]).collect();
        let many = known.len().max(1) as f64;
        let mean = known.iter().sum::<f64>() / many;
        let variance = known.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / many;
        Self { mean, deviation: variance.sqrt() }
    }

    fn put(&self, value: Option<f64>) -> f64 {
        let away = value.map_or(0.0, |value| value - self.mean);
        if self.deviation > 0.0 { away / self.deviation } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(columns: &[Vec<Option<f64>>], churned: &[bool]) -> f64 {
        let values: Vec<_> = foretold(columns, churned).unwrap().into_iter().zip(churned.iter().copied()).collect();
        auc(&values).unwrap().value
    }

    #[test]
    fn words_become_columns_and_a_blank_is_no_number() {
        assert_eq!(column("n", vec!["1", "", "2.5"]).unwrap(), [vec![Some(1.0), None, Some(2.5)]]);
        let words = column("w", vec!["yes", "no", "yes"]).unwrap();
        assert_eq!(words, [vec![Some(0.0), Some(1.0), Some(0.0)], vec![Some(1.0), Some(0.0), Some(1.0)]]);
        let many: Vec<String> = (0..200).map(|number| format!("w{number}")).collect();
        let many = column("m", many.iter().map(String::as_str).collect());
        assert!(matches!(many, Err(AppError::BadInput(text)) if text.contains("--ignore")));
    }

    #[test]
    fn it_learns_what_is_there_and_nothing_where_nothing_is() {
        let churned: Vec<bool> = (0..200).map(|row| row % 3 == 0).collect();
        let telling = churned.iter().enumerate().map(|(row, &left)| {
            Some(f64::from(u8::from(left)) * 2.0 + f64::from(u32::try_from(row % 7).unwrap()) / 7.0)
        });
        let telling: Vec<_> = telling.collect();
        assert!(area(&[telling], &churned) > 0.99);
        let idle: Vec<_> = (0..200_u32).map(|row| Some(f64::from(row.wrapping_mul(2_654_435_761) >> 16))).collect();
        assert!((0.3..0.7).contains(&area(&[idle], &churned)));
        let still = vec![Some(1.0); 200];
        assert!((area(&[still], &churned) - 0.5).abs() < 0.1);
    }

    #[test]
    fn too_few_of_either_foretell_nothing() {
        let churned = [true, false, false, false, false, false];
        assert_eq!(foretold(&[vec![Some(1.0); 6]], &churned).unwrap(), [0.5; 6]);
    }
}
