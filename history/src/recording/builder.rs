use std::sync::Arc;

use hashbrown::{HashMap, HashSet};

use super::{
    Columns, Extra, HAS_EXTRAS, HAS_POSITION, HAS_TIME, NO_PARTNER, Recording, Slot, Slots,
};
use crate::pairing::Pairing;
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
    recording: Recording,
    pairing: Pairing,
    after_info: AfterInfo,
    names: HashMap<Box<str>, u16>,
    /// The process that acts under each name now: after `info` it can be a fresh one.
    processes: HashMap<Process, u32>,
    /// Processes that act for one that crashed; they get their numbers when all others are known.
    fresh: Vec<u32>,
}

impl RecordingBuilder {
    pub(crate) fn new(source: &str, after_info: AfterInfo) -> Self {
        let recording = Recording {
            source: source.into(),
            names: Vec::new(),
            processes: Vec::new(),
            slots: Slots::default(),
            columns: Columns::default(),
            extras: Vec::new(),
            operations: 0,
        };
        Self {
            recording,
            pairing: Pairing::new(after_info),
            after_info,
            names: HashMap::new(),
            processes: HashMap::new(),
            fresh: Vec::new(),
        }
    }

    /// Returns the slot under which `value` is kept.
    pub(crate) fn slot(&mut self, value: Value) -> Slot {
        self.recording.slots.slot(value)
    }

    /// Returns the value in a slot; `None` if it is absent.
    pub(crate) fn value(&self, slot: Slot) -> Option<Value> {
        self.recording.slots.value(slot)
    }

    /// Says that `line` of the file has a fault.
    pub(crate) fn error(&self, line: u64, fault: impl Into<Fault>) -> ReadError {
        ReadError::Line {
            file: self.recording.source.clone(),
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
        let number = u32::try_from(self.recording.len()).unwrap_or(u32::MAX);
        let line = u32::try_from(event.line).unwrap_or(u32::MAX);
        if number == u32::MAX || line == u32::MAX {
            return Err(Fault::TooManyEvents);
        }
        let name = self.name(event.f)?;
        let (process, partner) = self.pair(event.process, event.kind, number)?;
        let columns = &mut self.recording.columns;
        if let Some(invocation) = partner {
            columns.partners[invocation as usize] = number;
        }
        let is_position = event.index == Some(Value::Int(i64::from(number)));
        let index = event.index.filter(|_| !is_position);
        let has_extras = index.is_some() || !event.extras.is_empty();
        let flag = |condition: bool, bit: u8| if condition { bit } else { 0 };
        columns.flags.push(
            event.kind as u8
                | flag(event.time.is_some(), HAS_TIME)
                | flag(is_position, HAS_POSITION)
                | flag(has_extras, HAS_EXTRAS),
        );
        columns.names.push(name);
        columns.processes.push(process);
        columns.values.push(event.value);
        columns.times.push(event.time.unwrap_or_default());
        columns.partners.push(partner.unwrap_or(NO_PARTNER));
        columns.lines.push(line);
        if has_extras {
            let index = index.map(|value| ("index".into(), value));
            let extras = index.into_iter().chain(event.extras);
            self.recording
                .extras
                .extend(extras.map(|(name, value)| Extra {
                    event: number,
                    name,
                    value,
                }));
        }
        Ok(())
    }

    fn name(&mut self, f: &str) -> Result<u16, Fault> {
        if let Some(&name) = self.names.get(f) {
            return Ok(name);
        }
        let name = u16::try_from(self.recording.names.len()).map_err(|_| Fault::TooManyNames)?;
        self.recording.names.push(f.into());
        self.names.insert(f.into(), name);
        Ok(name)
    }

    /// Returns the dense number of the process and the invocation that the event completes.
    fn pair(
        &mut self,
        process: Process,
        kind: Kind,
        event: u32,
    ) -> Result<(u32, Option<u32>), Fault> {
        let mut dense = self.dense(&process);
        if matches!(process, Process::Other(_)) {
            return Ok((dense, None));
        }
        if self.after_info == AfterInfo::NewProcess
            && kind == Kind::Invoke
            && self.pairing.has_crashed(dense)
        {
            dense = self.successor(process.clone());
        }
        match self.pairing.push(dense, kind, event) {
            Ok(partner) => {
                self.recording.operations += u32::from(kind == Kind::Invoke);
                Ok((dense, partner))
            }
            Err(rule) => Err(Fault::Rule { process, rule }),
        }
    }

    fn dense(&mut self, process: &Process) -> u32 {
        if let Some(&dense) = self.processes.get(process) {
            return dense;
        }
        let dense = self.add_process(process.clone());
        self.processes.insert(process.clone(), dense);
        dense
    }

    /// Lets a fresh process act under the name of one that crashed.
    fn successor(&mut self, process: Process) -> u32 {
        let dense = self.add_process(process.clone());
        self.fresh.push(dense);
        self.processes.insert(process, dense);
        dense
    }

    fn add_process(&mut self, process: Process) -> u32 {
        let dense = u32::try_from(self.recording.processes.len()).expect("no more than events");
        self.recording.processes.push(process);
        dense
    }

    /// Returns the recording of all events that were pushed.
    pub(crate) fn finish(mut self) -> Recording {
        self.number_fresh_processes();
        self.recording.columns.shrink_to_fit();
        self.recording.slots.shrink_to_fit();
        self.recording
    }

    /// Gives the fresh processes numbers above all others, as far as there are any.
    fn number_fresh_processes(&mut self) {
        if self.fresh.is_empty() {
            return;
        }
        let client = |process: &Process| match process {
            Process::Client(number) => Some(*number),
            Process::Other(_) => None,
        };
        let taken: HashSet<u64> = self.processes.keys().filter_map(client).collect();
        let greatest = taken.iter().copied().max().unwrap_or_default();
        let numbers = (greatest..=u64::MAX).chain(0..greatest);
        let free = numbers.filter(|number| !taken.contains(number));
        for (&dense, number) in self.fresh.iter().zip(free) {
            self.recording.processes[dense as usize] = Process::Client(number);
        }
    }
}
