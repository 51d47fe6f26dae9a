//! What a server's process has used: time of processors and memory, as the kernel counts them.

use std::time::Duration;

/// Bytes in a MiB.
pub const MIB: f64 = 1_048_576.0;

/// A process by its number.
#[derive(Clone, Copy)]
pub struct Process(pub u32);

impl Process {
    /// The time that its threads have run.
    pub fn ran(self) -> Duration {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.0)).unwrap();
        let ran = threads.filter_map(|thread| {
            let told = std::fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
            told.split(' ').next()?.parse::<u64>().ok()
        });
        Duration::from_nanos(ran.sum())
    }

    /// The memory that it has now, in bytes.
    pub fn memory(self) -> u64 {
        self.status("VmRSS:")
    }

    /// The most memory that it has had since it was last asked to forget that.
    pub fn most_memory(self) -> u64 {
        self.status("VmHWM:")
    }

    /// Forgets the most memory that it has had.
    pub fn forget(self) {
        std::fs::write(format!("/proc/{}/clear_refs", self.0), "5").unwrap();
    }

    fn status(self, name: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0)).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() << 10
    }
}
