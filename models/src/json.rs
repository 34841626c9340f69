//! What the JSON forms of the objects have in common.

use lockstep_history::{Expected, Value};

use crate::JsonForm;

/// The form of a number.
pub(crate) const INTEGER: &str = "an integer of 64 bits";

/// Says that `f` is none of the operations that are `known`: `read, write or cas`.
pub(crate) fn unknown(f: &str, known: &str) -> Expected {
    Expected::new("f", &Value::from(f), known)
}

/// Says that the value with which `f` was invoked is not `expected`.
pub(crate) fn bad_value(f: &str, value: &Value, expected: &str) -> Expected {
    Expected::new(format!("{f}'s value"), value, expected)
}

/// Says that the value with which `f` completed is not `expected`.
pub(crate) fn bad_result(f: &str, value: &Value, expected: &str) -> Expected {
    Expected::new(format!("{f}'s result"), value, expected)
}

/// Says that an item of the list with which `f` completed is not `expected`.
fn bad_result_item(f: &str, item: &Value, expected: &str) -> Expected {
    Expected::new(format!("an item of {f}'s result"), item, expected)
}

/// Says that the initial state is not `expected`.
pub(crate) fn bad_initial(value: &Value, expected: &str) -> Expected {
    Expected::new("the initial state", value, expected)
}

/// Reads the value with which `f` was invoked.
#[inline]
pub(crate) fn invoked<V: JsonForm>(f: &str, value: &Value) -> Result<V, Expected> {
    V::read(value).ok_or_else(|| bad_value(f, value, V::EXPECTED))
}

/// Checks the completion of an operation that only changes something: as it was `invoked`, or null.
#[inline]
pub(crate) fn done_as<V: JsonForm>(f: &str, value: &Value, invoked: &V) -> Result<(), Expected> {
    if value.is_null() || invoked.is(value) {
        Ok(())
    } else {
        done(f, value, &invoked.clone().into())
    }
}

/// Checks the completion of an operation that only changes something: as `invoked`, or null.
pub(crate) fn done(f: &str, value: &Value, invoked: &Value) -> Result<(), Expected> {
    if value.is_null() || value == invoked {
        Ok(())
    } else if invoked.is_null() {
        Err(bad_result(f, value, "null"))
    } else {
        Err(bad_result(f, value, &format!("{invoked} or null")))
    }
}

/// Checks that `f` was invoked with null.
pub(crate) fn invoked_with_null(f: &str, value: &Value) -> Result<(), Expected> {
    if value.is_null() {
        Ok(())
    } else {
        Err(bad_value(f, value, "null"))
    }
}

/// Returns the items of a list that `f` completed with.
pub(crate) fn resulting_items<V: JsonForm>(f: &str, value: &Value) -> Result<Vec<V>, Expected> {
    let items = value
        .as_list()
        .ok_or_else(|| bad_result(f, value, "a list"))?;
    let item = |item| V::read(item).ok_or_else(|| bad_result_item(f, item, V::EXPECTED));
    items.iter().map(item).collect()
}

/// Writes the items of a list.
pub(crate) fn list<V: JsonForm>(items: &[V]) -> Value {
    Value::list(items.iter().cloned().map(Into::into))
}

/// Returns the items of an initial state that is a list.
pub(crate) fn initial_items(value: &Value) -> Result<&[Value], Expected> {
    value.as_list().ok_or_else(|| bad_initial(value, "a list"))
}

/// Returns the entries of an initial state that is an object.
pub(crate) fn initial_entries(value: &Value) -> Result<&[(Value, Value)], Expected> {
    match value {
        Value::Map(entries) => Ok(entries),
        other => Err(bad_initial(other, "an object {key: value}")),
    }
}
