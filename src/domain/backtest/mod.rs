//! How well what was assessed told what happened: pure statistics over cases.

mod asked;
mod auc;
mod findings;

pub use asked::{Asked, Known, LeftOut, before, decided};
pub use auc::{Auc, auc};
pub use findings::{Case, Caught, Findings, Ranked, Tenth};

/// A share to six digits; none of nothing.
#[allow(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| rounded(part as f64 / whole as f64))
}

fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}
