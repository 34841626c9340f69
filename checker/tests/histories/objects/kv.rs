use lockstep_models::{Kv, KvOp, KvRet, Table};

use crate::histories::object::States;
use crate::histories::{Below, Object};

type Key = Below<2>;

impl Object for Kv<Key, String> {
    const STATES: States = States::Infinite;

    fn ops(&self, _: u64) -> Vec<KvOp<Key, String>> {
        let mut ops = Vec::new();
        for key in Key::all() {
            ops.extend([KvOp::Get(key), KvOp::Get(key), KvOp::Get(key)]);
            ops.extend(["", "a"].map(|value| KvOp::Put(key, value.into())));
            ops.extend(["a", "b"].map(|suffix| KvOp::Append(key, suffix.into())));
        }
        ops
    }

    fn answers(&self, state: &Table<Key, String>, op: &KvOp<Key, String>) -> Vec<KvRet<String>> {
        let KvOp::Get(key) = op else {
            return vec![KvRet::Done];
        };
        let held = state.get(key).cloned().unwrap_or_default();
        let longer = [held.clone() + "a", held.clone() + "b"];
        let shorter = held.chars().skip(1).collect();
        let others = longer
            .into_iter()
            .chain([String::new(), "a".into(), shorter]);
        let others: Vec<String> = others.filter(|other| *other != held).collect();
        [held].into_iter().chain(others).map(KvRet::Got).collect()
    }
}
