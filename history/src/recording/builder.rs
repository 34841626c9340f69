use std::io;
use std::sync::Arc;

use hashbrown::DefaultHashBuilder;

use super::acting::Acting;
use super::chunk::Chunk;
use super::names::{NameMap, Names};
use super::slots::Slots;
use super::{Columns, Extra, HAS_EXTRAS, HAS_POSITION, HAS_TIME, KIND, KINDS, NO_PARTNER};
use super::{Recording, Slot};
use crate::fault::Located;
use crate::{AfterInfo, Fault, ReadError};

/// Puts the chunks of a file together, in their order, and refuses what no valid history can hold.
///
/// What comes out is the same however the file was cut: events, names, processes and values get the
/// numbers that they would get if they came one by one.
pub(crate) struct RecordingBuilder {
    source: Arc<str>,
    columns: Columns,
    extras: Vec<Extra>,
    names: Names,
    extra_names: Names,
    hasher: DefaultHashBuilder,
    slots: Slots,
    acting: Acting,
    /// Who acts in the chunk that is being appended.
    actors: Vec<u32>,
    /// How many lines the chunks so far have.
    lines: u64,
}

/// The process of a chunk that has not acted yet.
const UNMET: u32 = u32::MAX;

impl RecordingBuilder {
    pub(crate) fn new(source: &str, after_info: AfterInfo) -> Self {
        let hasher = DefaultHashBuilder::default();
        Self {
            source: source.into(),
            columns: Columns::default(),
            extras: Vec::new(),
            names: Names::default(),
            extra_names: Names::default(),
            slots: Slots::new(hasher.clone()),
            hasher,
            acting: Acting::new(after_info),
            actors: Vec::new(),
            lines: 0,
        }
    }

    /// Reads a file as one chunk.
    pub(crate) fn read_whole(
        mut self,
        read: impl FnOnce(&mut Chunk) -> Result<(), Located>,
    ) -> Result<Recording, ReadError> {
        let mut chunk = self.chunk();
        let ended = read(&mut chunk);
        chunk.end(0, ended);
        self.append(&mut chunk)?;
        Ok(self.finish())
    }

    /// Returns an empty chunk.
    pub(crate) fn chunk(&self) -> Chunk {
        Chunk::new(self.hasher.clone())
    }

