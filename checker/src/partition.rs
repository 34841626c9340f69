use hashbrown::HashMap;
use lockstep_history::{History, Operation, Outcome};
use lockstep_models::{Model, Parts};

use crate::dense::dense;
use crate::monitor::Values;

/// A part of a history that can be judged by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Portion {
    /// Places in [`History::operations`], in order.
    pub operations: Vec<u32>,
    /// Whether some operation joins several parts of the object in it.
    pub is_joined: bool,
}

impl Portion {
    /// Makes the only part there is of its operations.
    pub(crate) fn whole(operations: Vec<u32>) -> Self {
        Self {
            operations,
            is_joined: false,
        }
    }
}

/// Splits a history into parts that can be judged one by one: every independent key on its own, and
/// within a key what no operation joins.
///
/// A history is linearizable if and only if every object in it is (Herlihy and Wing, TOPLAS 1990,
/// locality). The parts come in the order of their first operations. Failed operations are in none.
///
/// # Examples
///
/// ```text
/// 0  ├─ put x 1 ─┤   ├─ get x → 1 ─┤
/// 1    ├─ put y 2 ─┤
/// ```
///
/// ```
/// use lockstep_checker::partition;
/// use lockstep_history::{Event, History};
/// use lockstep_models::{Kv, KvOp::{Get, Put}, KvRet::{Done, Got}};
///
/// let text = String::from;
/// let history = History::from_events([
///     Event::Invoke(0, Put("x", text("1"))),
///     Event::Invoke(1, Put("y", text("2"))),
///     Event::Ok(0, Done),
///     Event::Invoke(0, Get("x")),
///     Event::Ok(1, Done),
///     Event::Ok(0, Got(text("1"))),
/// ])?;
/// let portions = partition(&Kv::<&str, String>::default(), &history);
/// assert_eq!(portions[0].operations, [0, 2]);
/// assert_eq!(portions[1].operations, [1]);
/// # Ok::<(), lockstep_history::RuleBroken>(())
/// ```
///
/// # Complexity
///
/// Linear in the number of operations and of the parts that they touch, but for the inverse of
/// Ackermann's function.
pub fn partition<M: Model>(model: &M, history: &History<M::Op, M::Ret>) -> Vec<Portion> {
    let operations = history.operations();
    if let Some(portion) = whole(model, operations) {
        return vec![portion];
    }
    let mut groups = Groups::default();
    let mut found = Found::of_operations(operations.len());
    let mut group_of = Vec::with_capacity(operations.len());
    for operation in operations {
        if operation.outcome == Outcome::Failed {
            group_of.push(NONE);
            continue;
        }
        let key = match &operation.key {
            None => 0,
            Some(key) => found.keys.number(key) + 1,
        };
        let group = match model.parts(&operation.op) {
            Parts::Whole => found.group(key, 0, &mut groups),
            Parts::One(part) => {
                let part = found.parts.number(part) + 1;
                found.group(key, part, &mut groups)
            }
            Parts::Many(parts) => {
                // What touches nothing is a part of its own.
                let mut first = NONE;
                for part in parts {
                    let part = found.parts.number(part) + 1;
                    let group = found.group(key, part, &mut groups);
                    if first == NONE {
                        first = group;
                    }
                    groups.join(first, group);
                }
                if first == NONE { groups.add() } else { first }
            }
        };
        groups.sizes[group as usize] += 1;
        group_of.push(group);
    }
    found.join_wholes(&mut groups);
    groups.collect(&group_of)
}

/// Returns the part that all operations are in; nothing if there may be several, or none.
fn whole<M: Model>(model: &M, operations: &[Operation<M::Op, M::Ret>]) -> Option<Portion> {
    let mut places = Vec::with_capacity(operations.len());
    for (place, operation) in (0..).zip(operations) {
        if operation.key.is_some() || !matches!(model.parts(&operation.op), Parts::Whole) {
            return None;
        }
        if operation.outcome != Outcome::Failed {
            places.push(place);
        }
    }
    (!places.is_empty()).then(|| Portion::whole(places))
}

/// No group.
const NONE: u32 = u32::MAX;

/// The groups that were found, by key and by part of the object; 0 is no key, and the whole object.
struct Found<'a> {
    keys: Values<'a>,
    parts: Values<'a>,
    /// By key: the group of the whole object, or [`NONE`].
    wholes: Vec<u32>,
    /// By part: the group of what has no key, or [`NONE`].
    keyless: Vec<u32>,
    others: HashMap<(u32, u32), u32>,
}

impl Found<'_> {
    fn of_operations(operations: usize) -> Self {
        Self {
            keys: Values::of_operations(operations),
            parts: Values::of_operations(operations),
            wholes: vec![NONE],
            keyless: Vec::new(),
            others: HashMap::new(),
        }
    }

    fn group(&mut self, key: u32, part: u32, groups: &mut Groups) -> u32 {
        let group = match (key, part) {
            (key, 0) => entry(&mut self.wholes, key),
            (0, part) => entry(&mut self.keyless, part),
            both => self.others.entry(both).or_insert(NONE),
        };
        if *group == NONE {
            *group = groups.add();
        }
        *group
    }

    /// Joins all parts of an object if some operation touches the whole of it.
    fn join_wholes(&self, groups: &mut Groups) {
        let keyless = self.keyless.iter().map(|&group| (0, group));
        let others = self.others.iter().map(|(&(key, _), &group)| (key, group));
        for (key, group) in keyless.chain(others) {
            let whole = self.wholes.get(key as usize).copied().unwrap_or(NONE);
            if whole != NONE && group != NONE {
                groups.join(whole, group);
            }
        }
    }
}

/// Returns the entry of a list that grows as needed.
fn entry(list: &mut Vec<u32>, place: u32) -> &mut u32 {
    let place = place as usize;
    if place >= list.len() {
        list.resize(place + 1, NONE);
    }
    &mut list[place]
}

/// Disjoint sets of numbers.
#[derive(Default)]
struct Groups {
    parents: Vec<u32>,
    /// How many operations are in each.
    sizes: Vec<usize>,
}

impl Groups {
    fn add(&mut self) -> u32 {
        let number = dense(self.parents.len());
        self.parents.push(number);
        self.sizes.push(0);
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

    /// Returns the operations of each set, the sets in the order of their first operations: that is the
    /// order of their least groups, as each group is made for an operation.
    fn collect(&mut self, group_of: &[u32]) -> Vec<Portion> {
        let mut portions: Vec<Portion> = Vec::new();
        let mut portion_of: Vec<u32> = Vec::with_capacity(self.parents.len());
        let mut sizes: Vec<usize> = Vec::new();
        for group in 0..dense(self.parents.len()) {
            let root = self.root(group);
            if root == group {
                portion_of.push(dense(portions.len()));
                sizes.push(0);
                portions.push(Portion {
                    operations: Vec::new(),
                    is_joined: false,
                });
            } else {
                let portion = portion_of[root as usize];
                portion_of.push(portion);
                portions[portion as usize].is_joined = true;
            }
            sizes[portion_of[group as usize] as usize] += self.sizes[group as usize];
        }
        for (portion, size) in portions.iter_mut().zip(sizes) {
            portion.operations.reserve_exact(size);
        }
        for (operation, &group) in (0..).zip(group_of) {
            if group != NONE {
                let portion = portion_of[group as usize];
                portions[portion as usize].operations.push(operation);
            }
        }
        portions
    }
}
