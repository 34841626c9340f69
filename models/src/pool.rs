//! What queues, stacks and priority queues have in common.
//!
//! Herlihy and Shavit (The Art of Multiprocessor Programming, 2008, chapter 10) call them pools:
//! things are put in and taken out, and the kinds differ in which one comes out first.

use lockstep_history::{Expected, Value};

use crate::{Element, JsonForm, Next, View, json, show};

/// What a queue, a stack or a priority queue answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PoolRet<V = Value> {
    /// The value was put in.
    Done,
    /// This value was taken out, or was the next to come out.
    Got(V),
    /// There was nothing.
    Empty,
}

/// What an operation of a pool does, whatever its kind calls it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Act<R> {
    Put(R),
    Take,
    Peek,
}

/// A pool whose content tells what comes out next: how to put, what is next, and the rest.
pub(crate) struct Discipline<S, V> {
    pub(crate) put: fn(&S, &V) -> S,
    pub(crate) next: fn(&S) -> Option<&V>,
    pub(crate) rest: fn(&S) -> S,
}

impl<S: Clone, V: Eq> Discipline<S, V> {
    pub(crate) fn step(&self, state: &S, act: Act<&V>, ret: Option<&PoolRet<V>>) -> Next<S> {
        let next = (self.next)(state);
        let same = || state.clone();
        match (act, ret) {
            (Act::Put(value), None | Some(PoolRet::Done)) => Next::One((self.put)(state, value)),
            (Act::Take, None) => Next::One(next.map_or_else(same, |_| (self.rest)(state))),
            (Act::Take, Some(PoolRet::Got(value))) => {
                Next::when(next == Some(value), || (self.rest)(state))
            }
            (Act::Peek, None) => Next::One(same()),
            (Act::Peek, Some(PoolRet::Got(value))) => Next::when(next == Some(value), same),
            (Act::Take | Act::Peek, Some(PoolRet::Empty)) => Next::when(next.is_none(), same),
            _ => Next::None,
        }
    }
}

pub(crate) fn view<'a, V: Element>(act: Act<&'a V>, ret: Option<&'a PoolRet<V>>) -> View<'a> {
    match (act, ret) {
        (Act::Put(value), None | Some(PoolRet::Done)) => View::Puts(value),
        (Act::Take, None) => View::TakesSomething,
        (Act::Take, Some(PoolRet::Got(value))) => View::Takes(value),
        (Act::Peek, None) => View::Idle,
        (Act::Peek, Some(PoolRet::Got(value))) => View::Finds(value),
        (Act::Take | Act::Peek, Some(PoolRet::Empty)) => View::FindsNothing,
        _ => View::Opaque,
    }
}

pub(crate) fn show_op<V: Element>(f: &str, act: Act<&V>, ret: Option<&PoolRet<V>>) -> String {
    match act {
        Act::Put(value) => format!("{f} {}", show::item(value)),
        Act::Take | Act::Peek => show::asked(f, ret.map(show_ret)),
    }
}

fn show_ret<V: Element>(ret: &PoolRet<V>) -> String {
    match ret {
        PoolRet::Done => "done".into(),
        PoolRet::Got(value) => show::item(value),
        PoolRet::Empty => "empty".into(),
    }
}

/// Reads what a file can put into a pool: anything but null, which says that a pool was empty.
fn content<V: JsonForm>(value: &Value) -> Option<V> {
    if value.is_null() {
        None
    } else {
        V::read(value)
    }
}

/// Says what can be put into a pool.
fn expected<V: JsonForm>() -> String {
    match V::read(&Value::Null) {
        Some(_) => format!("{} other than null", V::EXPECTED),
        None => V::EXPECTED.to_owned(),
    }
}

/// Reads the value with which `f` puts something in.
pub(crate) fn put_value<V: JsonForm>(f: &str, value: &Value) -> Result<V, Expected> {
    content(value).ok_or_else(|| json::bad_value(f, value, &expected::<V>()))
}

/// Reads an initial state: a list of what a pool can hold.
pub(crate) fn initial<V: JsonForm>(value: &Value) -> Result<Vec<V>, Expected> {
    let refuse = |item| Expected::new("an item of the initial state", item, expected::<V>());
    let items = json::initial_items(value)?.iter();
    items
        .map(|item| content(item).ok_or_else(|| refuse(item)))
        .collect()
}

pub(crate) fn ret<V: JsonForm>(
    f: &str,
    act: Act<&V>,
    value: &Value,
) -> Result<Option<PoolRet<V>>, Expected> {
    match (act, content(value)) {
        (Act::Put(put), _) => json::done_as(f, value, put).map(|()| Some(PoolRet::Done)),
        (_, Some(got)) => Ok(Some(PoolRet::Got(got))),
        (_, None) if value.is_null() => Ok(Some(PoolRet::Empty)),
        (_, None) => {
            let expected = format!("{} or null", expected::<V>());
            Err(json::bad_result(f, value, &expected))
        }
    }
}

pub(crate) fn write_op<V: JsonForm>(f: &'static str, act: Act<&V>) -> (&'static str, Value) {
    match act {
        Act::Put(value) => (f, value.clone().into()),
        Act::Take | Act::Peek => (f, Value::Null),
    }
}

pub(crate) fn write_ret<V: JsonForm>(act: Act<&V>, ret: &PoolRet<V>) -> Value {
    match (act, ret) {
        (Act::Put(value), _) | (_, PoolRet::Got(value)) => value.clone().into(),
        (_, PoolRet::Done | PoolRet::Empty) => Value::Null,
    }
}
