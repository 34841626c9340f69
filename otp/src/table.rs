//! Rows that the processes of a node share: ETS.

mod access;
mod error;
mod heir;
mod increment;
mod info;
mod kind;
mod names;
mod new;
mod rows;
mod state;
mod walk;

use std::fmt;
use std::panic::Location;
use std::rc::Rc;

use lockstep_scheduler::Kind;

pub use access::{Right, TableAccess};
pub use error::TableError;
pub use heir::TableTransfer;
pub use increment::Increment;
pub use info::TableInfo;
pub use kind::TableKind;
pub use new::NewTable;

pub(crate) use names::TableNames;

use crate::shelf::Handle;
use crate::system::system;
use rows::Rows;
use state::State;

/// A table of keys and values that the processes of a node share: ETS.
///
/// This is its handle, which may be copied and sent. The table belongs to the process that has created it,
/// and is gone in the step in which that ends, unless there is an [heir](Self::set_heir) or it was
/// [given away](Self::give_away).
///
/// Each operation is one step, and so is one on many rows: nobody sees half of it. That does not hold for two
/// operations in turn, or for a walk from key to key. Functions that are given to an operation must not use
/// processes or tables themselves. Two operations on one table conflict if one of them writes, whatever their
/// keys are.
///
/// # Panics
///
/// All operations do where they are impossible, as on the BEAM they raise `badarg`: the message is that of a
/// [`TableError`], which [`check`](Self::check) returns as a value. They panic outside of executions, too.
///
/// # Examples
///
/// ```
/// use lockstep_otp::{self as otp, Table};
/// use lockstep_scheduler::Runner;
///
/// Runner::new().iterations(10).run(|| {
///     let table = Table::set().public().create();
///     table.insert("a", 1);
///     let mut inbox = otp::inbox();
///     let done = inbox.pid();
///     otp::spawn::<()>(move |_| done.send(table.insert_new("a", 2)));
///     assert!(!inbox.recv());
///     assert_eq!(table.get(&"a"), Some(1));
/// });
/// ```
///
/// What is wrong here is found by a schedule: who looks and then inserts can come second.
///
/// ```
/// use lockstep_otp::{self as otp, Table};
/// use lockstep_scheduler::Runner;
///
/// let search = Runner::new().iterations(100).search(|| {
///     let claims = Table::set().public().create();
///     let mut inbox = otp::inbox();
///     let to = inbox.pid();
///     for worker in 0..2 {
///         otp::spawn::<()>(move |_| {
///             let is_free = !claims.member(&"job");
///             if is_free {
///                 claims.insert("job", worker);
///             }
///             to.send(is_free);
///         });
///     }
///     assert_ne!(inbox.recv(), inbox.recv());
/// });
/// assert!(search.is_err());
/// ```
pub struct Table<K, V>(Handle<State<K, V>>);

impl<K, V> Table<K, V> {
    fn of(handle: Handle<State<K, V>>) -> Self {
        Self(handle)
    }

    /// Returns a number that no other table of the execution has.
    fn number(self) -> usize {
        self.0.place()
    }
}

/// Returns what an operation returns, or panics with what is wrong.
#[track_caller]
fn raise<R>(done: Result<R, TableError>) -> R {
    match done {
        Ok(done) => done,
        Err(error) => panic!("{error}"),
    }
}

