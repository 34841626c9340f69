use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::Serialize;
use thiserror::Error;

use super::subject::Wrong;

/// The most bytes of sources that are sent.
const SOURCES_MAX_BYTES: usize = 400_000;
/// The most tokens of an answer: some two pages.
const ANSWER_MAX_TOKENS: u32 = 2_000;

const INSTRUCTIONS: &str = "\
You explain concurrency bugs to the engineer who has to mend them. You get the report of a tool that has \
proved the failure, and perhaps sources. The report is right; do not doubt it, and do not claim what it \
does not show. Answer in plain English, in three short sections: what happened, step by step, by the names \
in the report; why the code or the system allows it, pointing at lines of the sources if there are any, or \
else at the most likely sorts of cause, said to be guesses; and what to change or to look at next. Quote \
operations and steps exactly as the report writes them. At most 500 words.";

/// A source file that is sent.
pub(crate) struct Source {
    name: String,
    text: String,
}

/// Why a source cannot be sent.
#[derive(Debug, Error)]
pub(crate) enum SourceError {
    #[error("--source {}: {error}", path.display())]
    Read { path: PathBuf, error: io::Error },
    #[error("the sources have {bytes} bytes; at most {SOURCES_MAX_BYTES} are sent")]
    TooLong { bytes: usize },
}

impl Source {
    pub(super) fn read_all(paths: &[PathBuf]) -> Result<Vec<Self>, SourceError> {
        let read = |path: &PathBuf| Self::read(path);
        let sources = paths.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let bytes = sources.iter().map(|source| source.text.len()).sum();
        if bytes > SOURCES_MAX_BYTES {
            return Err(SourceError::TooLong { bytes });
        }
        Ok(sources)
    }

    fn read(path: &Path) -> Result<Self, SourceError> {
        let text = fs::read_to_string(path).map_err(|error| SourceError::Read {
            path: path.to_owned(),
            error,
        })?;
        let name = path.display().to_string();
        Ok(Self { name, text })
    }
}

/// What is asked: a request of the Messages API.
#[derive(Debug, Serialize)]
pub(crate) struct Question {
    model: String,
    max_tokens: u32,
    system: &'static str,
    messages: [Message; 1],
    /// What is in it, by name and bytes.
    #[serde(skip)]
    listing: Vec<(String, usize)>,
}

#[derive(Debug, Serialize)]
struct Message {
    role: &'static str,
    content: Vec<Block>,
}

#[derive(Debug, Serialize)]
struct Block {
    r#type: &'static str,
    text: String,
}

impl Question {
    pub(super) fn new(model: String, wrong: &Wrong, sources: &[Source]) -> Self {
        let mut listing = vec![(wrong.name.clone(), wrong.report.len())];
        let mut content = vec![block("The report", &wrong.report)];
        for source in sources {
            listing.push((source.name.clone(), source.text.len()));
            content.push(block(&source.name, &source.text));
        }
        listing.push(("instructions".to_owned(), INSTRUCTIONS.len()));
        Self {
            model,
            max_tokens: ANSWER_MAX_TOKENS,
            system: INSTRUCTIONS,
            messages: [Message {
                role: "user",
                content,
            }],
            listing,
        }
    }

    /// Returns all that is sent besides the names, by name and bytes.
    pub(super) fn listing(&self) -> &[(String, usize)] {
        &self.listing
    }

    pub(super) fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("strings and numbers are JSON")
    }
}

fn block(name: &str, text: &str) -> Block {
    Block {
        r#type: "text",
        text: format!("{name}:\n\n{text}"),
    }
}
