//! Which files are read, by which streams.

use std::path::{Path, PathBuf};

use csv::{Reader, ReaderBuilder};

use crate::error::AppError;
use crate::sync::mapping::Mapping;
use crate::sync::mapping::check::{Header, header};

/// A file, and the stream that reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Where it is.
    pub path: PathBuf,
    /// The place of its stream in the mapping.
    pub stream: usize,
}

/// The files that these paths name, in an order that does not depend on theirs; and those of folders that no stream reads.
/// A file that is named itself must have a stream.
pub fn files(mapping: &Mapping, paths: &[PathBuf]) -> Result<(Vec<File>, Vec<PathBuf>), AppError> {
    let (mut found, mut unread) = (Vec::new(), Vec::new());
    for path in paths {
        let told = |error: std::io::Error| AppError::BadInput(format!("{}: {error}", path.display()));
        if !std::fs::metadata(path).map_err(told)?.is_dir() {
            let stream = stream(mapping, path);
            let stream = stream.ok_or_else(|| AppError::Config(format!("no stream reads {}", path.display())))?;
            found.push(File { path: path.clone(), stream });
            continue;
        }
        for entry in std::fs::read_dir(path).map_err(told)? {
            let path = entry.map_err(told)?.path();
            if !path.is_file() || !is_table(&path) {
                continue;
            }
            match stream(mapping, &path) {
                Some(stream) => found.push(File { path, stream }),
                None => unread.push(path),
            }
        }
    }
    found.sort_by(|a, b| (a.stream, &a.path).cmp(&(b.stream, &b.path)));
    found.dedup();
    unread.sort();
    if found.is_empty() {
        return Err(AppError::BadInput(
            "there is no file to read: name CSV files, or folders that have some".to_owned(),
        ));
    }
    Ok((found, unread))
}

fn stream(mapping: &Mapping, path: &Path) -> Option<usize> {
    mapping.stream(path.file_stem()?.to_str()?).map(|(place, _)| place)
}

fn is_table(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ["csv", "tsv", "txt"].iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// What the mapping says of each file's header.
pub fn checked(mapping: &Mapping, files: &[File]) -> Result<Vec<Header>, AppError> {
    let header = |file: &File| {
        let (_, columns) = opened(mapping, file)?;
        let stream = mapping.streams.get(file.stream).ok_or(AppError::Invariant("a file without its stream"))?;
        Ok(header(stream, columns.iter().map(String::as_str)))
    };
    files.iter().map(header).collect()
}

/// A file that is read from its first row on, and its columns.
pub(super) fn opened(mapping: &Mapping, file: &File) -> Result<(Reader<std::fs::File>, Vec<String>), AppError> {
    let told = |error: csv::Error| AppError::BadInput(format!("{}: {error}", file.path.display()));
    let delimiter = u8::try_from(mapping.delimiter).unwrap_or(b',');
    let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_path(&file.path).map_err(told)?;
    let columns = reader.headers().map_err(told)?;
    let columns = columns.iter().map(|column| column.trim_start_matches('\u{feff}').to_owned()).collect();
    Ok((reader, columns))
}