impl<K, V> Table<K, V>
where
    K: Ord + Clone + Send + 'static,
    V: Clone + Send + 'static,
{
    /// Returns the table of the caller's node that has a name, if there is one.
    ///
    /// # Panics
    ///
    /// If it has other keys or values; or outside of executions.
    #[track_caller]
    pub fn named(name: &str) -> Option<Self> {
        let node = system().node(system().current().node);
        let find = node
            .tables
            .perform(Kind::Look, Location::caller(), |tables| tables.find(name));
        let table = find?.downcast_ref().copied();
        Some(table.unwrap_or_else(|| {
            let (keys, values) = (std::any::type_name::<K>(), std::any::type_name::<V>());
            panic!("the table {name:?} is no table of {keys} and {values}")
        }))
    }

    /// Returns whether the caller may do something with the table now, as an operation by itself.
    ///
    /// # Errors
    ///
    /// As the operation would panic.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_otp::{self as otp, Right, Table, TableError};
    /// use lockstep_scheduler::Runner;
    ///
    /// Runner::new().iterations(10).run(|| {
    ///     let table = Table::<u32, u32>::set().create();
    ///     let mut inbox = otp::inbox();
    ///     let to = inbox.pid();
    ///     otp::spawn::<()>(move |_| to.send(table.check(Right::Write).unwrap_err()));
    ///     let error = inbox.recv().to_string();
    ///     assert_eq!(error, "T1 may not write to table 0, which is protected and belongs to T0");
    /// });
    /// ```
    #[track_caller]
    pub fn check(&self, right: Right) -> Result<(), TableError> {
        let rights = (right, Kind::Load);
        self.state().perform(rights, Location::caller(), |_| Ok(()))
    }

    // ---- reading ----

    /// Returns all values of a key, in the order in which they were inserted.
    #[track_caller]
    pub fn lookup(&self, key: &K) -> Vec<V> {
        self.read(|rows| rows.of(key).to_vec())
    }

    /// Returns the value of a key, the one that was inserted first if there are several.
    #[track_caller]
    pub fn get(&self, key: &K) -> Option<V> {
        self.lookup_element(key, V::clone)
    }

    /// Returns a part of the value of a key, as [`get`](Self::get) returns all of it.
    #[track_caller]
    pub fn lookup_element<T>(&self, key: &K, part: impl FnOnce(&V) -> T) -> Option<T> {
        self.read(|rows| rows.of(key).first().map(part))
    }

    /// Returns true if there is a row with a key.
    #[track_caller]
    pub fn member(&self, key: &K) -> bool {
        self.read(|rows| rows.has(key))
    }

    /// Returns what `pick` makes of the rows, without those of which it makes nothing.
    #[track_caller]
    pub fn select<T>(&self, mut pick: impl FnMut(&K, &V) -> Option<T>) -> Vec<T> {
        self.read(|rows| {
            let picked = rows.iter().filter_map(|(key, value)| pick(key, value));
            picked.collect()
        })
    }

    /// Returns all rows, by keys.
    #[track_caller]
    pub fn tab2list(&self) -> Vec<(K, V)> {
        self.select(|key, value| Some((key.clone(), value.clone())))
    }

    /// Returns how many rows there are.
    #[track_caller]
    pub fn size(&self) -> usize {
        self.read(Rows::size)
    }

    // ---- writing ----

    /// Inserts a row, in place of the one with that key if the table is a set. A bag does not change if it
    /// has the row.
    #[track_caller]
    pub fn insert(&self, key: K, value: V) {
        self.insert_all([(key, value)]);
    }

    /// Inserts rows, all in one step.
    #[track_caller]
    pub fn insert_all(&self, added: impl IntoIterator<Item = (K, V)>) {
        let added: Vec<_> = added.into_iter().collect();
        drop(self.write(Kind::Store, |_, rows| Ok(put_all(rows, added))));
    }

    /// Inserts a row if there is none with its key; returns true if it did.
    #[track_caller]
    pub fn insert_new(&self, key: K, value: V) -> bool {
        self.insert_new_all([(key, value)])
    }

    /// Inserts rows if there is none with any of their keys, all in one step; returns true if it did.
    #[track_caller]
    pub fn insert_new_all(&self, added: impl IntoIterator<Item = (K, V)>) -> bool {
        let added: Vec<_> = added.into_iter().collect();
        let rest = self.write(Kind::Update, |_, rows| {
            if added.iter().any(|(key, _)| rows.has(key)) {
                return Ok(Err(added));
            }
            Ok(Ok(put_all(rows, added)))
        });
        rest.is_ok()
    }

    /// Takes all rows with a key out, and returns their values.
    #[track_caller]
    pub fn take(&self, key: &K) -> Vec<V> {
        self.write(Kind::Update, |_, rows| Ok(rows.take(key)))
    }

    /// Deletes all rows with a key; returns true if there were any.
    #[track_caller]
    pub fn delete(&self, key: &K) -> bool {
        !self.take(key).is_empty()
    }

    /// Deletes the rows with a key and a value; returns how many there were.
    #[track_caller]
    pub fn delete_object(&self, key: &K, value: &V) -> usize
    where
        V: PartialEq,
    {
        let take = |_: &State<K, V>, rows: &mut Rows<K, V>| Ok(rows.take_of(key, |v| v == value));
        self.write(Kind::Update, take).len()
    }

    /// Deletes all rows for which `is_it` returns true; returns how many there were.
    #[track_caller]
    pub fn match_delete(&self, is_it: impl FnMut(&K, &V) -> bool) -> usize {
        let take = |_: &State<K, V>, rows: &mut Rows<K, V>| Ok(rows.take_where(is_it));
        self.write(Kind::Update, take).len()
    }

    /// Deletes all rows.
    #[track_caller]
    pub fn delete_all_objects(&self) {
        drop(self.write(Kind::Store, |_, rows| Ok(rows.take_all())));
    }

    /// Deletes the table itself, which only its owner may, unless it is public.
    #[track_caller]
    pub fn delete_table(self) {
        let location = Location::caller();
        let state = self.state();
        let rights = (Right::Write, Kind::Delete);
        let done = state.perform(rights, location, |contents| {
            state.free_name(location);
            Ok(contents.empty())
        });
        drop(raise(done));
    }

    /// Changes the value of a key in place; returns false if there is none.
    ///
    /// # Panics
    ///
    /// If the table is a bag; and as all operations do.
    #[track_caller]
    pub fn update_element(&self, key: &K, change: impl FnOnce(&mut V)) -> bool {
        self.write(Kind::Update, |state, rows| {
            check_set(state, rows, "update_element")?;
            Ok(rows.value_mut(key).map(change).is_some())
        })
    }

    /// Adds to a number in the value of a key, which `part` finds; returns what it is then.
    ///
    /// # Panics
    ///
    /// If there is no such key; if the number overflows; if the table is a bag; and as all operations do.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_otp::Table;
    /// use lockstep_scheduler::Runner;
    ///
    /// Runner::new().iterations(1).run(|| {
    ///     let visits = Table::set().create();
    ///     visits.insert("/", ("start", 7));
    ///     assert_eq!(visits.update_counter(&"/", |(_, count)| count, 1), 8);
    ///     assert_eq!(visits.update_counter_or(&"/a", ("a", 0), |(_, count)| count, 1), 1);
    /// });
    /// ```
    #[track_caller]
    pub fn update_counter(
        &self,
        key: &K,
        part: impl FnOnce(&mut V) -> &mut i64,
        increment: impl Into<Increment>,
    ) -> i64 {
        let increment = increment.into();
        self.write(Kind::Update, |state, rows| {
            count(state, rows, key, part, increment)
        })
    }

    /// As [`update_counter`](Self::update_counter), but inserts a row first if there is no such key.
    #[track_caller]
    pub fn update_counter_or(
        &self,
        key: &K,
        default: V,
        part: impl FnOnce(&mut V) -> &mut i64,
        increment: impl Into<Increment>,
    ) -> i64 {
        let increment = increment.into();
        self.write(Kind::Update, |state, rows| {
            check_set(state, rows, "update_counter_or")?;
            if !rows.has(key) {
                rows.insert(key.clone(), default);
            }
            count(state, rows, key, part, increment)
        })
    }

    // ---- in one step ----

    fn state(&self) -> Rc<State<K, V>> {
        self.0.get()
    }

    #[track_caller]
    fn read<R>(&self, act: impl FnOnce(&Rows<K, V>) -> R) -> R {
        let rights = (Right::Read, Kind::Load);
        let read = |rows: &Rows<K, V>| Ok(act(rows));
        let location = Location::caller();
        raise(
            self.state()
                .perform(rights, location, |contents| read(&contents.rows)),
        )
    }

    #[track_caller]
    fn write<R>(
        &self,
        kind: Kind,
        act: impl FnOnce(&State<K, V>, &mut Rows<K, V>) -> Result<R, TableError>,
    ) -> R {
        let state = self.state();
        let rights = (Right::Write, kind);
        let location = Location::caller();
        raise(state.perform(rights, location, |contents| act(&state, &mut contents.rows)))
    }
}

