//! Exact numbers without bounds: slow, short, and hard to get wrong.

use std::cmp::Ordering;
use std::ops::{Add, Div, Mul, Sub};

/// A whole number of any size: its sign, and its digits of 32 bits, the smallest first, none leading.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Whole {
    negative: bool,
    digits: Vec<u32>,
}

impl Whole {
    fn of(value: i128) -> Self {
        let mut rest = value.unsigned_abs();
        let mut digits = Vec::new();
        while rest > 0 {
            digits.push((rest & 0xffff_ffff) as u32);
            rest >>= 32;
        }
        Self { negative: value < 0, digits }
    }

    fn made(negative: bool, mut digits: Vec<u32>) -> Self {
        while digits.last() == Some(&0) {
            digits.pop();
        }
        Self { negative: negative && !digits.is_empty(), digits }
    }

    fn plus(&self, other: &Self) -> Self {
        if self.negative == other.negative {
            return Self::made(self.negative, sum(&self.digits, &other.digits));
        }
        match compare(&self.digits, &other.digits) {
            Ordering::Less => Self::made(other.negative, difference(&other.digits, &self.digits)),
            _ => Self::made(self.negative, difference(&self.digits, &other.digits)),
        }
    }

    fn opposite(&self) -> Self {
        Self::made(!self.negative, self.digits.clone())
    }

    fn times(&self, other: &Self) -> Self {
        let mut digits = vec![0_u32; self.digits.len() + other.digits.len() + 1];
        for (i, &a) in self.digits.iter().enumerate() {
            let mut carry = 0_u64;
            for (j, &b) in other.digits.iter().enumerate() {
                let here = u64::from(a) * u64::from(b) + u64::from(digits[i + j]) + carry;
                digits[i + j] = here as u32;
                carry = here >> 32;
            }
            digits[i + other.digits.len()] = carry as u32;
        }
        Self::made(self.negative != other.negative, digits)
    }

    /// The greatest whole number not above self / divisor, where the divisor is above 0.
    fn floor_div(&self, divisor: &Self) -> i128 {
        let mut quotient = 0_i128;
        let mut rest: Vec<u32> = Vec::new();
        for bit in (0..self.digits.len() * 32).rev() {
            rest = sum(&rest, &rest);
            if self.digits[bit / 32] >> (bit % 32) & 1 == 1 {
                rest = sum(&rest, &[1]);
            }
            quotient = quotient.checked_mul(2).expect("a quotient that is shown is small");
            if compare(&rest, &divisor.digits) != Ordering::Less {
                rest = Self::made(false, difference(&rest, &divisor.digits)).digits;
                quotient += 1;
            }
        }
        match (self.negative, rest.is_empty()) {
            (false, _) => quotient,
            (true, true) => -quotient,
            (true, false) => -quotient - 1,
        }
    }
}

fn compare(a: &[u32], b: &[u32]) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.iter().rev().cmp(b.iter().rev()))
}

fn sum(a: &[u32], b: &[u32]) -> Vec<u32> {
    let mut digits = Vec::new();
    let mut carry = 0_u64;
    for i in 0..a.len().max(b.len()) {
        let here = u64::from(*a.get(i).unwrap_or(&0)) + u64::from(*b.get(i).unwrap_or(&0)) + carry;
        digits.push(here as u32);
        carry = here >> 32;
    }
    if carry > 0 {
        digits.push(carry as u32);
    }
    digits
}

/// a − b, where a is not below b.
fn difference(a: &[u32], b: &[u32]) -> Vec<u32> {
    let mut digits = Vec::new();
    let mut borrow = 0_i64;
    for (i, &digit) in a.iter().enumerate() {
        let here = i64::from(digit) - i64::from(*b.get(i).unwrap_or(&0)) - borrow;
        borrow = i64::from(here < 0);
        digits.push(here.rem_euclid(1 << 32) as u32);
    }
    digits
}

/// A ratio of two whole numbers; the lower one is above 0.
#[derive(Clone, Debug)]
pub(super) struct Ratio {
    over: Whole,
    under: Whole,
}

pub(super) fn whole(value: impl Into<i128>) -> Ratio {
    Ratio { over: Whole::of(value.into()), under: Whole::of(1) }
}

pub(super) fn ratio(over: impl Into<i128>, under: impl Into<i128>) -> Ratio {
    whole(over) / whole(under)
}

/// A number of millionths.
pub(super) fn micros(value: i64) -> Ratio {
    ratio(value, 1_000_000)
}