    /// Returns the name of the file.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// Returns true if there is no event yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.columns.flags.is_empty()
    }

    /// Says that `line` of the file has a fault.
    pub(crate) fn error(&self, line: u64, fault: impl Into<Fault>) -> ReadError {
        ReadError::Line {
            file: self.source.clone(),
            line,
            fault: fault.into(),
        }
    }

    /// Says that the file cannot be read.
    pub(crate) fn io_error(&self, error: io::Error) -> ReadError {
        ReadError::Io {
            file: self.source.clone(),
            error,
        }
    }

    /// Takes the next chunk of the file, which is empty afterwards.
    ///
    /// # Errors
    ///
    /// For the first event of the chunk that breaks a rule, or for the fault that ended the chunk.
    pub(crate) fn append(&mut self, chunk: &mut Chunk) -> Result<(), ReadError> {
        let appended = self.try_append(chunk);
        let ended = appended.and_then(|()| chunk.fault.take().map_or(Ok(()), Err));
        ended.map_err(|Located { line, fault }| self.error(self.lines + line, fault))?;
        self.lines += chunk.line_count;
        chunk.clear();
        Ok(())
    }

    fn try_append(&mut self, chunk: &mut Chunk) -> Result<(), Located> {
        let first = self.columns.flags.len();
        let names = NameMap::new(chunk.name_table.names(), &mut self.names);
        let (admitted, refused) = self.admitted(chunk, &names);
        self.append_acting(chunk, admitted)?;
        if let Some(fault) = refused {
            let line = u64::from(chunk.lines[admitted]);
            return Err(Located { line, fault });
        }
        let places = chunk.names.iter().map(|&name| names.place(name.into()));
        self.columns.names.extend(names.greatest(), places);
        let values = self.slots.take_from(&mut chunk.slots);
        let moved = |slot: &Slot| slot.moved(&values);
        self.columns.values.extend(chunk.values.iter().map(moved));
        self.append_lines(chunk);
        self.append_times(chunk);
        self.columns.flags.extend_from_slice(&chunk.flags);
        self.append_extras(chunk, first, &values);
        Ok(())
    }

    /// Returns how many events fit the limits of a recording, and why the next one does not.
    fn admitted(&self, chunk: &Chunk, names: &NameMap) -> (usize, Option<Fault>) {
        let all = chunk.flags.len();
        let too_many = |event: usize| {
            let line = self.lines + u64::from(chunk.lines[event]);
            self.columns.flags.len() + event >= u32::MAX as usize || line >= u64::from(u32::MAX)
        };
        let is_near = |&line: &u32| self.lines + u64::from(line) >= u64::from(u32::MAX);
        let is_long = self.columns.flags.len() + all > u32::MAX as usize;
        let long = (is_long || chunk.lines.iter().any(is_near))
            .then(|| (0..all).find(|&event| too_many(event)))
            .flatten();
        let unnamed = names.first_beyond(u32::from(u16::MAX)).and_then(|place| {
            chunk
                .names
                .iter()
                .position(|&name| u32::from(name) >= place)
        });
        match (long, unnamed) {
            (Some(long), unnamed) if unnamed.is_none_or(|unnamed| long <= unnamed) => {
                (long, Some(Fault::TooManyEvents))
            }
            (_, Some(unnamed)) => (unnamed, Some(Fault::TooManyNames)),
            _ => (all, None),
        }
    }

    /// Takes who acts in the first `admitted` events, and pairs these.
    fn append_acting(&mut self, chunk: &Chunk, admitted: usize) -> Result<(), Located> {
        self.actors.clear();
        let first = self.columns.flags.len();
        let mut dense = vec![UNMET; chunk.process_table.len()];
        let events = chunk.flags[..admitted].iter().zip(&chunk.processes);
        for (place, (&flags, &process)) in events.enumerate() {
            let number = u32::try_from(first + place).expect("it is admitted");
            let actor = &mut dense[process as usize];
            if *actor == UNMET {
                *actor = self.acting.dense(&chunk.process_table[process as usize]);
            }
            let kind = KINDS[usize::from(flags & KIND)];
            let acted = self.acting.act(*actor, kind, number);
            let (acting, partner) = acted.map_err(|fault| Located {
                line: u64::from(chunk.lines[place]),
                fault,
            })?;
            // After `info` it can be a fresh process, for all that follows.
            *actor = acting;
            self.actors.push(acting);
            self.columns.partners.push(partner.unwrap_or(NO_PARTNER));
            if let Some(invocation) = partner {
                self.columns.partners[invocation as usize] = number;
            }
        }
        let actors = self.actors.iter().copied();
        self.columns
            .processes
            .extend(self.acting.greatest(), actors);
        Ok(())
    }

    fn append_lines(&mut self, chunk: &Chunk) {
        let before = u32::try_from(self.lines).unwrap_or(u32::MAX);
        for line in &chunk.lines {
            self.columns.lines.push(before + line);
        }
    }

    /// Takes the times; as long as no event has one there is no such column.
    fn append_times(&mut self, chunk: &Chunk) {
        let before = self.columns.flags.len();
        let after = before + chunk.flags.len();
        // Nobody shares it while the recording is built.
        let column = Arc::make_mut(&mut self.columns.times);
        if chunk.times.is_empty() {
            if !column.is_empty() {
                column.resize(after, 0);
            }
        } else if chunk.times.len() == chunk.flags.len() {
            column.resize(before, 0);
            column.extend_from_slice(&chunk.times);
        } else {
            column.resize(before, 0);
            let mut times = chunk.times.iter();
            let time = |flags: &u8| match flags & HAS_TIME {
                0 => 0,
                _ => times.next().copied().unwrap_or_default(),
            };
            column.extend(chunk.flags.iter().map(time));
        }
    }

    /// Takes the extra fields, and the `index` of every event that is not its place.
    fn append_extras(&mut self, chunk: &Chunk, first: usize, values: &[Slot]) {
        if chunk.positions.is_empty() && chunk.extras.is_empty() {
            return;
        }
        let mut names = NameMap::deferred(chunk.extra_name_table.names());
        let mut positions = chunk.positions.iter();
        let mut extras = chunk.extras.iter().peekable();
        for (place, number) in (first..first + chunk.flags.len()).enumerate() {
            let event = u32::try_from(number).expect("it is admitted");
            let flags = &mut self.columns.flags[number];
            if *flags & HAS_POSITION != 0 {
                let index = positions.next().copied().unwrap_or_default();
                if index != event {
                    *flags = *flags & !HAS_POSITION | HAS_EXTRAS;
                    let name = self.extra_names.place("index");
                    let value = self.slots.slot(i64::from(index).into());
                    self.extras.push(Extra { event, name, value });
                }
            }
            while let Some(extra) = extras.next_if(|extra| extra.event as usize == place) {
                let name = names.meet(extra.name, &mut self.extra_names);
                let value = extra.value.moved(values);
                self.extras.push(Extra { event, name, value });
            }
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
