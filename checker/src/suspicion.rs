use std::fmt;

use hashbrown::{HashMap, HashSet};
use lockstep_history::{EventRef, History, Independent, Kind, Outcome, Recording, Value};
use lockstep_models::{Datum, Model, Next, View};

/// A sign that a history was recorded wrongly: the commonest cause of a wrong verdict.
///
/// It is a hint for people and changes no verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Suspicion {
    /// No operation completed with `ok`: any object fits the history.
    NothingCompleted,
    /// Every operation of one name failed.
    AllFailed {
        /// The name, `f`.
        f: String,
        /// How many there are.
        operations: u32,
    },
    /// All values are pairs with few first items, as histories of many keys have them.
    LooksKeyed,
    /// A value was seen that only failed operations can have written.
    SeenThoughFailed {
        /// The operation that saw it, by its place in the history's operations.
        operation: u32,
        /// That operation for people.
        shown: String,
        /// The event that marks the write as failed.
        failed: u32,
    },
    /// A value was seen that nothing can have written.
    SeenThoughUnwritten {
        /// The operation that saw it, by its place in the history's operations.
        operation: u32,
        /// That operation for people.
        shown: String,
    },
}

impl fmt::Display for Suspicion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Suspicion::NothingCompleted => {
                f.write_str("nothing was tested: no operation completed with ok")
            }
            Suspicion::AllFailed { f: name, operations } => {
                write!(f, "every {name} failed ({operations} of {operations})")
            }
            Suspicion::LooksKeyed => f.write_str(
                "every value looks like [key, value]; histories of independent keys are checked with \
                 --independent",
            ),
            Suspicion::SeenThoughFailed { shown, failed, .. } => write!(
                f,
                "{shown} saw what only a failed operation can have written (event {failed}); an \
                 operation whose end nobody knows must be recorded as info, not as fail"
            ),
            Suspicion::SeenThoughUnwritten { shown, .. } => {
                write!(f, "{shown} saw what nothing in the history can have written")
            }
        }
    }
}

/// The fewest operations of a name that all failed, and the fewest values that all look keyed, to be
/// worth a word.
const FEWEST: u32 = 3;

impl Suspicion {
    /// Finds what can be suspected of a recording whatever the object is.
    ///
    /// # Complexity
    ///
    /// Linear in the number of events; less where operations of every name soon complete with `ok`.
    pub fn of_recording(recording: &Recording, independent: Independent) -> Vec<Suspicion> {
        let mut suspicions = Vec::new();
        let client = || recording.events().filter(|event| event.client().is_some());
        if !client().any(|event| event.kind() == Kind::Ok) {
            suspicions.push(Suspicion::NothingCompleted);
        }
        suspicions.extend(all_failed(recording));
        let values = client()
            .map(EventRef::value)
            .filter(|value| !value.is_null());
        if independent == Independent::No && look_keyed(values) {
            suspicions.push(Suspicion::LooksKeyed);
        }
        suspicions
    }

    /// Finds the first value that was seen and that no operation which may have taken effect wrote,
    /// for objects whose operations tell what they write and see ([`Model::view`]).
    ///
    /// # Complexity
    ///
    /// Linear in the number of operations.
    pub fn of_history<M: Model>(model: &M, history: &History<M::Op, M::Ret>) -> Vec<Suspicion> {
        Written::collect(model, history)
            .and_then(|written| written.first_unwritten(model, history))
            .into_iter()
            .collect()
    }
}

fn all_failed(recording: &Recording) -> Vec<Suspicion> {
    let mut counts = vec![(0, 0); recording.names().len()];
    // Of most recordings the first few events clear all names.
    let mut cleared = vec![false; counts.len()];
    let mut suspect = counts.len();
    for event in recording.events().filter(|event| event.client().is_some()) {
        let name = event.f_place();
        if event.kind() == Kind::Ok && !std::mem::replace(&mut cleared[name], true) {
            suspect -= 1;
            if suspect == 0 {
                return Vec::new();
            }
        }
        let (invoked, failed) = &mut counts[name];
        *invoked += u32::from(event.kind() == Kind::Invoke);
        *failed += u32::from(event.kind() == Kind::Fail);
    }
    let counted = recording.names().zip(counts);
    counted
        .filter(|(_, (operations, failed))| operations == failed && *failed >= FEWEST)
        .map(|(name, (operations, _))| Suspicion::AllFailed {
            f: name.to_owned(),
            operations,
        })
        .collect()
}

