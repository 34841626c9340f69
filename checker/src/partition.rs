use hashbrown::HashMap;
use lockstep_history::{History, Outcome, Value};
use lockstep_models::{Datum, Model, Parts};

use crate::dense::dense;

/// Splits a history into parts that can be judged one by one: every independent key on its own, and
/// within a key what no operation joins.
///
/// A history is linearizable if and only if every object in it is (Herlihy and Wing, TOPLAS 1990,
/// locality). Each part is a list of places in [`History::operations`]; the parts come in the order of
/// their first operations. Failed operations are in none.
pub(crate) fn partition<M: Model>(model: &M, history: &History<M::Op, M::Ret>) -> Vec<Vec<u32>> {
    let mut groups = Groups::default();
    let mut parts: HashMap<(Option<&Value>, Option<&dyn Datum>), u32> = HashMap::new();
    let mut group_of = Vec::with_capacity(history.operations().len());
    for operation in history.operations() {
        if operation.outcome == Outcome::Failed {
            group_of.push(None);
            continue;
        }
        let key = operation.key.as_ref();
        let mut group = |part| *parts.entry((key, part)).or_insert_with(|| groups.add());
        let own: Vec<u32> = match model.parts(&operation.op) {
            Parts::Whole => vec![group(None)],
            Parts::One(part) => vec![group(Some(part))],
            Parts::Many(parts) => parts.into_iter().map(|part| group(Some(part))).collect(),
        };
        // What touches nothing is a part of its own.
        let first = own.first().copied().unwrap_or_else(|| groups.add());
        for other in own {
            groups.join(first, other);
        }
        group_of.push(Some(first));
    }
    join_wholes(&parts, &mut groups);
    collect(&group_of, &mut groups)
}

/// Joins all parts of an object if some operation touches the whole of it.
fn join_wholes(parts: &HashMap<(Option<&Value>, Option<&dyn Datum>), u32>, groups: &mut Groups) {
    for (&(key, _), &group) in parts {
        if let Some(&whole) = parts.get(&(key, None)) {
            groups.join(whole, group);
        }
    }
}

fn collect(group_of: &[Option<u32>], groups: &mut Groups) -> Vec<Vec<u32>> {
    let mut places: HashMap<u32, usize> = HashMap::new();
    let mut collected: Vec<Vec<u32>> = Vec::new();
    for (operation, group) in (0u32..).zip(group_of) {
        let Some(group) = group else { continue };
        let place = *places.entry(groups.root(*group)).or_insert_with(|| {
            collected.push(Vec::new());
            collected.len() - 1
        });
        collected[place].push(operation);
    }
    collected
}

/// Disjoint sets of numbers.
#[derive(Default)]
struct Groups {
    parents: Vec<u32>,
}

impl Groups {
    fn add(&mut self) -> u32 {
        let number = dense(self.parents.len());
        self.parents.push(number);
        number
    }

    fn root(&mut self, number: u32) -> u32 {
        let mut number = number;
        while self.parents[number as usize] != number {
            let parent = self.parents[number as usize];
            self.parents[number as usize] = self.parents[parent as usize];
            number = parent;
        }
        number
    }

    fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        self.parents[one.max(other) as usize] = one.min(other);
    }
}