fn put_all<K: Ord + Clone, V: Clone>(rows: &mut Rows<K, V>, added: Vec<(K, V)>) -> Vec<V> {
    let added = added.into_iter();
    added
        .filter_map(|(key, value)| rows.insert(key, value))
        .collect()
}

fn check_set<K, V>(
    state: &State<K, V>,
    rows: &Rows<K, V>,
    operation: &'static str,
) -> Result<(), TableError>
where
    K: Ord + Clone + Send + 'static,
    V: Clone + Send + 'static,
{
    if rows.kind().is_set() {
        return Ok(());
    }
    Err(TableError::NotASet {
        table: state.label(),
        kind: rows.kind(),
        operation,
    })
}

fn count<K, V>(
    state: &State<K, V>,
    rows: &mut Rows<K, V>,
    key: &K,
    part: impl FnOnce(&mut V) -> &mut i64,
    increment: Increment,
) -> Result<i64, TableError>
where
    K: Ord + Clone + Send + 'static,
    V: Clone + Send + 'static,
{
    let operation = "update_counter";
    check_set(state, rows, operation)?;
    let table = || state.label();
    let value = rows.value_mut(key);
    let value = value.ok_or_else(|| TableError::NoKey {
        table: table(),
        operation,
    })?;
    let counter = part(value);
    let sum = increment.after(*counter);
    *counter = sum.ok_or_else(|| TableError::Overflow { table: table() })?;
    Ok(*counter)
}

impl<K, V> Clone for Table<K, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, V> Copy for Table<K, V> {}

impl<K, V> PartialEq for Table<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<K, V> Eq for Table<K, V> {}

impl<K, V> fmt::Debug for Table<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "table {}", self.0.place())
    }
}