/// Returns true if all values are pairs whose first items repeat and whose second ones differ in kind
/// from them or in number.
fn look_keyed(values: impl Iterator<Item = Value>) -> bool {
    let (mut pairs, mut open_pairs) = (0, 0);
    let mut keys = HashSet::new();
    for value in values {
        let Some((key, second)) = value.as_pair() else {
            return false;
        };
        pairs += 1;
        open_pairs += u32::from(second.is_null() || second.as_pair().is_some());
        keys.insert(key.clone());
    }
    // A pair that holds null or another pair is no cas and no element: it is a read or a cas of a key.
    pairs >= FEWEST && open_pairs > 0 && keys.len() * 2 <= pairs as usize
}

type Place<'a> = (Option<&'a Value>, &'a dyn Datum);

/// The values that operations wrote.
struct Written<'a> {
    /// By operations that may have taken effect.
    possible: HashSet<Place<'a>>,
    /// By operations that failed, with the event that says so.
    failed: HashMap<Place<'a>, u32>,
}

impl<'a> Written<'a> {
    /// Returns nothing if some operation does not tell what it writes.
    fn collect<M: Model>(model: &'a M, history: &'a History<M::Op, M::Ret>) -> Option<Self> {
        let mut written = Self {
            possible: HashSet::new(),
            failed: HashMap::new(),
        };
        for operation in history.operations() {
            let ret = match &operation.outcome {
                Outcome::Done(ret) => ret.as_ref(),
                Outcome::Failed | Outcome::Unknown => None,
            };
            let value = match model.view(&operation.op, ret) {
                View::Opaque | View::Adds(_) => return None,
                View::Write(value)
                | View::Swap(_, value)
                | View::MaySwap(_, value)
                | View::Puts(value) => value,
                _ => continue,
            };
            let place = (operation.key.as_ref(), value);
            match operation.outcome {
                Outcome::Failed => {
                    written
                        .failed
                        .insert(place, operation.completed.unwrap_or(operation.invoked));
                }
                Outcome::Done(_) | Outcome::Unknown => {
                    written.possible.insert(place);
                }
            }
        }
        Some(written)
    }

    fn first_unwritten<M: Model>(
        &self,
        model: &M,
        history: &History<M::Op, M::Ret>,
    ) -> Option<Suspicion> {
        let initial = model.initial();
        for (place, operation) in (0u32..).zip(history.operations()) {
            let Outcome::Done(Some(ret)) = &operation.outcome else {
                continue;
            };
            let at_the_start = || model.step(&initial, &operation.op, Some(ret)) != Next::None;
            let seen: Vec<&dyn Datum> = match model.view(&operation.op, Some(ret)) {
                View::Read(value)
                | View::Swap(value, _)
                | View::Takes(value)
                | View::Finds(value) => vec![value],
                View::Holds(values) => values.all(),
                _ => continue,
            };
            let key = operation.key.as_ref();
            let unwritten = |value: &&&dyn Datum| !self.possible.contains(&(key, **value));
            let Some(value) = seen.iter().find(unwritten) else {
                continue;
            };
            if at_the_start() {
                continue;
            }
            let shown = model.show_op(&operation.op, Some(ret));
            return Some(match self.failed.get(&(key, *value)) {
                Some(&failed) => Suspicion::SeenThoughFailed {
                    operation: place,
                    shown,
                    failed,
                },
                None => Suspicion::SeenThoughUnwritten {
                    operation: place,
                    shown,
                },
            });
        }
        None
    }
}
