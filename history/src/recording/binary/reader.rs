use std::io::{self, Read};
use std::num::NonZero;
use std::sync::Arc;
use std::thread;

use super::Column;
use super::header::{AtByte, HEADER_BYTES, Header, same_checksum, unlike};
use super::rules::pair;
use super::tables::Table;
use crate::recording::lines::Lines;
use crate::recording::numbers::Numbers;
use crate::recording::slot_column::SlotColumn;
use crate::recording::{Columns, Extra, HAS_EXTRAS, HAS_POSITION, HAS_TIME, KIND, Slot};
use crate::{Fault, ReadError, Recording, Value};

/// Reads a compact binary file to its end.
///
/// Every length and every number in it is checked, and no more memory is written than a small multiple
/// of what was read already.
///
/// # Errors
///
/// [`ReadError::Byte`] for the first fault: of columns in the order of the file, then of the rules of
/// histories, then of other fields. [`ReadError::Io`] if it cannot be read.
pub(crate) fn read(
    stream: impl Read,
    source: &str,
    threads: NonZero<usize>,
) -> Result<Recording, ReadError> {
    let mut file = BinaryFile::open(stream).map_err(|failure| failure.of(source))?;
    let recording = file.recording(source, threads);
    recording.map_err(|failure| failure.of(source))
}

/// Why a file cannot be read.
enum Failure {
    Io(io::Error),
    At(AtByte),
}

impl Failure {
    fn of(self, source: &str) -> ReadError {
        let file = source.into();
        match self {
            Failure::Io(error) => ReadError::Io { file, error },
            Failure::At((offset, fault)) => ReadError::Byte {
                file,
                offset,
                fault,
            },
        }
    }
}

impl From<AtByte> for Failure {
    fn from(at: AtByte) -> Self {
        Failure::At(at)
    }
}

/// A file that is read from its beginning to its end.
struct BinaryFile<R> {
    stream: R,
    /// How many bytes were read.
    offset: u64,
    header: Header,
    /// What was read last, at most so much as is checked and taken at once.
    step: Vec<u8>,
}

/// A multiple of the width of any column, and small enough to stay in a core's first caches.
const STEP_BYTES: usize = 1 << 15;

/// No more room is made for a column before it is read; what nothing is written to costs addresses only.
const ROOM_BYTES_MAX: usize = 1 << 24;

/// Fewer events are not worth a thread.
const EVENTS_FOR_A_THREAD: usize = 1 << 16;

impl<R: Read> BinaryFile<R> {
    fn open(mut stream: R) -> Result<Self, Failure> {
        let mut bytes = [0; HEADER_BYTES];
        let mut offset = 0;
        fill(&mut stream, &mut bytes, &mut offset, "the header")?;
        Ok(Self {
            stream,
            offset,
            header: Header::from_bytes(&bytes)?,
            step: vec![0; STEP_BYTES],
        })
    }

    fn recording(&mut self, source: &str, threads: NonZero<usize>) -> Result<Recording, Failure> {
        let flags_at = self.offset;
        let flags = self.flags()?;
        let table_at = self.offset;
        let table = self.bytes(Column::ProcessTable)?;
        let processes_table = Column::ProcessTable.name();
        let table = Table::new(processes_table, table_at, &table).processes()?;
        let processes = self.numbers(Column::Processes, table.len())?;
        let pair = || pair(&flags, &processes, &table, flags_at);
        let is_long = flags.len() >= EVENTS_FOR_A_THREAD && threads.get() > 1;
        let (paired, rest) = thread::scope(|scope| {
            let pairing = is_long.then(|| scope.spawn(pair));
            let rest = self.rest(&flags);
            let paired = match pairing {
                Some(pairing) => pairing.join().expect("it does not panic"),
                None => pair(),
            };
            (paired, rest)
        });
        let rest = rest?;
        let (partners, operations) = paired?;
        check_extras(&flags, &rest)?;
        Ok(Recording {
            source: source.into(),
            names: rest.name_table,
            processes: table,
            values: rest.value_table,
            columns: Columns {
                flags,
                names: rest.names,
                processes,
                values: rest.values,
                times: Arc::new(rest.times),
                partners,
                lines: rest.lines,
            },
            extras: rest.extras,
            extra_names: rest.extra_name_table,
            operations,
        })
    }

