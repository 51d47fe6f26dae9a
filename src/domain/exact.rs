//! Exact arithmetic: ratios of integers, rounded half up (towards +∞) once, and total on any numbers.

use super::number::{Hundredths, Millionths, Tenths};

/// Millionths in one.
pub const ONE: i128 = 1_000_000;
const FINE: i128 = 1_000_000_000_000_000_000;

/// ⌊a·b/d⌋ and whether the rest is half of `d` or more; saturates where the quotient is beyond 128 bits. Zero for d ≤ 0.
fn mul_div(a: i128, b: i128, d: i128) -> (i128, bool) {
    if d <= 0 {
        return (0, false);
    }
    if let Some(product) = a.checked_mul(b) {
        let rest = product.rem_euclid(d);
        return (product.div_euclid(d), rest >= d - rest);
    }
    let negative = (a < 0) != (b < 0);
    let (high, low) = wide_product(a.unsigned_abs(), b.unsigned_abs());
    let divisor = d.unsigned_abs();
    let (quotient, rest) = wide_quotient(high, low, divisor);
    let quotient = i128::try_from(quotient).unwrap_or(i128::MAX);
    match (negative, rest) {
        (false, rest) => (quotient, rest >= divisor - rest),
        (true, 0) => (-quotient, false),
        (true, rest) => ((-quotient).saturating_sub(1), divisor - rest >= rest),
    }
}

fn wide_product(a: u128, b: u128) -> (u128, u128) {
    const HALF: u128 = u64::MAX as u128;
    let (a1, a0, b1, b0) = (a >> 64, a & HALF, b >> 64, b & HALF);
    let low = a0 * b0;
    let middle = a1 * b0 + (low >> 64);
    let other = a0 * b1 + (middle & HALF);
    (a1 * b1 + (middle >> 64) + (other >> 64), (other << 64) | (low & HALF))
}

fn wide_quotient(high: u128, low: u128, divisor: u128) -> (u128, u128) {
    if high >= divisor {
        return (u128::MAX, 0);
    }
    let (mut quotient, mut rest) = (0_u128, high);
    for bit in (0..128).rev() {
        let carry = rest >> 127 == 1;
        rest = (rest << 1) | ((low >> bit) & 1);
        quotient <<= 1;
        if carry || rest >= divisor {
            rest = rest.wrapping_sub(divisor);
            quotient |= 1;
        }
    }
    (quotient, rest)
}

/// n·scale/d, half up.
pub fn scaled(n: i128, scale: i128, d: i128) -> i128 {
    let (quotient, up) = mul_div(n, scale, d);
    quotient.saturating_add(i128::from(up))
}

/// n/d to 10⁻¹⁸, cut down: compares with any decimal of eighteen digits as n/d does. `d` > 0.
pub fn fine(n: i128, d: i128) -> i128 {
    mul_div(n, FINE, d).0
}

/// n·scale/d, cut down.
pub fn cut_down(n: i128, scale: i128, d: i128) -> i128 {
    mul_div(n, scale, d).0
}

/// n·scale/d, cut up.
pub fn cut_up(n: i128, scale: i128, d: i128) -> i128 {
    -mul_div(-n, scale, d).0
}

fn narrow(number: i128) -> i64 {
    i64::try_from(number).unwrap_or(if number < 0 { i64::MIN } else { i64::MAX })
}

/// n/d in millionths, half up.
pub fn millionths(n: i128, d: i128) -> Millionths {
    Millionths(narrow(scaled(n, ONE, d)))
}

/// n/d in hundredths, half up.
pub fn hundredths(n: i128, d: i128) -> Hundredths {
    Hundredths(narrow(scaled(n, 100, d)))
}

/// n/d in tenths, half up.
pub fn tenths(n: i128, d: i128) -> Tenths {
    Tenths(narrow(scaled(n, 10, d)))
}

/// A whole number as far as it fits.
pub fn saturate(number: i128) -> i64 {
    narrow(number)
}

/// ramp(n/d, low, high) in millionths, half up; `low` above `high` turns it round. `d` > 0.
pub fn ramp(n: i128, d: i128, low: Millionths, high: Millionths) -> Millionths {
    let far = FINE * 1_000_000_000_000;
    let step = FINE / ONE;
    let x = fine(n, d).clamp(-far, far) - i128::from(low.0) * step;
    let width = (i128::from(high.0) - i128::from(low.0)) * step;
    let (x, width) = if width < 0 { (-x, -width) } else { (x, width) };
    if x <= 0 || width == 0 {
        return Millionths(0);
    }
    if x >= width {
        return Millionths(Millionths::SCALE);
    }
    millionths(x, width)
}

/// 2^(−age/life), half up to millionths; at least a millionth. `life` in millionths of a day, `age` in days.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "the power lies between 0 and 1")]
pub fn fade(age: i64, life: Millionths) -> i128 {
    let halvings = age.max(0) as f64 / life.as_f64();
    let part = (-halvings).exp2() * 1e6;
    ((part + 0.5).floor() as i128).max(1)
}

/// 1 − 2^(−evidence/scale), half up to hundredths.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "the power lies between 0 and 1")]
pub fn confidence(evidence: Millionths, scale: Millionths) -> Hundredths {
    let unsure = (-(evidence.as_f64() / scale.as_f64())).exp2();
    Hundredths(((1.0 - unsure) * 100.0 + 0.5).floor() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_half_up_below_zero_too() {
        assert_eq!(scaled(5, 1, 10), 1);
        assert_eq!(scaled(-5, 1, 10), 0);
        assert_eq!(scaled(-15, 1, 10), -1);
        assert_eq!(scaled(-16, 1, 10), -2);
        assert_eq!(millionths(2, 3), Millionths(666_667));
        assert_eq!(hundredths(-335, 1000), Hundredths(-33));
        assert_eq!(cut_up(1, 10, 3), 4);
        assert_eq!(cut_up(2, 10, 4), 5);
    }

    #[test]
    fn is_exact_and_total_beyond_128_bits() {
        assert_eq!(scaled(i128::MAX, 10, i128::MAX), 10);
        assert_eq!(scaled(i128::MAX / 2, 3, i128::MAX - 1), 2);
        assert_eq!(scaled(-(i128::MAX / 2), 3, i128::MAX - 1), -1);
        assert_eq!(scaled(i128::MAX, i128::MAX, 1), i128::MAX);
        assert_eq!(scaled(i128::MIN, i128::MAX, 1), -i128::MAX);
        assert_eq!(scaled(1, 1, 0), 0);
    }

    #[test]
    fn ramps_both_ways() {
        let (half, one) = (Millionths(500_000), Millionths(1_000_000));
        assert_eq!(ramp(3, 4, half, one), half);
        assert_eq!(ramp(3, 4, one, half), half);
        assert_eq!(ramp(9, 1, half, one), one);
        assert_eq!(ramp(i128::MIN, 1, half, one), Millionths(0));
        assert_eq!(ramp(i128::MAX, 1, half, one), one);
    }

    #[test]
    fn fades_by_halves() {
        let life = Millionths(90_000_000);
        assert_eq!(fade(0, life), 1_000_000);
        assert_eq!(fade(90, life), 500_000);
        assert_eq!(fade(630, life), 7_813);
        assert_eq!(fade(9_000, life), 1);
        assert_eq!(fade(1, life), 992_328);
        assert_eq!(confidence(Millionths(9_000_000), Millionths(3_000_000)), Hundredths(88));
    }
}
