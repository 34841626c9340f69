use thiserror::Error;

use super::{Right, TableAccess, TableKind};
use crate::{Node, ProcessId};

/// Why something cannot be done with a table.
///
/// On the BEAM all of them are `badarg`.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum TableError {
    /// Another table of the node has the name.
    #[error("there is a table {name:?} on this node already")]
    Taken {
        /// The name.
        name: String,
    },
    /// It was deleted, or its owner has ended and left it to nobody.
    #[error("{table} is gone: it was deleted, or its owner {owner} has ended")]
    Gone {
        /// Which table.
        table: String,
        /// Who owned it last.
        owner: ProcessId,
    },
    /// Its access rights do not allow it.
    #[error("{caller} may not {right} {table}, which is {access} and belongs to {owner}")]
    Forbidden {
        /// Which table.
        table: String,
        /// Who wants to.
        caller: ProcessId,
        /// What it wants to do.
        right: Right,
        /// Who may.
        access: TableAccess,
        /// Whose it is.
        owner: ProcessId,
    },
    /// It is on another node.
    #[error(
        "{table} is on {node}, and {caller} on {from}: tables are reached from their node only"
    )]
    Elsewhere {
        /// Which table.
        table: String,
        /// Where it is.
        node: Node,
        /// Who wants to use it.
        caller: ProcessId,
        /// Where that is.
        from: Node,
    },
    /// A row is asked for that is not there.
    #[error("{table} has no row of the key that {operation} asks for")]
    NoKey {
        /// Which table.
        table: String,
        /// Who asks.
        operation: &'static str,
    },
    /// It is a bag, and a value is asked for of which there may be several.
    #[error("{table} is a {kind}, and {operation} is for sets")]
    NotASet {
        /// Which table.
        table: String,
        /// What it is.
        kind: TableKind,
        /// Who asks.
        operation: &'static str,
    },
    /// A number is more or less than there is room for.
    #[error("a counter in {table} overflows")]
    Overflow {
        /// Which table.
        table: String,
    },
    /// The process that it is to be given to has ended, is on another node, or owns it.
    #[error(
        "{table} cannot be given to {process}: it is its owner, or no process of this node that is alive"
    )]
    NoReceiver {
        /// Which table.
        table: String,
        /// Which process.
        process: ProcessId,
    },
}
