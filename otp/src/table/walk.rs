use super::rows::Rows;
use super::state::State;
use super::{Right, Table, TableError, TableKind, raise};
use lockstep_scheduler::Kind;
use std::panic::Location;

impl<K, V> Table<K, V>
where
    K: Ord + Clone + Send + 'static,
    V: Clone + Send + 'static,
{
    /// Returns the first key.
    #[track_caller]
    pub fn first(&self) -> Option<K> {
        self.step(|_, rows| Ok(rows.first()))
    }

    /// Returns the last key.
    #[track_caller]
    pub fn last(&self) -> Option<K> {
        self.step(|_, rows| Ok(rows.last()))
    }

    /// Returns the key that comes after another.
    ///
    /// # Panics
    ///
    /// If there is no row of that key, unless the table is an ordered set: somebody may have deleted it. And
    /// as all operations do.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_otp::Table;
    /// use lockstep_scheduler::Runner;
    ///
    /// Runner::new().iterations(1).run(|| {
    ///     let table = Table::ordered_set().create();
    ///     table.insert_all([(10, 'a'), (20, 'b'), (30, 'c')]);
    ///     assert_eq!((table.first(), table.last()), (Some(10), Some(30)));
    ///     assert_eq!((table.next(&20), table.prev(&20)), (Some(30), Some(10)));
    ///     assert_eq!((table.next(&25), table.prev(&10)), (Some(30), None));
    /// });
    /// ```
    #[track_caller]
    pub fn next(&self, key: &K) -> Option<K> {
        self.step(|state, rows| {
            check_place(state, rows, key, "next")?;
            Ok(rows.next(key))
        })
    }

    /// Returns the key that comes before another.
    ///
    /// # Panics
    ///
    /// As [`next`](Self::next).
    #[track_caller]
    pub fn prev(&self, key: &K) -> Option<K> {
        self.step(|state, rows| {
            check_place(state, rows, key, "prev")?;
            Ok(rows.prev(key))
        })
    }

    #[track_caller]
    fn step(
        &self,
        act: impl FnOnce(&State<K, V>, &Rows<K, V>) -> Result<Option<K>, TableError>,
    ) -> Option<K> {
        let state = self.state();
        let rights = (Right::Read, Kind::Load);
        let location = Location::caller();
        raise(state.perform(rights, location, |contents| act(&state, &contents.rows)))
    }
}

/// Says whether a walk can go on from a key: where keys have no order, only from one that is there.
fn check_place<K, V>(
    state: &State<K, V>,
    rows: &Rows<K, V>,
    key: &K,
    operation: &'static str,
) -> Result<(), TableError>
where
    K: Ord + Clone + Send + 'static,
    V: Clone + Send + 'static,
{
    if rows.kind() == TableKind::OrderedSet || rows.has(key) {
        return Ok(());
    }
    let table = state.label();
    Err(TableError::NoKey { table, operation })
}
