use lockstep_models::{Element, Table, UniqueIds, UniqueIdsOp};
use lockstep_seed::Stream;

use crate::{Play, Supply};

/// Gives out integers, from the number of ids that were given out before.
impl<V: Element + From<i64>> Play for UniqueIds<V> {
    fn mix(&self) -> &'static [(&'static str, u32)] {
        &[("generate", 1)]
    }

    fn ask(&self, _f: &str, _process: u64, _supply: &mut Supply) -> UniqueIdsOp {
        UniqueIdsOp::Generate
    }

    fn answer(&self, given: &Table<V, ()>, _: &UniqueIdsOp, _: &mut Stream) -> Option<V> {
        let first = i64::try_from(given.len()).expect("fewer than 2^63 ids");
        // Not all of so many can have been given out.
        let mut ids = (first..).take(given.len() + 1).map(V::from);
        ids.find(|id| !given.contains(id))
    }

    /// No id is one that cannot be given out.
    fn unheard(&self, _op: &UniqueIdsOp, _value: i64) -> Option<(UniqueIdsOp, V)> {
        None
    }
}
