use lockstep_history::Value;

/// Makes a value from JSON.
pub(crate) fn json(text: &str) -> Value {
    value(&serde_json::from_str(text).expect("the tests write JSON"))
}

fn value(json: &serde_json::Value) -> Value {
    use serde_json::Value::{Array, Bool, Null, Number, Object, String};
    match json {
        Null => Value::Null,
        Bool(truth) => Value::Bool(*truth),
        Number(number) => match number.as_i64() {
            Some(integer) => Value::Int(integer),
            None => Value::Number(number.to_string().into()),
        },
        String(text) => Value::String(text.as_str().into()),
        Array(items) => Value::list(items.iter().map(value)),
        Object(entries) => {
            let entries = entries.iter();
            Value::Map(
                entries
                    .map(|(key, item)| (key.as_str().into(), value(item)))
                    .collect(),
            )
        }
    }
}
