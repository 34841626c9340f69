use lockstep_models::{Appendable, Element, Kv, KvOp, KvRet, Table};
use lockstep_seed::Stream;

use crate::{Keys, Play, Supply};

/// Values are texts: each number is written as its digits, with a space behind.
impl<K, V> Play for Kv<K, V>
where
    K: Element + From<i64>,
    V: Appendable + for<'a> From<&'a str>,
{
    const KEYS: Keys = Keys::Own;

    fn mix(&self) -> &'static [(&'static str, u32)] {
        &[("get", 2), ("put", 1), ("append", 1)]
    }

    fn ask(&self, f: &str, _process: u64, supply: &mut Supply) -> KvOp<K, V> {
        let key = supply.key().into();
        match f {
            "get" => KvOp::Get(key),
            "put" => KvOp::Put(key, text(supply.fresh())),
            _ => KvOp::Append(key, text(supply.fresh())),
        }
    }

    fn answer(
        &self,
        state: &Table<K, V>,
        op: &KvOp<K, V>,
        _chance: &mut Stream,
    ) -> Option<KvRet<V>> {
        match op {
            KvOp::Get(key) => {
                let held = state.get(key).cloned();
                Some(KvRet::Got(held.unwrap_or_else(V::empty)))
            }
            _ => Some(KvRet::Done),
        }
    }

    fn unheard(&self, op: &KvOp<K, V>, value: i64) -> Option<(KvOp<K, V>, KvRet<V>)> {
        let gets = matches!(op, KvOp::Get(_));
        gets.then(|| (op.clone(), KvRet::Got(text(value))))
    }
}

fn text<V: for<'a> From<&'a str>>(number: i64) -> V {
    V::from(&format!("{number} "))
}
