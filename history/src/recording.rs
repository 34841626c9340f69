use std::fmt;
use std::sync::Arc;

use crate::{Kind, Process, Value};

mod acting;
pub(crate) mod binary;
mod builder;
mod chunk;
mod decode;
mod encode;
mod equality;
mod event;
mod lines;
mod names;
mod numbers;
mod slot;
mod slot_column;
mod slots;
#[cfg(test)]
mod tests;

pub(crate) use builder::RecordingBuilder;
pub(crate) use chunk::{Chunk, ParsedEvent};
pub use decode::{DecodeError, Independent};
pub use event::EventRef;
use lines::Lines;
use numbers::Numbers;
pub(crate) use slot::Slot;
use slot_column::SlotColumn;

/// A valid history as it was read: untyped, by columns.
///
/// It holds every event of the file, annotations (events of [`Process::Other`]) included, and what
/// it takes to write them again: extra fields, integers of any size, the difference between a value
/// that is `null` and one that is absent. Events of clients are paired, and a recording that breaks a
/// [`Rule`](crate::Rule) cannot be made.
///
/// An event with a small integer as its value takes 11 bytes, with a greater one 15, and 8 more if any has a time; a value that is no small integer, nor a list of two
/// of them, takes its own space once, however often it stands there.
///
/// # Examples
///
/// ```
/// use lockstep_history::{ReadOptions, Recording, Value};
///
/// let text = br#"
/// {"process": 0, "type": "invoke", "f": "write", "value": 3}
/// {"process": "nemesis", "type": "info", "f": "partition"}
/// {"process": 0, "type": "ok", "f": "write", "value": 3}
/// "#;
/// let recording = Recording::from_bytes(text, "run.jsonl", None, ReadOptions::default())?;
/// assert_eq!(recording.len(), 3);
/// assert_eq!(recording.operations(), 1);
/// assert_eq!(recording.partner(0), Some(2));
/// assert_eq!(recording.event(2).value(), Value::Int(3));
/// assert_eq!(recording.event(2).line(), 4);
/// # Ok::<(), lockstep_history::ReadError>(())
/// ```
#[derive(Clone)]
pub struct Recording {
    source: Arc<str>,
    /// The names of operations, in the order of their first event.
    names: Vec<Box<str>>,
    /// Who acted, in the order of the first event.
    processes: Vec<Process>,
    /// The values that do not fit into a slot, each once.
    values: Vec<Value>,
    columns: Columns,
    /// Fields beyond the known ones, in the order of the events.
    extras: Vec<Extra>,
    /// The names of such fields.
    extra_names: Vec<Box<str>>,
    operations: u32,
}

/// What events have; all columns have the same length, but for the empty one of times.
#[derive(Clone, Debug, Default)]
struct Columns {
    flags: Vec<u8>,
    names: Numbers,
    processes: Numbers,
    values: SlotColumn,
    /// Empty if no event has one. Shared with the histories that are made of the recording.
    times: Arc<Vec<i64>>,
    /// The other event of the operation, or `NO_PARTNER`.
    partners: Vec<u32>,
    lines: Lines,
}

/// A field that few events have.
#[derive(Clone, Copy, Debug)]
struct Extra {
    event: u32,
    name: u32,
    value: Slot,
}

const NO_PARTNER: u32 = u32::MAX;

const KIND: u8 = 0b11;
const HAS_TIME: u8 = 1 << 2;
const HAS_POSITION: u8 = 1 << 3;
const HAS_EXTRAS: u8 = 1 << 4;

const KINDS: [Kind; 4] = [Kind::Invoke, Kind::Ok, Kind::Fail, Kind::Info];

impl Recording {
    /// Returns how many events there are, annotations included.
    pub fn len(&self) -> usize {
        self.columns.flags.len()
    }

    /// Returns true if there is no event.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the events in the order of the file.
    pub fn events(&self) -> impl ExactSizeIterator<Item = EventRef<'_>> + DoubleEndedIterator {
        (0..self.count()).map(|number| EventRef::new(self, number))
    }

    /// Returns the event with this number, from 0.
    ///
    /// # Panics
    ///
    /// If there is no such event.
    pub fn event(&self, number: u32) -> EventRef<'_> {
        assert!(
            number < self.count(),
            "event {number} of a recording of {} events",
            self.len()
        );
        EventRef::new(self, number)
    }

    /// Returns the number of the other event of the operation: of a completion its invocation, of an
    /// invocation its completion.
    ///
    /// `None` for annotations and for an invocation that nothing completes.
    ///
    /// # Panics
    ///
    /// If there is no such event.
    #[inline]
    pub fn partner(&self, number: u32) -> Option<u32> {
        let partner = self.columns.partners[number as usize];
        (partner != NO_PARTNER).then_some(partner)
    }

    /// Returns how many operations clients invoked.
    pub fn operations(&self) -> usize {
        self.operations as usize
    }

    /// Returns the names of operations, each once, in the order of their first event.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.names.iter().map(AsRef::as_ref)
    }

    /// Returns the name of the file or stream it was read from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Returns how many bytes it occupies on the heap.
    ///
    /// What values share, such as a part of a list, is counted with each of them.
    pub fn heap_bytes(&self) -> usize {
        let texts = self.names.iter().chain(&self.extra_names);
        self.columns.heap_bytes()
            + size_of_all(&self.extras)
            + size_of_all(&self.values)
            + self.values.iter().map(Value::heap_bytes).sum::<usize>()
            + size_of_all(&self.processes)
            + size_of_all(&self.names)
            + size_of_all(&self.extra_names)
            + texts.map(|text| text.len()).sum::<usize>()
    }

    /// Returns all that it consists of, to be compared.
    #[cfg(test)]
    pub(crate) fn innards(&self) -> String {
        let tables = (&self.names, &self.processes, &self.values);
        let extras = (&self.extras, &self.extra_names);
        format!(
            "{tables:?} {extras:?} {:?} {}",
            self.columns, self.operations
        )
    }

    fn count(&self) -> u32 {
        u32::try_from(self.len()).expect("the builder admits fewer than 2^32 events")
    }

    fn extras_of(&self, number: u32) -> impl Iterator<Item = &Extra> {
        let start = self.extras.partition_point(|extra| extra.event < number);
        self.extras[start..]
            .iter()
            .take_while(move |extra| extra.event == number)
    }
}

impl Columns {
    fn heap_bytes(&self) -> usize {
        size_of_all(&self.flags)
            + self.names.heap_bytes()
            + self.processes.heap_bytes()
            + self.values.heap_bytes()
            + size_of_all(&self.times)
            + size_of_all(&self.partners)
            + self.lines.heap_bytes()
    }

    fn shrink_to_fit(&mut self) {
        self.flags.shrink_to_fit();
        self.names.shrink_to_fit();
        self.processes.shrink_to_fit();
        self.values.shrink_to_fit();
        Arc::make_mut(&mut self.times).shrink_to_fit();
        self.partners.shrink_to_fit();
        self.lines.shrink_to_fit();
    }
}

/// Returns the bytes that a vector occupies, without what its elements point to.
fn size_of_all<T>(elements: &Vec<T>) -> usize {
    elements.capacity() * size_of::<T>()
}

impl fmt::Debug for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recording")
            .field("source", &self.source)
            .field("events", &self.len())
            .field("operations", &self.operations)
            .finish_non_exhaustive()
    }
}
