use std::fmt::{self, Write as _};
use std::io;

use super::losses::{Loss, Losses};
use super::number::is_number;
use crate::fields::first_duplicate;
use crate::{EventRef, Kind, Process, Recording, Value};

impl Recording {
    /// Writes the events as JSON lines and returns what JSON cannot express.
    ///
    /// A recording that was read from JSON comes back equal; one from EDN does if nothing was lost.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_history::{ReadOptions, Recording};
    ///
    /// let edn = b"{:process 0, :type :invoke, :f :write, :value :x}";
    /// let recording = Recording::from_bytes(edn, "run.edn", None, ReadOptions::default())?;
    /// let mut text = Vec::new();
    /// let losses = recording.write_json_lines(&mut text)?;
    /// assert_eq!(text, b"{\"process\":0,\"type\":\"invoke\",\"f\":\"write\",\"value\":\"x\"}\n");
    /// assert_eq!(losses.to_string(), "keywords written as strings (1 value)");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What `out` answers; nothing else can fail.
    pub fn write_json_lines(&self, out: impl io::Write) -> io::Result<Losses> {
        self.write_objects(out, ["", "\n", "\n"])
    }

    /// Writes the events as one JSON array and returns what JSON cannot express.
    ///
    /// As [`Recording::write_json_lines`], with each event on a line of its own.
    ///
    /// # Errors
    ///
    /// What `out` answers; nothing else can fail.
    pub fn write_json(&self, out: impl io::Write) -> io::Result<Losses> {
        self.write_objects(out, ["[", ",\n ", "]\n"])
    }

    /// Writes the events with these texts before, between and after them.
    fn write_objects(
        &self,
        mut out: impl io::Write,
        [before, between, after]: [&str; 3],
    ) -> io::Result<Losses> {
        let mut writer = Writer::default();
        writer.text.push_str(before);
        for event in self.events() {
            if event.number() > 0 {
                writer.text.push_str(between);
            }
            writer.event(event);
            if writer.text.len() >= CHUNK_BYTES {
                out.write_all(writer.text.as_bytes())?;
                writer.text.clear();
            }
        }
        writer.text.push_str(after);
        out.write_all(writer.text.as_bytes())?;
        out.flush()?;
        Ok(writer.losses)
    }
}

/// One event as a line of JSON, for who writes a history down as it happens.
///
/// # Examples
///
/// ```
/// use lockstep_history::{JsonLine, Kind, Process, Value};
///
/// let line = JsonLine {
///     process: &Process::Client(3),
///     kind: Kind::Info,
///     f: "write",
///     value: &Value::Int(7),
///     time_ns: Some(1500),
///     error: Some("no answer within 1 s"),
/// };
/// let mut text = String::new();
/// line.write(&mut text);
/// assert_eq!(
///     text,
///     "{\"process\":3,\"type\":\"info\",\"f\":\"write\",\"value\":7,\"time\":1500,\"error\":\"no answer within 1 s\"}\n"
/// );
/// ```
#[derive(Clone, Copy, Debug)]
pub struct JsonLine<'a> {
    /// Who acts.
    pub process: &'a Process,
    /// The type of the event.
    pub kind: Kind,
    /// The name of the operation.
    pub f: &'a str,
    /// Its value.
    pub value: &'a Value,
    /// When it happens, in nanoseconds since the run began.
    pub time_ns: Option<i64>,
    /// Why the operation did not succeed, for people.
    pub error: Option<&'a str>,
}

impl JsonLine<'_> {
    /// Appends the event and the end of its line, and returns what JSON cannot express.
    pub fn write(&self, text: &mut String) -> Losses {
        let mut writer = Writer {
            text: std::mem::take(text),
            losses: Losses::default(),
        };
        writer.head(self.process, self.kind, self.f);
        writer.field("value", self.value);
        if let Some(time_ns) = self.time_ns {
            writer.field("time", &Value::Int(time_ns));
        }
        if let Some(error) = self.error {
            writer.field("error", &Value::from(error));
        }
        writer.text.push_str("}\n");
        *text = writer.text;
        writer.losses
    }
}

/// So many bytes are collected before they are handed on.
const CHUNK_BYTES: usize = 1 << 16;

#[derive(Default)]
struct Writer {
    text: String,
    losses: Losses,
}

