use std::fs::File;
use std::io::{Cursor, Read};
use std::num::NonZero;
use std::path::Path;
use std::thread;

use crate::fault::Located;
use crate::pieces::Pieces;
use crate::recording::{Chunk, RecordingBuilder, binary};
use crate::text::{text, without_mark};
use crate::{AfterInfo, Fault, Format, ReadError, Recording, assembly, console, edn, json};

#[cfg(test)]
pub(crate) mod tests;

/// How a file is read where there is a choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// What it means that a process acts again after `info`.
    pub after_info: AfterInfo,
    /// How many threads read; by default one per core. What they read is the same for any number.
    pub threads: Option<NonZero<usize>>,
}

impl ReadOptions {
    /// Returns how many threads read: those that were asked for, or else one per core, as far as that is
    /// known.
    pub fn threads_or_all(&self) -> NonZero<usize> {
        let all = || thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
        self.threads.unwrap_or_else(all)
    }
}

impl Recording {
    /// Reads a file, in whatever format it is; [`Recording::from_bytes`] says what it can hold.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use lockstep_history::Recording;
    ///
    /// let recording = Recording::read("run.jsonl")?;
    /// println!("{} operations", recording.operations());
    /// # Ok::<(), lockstep_history::ReadError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ReadError::Io`] if the file cannot be read, [`ReadError::Line`] for the first line that breaks
    /// the grammar of the format or a rule of histories. Nothing is repaired.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, ReadError> {
        Self::read_as(path, None, ReadOptions::default())
    }

    /// Reads a file in this format; in the one that its content shows, if none is given.
    ///
    /// # Errors
    ///
    /// As [`Recording::read`].
    pub fn read_as(
        path: impl AsRef<Path>,
        format: Option<Format>,
        options: ReadOptions,
    ) -> Result<Self, ReadError> {
        let source = path.as_ref().to_string_lossy();
        let file = File::open(&path).map_err(|error| ReadError::Io {
            file: source.as_ref().into(),
            error,
        })?;
        Self::from_reader(file, &source, format, options)
    }

    /// Reads a stream to its end, as [`Recording::from_bytes`] reads what it holds.
    ///
    /// JSON lines are read as they come, and their text is not held.
    ///
    /// # Errors
    ///
    /// As [`Recording::read`].
    pub fn from_reader(
        stream: impl Read + Send,
        source: &str,
        format: Option<Format>,
        options: ReadOptions,
    ) -> Result<Self, ReadError> {
        Reading {
            builder: RecordingBuilder::new(source, options.after_info),
            format,
            options,
            piece_bytes: PIECE_BYTES,
        }
        .read(stream)
    }

    /// Reads what a file holds; `source` names it in errors.
    ///
    /// Without a `format` it is the one that [`Format::detect`] finds. Only the order of events matters:
    /// `time` and `index` are for people. A mark of UTF-8 before the text is skipped.
    ///
    /// # Format
    ///
    /// In JSON an event is an object; lines hold one each, in the order in which the recorder saw them,
    /// and blank lines are skipped. EDN has the same fields as keywords, and so has an event of a
    /// console log, as far as it is printed there.
    ///
    /// | field     | type                                     | meaning                                  |
    /// |-----------|------------------------------------------|------------------------------------------|
    /// | `process` | integer, 0 to 2⁶⁴ − 1                    | the client; one open operation at a time |
    /// |           | string                                   | no client: the event is an annotation    |
    /// | `type`    | `"invoke"`, `"ok"`, `"fail"` or `"info"` | `info`: nobody knows how it ended        |
    /// | `f`       | string                                   | the operation's name                     |
    /// | `value`   | any; absent means null                   | argument, or returned value              |
    /// | `key`     | any; optional                            | makes `[key, value]` of the value        |
    /// | `time`    | integer, −2⁶³ to 2⁶³ − 1; optional       | nanoseconds since the run began          |
    /// | `index`   | any; optional                            | kept                                     |
    /// | any other | any                                      | kept                                     |
    ///
    /// Values are exact: an integer beyond 64 bits, or a number with a fraction, keeps its text.
    ///
    /// # Limits
    ///
    /// 2³² − 1 events and lines, 65,536 names of operations, values nested [`DEPTH_MAX`](crate::DEPTH_MAX)
    /// deep. Each has its own [`Fault`].
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_history::{ReadOptions, Recording};
    ///
    /// let text = br#"{"process": 0, "type": "okay", "f": "read"}"#;
    /// let error = Recording::from_bytes(text, "run.jsonl", None, ReadOptions::default());
    /// assert_eq!(
    ///     error.unwrap_err().to_string(),
    ///     r#"run.jsonl:1: type is "okay"; expected invoke, ok, fail or info"#,
    /// );
    /// ```
    ///
    /// # Errors
    ///
    /// [`ReadError::Line`] for the first line that breaks the grammar of the format or a rule of
    /// histories; a file that was cut in its last line is one. Nothing is repaired.
    ///
    /// # Complexity
    ///
    /// Linear in the bytes, whatever they are.
    pub fn from_bytes(
        bytes: &[u8],
        source: &str,
        format: Option<Format>,
        options: ReadOptions,
    ) -> Result<Self, ReadError> {
        Self::from_reader(bytes, source, format, options)
    }
}

