use crate::Value;

/// Reads a number of EDN; `None` if it is none.
///
/// An integer that fits 64 bits is [`Value::Int`], with or without the `N` of a bignum, for they are
/// equal in EDN. Every other number keeps its text: floats, `M`, ratios, and integers beyond 64 bits,
/// these without sign `+` and `N`, as JSON writes them.
pub(super) fn number(text: &str) -> Option<Value> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if is_integer(unsigned.strip_suffix('N').unwrap_or(unsigned)) {
        return Some(integer(text.strip_suffix('N').unwrap_or(text)));
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return address(digits);
    }
    (is_float(unsigned) || is_ratio(unsigned)).then(|| Value::Number(text.into()))
}

/// Reads the hexadecimal digits of an address, as Clojure prints it in `#object[Class 0x1f "…"]`.
fn address(digits: &str) -> Option<Value> {
    let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let number = i64::from_str_radix(digits, 16).ok()?;
    is_hex.then_some(Value::Int(number))
}

fn integer(text: &str) -> Value {
    match text.parse() {
        // As an integer of 64 bits, minus zero would come back without its sign.
        Ok(number) if text != "-0" => Value::Int(number),
        _ => Value::Number(text.strip_prefix('+').unwrap_or(text).into()),
    }
}

/// Digits without a leading zero.
fn is_integer(text: &str) -> bool {
    is_digits(text) && (text == "0" || !text.starts_with('0'))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// An integer with a fraction or an exponent, or an `M` after it.
fn is_float(text: &str) -> bool {
    let exact = text.strip_suffix('M').unwrap_or(text);
    let (mantissa, exponent) = match exact.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (exact, None),
    };
    let (integer, fraction) = match mantissa.split_once('.') {
        Some((integer, fraction)) => (integer, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |text: &str| is_digits(text.strip_prefix(['+', '-']).unwrap_or(text));
    let is_more_than_integer = fraction.is_some() || exponent.is_some() || exact != text;
    is_integer(integer)
        && fraction.is_none_or(|text| text.is_empty() || is_digits(text))
        && exponent.is_none_or(digits)
        && is_more_than_integer
}

fn is_ratio(text: &str) -> bool {
    text.split_once('/')
        .is_some_and(|(above, below)| is_integer(above) && is_integer(below) && below != "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_integer_of_64_bits_is_an_int() {
        for (text, value) in [
            ("0", 0),
            ("+7", 7),
            ("-1", -1),
            ("5N", 5),
            ("-9223372036854775808", i64::MIN),
            ("9223372036854775807N", i64::MAX),
            ("0x1f", 31),
        ] {
            assert_eq!(number(text), Some(Value::Int(value)), "{text}");
        }
    }

    #[test]
    fn every_other_number_keeps_its_text() {
        for text in [
            "9223372036854775808",
            "-0",
            "1.5",
            "1.",
            "-1e9",
            "1E+2",
            "1.5e-3",
            "3M",
            "2.50M",
            "1/2",
            "-4/2",
        ] {
            assert_eq!(number(text), Some(Value::Number(text.into())), "{text}");
        }
        assert_eq!(
            number("+18446744073709551616N"),
            Some(Value::Number("18446744073709551616".into()))
        );
    }

    #[test]
    fn refuses_what_is_no_number() {
        for text in [
            "", "+", "-", "007", "1a", ".5", "1e", "1e+", "1.5N", "1/0", "1/", "/2", "1/2/3", "0x",
            "0x+1", "0x1g", "1__0", "--1", "1.5.2", "1/2N", "1M2", "NaN",
        ] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
