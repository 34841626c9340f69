use lockstep_models::{Element, Set, SetOp, Table};
use lockstep_seed::Stream;

use crate::{Play, Supply};

/// The values are the elements.
impl<K: Element + From<i64>> Play for Set<K> {
    fn mix(&self) -> &'static [(&'static str, u32)] {
        &[("add", 1), ("remove", 1), ("contains", 1)]
    }

    fn ask(&self, f: &str, _process: u64, supply: &mut Supply) -> SetOp<K> {
        match f {
            "add" => SetOp::Add(supply.fresh().into()),
            "remove" => SetOp::Remove(supply.known().into()),
            _ => SetOp::Contains(supply.known().into()),
        }
    }

    fn answer(&self, state: &Table<K, ()>, op: &SetOp<K>, _chance: &mut Stream) -> Option<bool> {
        Some(match op {
            SetOp::Add(element) => !state.contains(element),
            SetOp::Remove(element) | SetOp::Contains(element) => state.contains(element),
        })
    }

    fn unheard(&self, op: &SetOp<K>, value: i64) -> Option<(SetOp<K>, bool)> {
        match op {
            SetOp::Add(_) => None,
            SetOp::Remove(_) => Some((SetOp::Remove(value.into()), true)),
            SetOp::Contains(_) => Some((SetOp::Contains(value.into()), true)),
        }
    }
}
