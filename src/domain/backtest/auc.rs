//! The area under the curve, by ranks, with its interval.

use serde::Serialize;

use super::rounded;

/// How well low values tell who churns: the chance that one who churned has a lower value than one who was kept, ties
/// counting half; .5 tells nothing. With the 95 % interval of DeLong, DeLong and Clarke-Pearson (1988), cut at 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Auc {
    /// The area.
    pub value: f64,
    /// Where its interval begins; none with fewer than two of either.
    pub low: Option<f64>,
    /// Where it ends.
    pub high: Option<f64>,
}

/// The standard normal's 97.5 % point.
const Z: f64 = 1.959_963_984_540_054;

/// The area of these values, each with whether its case churned; none without one of either.
pub fn auc(cases: &[(f64, bool)]) -> Option<Auc> {
    let of = |wanted: bool| cases.iter().filter(move |&&(_, churned)| churned == wanted).map(|&(value, _)| value);
    let (mut churned, mut kept): (Vec<f64>, Vec<f64>) = (of(true).collect(), of(false).collect());
    if churned.is_empty() || kept.is_empty() {
        return None;
    }
    churned.sort_unstable_by(f64::total_cmp);
    kept.sort_unstable_by(f64::total_cmp);
    let of_kept: Vec<f64> = kept.iter().map(|value| below(&churned, *value)).collect();
    let of_churned: Vec<f64> = churned.iter().map(|value| 1.0 - below(&kept, *value)).collect();
    let value = mean(&of_kept);
    let half = spread(&of_kept).zip(spread(&of_churned)).map(|(kept, churned)| Z * (kept + churned).sqrt());
    Some(Auc {
        value: rounded(value),
        low: half.map(|half| rounded((value - half).max(0.0))),
        high: half.map(|half| rounded((value + half).min(1.0))),
    })
}

/// The share of these sorted values that lie below one, ties counting half.
fn below(sorted: &[f64], value: f64) -> f64 {
    let lower = sorted.partition_point(|other| other.total_cmp(&value).is_lt());
    let equal = sorted.partition_point(|other| other.total_cmp(&value).is_le());
    count(lower + equal) / (2.0 * count(sorted.len()))
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / count(values.len())
}

/// The variance of the mean of these values; none of fewer than two.
fn spread(values: &[f64]) -> Option<f64> {
    let mean = mean(values);
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (values.len() > 1).then(|| squares / count(values.len() - 1) / count(values.len()))
}

#[allow(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn count(many: usize) -> f64 {
    many as f64
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn of(churned: &[i32], kept: &[i32]) -> Option<Auc> {
        let one = |values: &[i32], word: bool| values.iter().map(|&value| (f64::from(value), word)).collect::<Vec<_>>();
        auc(&[one(churned, true), one(kept, false)].concat())
    }

    #[test]
    fn one_that_was_worked_out_by_hand() {
        // Of nine pairs seven are right and one is a tie: 7.5 / 9. Kept: 2/3, 5/6, 1; churned: 1, 1, 1/2.
        let answer = of(&[1, 2, 5], &[3, 5, 6]).unwrap();
        assert!((answer.value - 7.5 / 9.0).abs() < 1e-6);
        let half = Z * (1.0_f64 / 36.0 / 3.0 + 1.0 / 12.0 / 3.0).sqrt();
        assert!((answer.low.unwrap() - (7.5 / 9.0 - half)).abs() < 1e-6, "{answer:?}");
        assert_eq!(answer.high, Some(1.0));
    }

    #[test]
    fn of_one_kind_alone_there_is_none_and_of_one_case_no_interval() {
        assert_eq!((of(&[1, 2], &[]), of(&[], &[1])), (None, None));
        assert_eq!(of(&[1], &[2, 3]).unwrap(), Auc { value: 1.0, low: None, high: None });
    }

    proptest! {
        #[test]
        fn it_counts_pairs(churned in vec(0..20_i32, 1..40), kept in vec(0..20_i32, 1..40)) {
            let pairs = churned.iter().flat_map(|one| kept.iter().map(move |other| match one.cmp(other) {
                std::cmp::Ordering::Less => 2_u32,
                std::cmp::Ordering::Equal => 1,
                std::cmp::Ordering::Greater => 0,
            }));
            let expected = f64::from(pairs.sum::<u32>()) / 2.0 / (count(churned.len()) * count(kept.len()));
            let answer = of(&churned, &kept).unwrap();
            prop_assert!((answer.value - expected).abs() < 1e-6);
            if let (Some(low), Some(high)) = (answer.low, answer.high) {
                prop_assert!(0.0 <= low && low <= answer.value && answer.value <= high && high <= 1.0);
            }
        }

        #[test]
        fn perfect_reversed_and_constant(churned in vec(0..50, 2..30), kept in vec(50..99, 2..30)) {
            prop_assert!(of(&churned, &kept).unwrap().value > 1.0 - 1e-9);
            prop_assert!(of(&kept, &churned).unwrap().value < 1e-9);
            let (churned, kept) = (vec![7; churned.len()], vec![7; kept.len()]);
            prop_assert!((of(&churned, &kept).unwrap().value - 0.5).abs() < 1e-9);
        }

        #[test]
        fn only_the_order_counts(churned in vec(-30..30, 2..30), kept in vec(-30..30, 2..30)) {
            let map = |values: &[i32]| values.iter().map(|value| value * value * value + 5).collect::<Vec<_>>();
            let turned = |values: &[i32]| values.iter().map(|value| -value).collect::<Vec<_>>();
            let answer = of(&churned, &kept).unwrap();
            prop_assert_eq!(of(&map(&churned), &map(&kept)).unwrap(), answer);
            prop_assert!((of(&turned(&churned), &turned(&kept)).unwrap().value - (1.0 - answer.value)).abs() < 2e-6);
        }
    }
}
