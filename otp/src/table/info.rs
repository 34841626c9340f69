use std::panic::Location;

use lockstep_scheduler::Kind;

use super::heir::Heir;
use super::{Table, TableAccess, TableKind};
use crate::system::system;
use crate::{Node, ProcessId};

/// What is known of a table, whoever asks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableInfo {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// How many values a key can have.
    pub kind: TableKind,
    /// Who may use it.
    pub access: TableAccess,
    /// Whose it is.
    pub owner: ProcessId,
    /// Who gets it next.
    pub heir: Option<ProcessId>,
    /// How many rows it has.
    pub size: usize,
    /// Where it is.
    pub node: Node,
}

impl<K, V> Table<K, V>
where
    K: Ord + Clone + Send + 'static,
    V: Clone + Send + 'static,
{
    /// Returns what is known of the table, whatever its access rights; nothing if it is gone, or on another
    /// node.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_otp::{self as otp, Table};
    /// use lockstep_scheduler::Runner;
    ///
    /// Runner::new().iterations(1).run(|| {
    ///     let table = Table::set().private().create();
    ///     table.insert(1, 1);
    ///     let info = table.info().unwrap();
    ///     assert_eq!((info.owner, info.size), (otp::me(), 1));
    ///     table.delete_table();
    ///     assert_eq!(table.info(), None);
    /// });
    /// ```
    #[track_caller]
    pub fn info(&self) -> Option<TableInfo> {
        let state = self.state();
        let is_here = system().current().node == state.node;
        let (kind, location) = (Kind::Load, Location::caller());
        state.contents.perform(kind, location, |contents| {
            let knows = is_here && !contents.is_gone;
            knows.then(|| TableInfo {
                name: state.name.clone(),
                kind: contents.rows.kind(),
                access: state.access,
                owner: contents.owner,
                heir: contents.heir.as_ref().map(Heir::process),
                size: contents.rows.size(),
                node: state.node,
            })
        })
    }
}
