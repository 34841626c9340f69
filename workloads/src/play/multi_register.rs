use lockstep_models::{Element, MicroOp, MultiRegister, Reads, Table, Txn};
use lockstep_seed::Stream;

use crate::{Keys, Play, Supply};

/// A transaction reads one or two registers, or writes one or two.
impl<K, V> Play for MultiRegister<K, V>
where
    K: Element + From<i64>,
    V: Element + Default + From<i64>,
{
    const KEYS: Keys = Keys::Own;

    fn mix(&self) -> &'static [(&'static str, u32)] {
        &[("txn", 1)]
    }

    fn ask(&self, _f: &str, _process: u64, supply: &mut Supply) -> Txn<K, V> {
        let (micros, reads) = (1 + supply.below(2), supply.below(2) == 0);
        let micro = |_| {
            let key = supply.key().into();
            if reads {
                MicroOp::Read(key)
            } else {
                MicroOp::Write(key, supply.fresh().into())
            }
        };
        Txn((0..micros).map(micro).collect())
    }

    fn answer(
        &self,
        state: &Table<K, V>,
        txn: &Txn<K, V>,
        _chance: &mut Stream,
    ) -> Option<Reads<V>> {
        let seen = txn.0.iter().filter_map(|micro| match micro {
            MicroOp::Read(key) => Some(Some(state.get(key).cloned().unwrap_or_default())),
            MicroOp::Write(..) => None,
        });
        Some(Reads(seen.collect()))
    }

    fn unheard(&self, txn: &Txn<K, V>, value: i64) -> Option<(Txn<K, V>, Reads<V>)> {
        let reads = txn
            .0
            .iter()
            .filter(|micro| matches!(micro, MicroOp::Read(_)));
        let seen: Vec<_> = reads.map(|_| Some(value.into())).collect();
        (!seen.is_empty()).then(|| (txn.clone(), Reads(seen)))
    }
}
