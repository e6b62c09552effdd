//! Numbers as text: one form for tables, which programs read, and one for sentences.

/// A number for a table: six significant digits at most, the shortest text for them.
pub(crate) fn written(value: f64) -> String {
    full(rounded(value, 6))
}

/// A number for a table, in full: the shortest text that is read as this number again. A whole one
/// ends in `.0`, so that who reads a column's first rows does not take it for whole numbers.
pub(crate) fn full(value: f64) -> String {
    let mut text = value.to_string();
    if !text.contains('.') {
        text.push_str(".0");
    }
    text
}

/// A number for a table, empty when there is none.
pub(crate) fn written_or_empty(value: Option<f64>) -> String {
    value.map_or_else(String::new, written)
}

const TENS: [f64; 12] = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11];

/// A number for a sentence: three significant digits, two below 1, thousands set apart.
pub(crate) fn short(value: f64) -> String {
    let rounded = rounded(value, if value.abs() < 1.0 { 2 } else { 3 });
    let decimals = match rounded.abs() {
        0.0 | 100.0.. => 0,
        10.0..100.0 => 1,
        1.0..10.0 => 2,
        // Two significant digits below 1, however small.
        small => (1..12).find(|&n| small * TENS[n] >= 1.0).map_or(12, |n| n + 1),
    };
    spoken(rounded, decimals)
}

/// So many years.
#[cfg(feature = "program")]
pub(crate) fn years(count: u32) -> String {
    if count == 1 { "one year".to_owned() } else { format!("{count} years") }
}

/// A count in full, thousands set apart.
#[cfg(feature = "program")]
pub(crate) fn grouped(count: u32) -> String {
    spoken(f64::from(count), 0)
}

/// A number with so many decimals, thousands set apart and a true minus.
fn spoken(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) =
        text.split_once('.').map_or((text.as_str(), None), |(a, b)| (a, Some(b)));
    let mut spoken = String::from(if value < 0.0 { "\u{2212}" } else { "" });
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            spoken.push(',');
        }
        spoken.push(digit);
    }
    if let Some(fraction) = fraction {
        spoken.push('.');
        spoken.push_str(fraction);
    }
    spoken
}

/// A number for people who decide: two significant digits, thousands set apart.
pub(crate) fn brief(value: f64) -> String {
    let rounded = rounded(value, 2);
    let decimals = match rounded.abs() {
        0.0 | 10.0.. => 0,
        1.0..10.0 => 1,
        small => (1..12).find(|&n| small * TENS[n] >= 1.0).map_or(12, |n| n + 1),
    };
    spoken(rounded, decimals)
}

/// A number of things in a hundred: whole, with one decimal when there are few.
pub(crate) fn in_a_hundred(value: f64) -> String {
    if value.abs() < 10.0 { format!("{value:.1}") } else { format!("{value:.0}") }
}

/// Rounds to this many significant digits. A zero has no sign.
fn rounded(value: f64, digits: usize) -> f64 {
    quickly(value, digits).unwrap_or_else(|| by_text(value, digits))
}

/// The same by whole numbers, where these are exact: a shift by a power of ten of which nearly all values
/// lie well away from the middle between two.
fn quickly(value: f64, digits: usize) -> Option<f64> {
    /// How near the middle, in units of the last digit, a shift of such a size may be wrong.
    const UNSURE: f64 = 1e-6;
    let size = value.abs();
    let most = *TENS.get(digits)?;
    if size < most && size.fract() == 0.0 {
        return Some(value + 0.0);
    }
    let shift = TENS.iter().position(|ten| size * ten >= most / 10.0)?;
    let shifted = size * TENS[shift];
    let (whole, part) = (shifted.floor(), shifted.fract());
    if shifted >= most || (part - 0.5).abs() < UNSURE || !(UNSURE..=1.0 - UNSURE).contains(&part) {
        return None;
    }
    // Both are exact, so the quotient is the number nearest to the decimal one.
    let rounded = (whole + f64::from(u8::from(part > 0.5))) / TENS[shift];
    Some(rounded.copysign(value))
}

