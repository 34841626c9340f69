use std::panic::Location;
use std::rc::Rc;

use lockstep_scheduler::Kind;

use super::rows::Rows;
use super::state::{Contents, State};
use super::{Table, TableAccess, TableError, TableKind, raise};
use crate::Pid;
use crate::system::system;
use crate::table::heir::{Heir, TableTransfer};

/// What a table will be.
///
/// # Examples
///
/// ```
/// use lockstep_otp::{self as otp, Table};
/// use lockstep_scheduler::Runner;
///
/// Runner::new().iterations(10).run(|| {
///     let hits = Table::<&str, i64>::set().named("hits").public().create();
///     otp::spawn::<()>(|_| {
///         let hits = Table::<&str, i64>::named("hits").unwrap();
///         hits.update_counter_or(&"/", 0, |count| count, 1);
///     });
///     hits.update_counter_or(&"/", 0, |count| count, 1);
/// });
/// ```
#[must_use = "a table is created by `create`"]
pub struct NewTable<K, V> {
    kind: TableKind,
    is_same: fn(&V, &V) -> bool,
    name: Option<String>,
    access: TableAccess,
    heir: Option<Heir<K, V>>,
}

impl<K, V> Table<K, V> {
    /// Describes a table with one value a key.
    pub fn set() -> NewTable<K, V> {
        NewTable::new(TableKind::Set, |_, _| false)
    }

    /// Describes a table with one value a key, in the order of keys.
    pub fn ordered_set() -> NewTable<K, V> {
        NewTable::new(TableKind::OrderedSet, |_, _| false)
    }

    /// Describes a table with any number of values a key, no two of which are equal.
    pub fn bag() -> NewTable<K, V>
    where
        V: PartialEq,
    {
        NewTable::new(TableKind::Bag, V::eq)
    }

    /// Describes a table with any number of values a key.
    pub fn duplicate_bag() -> NewTable<K, V> {
        NewTable::new(TableKind::DuplicateBag, |_, _| false)
    }
}

impl<K, V> NewTable<K, V> {
    fn new(kind: TableKind, is_same: fn(&V, &V) -> bool) -> Self {
        Self {
            kind,
            is_same,
            name: None,
            access: TableAccess::Protected,
            heir: None,
        }
    }

    /// Gives it a name on the node of who creates it.
    pub fn named(self, name: &str) -> Self {
        let name = Some(name.to_owned());
        Self { name, ..self }
    }

    /// Lets every process of the node read and write.
    pub fn public(self) -> Self {
        self.access(TableAccess::Public)
    }

    /// Lets nobody but the owner read or write.
    pub fn private(self) -> Self {
        self.access(TableAccess::Private)
    }

    /// Sets who may read and write; by default every process of the node may read, and the owner write.
    pub fn access(self, access: TableAccess) -> Self {
        Self { access, ..self }
    }

    /// Says who gets it when its owner ends, as [`Table::set_heir`].
    pub fn heir<M: Send + 'static>(
        self,
        to: Pid<M>,
        make: impl Fn(TableTransfer<K, V>) -> M + 'static,
    ) -> Self {
        let heir = Some(Heir::new(to, make));
        Self { heir, ..self }
    }
}

impl<K, V> NewTable<K, V>
where
    K: Ord + Clone + Send + 'static,
    V: Clone + Send + 'static,
{
    /// Creates it, on the node of the caller, who owns it.
    ///
    /// # Panics
    ///
    /// If another table of the node has the name; or outside of executions.
    #[track_caller]
    pub fn create(self) -> Table<K, V> {
        raise(self.try_create())
    }

    /// As [`create`](Self::create), but returns an error.
    ///
    /// # Errors
    ///
    /// If another table of the node has the name.
    ///
    /// # Panics
    ///
    /// Outside of executions.
    #[track_caller]
    pub fn try_create(mut self) -> Result<Table<K, V>, TableError> {
        let location = Location::caller();
        let Some(name) = self.name.take() else {
            return Ok(self.put(None));
        };
        let all = system();
        let node = all.node(all.current().node);
        node.tables.perform(Kind::Register, location, |tables| {
            if tables.place_of(&name).is_some() {
                return Err(TableError::Taken { name });
            }
            let table = self.put(Some(name.clone()));
            tables.add(name, table.number(), Rc::new(table));
            Ok(table)
        })
    }

    fn put(self, name: Option<String>) -> Table<K, V> {
        let all = system();
        let owner = all.current();
        let contents = Contents {
            rows: Rows::new(self.kind, self.is_same),
            owner: owner.id,
            heir: self.heir,
            is_gone: false,
        };
        let (handle, state) = all.shelf.put(|handle| {
            let about = (name, self.access);
            State::new(Table::of(handle), about, contents, owner.node)
        });
        owner.claim(state);
        Table::of(handle)
    }
}
