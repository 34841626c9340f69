use std::path::Path;
use std::{fs, str};

use crate::recording::RecordingBuilder;
use crate::{AfterInfo, Fault, Format, ReadError, Recording, console, edn, json};

/// How a file is read where there is a choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// What it means that a process acts again after `info`.
    pub after_info: AfterInfo,
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
        let bytes = fs::read(&path).map_err(|error| ReadError::Io {
            file: source.as_ref().into(),
            error,
        })?;
        Self::from_bytes(&bytes, &source, format, options)
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
        let mut builder = RecordingBuilder::new(source, options.after_info);
        let text = text(bytes).map_err(|(line, fault)| builder.error(line, fault))?;
        let format = match format.or_else(|| Format::detect(text)) {
            _ if text.trim_ascii().is_empty() => return Err(builder.error(1, Fault::Empty)),
            None => return Err(builder.error(1, Fault::UnknownFormat)),
            Some(format) => format,
        };
        match format {
            Format::JsonLines => json::read_lines(text, &mut builder)?,
            Format::Json => json::read_array(text, &mut builder)?,
            Format::Edn => edn::read(text, &mut builder)?,
            Format::Console => console::read(text, &mut builder)?,
        }
        Ok(builder.finish())
    }
}

/// Returns the text without the mark that some editors put before it; or the line that is no text.
fn text(bytes: &[u8]) -> Result<&str, (u64, Fault)> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    str::from_utf8(bytes).map_err(|error| {
        let valid = &bytes[..error.valid_up_to()];
        let line_start = memchr::memrchr(b'\n', valid).map_or(0, |newline| newline + 1);
        let line = 1 + memchr::memchr_iter(b'\n', valid).count() as u64;
        let fault = match error.error_len() {
            Some(_) => Fault::NotUtf8 {
                column: (valid.len() - line_start) as u64 + 1,
            },
            None => Fault::CutOff {
                inside: "a character",
            },
        };
        (line, fault)
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    const EVENT: &str = r#"{"process":0,"type":"invoke","f":"read"}"#;

    fn read(bytes: &[u8]) -> Result<Recording, ReadError> {
        Recording::from_bytes(bytes, "run", None, ReadOptions::default())
    }

    #[test]
    fn says_what_is_no_history_at_all() {
        let mut latin = format!("{EVENT}\n{EVENT}").into_bytes();
        latin[50] = 0xE9;
        let mut cut = EVENT.as_bytes().to_vec();
        cut.extend(&"é".as_bytes()[..1]);
        let files: [&[u8]; 7] = [
            b"",
            b"\xEF\xBB\xBF\n",
            b"process,type,f\n",
            b"\0",
            b"\xFF\xFE{",
            &latin,
            &cut,
        ];
        let error = |file: &&[u8]| format!("{}\n", read(file).expect_err("it is none"));
        expect![[r"
            run:1: the file is empty; expected at least one event
            run:1: the file is empty; expected at least one event
            run:1: the format is not known; expected JSON lines, a JSON array, EDN or Jepsen's console log
            run:1: the format is not known; expected JSON lines, a JSON array, EDN or Jepsen's console log
            run:1: byte 1 of the line is not UTF-8
            run:2: byte 10 of the line is not UTF-8
            run:1: the file ends inside a character; it was cut off
        "]].assert_eq(&files.iter().map(error).collect::<Vec<_>>().concat());
    }

    #[test]
    fn names_the_file_that_is_not_there() {
        let error = Recording::read("no/such/file.jsonl").expect_err("it is not there");
        assert!(
            error.to_string().starts_with("no/such/file.jsonl: "),
            "{error}"
        );
    }

    #[test]
    fn the_mark_of_utf_8_is_no_part_of_the_text() {
        let marked = format!("\u{feff}{EVENT}");
        assert_eq!(read(marked.as_bytes()).expect("it is valid").len(), 1);
    }
}
