//! Survey answers on one scale (rules.md, "Survey answers").

use entity::enums::SurveyKind;
use entity::values::Micros;

use super::exact::millionths;
use super::facts::SurveyResponse;
use super::number::Millionths;

/// A survey's scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// The lowest answer.
    pub min: Micros,
    /// The highest answer.
    pub max: Micros,
    /// A low answer is a good one.
    pub low_is_good: bool,
}

impl Scale {
    /// NPS is 0 to 10 and high is good, whatever it states.
    pub const NPS: Self = Self { min: Micros(0), max: Micros(10_000_000), low_is_good: false };

    /// The scale that an answer comes with; nothing without one.
    pub fn of(answer: &SurveyResponse) -> Option<Self> {
        if answer.kind == Some(SurveyKind::Nps) {
            return Some(Self::NPS);
        }
        Some(Self { min: answer.scale_min?, max: answer.scale_max?, low_is_good: answer.low_is_good })
    }

    /// v: 0 for the worst answer to 1 for the best; nothing out of the scale or where it is empty.
    pub fn value(self, answer: Micros) -> Option<Millionths> {
        let (min, max, answer) = (i128::from(self.min.0), i128::from(self.max.0), i128::from(answer.0));
        if max <= min || answer < min || answer > max {
            return None;
        }
        let good = if self.low_is_good { max - answer } else { answer - min };
        Some(millionths(good, max - min))
    }
}

/// v of an answer, where it counts.
pub fn value(answer: &SurveyResponse) -> Option<Millionths> {
    Scale::of(answer)?.value(answer.answer?)
}

/// v of a sentiment of −1 to 1, where it counts.
#[allow(clippy::cast_possible_truncation, reason = "checked against the scale first")]
pub fn sentiment(shown: f64) -> Option<Millionths> {
    const BILLION: i128 = 1_000_000_000;
    let within = (-1.0..=1.0).contains(&shown);
    within.then(|| millionths((shown * 1e9).round() as i128 + BILLION, 2 * BILLION))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_answers_by_their_scale() {
        let five = Scale { min: Micros(1_000_000), max: Micros(5_000_000), low_is_good: false };
        assert_eq!(five.value(Micros(4_000_000)), Some(Millionths(750_000)));
        assert_eq!(Scale { low_is_good: true, ..five }.value(Micros(4_000_000)), Some(Millionths(250_000)));
        assert_eq!(five.value(Micros(5_000_001)), None);
        assert_eq!(Scale { max: five.min, ..five }.value(five.min), None);
        assert_eq!(
            Scale { min: Micros(i64::MIN), max: Micros(i64::MAX), ..five }.value(Micros(0)),
            Some(Millionths(500_000))
        );
    }

    #[test]
    fn maps_sentiment() {
        assert_eq!(sentiment(-1.0), Some(Millionths(0)));
        assert_eq!(sentiment(0.3), Some(Millionths(650_000)));
        assert_eq!(sentiment(1.000_001), None);
        assert_eq!(sentiment(f64::NAN), None);
    }
}
