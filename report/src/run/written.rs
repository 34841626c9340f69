/// Writes a number with a comma before each three digits.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Writes a rate: whole from 10 on, else with two digits.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rates are positive, and nobody reads more digits"
)]
pub(crate) fn rate(per_second: f64) -> String {
    if per_second >= 10.0 {
        count(per_second.round() as u64)
    } else if per_second == 0.0 {
        "0".to_owned()
    } else {
        format!("{per_second:.2}")
    }
}

/// Writes the number at a tick, with no more digits than it needs: `0.5`, `1,500`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it was looked at before"
)]
pub(crate) fn plain(tick: f64) -> String {
    if tick >= 1_000.0 && tick.fract() == 0.0 {
        return count(tick as u64);
    }
    let text = format!("{tick:.9}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

const UNITS: [(&str, f64); 3] = [("ns", 1.0), ("µs", 1e3), ("ms", 1e6)];

/// Writes nanoseconds with three digits and their unit: `850 ns`, `12.3 µs`, `1.23 ms`, `61.0 s`.
#[expect(clippy::cast_precision_loss, reason = "nobody reads more digits")]
pub(crate) fn time(time_ns: u64) -> String {
    let time = time_ns as f64;
    // What would be rounded to 1000 of a unit is 1.00 of the next.
    let unit = UNITS.into_iter().find(|(_, unit)| time / unit < 999.5);
    let (unit, amount) = unit.map_or(("s", time / 1e9), |(name, unit)| (name, time / unit));
    let digits = match amount {
        _ if unit == "ns" => 0,
        ..9.995 => 2,
        ..99.95 => 1,
        _ => 0,
    };
    format!("{amount:.digits$} {unit}")
}

/// Writes a round time without the digits that it does not need: `500 ms`.
pub(crate) fn round_time(time_ns: u64) -> String {
    let units = [("s", 1_000_000_000), ("ms", 1_000_000), ("µs", 1_000)];
    let unit = units
        .into_iter()
        .find(|(_, unit)| time_ns > 0 && time_ns.is_multiple_of(*unit));
    let (name, unit) = unit.unwrap_or(("ns", 1));
    format!("{} {name}", count(time_ns / unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_with_as_many_digits_as_are_read() {
        assert_eq!(
            [0, 999, 1_000, 1_234_567].map(count),
            ["0", "999", "1,000", "1,234,567"]
        );
        assert_eq!(
            [0.0, 0.25, 9.5, 12_345.6].map(rate),
            ["0", "0.25", "9.50", "12,346"]
        );
        assert_eq!(
            [0.0, 0.1 + 0.2, 1_500.0, -3.0].map(plain),
            ["0", "0.3", "1,500", "-3"]
        );
    }

    #[test]
    fn times_are_written_with_three_digits() {
        let times = [
            0,
            850,
            999,
            1_000,
            12_345,
            999_499,
            999_600,
            1_234_567,
            61_000_000_000,
        ];
        let written = [
            "0 ns", "850 ns", "999 ns", "1.00 µs", "12.3 µs", "999 µs", "1.00 ms", "1.23 ms",
            "61.0 s",
        ];
        assert_eq!(times.map(time), written);
        assert_eq!(
            [0, 500_000_000, 20_000, 3_000_000_000].map(round_time),
            ["0 ns", "500 ms", "20 µs", "3 s"]
        );
    }
}
