use hashbrown::HashMap;
use lockstep_history::{Operation, Value};
use lockstep_models::{Datum, Model, Parts};

use super::Portion;
use super::groups::{Groups, NONE};
use super::stretch::Stretch;
use crate::monitor::Values;

/// The groups of operations that were met, and where to find them.
pub(super) struct Index<'a> {
    found: Found<'a>,
    pub(super) groups: Groups,
}

impl<'a> Index<'a> {
    /// Makes room for what so many operations are about.
    pub(super) fn of_operations(operations: usize) -> Self {
        Self {
            found: Found::of_operations(operations),
            groups: Groups::default(),
        }
    }

    /// Returns the group of an operation, which is made if it is the first of it.
    #[inline]
    pub(super) fn group<M: Model>(
        &mut self,
        model: &M,
        operation: &'a Operation<M::Op, M::Ret>,
    ) -> u32 {
        let (key, parts) = (operation.key.as_ref(), model.parts(&operation.op));
        match self.found.known(key, &parts) {
            Some(group) => group,
            None => self.group_of(key, parts),
        }
    }

    /// Does the same for whatever key and parts.
    #[inline(never)]
    fn group_of(&mut self, key: Option<&'a Value>, parts: Parts<'a>) -> u32 {
        let Self { found, groups } = self;
        let key = match key {
            None => 0,
            Some(key) => found.keys.number(key) + 1,
        };
        let part = match parts {
            Parts::Whole => 0,
            Parts::One(part) => found.parts.number(part) + 1,
            Parts::Many(parts) => return self.join(key, parts),
        };
        found.group(key, part, groups)
    }

    /// Joins the groups of some parts, and returns one of them. What touches nothing is a part of its own.
    fn join(&mut self, key: u32, parts: Vec<&'a dyn Datum>) -> u32 {
        let Self { found, groups } = self;
        let mut first = NONE;
        for part in parts {
            let part = found.parts.number(part) + 1;
            let group = found.group(key, part, groups);
            if first == NONE {
                first = group;
            }
            groups.join(first, group);
        }
        if first == NONE { groups.add() } else { first }
    }

    /// Returns the parts of the history that the stretches make, whose groups it knows by their names.
    pub(super) fn finish(mut self, stretches: &[Stretch]) -> Vec<Portion> {
        self.found.join_wholes(&mut self.groups);
        self.groups.collect(stretches)
    }
}

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

    /// Returns the group of a key or a part that was met before, if it is quickly found, as most are.
    #[inline]
    fn known(&self, key: Option<&Value>, parts: &Parts<'_>) -> Option<u32> {
        let (values, groups, value): (_, _, &dyn Datum) = match (key, parts) {
            (None, Parts::One(part)) => (&self.parts, &self.keyless, *part),
            (Some(key), Parts::Whole) => (&self.keys, &self.wholes, key),
            _ => return None,
        };
        let number = values.number_in_table(value.integer())?;
        let group = groups.get(number as usize + 1).copied();
        group.filter(|&group| group != NONE)
    }

    #[inline]
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
#[inline]
fn entry(list: &mut Vec<u32>, place: u32) -> &mut u32 {
    let place = place as usize;
    if place >= list.len() {
        list.resize(place + 1, NONE);
    }
    &mut list[place]
}
