use std::fmt;
use std::panic::Location;
use std::rc::Rc;

use lockstep_scheduler::Kind;

use super::state::State;
use super::{Right, Table, TableError, raise};
use crate::pid::send;
use crate::process::Process;
use crate::system::system;
use crate::wire::Manner;
use crate::{Pid, ProcessId};

/// The news that a process owns a table from now on.
pub struct TableTransfer<K, V> {
    /// Which table.
    pub table: Table<K, V>,
    /// Who has given it away, or left it behind.
    pub from: ProcessId,
}

/// Who gets a table when its owner ends.
pub(super) struct Heir<K, V> {
    process: ProcessId,
    tell: Rc<Tell<K, V>>,
}

type Tell<K, V> = dyn Fn(&Process, TableTransfer<K, V>, &'static Location<'static>);

impl<K, V> Heir<K, V> {
    /// Makes an heir of a process, which is told by a message that `make` makes.
    pub(super) fn new<M: Send + 'static>(
        pid: Pid<M>,
        make: impl Fn(TableTransfer<K, V>) -> M + 'static,
    ) -> Self {
        let tell = move |from: &Process, transfer, location| {
            let to = system().process(pid.id());
            send(&system(), from, &to, make(transfer), Manner::Part, location);
        };
        Self {
            process: pid.id(),
            tell: Rc::new(tell),
        }
    }
}

impl<K, V> Heir<K, V> {
    pub(super) fn process(&self) -> ProcessId {
        self.process
    }
}

impl<K, V> State<K, V>
where
    K: Ord + Clone + Send + 'static,
    V: Clone + Send + 'static,
{
    /// Leaves the table to its heir, if it has one that can take it.
    pub(super) fn is_inherited(
        &self,
        owner: &Process,
        location: &'static Location<'static>,
    ) -> bool {
        let heir = self.contents.amend(location, |contents| {
            let heir = contents.heir.as_ref();
            heir.map(|heir| (heir.process, Rc::clone(&heir.tell)))
        });
        let Some((process, tell)) = heir.filter(|(process, _)| *process != owner.id) else {
            return false;
        };
        let Some(process) = self.receiver(process) else {
            return false;
        };
        self.contents
            .amend(location, |contents| contents.owner = process.id);
        process.claim(self.table.state());
        tell(owner, self.transfer(owner), location);
        true
    }

    fn transfer(&self, owner: &Process) -> TableTransfer<K, V> {
        TableTransfer {
            table: self.table,
            from: owner.id,
        }
    }
}

impl<K, V> Table<K, V>
where
    K: Ord + Clone + Send + 'static,
    V: Clone + Send + 'static,
{
    /// Gives the table to another process of the node, which is told by a message that `make` makes.
    ///
    /// It is the other's from this step on; the message is another step.
    ///
    /// # Errors
    ///
    /// If the other process has ended, owns it already or is on another node; and where other operations
    /// panic: only its owner may give a table away.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_otp::{self as otp, Inbox, Table, TableTransfer};
    /// use lockstep_scheduler::Runner;
    ///
    /// Runner::new().iterations(10).run(|| {
    ///     let table = Table::set().private().create();
    ///     table.insert(1, "one");
    ///     let mut done = otp::inbox();
    ///     let to = done.pid();
    ///     let next = otp::spawn(move |mut inbox: Inbox<TableTransfer<u32, &'static str>>| {
    ///         let table = inbox.recv().table;
    ///         to.send(table.get(&1));
    ///     });
    ///     table.give_away(next, |transfer| transfer).unwrap();
    ///     assert_eq!(done.recv(), Some("one"));
    /// });
    /// ```
    #[track_caller]
    pub fn give_away<M: Send + 'static>(
        &self,
        to: Pid<M>,
        make: impl FnOnce(TableTransfer<K, V>) -> M,
    ) -> Result<(), TableError> {
        let location = Location::caller();
        let state = self.state();
        let rights = (Right::Own, Kind::Update);
        state.perform(rights, location, |contents| {
            let receiver = state.receiver(to.id());
            let receiver = receiver.filter(|process| process.id != contents.owner);
            let Some(receiver) = receiver else {
                let (table, process) = (state.label(), to.id());
                return Err(TableError::NoReceiver { table, process });
            };
            contents.owner = receiver.id;
            receiver.claim(Rc::clone(&state));
            Ok(())
        })?;
        to.send(make(state.transfer(&system().current())));
        Ok(())
    }

    /// Says who gets the table when its owner ends, and how it is told. There is one heir at most.
    ///
    /// It is the heir's in the step in which the owner ends; and gone with the owner all the same, if the heir
    /// has ended then, or is on another node.
    ///
    /// # Panics
    ///
    /// If the caller is not the owner; and as other operations.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_otp::{self as otp, Table, TableTransfer};
    /// use lockstep_scheduler::Runner;
    ///
    /// Runner::new().iterations(10).run(|| {
    ///     let mut inbox = otp::inbox::<TableTransfer<u32, u32>>();
    ///     let heir = inbox.pid();
    ///     otp::spawn::<()>(move |_| {
    ///         let table = Table::set().create();
    ///         table.set_heir(heir, |transfer| transfer);
    ///         table.insert(6, 36);
    ///     });
    ///     assert_eq!(inbox.recv().table.get(&6), Some(36));
    /// });
    /// ```
    #[track_caller]
    pub fn set_heir<M: Send + 'static>(
        &self,
        to: Pid<M>,
        make: impl Fn(TableTransfer<K, V>) -> M + 'static,
    ) {
        self.change_heir(Some(Heir::new(to, make)), Location::caller());
    }

    /// Lets the table go when its owner ends.
    ///
    /// # Panics
    ///
    /// As [`set_heir`](Self::set_heir).
    #[track_caller]
    pub fn set_no_heir(&self) {
        self.change_heir(None, Location::caller());
    }

    #[track_caller]
    fn change_heir(&self, mut heir: Option<Heir<K, V>>, location: &'static Location<'static>) {
        let rights = (Right::Own, Kind::Update);
        raise(self.state().perform(rights, location, |contents| {
            std::mem::swap(&mut contents.heir, &mut heir);
            Ok(())
        }));
    }
}

impl<K, V> Clone for TableTransfer<K, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, V> Copy for TableTransfer<K, V> {}

impl<K, V> fmt::Debug for TableTransfer<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TableTransfer")
            .field("table", &self.table)
            .field("from", &self.from)
            .finish()
    }
}
