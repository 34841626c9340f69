use std::fmt;

use memchr::memmem;

use crate::recording::binary::MAGIC;

/// The form in which a file holds a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// One JSON object a line.
    JsonLines,
    /// One JSON array of objects.
    Json,
    /// EDN: a vector or list of maps, or bare maps, as in Jepsen's `history.edn`.
    ///
    /// Keys of events are keywords, symbols or strings. An integer of 64 bits is one with or without
    /// `N`; all other numbers keep their text. A `#jepsen.history.Op` before a map says nothing more.
    Edn,
    /// What Jepsen prints while it runs, or its `history.txt`; ⇥ is a tab:
    ///
    /// ```text
    /// INFO  jepsen.util - 3⇥:invoke⇥:cas⇥[1 2]
    /// 2024-05-01 09:30:12,345{GMT}⇥INFO⇥[jepsen worker 3] jepsen.util: 3⇥:info⇥:cas⇥[1 2]⇥:timeout
    /// 3⇥:ok⇥:read⇥nil
    /// ```
    ///
    /// The four columns are EDN; a fifth is an error message, kept as the text that it is. A line whose
    /// message begins with an integer or keyword and a tab is an operation and must be a whole one; so
    /// must a line that holds `:invoke`, `:ok`, `:fail` or `:info` between tabs, or after its process.
    /// All other lines are left out: other loggers wrote them. Types are taken at their word: also where
    /// the value is `:timed-out`, `fail` says that it did not happen and `info` that nobody knows.
    Console,
    /// What [`Recording::write_binary`](crate::Recording::write_binary) writes: columns, with checksums.
    ///
    /// It loads more than ten times as fast as JSON, and is no text. Every length and number in it is checked.
    Binary,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 5] = [
        Format::JsonLines,
        Format::Json,
        Format::Edn,
        Format::Console,
        Format::Binary,
    ];

    /// Returns the name that a person gives it: `jsonl`, `json`, `edn`, `jepsen-log`, `lsh`.
    pub fn name(self) -> &'static str {
        match self {
            Format::JsonLines => "jsonl",
            Format::Json => "json",
            Format::Edn => "edn",
            Format::Console => "jepsen-log",
            Format::Binary => "lsh",
        }
    }

    /// Returns the format with this name.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_history::Format;
    ///
    /// assert_eq!(Format::from_name("jepsen-log"), Some(Format::Console));
    /// assert_eq!(Format::from_name("csv"), None);
    /// ```
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Finds out by its first characters in which format a history is; `None` if in none of them.
    ///
    /// | it begins with | format |
    /// |---|---|
    /// | the byte 0x89 and `LSH` | the compact binary file |
    /// | `{"` or `{}` | JSON lines |
    /// | `[{"`, `[{}` or `[]` | a JSON array |
    /// | any other `{` or `[`, or `(`, `;`, `#` | EDN |
    /// | anything else, and `:invoke` after a tab somewhere | Jepsen's console log |
    pub fn detect(beginning: impl AsRef<[u8]>) -> Option<Format> {
        let text = beginning.as_ref();
        if text.starts_with(&MAGIC[..4]) {
            return Some(Format::Binary);
        }
        let mut letters = text
            .iter()
            .copied()
            .filter(|letter| !letter.is_ascii_whitespace());
        match letters.next()? {
            b'{' if is_json_object(letters.next()) => Some(Format::JsonLines),
            b'[' => match letters.next() {
                Some(b'{') if is_json_object(letters.next()) => Some(Format::Json),
                Some(b']') => Some(Format::Json),
                _ => Some(Format::Edn),
            },
            b'{' | b'(' | b';' | b'#' => Some(Format::Edn),
            _ => memmem::find(text, b"\t:invoke").map(|_| Format::Console),
        }
    }
}

fn is_json_object(inside: Option<u8>) -> bool {
    matches!(inside, Some(b'"' | b'}'))
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_a_name_that_finds_it() {
        for format in Format::ALL {
            assert_eq!(Format::from_name(&format.to_string()), Some(format));
        }
    }

    #[test]
    fn the_first_bytes_tell_a_binary_file() {
        assert_eq!(Format::detect(MAGIC), Some(Format::Binary));
        assert_eq!(Format::detect(b"\x89PNG\r\n\x1A\n"), None);
    }

    #[test]
    fn the_first_characters_tell_the_format() {
        for (text, format) in [
            ("\n { \"process\": 0}", Some(Format::JsonLines)),
            ("{}", Some(Format::JsonLines)),
            ("[\n  {\"process\": 0}]", Some(Format::Json)),
            ("[]", Some(Format::Json)),
            ("[{:process 0}]", Some(Format::Edn)),
            ("{:process 0}", Some(Format::Edn)),
            ("; a comment\n[]", Some(Format::Edn)),
            ("({:process 0})", Some(Format::Edn)),
            ("#jepsen.history.Op{:process 0}", Some(Format::Edn)),
            (
                "INFO  jepsen.util - 0\t:invoke\t:read\tnil",
                Some(Format::Console),
            ),
            ("process,type,f,value", None),
            (" \n", None),
        ] {
            assert_eq!(Format::detect(text), format, "{text}");
        }
    }
}
