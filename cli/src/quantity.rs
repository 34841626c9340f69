use std::time::Duration;

use thiserror::Error;

const TIMES: &[(&str, u64)] = &[("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)];
const SIZES: &[(&str, u64)] = &[
    ("B", 1),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
    ("KB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
];

/// Text that is no number with a unit.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum QuantityError {
    #[error("`{found}` is no whole number; expected one with a unit, such as {example}")]
    Number {
        found: String,
        example: &'static str,
    },
    #[error("`{found}` is no unit; expected {expected}")]
    Unit { found: String, expected: String },
    #[error("`{found}` is more than 64 bits hold")]
    TooLarge { found: String },
}

/// Reads a span of time: `500ms`, `60s`, `5m`, `1h`.
pub(crate) fn duration(text: &str) -> Result<Duration, QuantityError> {
    quantity(text, TIMES, "60s").map(Duration::from_millis)
}

/// Reads an amount of memory as bytes: `512MiB`, `4GiB`.
pub(crate) fn bytes(text: &str) -> Result<u64, QuantityError> {
    quantity(text, SIZES, "4GiB")
}

/// Writes a span of time as [`duration`] reads it, to the millisecond.
pub(crate) fn write_duration(time: Duration) -> String {
    write(u64::try_from(time.as_millis()).unwrap_or(u64::MAX), TIMES)
}

/// Writes an amount of memory as [`bytes`] reads it.
pub(crate) fn write_bytes(bytes: u64) -> String {
    write(bytes, SIZES)
}

/// Writes an amount in the greatest unit that needs no fraction; none at all in the least.
fn write(amount: u64, units: &[(&str, u64)]) -> String {
    let whole = units
        .iter()
        .filter(|(_, factor)| amount.is_multiple_of(*factor));
    let (unit, factor) = whole
        .filter(|(_, factor)| *factor <= amount.max(1))
        .max_by_key(|(_, factor)| factor)
        .expect("every list has a unit of 1");
    format!("{}{unit}", amount / factor)
}

fn quantity(
    text: &str,
    units: &[(&str, u64)],
    example: &'static str,
) -> Result<u64, QuantityError> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    if number.is_empty() {
        let found = text.to_owned();
        return Err(QuantityError::Number { found, example });
    }
    let factor = units
        .iter()
        .find(|(name, _)| *name == unit.trim_start())
        .map(|&(_, factor)| factor)
        .ok_or_else(|| unknown_unit(unit, units))?;
    let amount = number
        .parse()
        .ok()
        .and_then(|number: u64| number.checked_mul(factor));
    amount.ok_or_else(|| QuantityError::TooLarge {
        found: text.to_owned(),
    })
}

fn unknown_unit(found: &str, units: &[(&str, u64)]) -> QuantityError {
    let names: Vec<_> = units.iter().map(|(name, _)| *name).collect();
    let (last, others) = names.split_last().expect("there are units");
    QuantityError::Unit {
        found: found.to_owned(),
        expected: format!("{} or {last}", others.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_times_and_sizes_with_their_units() {
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("2h"), Ok(Duration::from_secs(7200)));
        assert_eq!(bytes("4GiB"), Ok(4 << 30));
        assert_eq!(bytes("3 MB"), Ok(3_000_000));
    }

    #[test]
    fn writes_what_it_reads() {
        for text in ["0ms", "500ms", "90s", "5m", "1h"] {
            assert_eq!(duration(text).map(write_duration), Ok(text.to_owned()));
        }
        for text in ["1B", "512MiB", "4GiB", "3GB"] {
            assert_eq!(bytes(text).map(write_bytes), Ok(text.to_owned()));
        }
    }

    #[test]
    fn names_the_units_it_knows() {
        let error = duration("60").unwrap_err().to_string();
        assert_eq!(error, "`` is no unit; expected ms, s, m or h");
    }

    #[test]
    fn asks_for_a_whole_number() {
        let error = bytes("-4GiB").unwrap_err().to_string();
        let expected = "`-4GiB` is no whole number; expected one with a unit, such as 4GiB";
        assert_eq!(error, expected);
    }

    #[test]
    fn refuses_more_than_64_bits_hold() {
        let error = bytes("99999999999999999TiB").unwrap_err();
        assert!(matches!(error, QuantityError::TooLarge { .. }));
    }
}