/// So much of a file is read at once, by each thread: text and columns fit a core's second cache.
const PIECE_BYTES: usize = 1 << 18;

/// A file that is about to be read.
struct Reading {
    builder: RecordingBuilder,
    format: Option<Format>,
    options: ReadOptions,
    piece_bytes: usize,
}

impl Reading {
    fn read(self, mut stream: impl Read + Send) -> Result<Recording, ReadError> {
        let mut begin = Vec::new();
        self.take(&mut stream, self.piece_bytes, &mut begin)?;
        // Where the beginning shows nothing, all of it may.
        if self.format_of(&begin).is_none() || begin.trim_ascii().is_empty() {
            self.take(&mut stream, usize::MAX, &mut begin)?;
        }
        let bytes = without_mark(&begin);
        if bytes.trim_ascii().is_empty() {
            return Err(self.builder.error(1, Fault::Empty));
        }
        match self.format_of(bytes) {
            Some(Format::Binary) => {
                let file = Cursor::new(bytes).chain(stream);
                binary::read(file, self.builder.source(), self.options.threads_or_all())
            }
            Some(Format::JsonLines) => self.read_lines(bytes, stream),
            Some(Format::Json) => self.read_whole(begin, stream, json::read_array),
            Some(Format::Edn) => self.read_whole(begin, stream, edn::read),
            Some(Format::Console) => self.read_whole(begin, stream, console::read),
            None => self.read_whole(begin, stream, |_, _| {
                Err(Located::new(1, Fault::UnknownFormat))
            }),
        }
    }

    fn format_of(&self, begin: &[u8]) -> Option<Format> {
        self.format.or_else(|| Format::detect(without_mark(begin)))
    }

    /// Takes so many bytes of the stream, or as many as there are.
    fn take(
        &self,
        stream: &mut impl Read,
        bytes_max: usize,
        bytes: &mut Vec<u8>,
    ) -> Result<(), ReadError> {
        let taken = stream.by_ref().take(bytes_max as u64).read_to_end(bytes);
        taken
            .map(drop)
            .map_err(|error| self.builder.io_error(error))
    }

    fn read_lines(self, begin: &[u8], stream: impl Read + Send) -> Result<Recording, ReadError> {
        // A file that ends here is not worth a thread.
        let threads = if begin.len() < self.piece_bytes {
            NonZero::<usize>::MIN
        } else {
            self.options.threads_or_all()
        };
        let pieces = Pieces::new(Cursor::new(begin).chain(stream), self.piece_bytes);
        assembly::read_lines(pieces, self.builder, threads, json::read_lines)
    }

    fn read_whole(
        self,
        mut bytes: Vec<u8>,
        mut stream: impl Read,
        read: fn(&str, &mut Chunk) -> Result<(), Located>,
    ) -> Result<Recording, ReadError> {
        self.take(&mut stream, usize::MAX, &mut bytes)?;
        self.builder.read_whole(|chunk| {
            let text = text(without_mark(&bytes)).map_err(|(_, fault)| fault)?;
            read(text, chunk)
        })
    }
}
