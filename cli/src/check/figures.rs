use lockstep::checker::judges::Figure;
use serde_json::{Map, Value};

/// Writes the figures of a report as a JSON object; a number that 64 bits do not hold as its text.
pub(crate) fn figures(fields: Vec<(&'static str, Figure)>) -> Value {
    let fields = fields.into_iter();
    let fields = fields.map(|(name, figure)| (name.to_owned(), value(figure)));
    Value::Object(fields.collect::<Map<_, _>>())
}

fn value(figure: Figure) -> Value {
    match figure {
        Figure::Nothing => Value::Null,
        Figure::Number(number) => match i64::try_from(number) {
            Ok(number) => number.into(),
            Err(_) => number.to_string().into(),
        },
        Figure::Text(text) => text.into(),
        Figure::List(figures) => figures.into_iter().map(value).collect(),
        Figure::Fields(fields) => figures(fields),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_keeps_all_its_digits() {
        let wide = figures(vec![("one", Figure::Number(1 << 100)), ("two", 2.into())]);
        let expected = r#"{"one":"1267650600228229401496703205376","two":2}"#;
        assert_eq!(wide.to_string(), expected);
    }
}
