//! Each operation does what a list of rows does.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use lockstep_otp::{Increment, Table, TableKind};
use lockstep_scheduler::Runner;
use proptest::prelude::*;

type Rows = Table<u8, i64>;

#[derive(Clone, Debug)]
enum Step {
    Insert(u8, i64),
    InsertAll(Vec<(u8, i64)>),
    InsertNew(u8, i64),
    InsertNewAll(Vec<(u8, i64)>),
    Lookup(u8),
    Get(u8),
    Member(u8),
    Take(u8),
    Delete(u8),
    DeleteObject(u8, i64),
    DeleteAll,
    MatchDelete(i64),
    Select(i64),
    UpdateElement(u8, i64),
    UpdateCounter(u8, i64, Option<(i64, i64)>),
    First,
    Last,
    Next(u8),
    Prev(u8),
    List,
}

/// What a step returns: rows, keys and numbers, whatever they are.
type Answer = Vec<(u8, i64)>;

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let (key, value) = (0_u8..6, -3_i64..4);
    let row = (key.clone(), value.clone());
    let rows = prop::collection::vec(row.clone(), 0..4);
    let bound = prop::option::of((value.clone(), value.clone()));
    let step = prop_oneof![
        row.clone()
            .prop_map(|(key, value)| Step::Insert(key, value)),
        row.clone()
            .prop_map(|(key, value)| Step::Insert(key, value)),
        rows.clone().prop_map(Step::InsertAll),
        row.clone()
            .prop_map(|(key, value)| Step::InsertNew(key, value)),
        rows.prop_map(Step::InsertNewAll),
        key.clone().prop_map(Step::Lookup),
        key.clone().prop_map(Step::Get),
        key.clone().prop_map(Step::Member),
        key.clone().prop_map(Step::Take),
        key.clone().prop_map(Step::Delete),
        row.clone()
            .prop_map(|(key, value)| Step::DeleteObject(key, value)),
        Just(Step::DeleteAll),
        value.clone().prop_map(Step::MatchDelete),
        value.clone().prop_map(Step::Select),
        row.clone()
            .prop_map(|(key, value)| Step::UpdateElement(key, value)),
        (key.clone(), value, bound)
            .prop_map(|(key, by, bound)| Step::UpdateCounter(key, by, bound)),
        Just(Step::First),
        Just(Step::Last),
        key.clone().prop_map(Step::Next),
        key.prop_map(Step::Prev),
        Just(Step::List),
    ];
    prop::collection::vec(step, 0..40)
}

/// Does a step to a table.
fn done(table: Rows, step: Step) -> Answer {
    let flag = |is_so: bool| vec![(u8::from(is_so), 0)];
    let counted = |count: usize| vec![(0, i64::try_from(count).unwrap())];
    let values = |values: Vec<i64>| values.into_iter().map(|value| (0, value)).collect();
    let key = |key: Option<u8>| key.into_iter().map(|key| (key, 0)).collect();
    match step {
        Step::Insert(key, value) => table.insert(key, value),
        Step::InsertAll(rows) => table.insert_all(rows),
        Step::InsertNew(key, value) => return flag(table.insert_new(key, value)),
        Step::InsertNewAll(rows) => return flag(table.insert_new_all(rows)),
        Step::Lookup(key) => return values(table.lookup(&key)),
        Step::Get(key) => return values(table.get(&key).into_iter().collect()),
        Step::Member(key) => return flag(table.member(&key)),
        Step::Take(key) => return values(table.take(&key)),
        Step::Delete(key) => return flag(table.delete(&key)),
        Step::DeleteObject(key, value) => return counted(table.delete_object(&key, &value)),
        Step::DeleteAll => table.delete_all_objects(),
        Step::MatchDelete(below) => return counted(table.match_delete(|_, value| *value < below)),
        Step::Select(below) => {
            return table.select(|key, value| (*value < below).then_some((*key, *value)));
        }
        Step::UpdateElement(key, by) => return flag(table.update_element(&key, |v| *v *= by)),
        Step::UpdateCounter(key, by, bound) => {
            let by = match bound {
                None => Increment::by(by),
                Some((bound, restart)) => Increment::by(by).up_to(bound, restart),
            };
            return values(vec![table.update_counter_or(
                &key,
                2,
                |counter| counter,
                by,
            )]);
        }
        Step::First => return key(table.first()),
        Step::Last => return key(table.last()),
        Step::Next(from) => return key(table.next(&from)),
        Step::Prev(from) => return key(table.prev(&from)),
        Step::List => {
            let rows = table.tab2list();
            assert_eq!(rows.len(), table.size());
            return rows;
        }
    }
    Vec::new()
}

/// A list of rows, in the order in which they were inserted.
struct Model(TableKind, Vec<(u8, i64)>);

impl Model {
    fn values(&self, key: u8) -> Vec<i64> {
        let rows = self.1.iter().filter(|row| row.0 == key);
        rows.map(|row| row.1).collect()
    }

    fn has(&self, key: u8) -> bool {
        !self.values(key).is_empty()
    }

    fn keys(&self) -> Vec<u8> {
        let keys: BTreeSet<u8> = self.1.iter().map(|row| row.0).collect();
        keys.into_iter().collect()
    }

