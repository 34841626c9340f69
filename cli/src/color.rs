use std::env;
use std::io::{self, IsTerminal};

use clap::ValueEnum;

/// When to colour what is printed.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What a word means, which its colour repeats.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Tone {
    Good,
    Bad,
    Doubtful,
}

/// Colours words, or leaves them as they are.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Paint {
    Plain,
    Colored,
}

impl Color {
    /// Decides once for what goes to stdout.
    pub(crate) fn paint(self) -> Paint {
        let colored = match self {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => io::stdout().is_terminal() && !forbidden(),
        };
        if colored {
            Paint::Colored
        } else {
            Paint::Plain
        }
    }
}

/// See <https://no-color.org>: set and not empty means no.
fn forbidden() -> bool {
    env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

impl Paint {
    pub(crate) fn apply(self, tone: Tone, word: &str) -> String {
        let code = match tone {
            Tone::Good => "32",
            Tone::Bad => "1;31",
            Tone::Doubtful => "33",
        };
        match self {
            Paint::Plain => word.to_owned(),
            Paint::Colored => format!("\x1b[{code}m{word}\x1b[0m"),
        }
    }
}