    /// Reads all columns but those that pairing needs.
    fn rest(&mut self, flags: &[u8]) -> Result<Rest, Failure> {
        let name_table = self.names(Column::NameTable)?;
        let names = self.numbers(Column::Names, name_table.len())?;
        let value_table = self.values()?;
        let values = self.slots(Column::Values, value_table.len())?;
        let times = self.times(flags)?;
        let lines = self.lines(flags.len())?;
        let extra_name_table = self.names(Column::ExtraNameTable)?;
        let extras_at = self.offset;
        let events = self.words(Column::ExtraEvents)?;
        let names_of_extras = self.numbers(Column::ExtraNames, extra_name_table.len())?;
        let values_of_extras = self.slots(Column::ExtraValues, value_table.len())?;
        self.end()?;
        let extras = events.iter().enumerate().map(|(place, &event)| Extra {
            event,
            name: names_of_extras.get(place),
            value: values_of_extras.get(place),
        });
        Ok(Rest {
            name_table,
            names,
            values,
            times,
            lines,
            extras: extras.collect(),
            extras_at,
            value_table,
            extra_name_table,
        })
    }

    fn flags(&mut self) -> Result<Vec<u8>, Failure> {
        const ALL: u8 = KIND | HAS_TIME | HAS_POSITION | HAS_EXTRAS;
        let at = self.offset;
        let flags = self.bytes(Column::Flags)?;
        if flags.iter().fold(0, |all, flags| all | flags) & !ALL != 0 {
            let place = flags.iter().position(|flags| flags & !ALL != 0);
            let place = place.unwrap_or_default();
            let expected = format!("at most {ALL}");
            return Err(self.entry(Column::Flags, at, place, &flags[place], &expected));
        }
        Ok(flags)
    }

    fn names(&mut self, column: Column) -> Result<Vec<Box<str>>, Failure> {
        let at = self.offset;
        let bytes = self.bytes(column)?;
        Ok(Table::new(column.name(), at, &bytes).names()?)
    }

    fn values(&mut self) -> Result<Vec<Value>, Failure> {
        let at = self.offset;
        let bytes = self.bytes(Column::ValueTable)?;
        Ok(Table::new(Column::ValueTable.name(), at, &bytes).values()?)
    }

    fn times(&mut self, flags: &[u8]) -> Result<Vec<i64>, Failure> {
        let at = self.offset;
        let mut times = self.room(Column::Times);
        self.column(Column::Times, |step| {
            let (longs, _) = step.as_chunks();
            times.extend(longs.iter().copied().map(i64::from_le_bytes));
        })?;
        let is_wrong = |place: &usize| match (flags[*place] & HAS_TIME, times.get(*place)) {
            (0, Some(time)) => *time != 0,
            (_, time) => time.is_none(),
        };
        let some_have_one = || flags.iter().any(|flags| flags & HAS_TIME != 0);
        if (!times.is_empty() || some_have_one())
            && let Some(place) = (0..flags.len()).find(is_wrong)
        {
            let time = times.get(place).map_or("missing".into(), i64::to_string);
            let expected = "a time where the event has one, and else 0";
            return Err(self.entry(Column::Times, at, place, &time, &expected));
        }
        Ok(times)
    }

    fn lines(&mut self, events: usize) -> Result<Lines, Failure> {
        let at = self.offset;
        let lines = self.words(Column::Lines)?;
        if let Some(place) = lines.iter().position(|&line| line == 0 || line == u32::MAX) {
            let expected = "a line, from 1";
            return Err(self.entry(Column::Lines, at, place, &lines[place], &expected));
        }
        Ok(Lines::from_rest(events, lines))
    }