/// The same by way of its text, which is right for every number.
fn by_text(value: f64, digits: usize) -> f64 {
    let text = format!("{value:.*e}", digits - 1);
    text.parse::<f64>().expect("a number that was just written") + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_hold_six_significant_digits_in_the_shortest_form() {
        assert_eq!(written(51.234_567_8), "51.2346");
        assert_eq!(written(1_234_567.0), "1234570.0");
        assert_eq!(written(0.1 + 0.2), "0.3");
        assert_eq!(written(0.000_001_234_567_89), "0.00000123457");
        assert_eq!(written(2.0), "2.0");
        assert_eq!(written(-0.0), "0.0");
    }

    #[test]
    fn numbers_are_rounded_by_whole_numbers_as_by_their_text() {
        let mut state = 1_u64;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let mut quick = 0;
        for _ in 0..200_000 {
            let value =
                (next() - 0.5) * TENS[(next() * 12.0) as usize] / TENS[(next() * 9.0) as usize];
            // Decimals of few digits, and what lies in the middle between two of them.
            let plain = (value * 1e3).round() / 1e3;
            for value in [value, plain, plain + 0.000_5, 0.0, -0.0, value.trunc()] {
                for digits in [1, 2, 3, 6] {
                    let wanted = by_text(value, digits);
                    assert_eq!(
                        rounded(value, digits).to_bits(),
                        wanted.to_bits(),
                        "{value} {digits}"
                    );
                    quick += usize::from(quickly(value, digits).is_some());
                }
            }
        }
        assert!(quick > 2_000_000, "{quick} of 4,800,000 are rounded quickly");
        for odd in [f64::NAN, f64::INFINITY, f64::MAX, f64::MIN_POSITIVE] {
            assert_eq!(rounded(odd, 6).to_bits(), by_text(odd, 6).to_bits());
        }
    }

    #[test]
    fn a_number_in_full_is_read_as_itself_and_never_looks_like_a_whole_number() {
        for value in [0.0, 8.0, 0.1 + 0.2, -3.0, 1e-7, 1e21, f64::MAX, f64::MIN_POSITIVE] {
            let text = full(value);
            assert_eq!(text.parse::<f64>().map(f64::to_bits), Ok(value.to_bits()), "{text}");
            assert!(text.parse::<i64>().is_err() && text.contains('.'), "{text}");
        }
    }

    #[test]
    fn an_absent_number_is_empty_and_zero_is_not() {
        assert_eq!(written_or_empty(None), "");
        assert_eq!(written_or_empty(Some(0.0)), "0.0");
    }

    #[test]
    fn headlines_hold_two_digits() {
        let said = [1_149.0, 260.4, 3.12, 0.04567, -0.8, 0.0, 9.96, 99.7].map(brief);
        assert_eq!(said, ["1,100", "260", "3.1", "0.046", "\u{2212}0.80", "0", "10", "100"]);
    }

    #[test]
    fn sentences_hold_three_digits() {
        assert_eq!(short(51.26), "51.3");
        assert_eq!(short(1_234.0), "1,230");
        assert_eq!(short(1_234_567.0), "1,230,000");
        assert_eq!(short(7.5), "7.50");
        assert_eq!(short(0.04567), "0.046");
        assert_eq!((in_a_hundred(14.87), in_a_hundred(3.17)), ("15".into(), "3.2".into()));
        assert_eq!(short(-3.21), "\u{2212}3.21");
        assert_eq!(short(0.0), "0");
        assert_eq!(short(99.96), "100");
        assert_eq!(short(0.000_45), "0.00045");
        assert_eq!(short(0.8), "0.80");
    }

    #[test]
    fn pages_for_decisions_hold_two_digits() {
        let said = [0.0, 0.416, 0.008_04, 1.04, 6.25, 12.6, 99.6, 137.0, 1_149.0, 398_000.0];
        let wanted = ["0", "0.42", "0.0080", "1.0", "6.2", "13", "100", "140", "1,100", "400,000"];
        assert_eq!(said.map(brief), wanted);
        assert_eq!(brief(-4_351.0), "\u{2212}4,400");
    }
}
