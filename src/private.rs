//! Files that nobody but their owner may read, and files that others can.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::Path;

/// Creates an empty file that its owner alone can read and write; one that is there stays as it is.
pub fn create(file: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(file) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// The same in the place of one that may be there.
pub fn create_anew(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => create(file),
    }
}

/// Whether others than its owner and its group can read a file.
#[cfg(unix)]
pub fn others_read(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(file).is_ok_and(|about| about.permissions().mode() & 0o004 != 0)
}

/// Whether others than its owner and its group can read a file: not known on this system.
#[cfg(not(unix))]
pub fn others_read(_file: &Path) -> bool {
    false
}
