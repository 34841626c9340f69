use std::sync::Arc;

use super::acting::Acting;
use super::names::Names;
use super::slots::Slots;
use super::{Columns, Extra, HAS_EXTRAS, HAS_POSITION, HAS_TIME, NO_PARTNER, Recording, Slot};
use crate::{AfterInfo, Fault, Kind, Process, ReadError, Value};

/// An event as a reader found it.
#[derive(Debug)]
pub(crate) struct ParsedEvent<'a> {
    /// The line on which it begins, from 1.
    pub(crate) line: u64,
    pub(crate) process: Process,
    pub(crate) kind: Kind,
    pub(crate) f: &'a str,
    /// Made by [`RecordingBuilder::slot`].
    pub(crate) value: Slot,
    pub(crate) time: Option<i64>,
    pub(crate) index: Option<Value>,
    /// All other fields, no name twice.
    pub(crate) extras: Vec<(Arc<str>, Value)>,
}

/// Collects the events of a file into a [`Recording`] and refuses what no valid history can hold.
pub(crate) struct RecordingBuilder {
    source: Arc<str>,
    columns: Columns,
    extras: Vec<Extra>,
    names: Names,
    extra_names: Names,
    slots: Slots,
    acting: Acting,
}

impl RecordingBuilder {
    pub(crate) fn new(source: &str, after_info: AfterInfo) -> Self {
        Self {
            source: source.into(),
            columns: Columns::default(),
            extras: Vec::new(),
            names: Names::default(),
            extra_names: Names::default(),
            slots: Slots::default(),
            acting: Acting::new(after_info),
        }
    }

    /// Prepares for so many events.
    pub(crate) fn reserve(&mut self, events: usize) {
        self.columns.reserve(events);
    }

    /// Returns the slot under which `value` is kept.
    pub(crate) fn slot(&mut self, value: Value) -> Slot {
        self.slots.slot(value)
    }

    /// Returns the slot of a string, which is copied only where it is new.
    pub(crate) fn slot_of_text(&mut self, text: &str) -> Slot {
        self.slots.slot_of_text(text)
    }

    /// Says that `line` of the file has a fault.
    pub(crate) fn error(&self, line: u64, fault: impl Into<Fault>) -> ReadError {
        ReadError::Line {
            file: self.source.clone(),
            line,
            fault: fault.into(),
        }
    }

    /// Takes the next event of the file.
    pub(crate) fn push(&mut self, event: ParsedEvent<'_>) -> Result<(), ReadError> {
        let line = event.line;
        self.try_push(event)
            .map_err(|fault| self.error(line, fault))
    }

    fn try_push(&mut self, event: ParsedEvent<'_>) -> Result<(), Fault> {
        let number = u32::try_from(self.columns.flags.len()).unwrap_or(u32::MAX);
        let line = u32::try_from(event.line).unwrap_or(u32::MAX);
        if number == u32::MAX || line == u32::MAX {
            return Err(Fault::TooManyEvents);
        }
        let name = u16::try_from(self.names.place(event.f)).map_err(|_| Fault::TooManyNames)?;
        let (process, partner) = self.acting.act(event.process, event.kind, number)?;
        if let Some(invocation) = partner {
            self.columns.partners[invocation as usize] = number;
        }
        let is_position = event.index.as_ref().and_then(Value::as_int) == Some(i64::from(number));
        let index = event.index.filter(|_| !is_position);
        let has_extras = index.is_some() || !event.extras.is_empty();
        self.columns.flags.push(
            event.kind as u8
                | (u8::from(event.time.is_some()) * HAS_TIME)
                | (u8::from(is_position) * HAS_POSITION)
                | (u8::from(has_extras) * HAS_EXTRAS),
        );
        self.columns.names.push(name);
        self.columns.processes.push(process);
        self.columns.values.push(event.value);
        self.columns.times.push(event.time.unwrap_or_default());
        self.columns.partners.push(partner.unwrap_or(NO_PARTNER));
        self.columns.lines.push(line);
        if has_extras {
            self.add_extras(number, index, event.extras);
        }
        Ok(())
    }

    fn add_extras(&mut self, event: u32, index: Option<Value>, extras: Vec<(Arc<str>, Value)>) {
        let index = index.map(|value| (Arc::from("index"), value));
        for (name, value) in index.into_iter().chain(extras) {
            let name = self.extra_names.place(&name);
            let value = self.slots.slot(value);
            self.extras.push(Extra { event, name, value });
        }
    }

    /// Returns the recording of all events that were pushed.
    pub(crate) fn finish(mut self) -> Recording {
        self.columns.shrink_to_fit();
        self.extras.shrink_to_fit();
        let mut values = self.slots.into_values();
        values.shrink_to_fit();
        let operations = self.acting.operations();
        Recording {
            source: self.source,
            names: self.names.into_names(),
            processes: self.acting.into_processes(),
            values,
            columns: self.columns,
            extras: self.extras,
            extra_names: self.extra_names.into_names(),
            operations,
        }
    }
}