impl Writer {
    fn event(&mut self, event: EventRef<'_>) {
        self.head(event.process(), event.kind(), event.f());
        let time = event.time().map(Value::Int);
        let known = [
            ("value", event.given_value()),
            ("time", time),
            ("index", event.index()),
        ];
        let known = known
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        for (name, value) in known.chain(event.extras()) {
            self.field(name, &value);
        }
        self.text.push('}');
    }

    fn head(&mut self, process: &Process, kind: Kind, f: &str) {
        self.text.push_str("{\"process\":");
        match process {
            Process::Client(number) => self.display(number),
            Process::Other(name) => self.value(name),
        }
        self.text.push_str(",\"type\":\"");
        self.text.push_str(kind.name());
        self.text.push_str("\",\"f\":");
        self.string(f);
    }

    fn field(&mut self, name: &str, value: &Value) {
        self.text.push(',');
        self.string(name);
        self.text.push(':');
        self.value(value);
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.text.push_str("null"),
            Value::Bool(truth) => self.display(truth),
            Value::Int(number) => self.display(number),
            Value::Number(text) if is_number(text) => self.text.push_str(text),
            Value::Number(text) => self.lossy_string(Loss::Number, text),
            Value::String(text) => self.string(text),
            Value::Keyword(text) => self.lossy_string(Loss::Keyword, text),
            Value::Symbol(text) => self.lossy_string(Loss::Symbol, text),
            Value::Char(letter) => self.lossy_string(Loss::Char, letter.encode_utf8(&mut [0; 4])),
            Value::List(items) => self.array(items),
            Value::Sequence(items) => {
                self.losses.add(Loss::Sequence);
                self.array(items);
            }
            Value::Set(items) => {
                self.losses.add(Loss::Set);
                self.array(items);
            }
            Value::Map(entries) => self.object(entries),
            Value::Tagged(tagged) => {
                self.losses.add(Loss::Tag);
                self.value(&tagged.1);
            }
        }
    }

    fn array(&mut self, items: &[Value]) {
        self.text.push('[');
        for (place, item) in items.iter().enumerate() {
            self.text.push_str(if place == 0 { "" } else { "," });
            self.value(item);
        }
        self.text.push(']');
    }

    fn object(&mut self, entries: &[(Value, Value)]) {
        let names: Vec<String> = entries.iter().map(|(key, _)| name(key)).collect();
        if first_duplicate(names.iter()).is_some() {
            self.losses.add(Loss::Map);
            let entry = |(key, value): &(Value, Value)| Value::list([key.clone(), value.clone()]);
            return self.array(&entries.iter().map(entry).collect::<Vec<_>>());
        }
        self.text.push('{');
        for (place, (name, (key, value))) in names.iter().zip(entries).enumerate() {
            self.text.push_str(if place == 0 { "" } else { "," });
            match key {
                Value::String(_) => self.string(name),
                _ => self.lossy_string(Loss::Key, name),
            }
            self.text.push(':');
            self.value(value);
        }
        self.text.push('}');
    }

    fn lossy_string(&mut self, loss: Loss, text: &str) {
        self.losses.add(loss);
        self.string(text);
    }

    fn string(&mut self, text: &str) {
        self.text.push('"');
        let mut rest = text;
        while let Some(special) = rest.find(|letter| matches!(letter, '"' | '\\' | '\0'..' ')) {
            self.text.push_str(&rest[..special]);
            self.escaped(rest.as_bytes()[special]);
            rest = &rest[special + 1..];
        }
        self.text.push_str(rest);
        self.text.push('"');
    }

    fn escaped(&mut self, byte: u8) {
        match byte {
            b'"' => self.text.push_str("\\\""),
            b'\\' => self.text.push_str("\\\\"),
            b'\n' => self.text.push_str("\\n"),
            b'\r' => self.text.push_str("\\r"),
            b'\t' => self.text.push_str("\\t"),
            _ => self.display(&format_args!("\\u{byte:04x}")),
        }
    }

    fn display(&mut self, what: &impl fmt::Display) {
        write!(self.text, "{what}").expect("a string takes any text");
    }
}

/// Returns what a key of a map is called as the name of a field.
fn name(key: &Value) -> String {
    match key.as_text() {
        Some(text) => text.to_owned(),
        None => key.to_string(),
    }
}
