use std::collections::BTreeMap;

use super::Etcd;
use super::transaction::Transaction;
use crate::capability::{Cells, Micro};
use crate::lapse::Lapse;

/// A key each, or none while it holds nothing.
///
/// Who writes reads all keys first, and writes if none of them has changed since.
impl Cells for Etcd {
    fn transact(&mut self, micros: &[Micro]) -> Result<Vec<Option<i64>>, Lapse> {
        let mut keys: Vec<i64> = micros.iter().map(Micro::key).collect();
        keys.sort_unstable();
        keys.dedup();
        self.attempt(|etcd| once(etcd, micros, &keys))
    }
}

fn once(
    etcd: &mut Etcd,
    micros: &[Micro],
    keys: &[i64],
) -> Result<Option<Vec<Option<i64>>>, Lapse> {
    let gets = keys.iter().fold(Transaction::new(), |gets, &key| {
        gets.get(&etcd.numbered(key))
    });
    let answers = etcd.transact(&gets)?;
    let found = |place| answers.one(place);
    let mut held: BTreeMap<i64, Option<i64>> = (0..)
        .zip(keys)
        .map(|(place, &key)| (key, found(place).map(|found| found.value)))
        .collect();
    let seen = play(micros, &mut held);
    if micros.iter().all(Micro::reads) {
        return Ok(Some(seen));
    }
    let mut puts = Transaction::new();
    for (place, &key) in keys.iter().enumerate() {
        let name = etcd.numbered(key);
        puts = puts.unchanged(&name, found(place).map_or(0, |found| found.revision));
        if micros.contains(&Micro::Write(key, held[&key])) {
            puts = puts.put(&name, held[&key]);
        }
    }
    Ok(etcd.transact(&puts)?.held.then_some(seen))
}

/// Returns what the reads see, each with what was written before it.
fn play(micros: &[Micro], held: &mut BTreeMap<i64, Option<i64>>) -> Vec<Option<i64>> {
    let mut seen = Vec::new();
    for micro in micros {
        match *micro {
            Micro::Read(key) => seen.push(held.get(&key).copied().flatten()),
            Micro::Write(key, value) => {
                held.insert(key, value);
            }
        }
    }
    seen
}
