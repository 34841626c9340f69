use std::fmt;

/// How many values a key of a table can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableKind {
    /// One. Keys are in no order that one may rely on; here it is theirs.
    Set,
    /// One, and keys are in their order.
    OrderedSet,
    /// Any number, no two of which are equal.
    Bag,
    /// Any number.
    DuplicateBag,
}

impl TableKind {
    /// Returns true if a key has one value at most.
    pub fn is_set(self) -> bool {
        matches!(self, Self::Set | Self::OrderedSet)
    }
}

impl fmt::Display for TableKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Set => "set",
            Self::OrderedSet => "ordered set",
            Self::Bag => "bag",
            Self::DuplicateBag => "duplicate bag",
        })
    }
}