impl Ratio {
    /// How many of 1/scale it is, half up (towards +∞).
    pub(super) fn half_up(&self, scale: i128) -> i64 {
        (self.clone() + ratio(1, 2 * scale)).floor(scale)
    }

    /// How many whole ones of 1/scale are in it.
    pub(super) fn floor(&self, scale: i128) -> i64 {
        self.over.times(&Whole::of(scale)).floor_div(&self.under).try_into().expect("a number that is shown is small")
    }

    pub(super) fn ceil(&self, scale: i128) -> i64 {
        -(whole(0) - self.clone()).floor(scale)
    }

    pub(super) fn is_zero(&self) -> bool {
        self.over.digits.is_empty()
    }

    pub(super) fn clamp(self, low: Ratio, high: Ratio) -> Ratio {
        if self < low {
            low
        } else if self > high {
            high
        } else {
            self
        }
    }
}

/// clamp((x − a) / (b − a), 0, 1)
pub(super) fn ramp(x: Ratio, a: Ratio, b: Ratio) -> Ratio {
    ((x - a.clone()) / (b - a)).clamp(whole(0), whole(1))
}

impl Add for Ratio {
    type Output = Ratio;
    fn add(self, other: Ratio) -> Ratio {
        if self.under == other.under {
            return Ratio { over: self.over.plus(&other.over), under: self.under };
        }
        let over = self.over.times(&other.under).plus(&other.over.times(&self.under));
        Ratio { over, under: self.under.times(&other.under) }
    }
}
impl Sub for Ratio {
    type Output = Ratio;
    #[allow(clippy::suspicious_arithmetic_impl, reason = "a − b = a + (−b)")]
    fn sub(self, other: Ratio) -> Ratio {
        self + Ratio { over: other.over.opposite(), under: other.under }
    }
}
impl Mul for Ratio {
    type Output = Ratio;
    fn mul(self, other: Ratio) -> Ratio {
        Ratio { over: self.over.times(&other.over), under: self.under.times(&other.under) }
    }
}
impl Div for Ratio {
    type Output = Ratio;
    fn div(self, other: Ratio) -> Ratio {
        assert!(!other.is_zero(), "a ratio to nothing");
        let (over, under) = (self.over.times(&other.under), self.under.times(&other.over));
        if under.negative {
            return Ratio { over: over.opposite(), under: under.opposite() };
        }
        Ratio { over, under }
    }
}
impl PartialEq for Ratio {
    fn eq(&self, other: &Ratio) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}
impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Ratio) -> Option<Ordering> {
        let gap = (self.clone() - other.clone()).over;
        Some(match (gap.digits.is_empty(), gap.negative) {
            (true, _) => Ordering::Equal,
            (false, true) => Ordering::Less,
            (false, false) => Ordering::Greater,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_the_machine_where_that_can_count(a in -1_000_000_i128..1_000_000, b in 1_i128..1_000_000, c in -1_000_000_i128..1_000_000, d in 1_i128..1_000_000) {
            let (x, y) = (ratio(a, b), ratio(c, d));
            prop_assert!(x.clone() + y.clone() == ratio(a * d + c * b, b * d));
            prop_assert!(x.clone() - y.clone() == ratio(a * d - c * b, b * d));
            prop_assert!(x.clone() * y.clone() == ratio(a * c, b * d));
            prop_assert_eq!(x.partial_cmp(&y), (a * d).partial_cmp(&(c * b)));
            prop_assert_eq!(i128::from(x.floor(100)), (a * 100).div_euclid(b));
            prop_assert_eq!(i128::from(x.half_up(100)), (a * 200 + b).div_euclid(2 * b));
        }

        #[test]
        fn what_is_multiplied_is_divided_again(a in any::<i128>(), b in any::<i128>(), c in any::<i64>()) {
            prop_assume!(b != 0);
            prop_assert!(whole(a) * whole(b) * whole(a) / whole(b) == whole(a) * whole(a));
            prop_assert_eq!((whole(c) * whole(b) / whole(b)).floor(1), c);
        }
    }

    #[test]
    fn half_goes_up_below_zero_too() {
        assert_eq!(ratio(5, 2).half_up(1), 3);
        assert_eq!(ratio(-5, 2).half_up(1), -2);
        assert_eq!(ratio(-1, 3).ceil(1), 0);
        assert_eq!(ratio(1, 3).ceil(10), 4);
    }
}
