use std::fmt;

/// Who may use a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableAccess {
    /// Every process of the node.
    Public,
    /// Every process of the node may read; only its owner may write. So it is unless one says otherwise.
    Protected,
    /// Only its owner.
    Private,
}

/// What a process would like to do with a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Look at rows.
    Read,
    /// Change rows.
    Write,
    /// Decide whose it is.
    Own,
}

impl TableAccess {
    /// Returns true if processes that are not the owner have a right.
    pub fn gives_all(self, right: Right) -> bool {
        match right {
            Right::Read => self != Self::Private,
            Right::Write => self == Self::Public,
            Right::Own => false,
        }
    }
}

impl fmt::Display for TableAccess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Public => "public",
            Self::Protected => "protected",
            Self::Private => "private",
        })
    }
}

impl fmt::Display for Right {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Write => "write to",
            Self::Own => "give away",
        })
    }
}