    fn insert(&mut self, row: (u8, i64)) {
        match self.0 {
            TableKind::Set | TableKind::OrderedSet => {
                self.1.retain(|other| other.0 != row.0);
                self.1.push(row);
            }
            TableKind::Bag if self.1.contains(&row) => {}
            TableKind::Bag | TableKind::DuplicateBag => self.1.push(row),
        }
    }

    fn insert_all(&mut self, rows: Vec<(u8, i64)>) {
        for row in rows {
            self.insert(row);
        }
    }

    fn remove(&mut self, is_it: impl Fn(&(u8, i64)) -> bool) -> usize {
        let before = self.1.len();
        self.1.retain(|row| !is_it(row));
        before - self.1.len()
    }

    fn insert_new(&mut self, rows: Vec<(u8, i64)>) -> Answer {
        let is_new = !rows.iter().any(|row| self.has(row.0));
        if is_new {
            self.insert_all(rows);
        }
        vec![(u8::from(is_new), 0)]
    }

    fn counted(&mut self, key: u8, by: i64, bound: Option<(i64, i64)>) -> i64 {
        let sum = self.values(key).first().unwrap_or(&2) + by;
        let next = match bound {
            Some((most, restart)) if (by >= 0 && sum > most) || (by < 0 && sum < most) => restart,
            _ => sum,
        };
        self.insert((key, next));
        next
    }

    fn listed(&self) -> Answer {
        let mut rows = self.1.clone();
        rows.sort_by_key(|row| row.0);
        rows
    }

    fn done(&mut self, step: Step) -> Answer {
        let flag = |is_so: bool| vec![(u8::from(is_so), 0)];
        let counted = |count: usize| vec![(0, i64::try_from(count).unwrap())];
        let values = |values: Vec<i64>| values.into_iter().map(|value| (0, value)).collect();
        let key_of = |key: Option<u8>| key.into_iter().map(|key| (key, 0)).collect();
        match step {
            Step::Insert(key, value) => self.insert((key, value)),
            Step::InsertAll(rows) => self.insert_all(rows),
            Step::InsertNew(key, value) => return self.insert_new(vec![(key, value)]),
            Step::InsertNewAll(rows) => return self.insert_new(rows),
            Step::Lookup(key) => return values(self.values(key)),
            Step::Get(key) => return values(self.values(key).into_iter().take(1).collect()),
            Step::Member(key) => return flag(self.has(key)),
            Step::Take(key) => {
                let taken = self.values(key);
                self.remove(|row| row.0 == key);
                return values(taken);
            }
            Step::Delete(key) => return flag(self.remove(|row| row.0 == key) > 0),
            Step::DeleteObject(key, value) => {
                return counted(self.remove(|row| *row == (key, value)));
            }
            Step::DeleteAll => self.1.clear(),
            Step::MatchDelete(below) => return counted(self.remove(|row| row.1 < below)),
            Step::Select(below) => {
                let rows = self.listed().into_iter();
                return rows.filter(|row| row.1 < below).collect();
            }
            Step::UpdateElement(key, by) => {
                let value = self.values(key).first().copied();
                if let Some(value) = value {
                    self.insert((key, value * by));
                }
                return flag(value.is_some());
            }
            Step::UpdateCounter(key, by, bound) => {
                return values(vec![self.counted(key, by, bound)]);
            }
            Step::First => return key_of(self.keys().first().copied()),
            Step::Last => return key_of(self.keys().last().copied()),
            Step::Next(from) => return key_of(self.keys().into_iter().find(|key| *key > from)),
            Step::Prev(from) => {
                return key_of(self.keys().into_iter().rev().find(|key| *key < from));
            }
            Step::List => return self.listed(),
        }
        Vec::new()
    }
}

/// Returns true for a step that is refused.
fn is_refused(model: &Model, step: &Step) -> bool {
    match step {
        Step::UpdateElement(..) | Step::UpdateCounter(..) => !model.0.is_set(),
        Step::Next(from) | Step::Prev(from) => {
            model.0 != TableKind::OrderedSet && !model.has(*from)
        }
        _ => false,
    }
}

fn agrees(kind: TableKind, steps: Vec<Step>) {
    let mut model = Model(kind, Vec::new());
    let mut expected = Vec::new();
    let mut taken = Vec::new();
    for step in steps {
        if !is_refused(&model, &step) {
            expected.push(model.done(step.clone()));
            taken.push(step);
        }
    }
    let answers = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&answers);
    let body = move || {
        let table = match kind {
            TableKind::Set => Table::set(),
            TableKind::OrderedSet => Table::ordered_set(),
            TableKind::Bag => Table::bag(),
            TableKind::DuplicateBag => Table::duplicate_bag(),
        };
        let table = table.create();
        let steps = taken.clone().into_iter();
        *keep.lock().unwrap() = steps.map(|step| done(table, step)).collect();
    };
    Runner::new().iterations(1).run(body);
    assert_eq!(*answers.lock().unwrap(), expected);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_set_does_what_a_list_does(steps in steps()) {
        agrees(TableKind::Set, steps);
    }

    #[test]
    fn an_ordered_set_does_what_a_list_does(steps in steps()) {
        agrees(TableKind::OrderedSet, steps);
    }

    #[test]
    fn a_bag_does_what_a_list_does(steps in steps()) {
        agrees(TableKind::Bag, steps);
    }

    #[test]
    fn a_duplicate_bag_does_what_a_list_does(steps in steps()) {
        agrees(TableKind::DuplicateBag, steps);
    }
}
