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
    /// Reads a file, in whatever format it is.
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
    /// [`ReadError::Line`], as [`Recording::read`].
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
            None => Fault::CutOff { inside: "a letter" },
        };
        (line, fault)
    })
}
