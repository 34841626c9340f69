use std::fmt;
use std::sync::Arc;

use arcstr::ArcStr;

use crate::SharedSlice;

/// A value of a history: what JSON and EDN can express, without loss.
///
/// Two values are equal if they are of the same variant and hold the same; a number that is no
/// [`Value::Int`] is compared by its text, so `1.0` and `1.00` differ.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
// A tag as wide as what stands behind it: a value is moved as two words. With a tag of one byte it is moved
// in pieces that do not match those that were written, which the processor waits for.
#[repr(u64)]
pub enum Value {
    /// JSON's `null`, EDN's `nil`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer that fits 64 bits.
    Int(i64),
    /// Any other number, by its text: `1.5`, `1e9`, `18446744073709551616`, EDN's `1/2`, `3M`.
    Number(ArcStr),
    /// A string.
    String(ArcStr),
    /// EDN's `:keyword`, without the colon.
    Keyword(ArcStr),
    /// EDN's `symbol`.
    Symbol(ArcStr),
    /// EDN's `\c`.
    Char(char),
    /// JSON's array, EDN's vector.
    List(SharedSlice<Value>),
    /// EDN's `(list)`.
    Sequence(SharedSlice<Value>),
    /// EDN's `#{set}`, in the order it was written.
    Set(SharedSlice<Value>),
    /// JSON's object, EDN's map, in the order it was written.
    Map(SharedSlice<(Value, Value)>),
    /// EDN's `#tag value`.
    Tagged(Arc<(Box<str>, Value)>),
}

impl Value {
    /// Returns the items of a list or of an EDN sequence.
    pub fn as_list(&self) -> Option<&[Value]> {
        match self {
            Value::List(items) | Value::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// Returns the two items of a list of two.
    pub fn as_pair(&self) -> Option<(&Value, &Value)> {
        match self.as_list()? {
            [first, second] => Some((first, second)),
            _ => None,
        }
    }

    /// Returns the integer.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Value::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// Returns the text of a string, keyword or symbol.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::String(text) | Value::Keyword(text) | Value::Symbol(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the truth value.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// Returns true for [`Value::Null`].
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// Returns how many bytes it occupies on the heap, as if it shared nothing.
    pub(crate) fn heap_bytes(&self) -> usize {
        const COUNTS: usize = 2 * size_of::<usize>();
        let all = |items: &[Value]| {
            let inner: usize = items.iter().map(Value::heap_bytes).sum();
            COUNTS + size_of_val(items) + inner
        };
        match self {
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Char(_) => 0,
            Value::Number(text)
            | Value::String(text)
            | Value::Keyword(text)
            | Value::Symbol(text) => COUNTS + text.len(),
            Value::List(items) | Value::Sequence(items) | Value::Set(items) => all(items),
            Value::Map(entries) => {
                let inner = entries
                    .iter()
                    .map(|(key, value)| key.heap_bytes() + value.heap_bytes());
                COUNTS + size_of_val(&**entries) + inner.sum::<usize>()
            }
            Value::Tagged(tagged) => {
                COUNTS + size_of_val(&**tagged) + tagged.0.len() + tagged.1.heap_bytes()
            }
        }
    }

    /// Returns true if more than `levels` collections or tags stand one inside the other.
    pub(crate) fn is_deeper_than(&self, levels: usize) -> bool {
        let deeper = |value: &Value| value.is_deeper_than(levels - 1);
        match self {
            Value::List(_)
            | Value::Sequence(_)
            | Value::Set(_)
            | Value::Map(_)
            | Value::Tagged(_)
                if levels == 0 =>
            {
                true
            }
            Value::List(items) | Value::Sequence(items) | Value::Set(items) => {
                items.iter().any(deeper)
            }
            Value::Map(entries) => entries
                .iter()
                .any(|(key, value)| deeper(key) || deeper(value)),
            Value::Tagged(tagged) => deeper(&tagged.1),
            _ => false,
        }
    }

    /// Makes a list.
    pub fn list(items: impl IntoIterator<Item = Value>) -> Value {
        Value::List(items.into_iter().collect())
    }

    /// Returns the value as JSON would hold it: keywords and symbols become strings, EDN's sequences
    /// and sets lists, tags are dropped.
    ///
    /// Models compare plain values, so that `:x` in an EDN history is the `"x"` of `--initial`.
    #[must_use]
    pub fn plain(&self) -> Value {
        let all = |items: &[Value]| Value::List(items.iter().map(Value::plain).collect());
        match self {
            Value::Keyword(text) | Value::Symbol(text) => Value::String(text.clone()),
            Value::Char(letter) => Value::String(letter.to_string().into()),
            Value::List(items) | Value::Sequence(items) | Value::Set(items) => all(items),
            Value::Map(entries) => Value::Map(
                entries
                    .iter()
                    .map(|(key, value)| (key.plain(), value.plain()))
                    .collect(),
            ),
            Value::Tagged(tagged) => tagged.1.plain(),
            other => other.clone(),
        }
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::Int(number)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Value::Bool(truth)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::String(text.into())
    }
}

/// Writes the value as JSON, with EDN's own forms where JSON has none.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => f.write_str("null"),
            Value::Bool(truth) => write!(f, "{truth}"),
            Value::Int(number) => write!(f, "{number}"),
            Value::Number(text) | Value::Symbol(text) => f.write_str(text),
            Value::String(text) => f.write_str(&quoted(text)),
            Value::Keyword(text) => write!(f, ":{text}"),
            Value::Char(letter) => write!(f, "\\{letter}"),
            Value::List(items) => write_items(f, "[", items, "]"),
            Value::Sequence(items) => write_items(f, "(", items, ")"),
            Value::Set(items) => write_items(f, "#{", items, "}"),
            Value::Map(entries) => {
                f.write_str("{")?;
                for (place, (key, value)) in entries.iter().enumerate() {
                    let comma = if place == 0 { "" } else { ", " };
                    write!(f, "{comma}{key}: {value}")?;
                }
                f.write_str("}")
            }
            Value::Tagged(tagged) => write!(f, "#{} {}", tagged.0, tagged.1),
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

fn write_items(
    f: &mut fmt::Formatter<'_>,
    open: &str,
    items: &[Value],
    close: &str,
) -> fmt::Result {
    f.write_str(open)?;
    for (place, item) in items.iter().enumerate() {
        let comma = if place == 0 { "" } else { ", " };
        write!(f, "{comma}{item}")?;
    }
    f.write_str(close)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_16_bytes() {
        assert_eq!(size_of::<Value>(), 16);
    }
}
