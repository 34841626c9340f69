use std::panic::Location;
use std::rc::Rc;

use lockstep_scheduler::gated::{Gated, Gates, Use};
use lockstep_scheduler::{Kind, ObjectKind};

use super::heir::Heir;
use super::rows::Rows;
use super::{Right, Table, TableAccess, TableError};
use crate::claim::Claim;
use crate::process::Process;
use crate::system::system;
use crate::{Node, ProcessId};

/// What the system knows of a table.
pub(crate) struct State<K, V> {
    pub(super) table: Table<K, V>,
    pub(super) name: Option<String>,
    pub(super) node: Node,
    pub(super) access: TableAccess,
    pub(super) contents: Gated<Contents<K, V>>,
}

/// What others see change.
pub(super) struct Contents<K, V> {
    pub(super) rows: Rows<K, V>,
    pub(super) owner: ProcessId,
    pub(super) heir: Option<Heir<K, V>>,
    pub(super) is_gone: bool,
}

impl<K, V> Gates for Contents<K, V> {}

impl<K: Ord + Clone, V: Clone> Contents<K, V> {
    /// Deletes the table; returns all that is to be dropped.
    pub(super) fn empty(&mut self) -> impl Sized + use<K, V> {
        self.is_gone = true;
        (self.rows.take_all(), self.heir.take())
    }
}

impl<K, V> State<K, V>
where
    K: Ord + Clone + Send + 'static,
    V: Clone + Send + 'static,
{
    pub(super) fn new(
        table: Table<K, V>,
        (name, access): (Option<String>, TableAccess),
        contents: Contents<K, V>,
        node: Node,
    ) -> Self {
        Self {
            table,
            name,
            node,
            access,
            contents: Gated::new(ObjectKind::Table, contents),
        }
    }

    pub(super) fn label(&self) -> String {
        match &self.name {
            Some(name) => format!("the table {name:?}"),
            None => format!("table {}", self.table.number()),
        }
    }

    /// Does an operation for which the caller needs a right.
    pub(super) fn perform<R>(
        &self,
        (right, kind): (Right, Kind),
        location: &'static Location<'static>,
        act: impl FnOnce(&mut Use<'_, Contents<K, V>>) -> Result<R, TableError>,
    ) -> Result<R, TableError> {
        let caller = system().current();
        self.contents.perform(kind, location, |contents| {
            self.check(&caller, contents, right)?;
            act(contents)
        })
    }

    fn check(
        &self,
        caller: &Process,
        contents: &Contents<K, V>,
        right: Right,
    ) -> Result<(), TableError> {
        let (table, owner) = (self.label(), contents.owner);
        if caller.node != self.node {
            return Err(TableError::Elsewhere {
                table,
                node: self.node,
                caller: caller.id,
                from: caller.node,
            });
        }
        if contents.is_gone {
            return Err(TableError::Gone { table, owner });
        }
        if caller.id != owner && !self.access.gives_all(right) {
            return Err(TableError::Forbidden {
                table,
                caller: caller.id,
                right,
                access: self.access,
                owner,
            });
        }
        Ok(())
    }

    /// Gives its name back, as a part of an operation.
    pub(super) fn free_name(&self, location: &'static Location<'static>) {
        if let Some(name) = &self.name {
            let node = system().node(self.node);
            node.tables.amend(location, |tables| {
                // Another table may have it by now.
                if tables.place_of(name) == Some(self.table.number()) {
                    tables.remove(name);
                }
            });
        }
    }

    /// Returns the process that a table can go to from another, if there is one.
    pub(super) fn receiver(&self, process: ProcessId) -> Option<Rc<Process>> {
        let system = system();
        let process = system.process(process);
        let is_over = process.amend(|life| life.is_over());
        let is_here = process.node == self.node && system.node(self.node).is_up();
        (is_here && !is_over).then_some(process)
    }
}

impl<K, V> Claim for State<K, V>
where
    K: Ord + Clone + Send + 'static,
    V: Clone + Send + 'static,
{
    /// Leaves the table to the heir, or deletes it.
    fn let_go(&self, of: &Process, location: &'static Location<'static>) {
        let is_owner = |contents: &Contents<K, V>| contents.owner == of.id && !contents.is_gone;
        let owns = self.contents.amend(location, |contents| is_owner(contents));
        if !owns || self.is_inherited(of, location) {
            return;
        }
        self.free_name(location);
        // Rows are dropped while the table is not in use.
        drop(self.contents.amend(location, |contents| contents.empty()));
    }
}
