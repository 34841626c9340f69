use arcstr::ArcStr;
use hashbrown::{DefaultHashBuilder, HashMap};

use super::names::Names;
use super::slots::Slots;
use super::{Extra, HAS_EXTRAS, HAS_POSITION, HAS_TIME, Slot};
use crate::fault::Located;
use crate::{Fault, Kind, Process, Value};

/// An event as a reader found it.
#[derive(Debug)]
pub(crate) struct ParsedEvent<'a> {
    /// The line on which it begins, from 1 for the first line of the chunk.
    pub(crate) line: u64,
    pub(crate) process: Process,
    pub(crate) kind: Kind,
    pub(crate) f: &'a str,
    /// Made by [`Chunk::slot`].
    pub(crate) value: Slot,
    pub(crate) time: Option<i64>,
    pub(crate) index: Option<Value>,
    /// All other fields, no name twice.
    pub(crate) extras: Vec<(ArcStr, Value)>,
}

/// The events of some consecutive lines, by columns, with tables of their own.
///
/// It knows nothing of what stands before it in the file, so chunks can be read side by side. Lines
/// and events are counted from the start of the chunk; processes are not paired yet.
#[derive(Default)]
pub(crate) struct Chunk {
    pub(super) flags: Vec<u8>,
    pub(super) names: Vec<u16>,
    pub(super) processes: Vec<u32>,
    pub(super) values: Vec<Slot>,
    /// From 1; [`u32::MAX`] stands for all that are greater.
    pub(super) lines: Vec<u32>,
    /// Of the events that have one, in their order.
    pub(super) times: Vec<i64>,
    /// The `index` fields that may be places in the file, of the events with [`HAS_POSITION`].
    pub(super) positions: Vec<u32>,
    pub(super) extras: Vec<Extra>,
    pub(super) name_table: Names,
    pub(super) extra_name_table: Names,
    pub(super) process_table: Vec<Process>,
    places: ProcessPlaces,
    pub(super) slots: Slots,
    /// How many lines it has.
    pub(super) line_count: u64,
    /// What keeps the rest of it from being read.
    pub(super) fault: Option<Located>,
}

/// Where each process stands in the table of a chunk.
#[derive(Default)]
struct ProcessPlaces {
    /// By the number of the client, from 1, as far as numbers are small; 0 if it has not acted.
    small: Vec<u32>,
    other: HashMap<Process, u32>,
}

/// Clients with smaller numbers are looked up without a hash.
const SMALL: u64 = 1 << 10;

impl Chunk {
    /// Makes a chunk whose values are hashed as those of all others that are put together with it.
    pub(crate) fn new(hasher: DefaultHashBuilder) -> Self {
        Self {
            slots: Slots::new(hasher),
            ..Self::default()
        }
    }

    /// Takes out all that it holds, but keeps the memory of its columns.
    pub(super) fn clear(&mut self) {
        self.flags.clear();
        self.names.clear();
        self.processes.clear();
        self.values.clear();
        self.lines.clear();
        self.times.clear();
        self.positions.clear();
        self.extras.clear();
        self.name_table.clear();
        self.extra_name_table.clear();
        self.process_table.clear();
        self.places.small.fill(0);
        self.places.other.clear();
        self.slots.clear();
        self.line_count = 0;
        self.fault = None;
    }

    /// Returns the slot under which `value` is kept.
    pub(crate) fn slot(&mut self, value: Value) -> Slot {
        self.slots.slot(value)
    }

    /// Returns the slot of a string, which is copied only where it is new.
    pub(crate) fn slot_of_text(&mut self, text: &str) -> Slot {
        self.slots.slot_of_text(text)
    }

    /// Says how it ended: after so many lines, and with what fault.
    pub(crate) fn end(&mut self, line_count: u64, ended: Result<(), Located>) {
        self.line_count = line_count;
        self.fault = ended.err();
    }

    /// Takes the next event.
    pub(crate) fn push(&mut self, event: ParsedEvent<'_>) -> Result<(), Located> {
        let line = event.line;
        self.try_push(event)
            .map_err(|fault| Located { line, fault })
    }

    fn try_push(&mut self, event: ParsedEvent<'_>) -> Result<(), Fault> {
        let number = u32::try_from(self.flags.len()).map_err(|_| Fault::TooManyEvents)?;
        let name = self.name_table.place(event.f);
        let name = u16::try_from(name).map_err(|_| Fault::TooManyNames)?;
        let index = event.index.as_ref().and_then(Value::as_int);
        let position = index.and_then(|index| u32::try_from(index).ok());
        let index = event.index.filter(|_| position.is_none());
        let has_extras = index.is_some() || !event.extras.is_empty();
        self.flags.push(
            event.kind as u8
                | (u8::from(event.time.is_some()) * HAS_TIME)
                | (u8::from(position.is_some()) * HAS_POSITION)
                | (u8::from(has_extras) * HAS_EXTRAS),
        );
        self.names.push(name);
        let process = self.process(event.process);
        self.processes.push(process);
        self.values.push(event.value);
        self.lines
            .push(u32::try_from(event.line).unwrap_or(u32::MAX));
        self.times.extend(event.time);
        self.positions.extend(position);
        if has_extras {
            self.add_extras(number, index, event.extras);
        }
        Ok(())
    }

    fn process(&mut self, process: Process) -> u32 {
        let next = u32::try_from(self.process_table.len()).expect("fewer than 2^32 processes");
        let place = self.places.place(&process, next);
        if place == next {
            self.process_table.push(process);
        }
        place
    }

    fn add_extras(&mut self, event: u32, index: Option<Value>, extras: Vec<(ArcStr, Value)>) {
        let index = index.map(|value| (arcstr::literal!("index"), value));
        for (name, value) in index.into_iter().chain(extras) {
            let name = self.extra_name_table.place(&name);
            let value = self.slots.slot(value);
            self.extras.push(Extra { event, name, value });
        }
    }
}

impl ProcessPlaces {
    /// Returns the place of a process; it is `next` if the process is new.
    fn place(&mut self, process: &Process, next: u32) -> u32 {
        let Process::Client(number @ 0..SMALL) = process else {
            return self.place_of_other(process, next);
        };
        let place = usize::try_from(*number).expect("it is small");
        if place >= self.small.len() {
            self.small.resize(place + 1, 0);
        }
        if self.small[place] == 0 {
            self.small[place] = next + 1;
        }
        self.small[place] - 1
    }

    fn place_of_other(&mut self, process: &Process, next: u32) -> u32 {
        if let Some(&place) = self.other.get(process) {
            return place;
        }
        self.other.insert(process.clone(), next);
        next
    }
}
