use std::fmt;

use super::{HAS_EXTRAS, HAS_POSITION, HAS_TIME, KIND, KINDS, Recording, Slot};
use crate::{Kind, Process, Value};

/// One event of a [`Recording`].
#[derive(Clone, Copy)]
pub struct EventRef<'a> {
    recording: &'a Recording,
    number: u32,
}

impl<'a> EventRef<'a> {
    #[inline]
    pub(super) fn new(recording: &'a Recording, number: u32) -> Self {
        Self { recording, number }
    }

    /// Returns its place in the history, from 0.
    #[inline]
    pub fn number(self) -> u32 {
        self.number
    }

    /// Returns the line of the file on which it begins, from 1.
    pub fn line(self) -> u32 {
        self.recording.columns.lines.of(self.number)
    }

    /// Returns who acted.
    #[inline]
    pub fn process(self) -> &'a Process {
        &self.recording.processes[self.recording.columns.processes.get(self.place()) as usize]
    }

    /// Returns the number of the client; `None` for an annotation.
    #[inline]
    pub fn client(self) -> Option<u64> {
        match self.process() {
            Process::Client(number) => Some(*number),
            Process::Other(_) => None,
        }
    }

    /// Returns its type.
    #[inline]
    pub fn kind(self) -> Kind {
        KINDS[usize::from(self.flags() & KIND)]
    }

    /// Returns the name of the operation.
    #[inline]
    pub fn f(self) -> &'a str {
        &self.recording.names[self.name() as usize]
    }

    /// Returns the place of that name among the [names](Recording::names) of the recording, from 0.
    #[inline]
    pub fn f_place(self) -> usize {
        self.name() as usize
    }

    /// Returns the number of that name in the table of names, in which each stands once.
    #[inline]
    pub(super) fn name(self) -> u32 {
        self.recording.columns.names.get(self.place())
    }

    /// Returns its value; null if it has none.
    pub fn value(self) -> Value {
        self.given_value().unwrap_or_default()
    }

    /// Returns its value as it was written: `None` if it has none.
    pub fn given_value(self) -> Option<Value> {
        self.slot().value(&self.recording.values)
    }

    #[inline]
    pub(super) fn slot(self) -> Slot {
        self.recording.columns.values.get(self.place())
    }

    /// Returns when it happened, in nanoseconds since the run began.
    pub fn time(self) -> Option<i64> {
        let time = || self.recording.columns.times[self.place()];
        (self.flags() & HAS_TIME != 0).then(time)
    }

    /// Returns its `index` field, which need not be its place.
    pub fn index(self) -> Option<Value> {
        if self.flags() & HAS_POSITION != 0 {
            return Some(Value::Int(i64::from(self.number)));
        }
        self.extra("index")
    }

    /// Returns its `error` field.
    pub fn error(self) -> Option<Value> {
        self.extra("error")
    }

    /// Returns the fields that are neither `process`, `type`, `f`, `value`, `time` nor `index`, in
    /// the order of the file.
    pub fn extras(self) -> impl Iterator<Item = (&'a str, Value)> {
        self.fields().filter(|(name, _)| *name != "index")
    }

    fn extra(self, name: &str) -> Option<Value> {
        self.fields()
            .find_map(|(field, value)| (field == name).then_some(value))
    }

    fn fields(self) -> impl Iterator<Item = (&'a str, Value)> {
        let fields =
            (self.flags() & HAS_EXTRAS != 0).then(|| self.recording.extras_of(self.number));
        fields.into_iter().flatten().map(move |extra| {
            let name = &*self.recording.extra_names[extra.name as usize];
            let value = extra.value.value(&self.recording.values);
            (name, value.unwrap_or_default())
        })
    }

    #[inline]
    fn flags(self) -> u8 {
        self.recording.columns.flags[self.place()]
    }

    #[inline]
    fn place(self) -> usize {
        self.number as usize
    }
}

impl fmt::Debug for EventRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {} {} {} {}",
            self.number,
            self.process(),
            self.kind(),
            self.f(),
            self.value()
        )
    }
}
