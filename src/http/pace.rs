//! How fast heads and bodies must come.

use std::time::Duration;

use tokio::time::Instant;

/// How fast they must come.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// For so long they may take their time.
    pub after: Duration,
    /// Then they must have come with so many bytes a second, on average.
    pub bytes_a_second: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self { after: Duration::from_secs(5), bytes_a_second: 4 << 10 }
    }
}

impl Pace {
    /// When it is too slow, where no more than so many bytes have come.
    pub fn deadline(&self, begun: Instant, bytes: usize) -> Instant {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        begun + self.after.max(Duration::from_secs(bytes.into()) / self.bytes_a_second.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_while_an_average_counts() {
        let begun = Instant::now();
        let seconds = |bytes| (Pace::default().deadline(begun, bytes) - begun).as_secs();
        assert_eq!([seconds(0), seconds(20_479), seconds(40 << 10), seconds(8 << 20)], [5, 5, 10, 2_048]);
    }
}
