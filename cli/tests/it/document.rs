//! What a document holds that can be tried: its blocks, and the commands in them.

use std::fs;
use std::path::{Path, PathBuf};

/// A document of the project.
pub(crate) struct Document {
    /// Its path in the project.
    pub(crate) name: String,
    pub(crate) text: String,
}

/// What stands between two fences.
pub(crate) struct Block<'a> {
    /// What the first fence says it is: `json`.
    pub(crate) language: &'a str,
    /// The file that it is meant to be, if the fence names one.
    pub(crate) file: Option<&'a str>,
    pub(crate) text: String,
}

/// A command of ours, and what the document says that it prints.
pub(crate) struct Shown {
    pub(crate) command: String,
    /// Nothing where the document does not say.
    pub(crate) printed: String,
}

impl Document {
    pub(crate) fn read(root: &Path, name: &str) -> Self {
        let path = root.join(name);
        let text = fs::read_to_string(&path);
        let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let name = name.to_owned();
        Self { name, text }
    }

    /// Reads the chapters of the guide, by name.
    pub(crate) fn guide(root: &Path) -> Vec<Self> {
        let chapters = fs::read_dir(root.join("docs/src")).expect("the guide is there");
        let mut paths: Vec<PathBuf> = chapters.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let names = paths.iter().filter_map(|path| path.file_name()?.to_str());
        names
            .map(|name| Self::read(root, &format!("docs/src/{name}")))
            .collect()
    }

    /// Returns its headings as links name them.
    pub(crate) fn headings(&self) -> impl Iterator<Item = String> {
        let headings = self
            .text
            .lines()
            .filter_map(|line| line.strip_prefix("## "));
        headings.map(|heading| heading.to_lowercase().replace(' ', "-"))
    }

    pub(crate) fn blocks(&self) -> Vec<Block<'_>> {
        let mut blocks = Vec::new();
        let mut lines = self.text.lines();
        while let Some(line) = lines.next() {
            let Some(said) = line.strip_prefix("```") else {
                continue;
            };
            let within = lines.by_ref().take_while(|line| *line != "```");
            let text = within.flat_map(|line| [line, "\n"]).collect();
            let (language, file) = match said.split_once(' ') {
                Some((language, file)) => (language, Some(file)),
                None => (said, None),
            };
            blocks.push(Block {
                language,
                file,
                text,
            });
        }
        blocks
    }

    pub(crate) fn commands(&self) -> Vec<Shown> {
        let mut commands = Vec::new();
        for block in self.blocks() {
            let mut lines = block.text.lines().peekable();
            while let Some(line) = lines.next() {
                let Some(command) = command(line) else {
                    continue;
                };
                let mut printed = String::new();
                // A prompt says that what follows is what is printed.
                let is_shown = line.starts_with("$ ");
                while let Some(line) = lines.next_if(|next| is_shown && !next.starts_with("$ ")) {
                    printed += line;
                    printed += "\n";
                }
                commands.push(Shown { command, printed });
            }
        }
        commands
    }
}

/// Returns the line as a command of ours, if it is one.
fn command(line: &str) -> Option<String> {
    let line = line.strip_prefix("$ ").unwrap_or(line);
    let ours = line
        .strip_prefix("cargo run --release -- ")
        .or(line.strip_prefix("lockstep "));
    ours.map(|rest| format!("lockstep {rest}"))
}