    /// Reads numbers of entries of a table that has so many.
    fn numbers(&mut self, column: Column, table: usize) -> Result<Numbers, Failure> {
        let at = self.offset;
        let numbers = match self.header.shape(column).width {
            1 => Numbers::Bytes(self.bytes(column)?),
            2 => {
                let mut numbers = self.room(column);
                self.column(column, |step| {
                    let (shorts, _) = step.as_chunks();
                    numbers.extend(shorts.iter().copied().map(u16::from_le_bytes));
                })?;
                Numbers::Shorts(numbers)
            }
            _ => Numbers::Words(self.words(column)?),
        };
        match numbers.first_from(table) {
            None => Ok(numbers),
            Some(place) => {
                let expected = format!("less than {table}, the length of the table");
                Err(self.entry(column, at, place, &numbers.get(place), &expected))
            }
        }
    }

    /// Reads slots, of which those that do not stand for themselves are places in a table.
    fn slots(&mut self, column: Column, table: usize) -> Result<SlotColumn, Failure> {
        let at = self.offset;
        let slots = if self.header.shape(column).width == 4 {
            SlotColumn::Narrow(self.words(column)?)
        } else {
            let mut slots = self.room(column);
            self.column(column, |step| {
                let (longs, _) = step.as_chunks();
                slots.extend(longs.iter().copied().map(u64::from_le_bytes));
            })?;
            SlotColumn::Wide(slots)
        };
        match slots.first_invalid(table) {
            None => Ok(slots),
            Some(place) => {
                let found = format!("{:#x}", slots.get(place).bits());
                let expected = format!("a value, or a place in a table of {table}");
                Err(self.entry(column, at, place, &found, &expected))
            }
        }
    }

    fn bytes(&mut self, column: Column) -> Result<Vec<u8>, Failure> {
        let mut bytes = self.room(column);
        self.column(column, |step| bytes.extend_from_slice(step))?;
        Ok(bytes)
    }

    fn words(&mut self, column: Column) -> Result<Vec<u32>, Failure> {
        let mut numbers = self.room(column);
        self.column(column, |step| {
            let (words, _) = step.as_chunks();
            numbers.extend(words.iter().copied().map(u32::from_le_bytes));
        })?;
        Ok(numbers)
    }

    /// Makes room for a column, unless it is so long that it has to be seen to be believed.
    fn room<T>(&self, column: Column) -> Vec<T> {
        let entries = usize::try_from(self.header.shape(column).entries).unwrap_or(usize::MAX);
        Vec::with_capacity(entries.min(ROOM_BYTES_MAX / size_of::<T>()))
    }

    /// Reads a column step by step, and what fills it up; compares its checksum.
    fn column(&mut self, column: Column, mut take: impl FnMut(&[u8])) -> Result<(), Failure> {
        let (start, name) = (self.offset, column.name());
        let shape = self.header.shape(column);
        let mut checksum = crc32fast::Hasher::new();
        let mut left = shape.bytes();
        while left > 0 {
            let bytes = usize::try_from(left).map_or(STEP_BYTES, |left| left.min(STEP_BYTES));
            let step = &mut self.step[..bytes];
            fill(&mut self.stream, step, &mut self.offset, name)?;
            checksum.update(step);
            take(step);
            left -= bytes as u64;
        }
        same_checksum(start, name, checksum.finalize(), shape.checksum)?;
        for _ in 0..shape.padding() {
            let mut byte = [0];
            fill(&mut self.stream, &mut byte, &mut self.offset, name)?;
            if byte != [0] {
                let what = format!("a byte behind {name}");
                return Err(unlike(self.offset - 1, what, &byte[0], &0).into());
            }
        }
        Ok(())
    }

