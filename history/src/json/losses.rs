use std::collections::BTreeMap;
use std::fmt;

/// Something that JSON cannot express, and what is written instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Loss {
    /// EDN's `:keyword` becomes a string.
    Keyword,
    /// EDN's `symbol` becomes a string.
    Symbol,
    /// EDN's `\c` becomes a string.
    Char,
    /// A number that JSON does not have, such as `1/2` or `3M`, becomes a string.
    Number,
    /// EDN's `(list)` becomes an array.
    Sequence,
    /// EDN's `#{set}` becomes an array.
    Set,
    /// EDN's `#tag value` becomes the value.
    Tag,
    /// The key of a map that is no text becomes a string.
    Key,
    /// A map, two keys of which would become one, becomes an array of its entries.
    Map,
}

impl Loss {
    fn sentence(self) -> &'static str {
        match self {
            Loss::Keyword => "keywords written as strings",
            Loss::Symbol => "symbols written as strings",
            Loss::Char => "characters written as strings",
            Loss::Number => "numbers that JSON does not have written as strings",
            Loss::Sequence => "lists written as arrays",
            Loss::Set => "sets written as arrays",
            Loss::Tag => "tags left out",
            Loss::Key => "keys of maps written as strings",
            Loss::Map => "maps written as arrays of entries",
        }
    }
}

/// What a writer could not express, and in how many values.
///
/// It prints as a list: `keywords written as strings (1,234 values), sets written as arrays (1 value)`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    counts: BTreeMap<Loss, u64>,
}

impl Losses {
    /// Returns true if all was written as it was read.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Returns each loss with the number of values that suffered it.
    pub fn iter(&self) -> impl Iterator<Item = (Loss, u64)> {
        self.counts.iter().map(|(&loss, &count)| (loss, count))
    }

    pub(super) fn add(&mut self, loss: Loss) {
        *self.counts.entry(loss).or_default() += 1;
    }
}

impl fmt::Display for Losses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (loss, count)) in self.iter().enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            let values = if count == 1 { "value" } else { "values" };
            write!(
                f,
                "{comma}{} ({} {values})",
                loss.sentence(),
                grouped(count)
            )?;
        }
        Ok(())
    }
}

/// Writes a number with commas between the thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev();
    let groups: Vec<_> = groups.map(String::from_utf8_lossy).collect();
    groups.join(",")
}
