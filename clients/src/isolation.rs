use std::fmt;

/// How far transactions of a database see each other, by the names of the SQL standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Isolation {
    /// Each statement sees what was committed before it began. PostgreSQL's default.
    #[default]
    ReadCommitted,
    /// Each transaction sees what was committed before it began: in PostgreSQL, snapshot isolation.
    RepeatableRead,
    /// As if transactions ran one after the other.
    Serializable,
}

impl Isolation {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let all = [
            Isolation::ReadCommitted,
            Isolation::RepeatableRead,
            Isolation::Serializable,
        ];
        all.into_iter().find(|level| level.to_string() == text)
    }

    /// Returns what the SQL standard calls it.
    pub(crate) fn as_sql(self) -> &'static str {
        match self {
            Isolation::ReadCommitted => "READ COMMITTED",
            Isolation::RepeatableRead => "REPEATABLE READ",
            Isolation::Serializable => "SERIALIZABLE",
        }
    }
}

impl fmt::Display for Isolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Isolation::ReadCommitted => "read-committed",
            Isolation::RepeatableRead => "repeatable-read",
            Isolation::Serializable => "serializable",
        })
    }
}
