use lockstep_models::{Element, GrowSet, GrowSetOp, GrowSetRet, Table};
use lockstep_seed::Stream;

use crate::{Play, Supply};

impl<V: Element + From<i64>> Play for GrowSet<V> {
    fn mix(&self) -> &'static [(&'static str, u32)] {
        &[("add", 1), ("read", 1)]
    }

    /// Reads grow rarer as the set grows, see [`Supply::reads_all`].
    fn ask(&self, f: &str, _process: u64, supply: &mut Supply) -> GrowSetOp<V> {
        if f == "read" && supply.reads_all(supply.distinct()) {
            GrowSetOp::Read
        } else {
            GrowSetOp::Add(supply.fresh().into())
        }
    }

    fn answer(
        &self,
        state: &Table<V, ()>,
        op: &GrowSetOp<V>,
        _chance: &mut Stream,
    ) -> Option<GrowSetRet<V>> {
        Some(match op {
            GrowSetOp::Add(_) => GrowSetRet::Done,
            GrowSetOp::Read => {
                GrowSetRet::Got(state.iter().map(|(element, ())| element.clone()).collect())
            }
        })
    }

    fn unheard(&self, op: &GrowSetOp<V>, value: i64) -> Option<(GrowSetOp<V>, GrowSetRet<V>)> {
        let reads = matches!(op, GrowSetOp::Read);
        reads.then(|| (GrowSetOp::Read, GrowSetRet::Got(vec![value.into()])))
    }
}
