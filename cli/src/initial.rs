use lockstep::history::{Format, ReadOptions, Recording, Value};
use serde::de::IgnoredAny;

/// Reads the JSON of `--initial`.
///
/// It is read as the value of an event, so that it equals the values of histories: integers beyond 64
/// bits, say, keep all their digits.
pub(crate) fn initial(text: &str) -> Result<Value, String> {
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        return Err(format!(
            "{error}; expected JSON, where a string has its quotes: '\"free\"'"
        ));
    }
    let one_line = text.replace(['\n', '\r'], " ");
    let event =
        format!(r#"{{"process": 0, "type": "invoke", "f": "initial", "value": {one_line}}}"#);
    let format = Some(Format::JsonLines);
    let recording = Recording::from_bytes(
        event.as_bytes(),
        "--initial",
        format,
        ReadOptions::default(),
    );
    let recording = recording.map_err(|error| error.to_string())?;
    Ok(recording.event(0).value())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_64_bits_do_not_hold() {
        let value = initial("18446744073709551616").expect("JSON");
        assert_eq!(value, Value::Number("18446744073709551616".into()));
    }

    #[test]
    fn takes_one_value_and_nothing_behind_it() {
        assert!(initial(r#"1, "type": "ok""#).is_err());
        assert!(
            initial("free")
                .unwrap_err()
                .contains("a string has its quotes")
        );
    }
}