    /// Makes sure that nothing follows.
    fn end(&mut self) -> Result<(), Failure> {
        let mut byte = [0];
        let start = self.offset;
        match fill(&mut self.stream, &mut byte, &mut self.offset, "") {
            Ok(()) => Err(unlike(start, "what follows", &"more", &"the end of the file").into()),
            Err(Failure::At(_)) => Ok(()),
            Err(failure) => Err(failure),
        }
    }

    /// Says that an entry of a column, which begins at a byte of the file, is not what is expected.
    fn entry(
        &self,
        column: Column,
        at: u64,
        place: usize,
        found: &impl ToString,
        expected: &impl ToString,
    ) -> Failure {
        let at = at + u64::from(self.header.shape(column).width) * place as u64;
        unlike(at, entry_name(column, place), found, expected).into()
    }
}

/// What is not needed for pairing.
struct Rest {
    name_table: Vec<Box<str>>,
    names: Numbers,
    value_table: Vec<Value>,
    values: SlotColumn,
    times: Vec<i64>,
    lines: Lines,
    extra_name_table: Vec<Box<str>>,
    extras: Vec<Extra>,
    /// Where the column of their events begins.
    extras_at: u64,
}

/// Names that other fields cannot have.
const TAKEN: [&str; 5] = ["process", "type", "f", "value", "key"];

/// Checks that other fields belong to the events that say so, and are none that the event has already.
fn check_extras(flags: &[u8], rest: &Rest) -> Result<(), AtByte> {
    let wrong = |place: usize, found: String, expected: &str| {
        let at = rest.extras_at + 4 * place as u64;
        Err(unlike(
            at,
            entry_name(Column::ExtraEvents, place),
            &found,
            &expected,
        ))
    };
    if rest.extras.is_empty() && flags.iter().fold(0, |all, flags| all | flags) & HAS_EXTRAS == 0 {
        return Ok(());
    }
    let mut place = 0;
    for (event, flags) in (0..).zip(flags) {
        let start = place;
        while rest
            .extras
            .get(place)
            .is_some_and(|extra| extra.event == event)
        {
            place += 1;
        }
        let mut fields: Vec<&Extra> = rest.extras[start..place].iter().collect();
        if (flags & HAS_EXTRAS != 0) == fields.is_empty() {
            let found = rest.extras.get(place).map_or(0, |extra| extra.event);
            return wrong(
                place,
                found.to_string(),
                "that of an event with other fields",
            );
        }
        fields.sort_unstable_by_key(|extra| extra.name);
        let is_twice = fields.windows(2).any(|pair| pair[0].name == pair[1].name);
        let is_known = fields.iter().any(|extra| {
            let name = &*rest.extra_name_table[extra.name as usize];
            TAKEN.contains(&name)
                || (name == "index" && flags & HAS_POSITION != 0)
                || (name == "time" && (flags & HAS_TIME != 0 || extra.value != Slot::NULL))
                || extra.value == Slot::ABSENT
        });
        if is_twice || is_known {
            return wrong(start, event.to_string(), "an event with each field once");
        }
    }
    match rest.extras.get(place) {
        None => Ok(()),
        Some(extra) => wrong(place, extra.event.to_string(), "events in their order"),
    }
}

fn entry_name(column: Column, place: usize) -> String {
    format!("entry {place} of {}", column.name())
}

/// Reads so many bytes; `inside` is what the file ends in if there are not as many.
fn fill(
    stream: &mut impl Read,
    mut bytes: &mut [u8],
    offset: &mut u64,
    inside: &'static str,
) -> Result<(), Failure> {
    while !bytes.is_empty() {
        match stream.read(bytes) {
            Ok(0) => return Err(Failure::At((*offset, Fault::CutOff { inside }))),
            Ok(read) => {
                *offset += read as u64;
                bytes = &mut bytes[read..];
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Failure::Io(error)),
        }
    }
    Ok(())
}
