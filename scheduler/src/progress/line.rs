use std::io::{IsTerminal, Write, stderr};
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use super::Progress;

/// A line of a terminal that says how far a search has come, until it is dropped.
///
/// It goes around what a test harness captures. A process shows one at a time, that of the search which
/// asked first: two would overwrite each other.
pub(crate) struct Line<W: Write = std::io::Stderr> {
    test: String,
    terminal: W,
    /// Held from the first time that it is shown.
    turn: Option<MutexGuard<'static, ()>>,
}

/// Who shows a line has it.
static TURN: Mutex<()> = Mutex::new(());

/// A search that ends within this time shows nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// How many characters it has: one fewer than the narrowest terminals, which else go on to the next.
const WIDTH: usize = 79;

impl Line {
    /// Makes one of a test, if stderr is a terminal.
    pub(crate) fn on_terminal(test: &str) -> Option<Self> {
        stderr().is_terminal().then(|| Line::on(stderr(), test))
    }
}

impl<W: Write> Line<W> {
    fn on(terminal: W, test: &str) -> Self {
        Self {
            test: test.into(),
            terminal,
            turn: None,
        }
    }

    /// Shows how far it has come, in place of what it showed before.
    pub(crate) fn show(&mut self, progress: &Progress) {
        if progress.elapsed < PATIENCE {
            return;
        }
        if self.turn.is_none() {
            self.turn = TURN.try_lock().ok();
        }
        if self.turn.is_some() {
            self.write(&format!("\r{:WIDTH$.WIDTH$}", text(&self.test, progress)));
        }
    }

    /// Writes all at once, so that nothing that others write comes between.
    fn write(&mut self, text: &str) {
        // A terminal that is gone is no reason to fail.
        let _ = self.terminal.write_all(text.as_bytes());
        let _ = self.terminal.flush();
    }
}

impl<W: Write> Drop for Line<W> {
    fn drop(&mut self) {
        if self.turn.is_some() {
            self.write(&format!("\r{:WIDTH$}\r", ""));
        }
    }
}

fn text(test: &str, progress: &Progress) -> String {
    let (executions, iterations) = (progress.executions, progress.iterations);
    let milliseconds = progress.elapsed.as_millis().max(1);
    let rate = u128::from(executions) * 1_000 / milliseconds;
    let distinct = progress.distinct;
    let come =
        format!(": {executions} of {iterations} schedules, {rate} a second, {distinct} distinct");
    let room = WIDTH.saturating_sub(come.chars().count());
    format!("{test:.room$}{come}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn progress(milliseconds: u64) -> Progress {
        Progress {
            executions: 30_000,
            iterations: 100_000,
            distinct: 29_871,
            elapsed: Duration::from_millis(milliseconds),
        }
    }

    fn written(show: impl FnOnce(&mut Line<&mut Vec<u8>>)) -> String {
        let mut terminal = Vec::new();
        let mut line = Line::on(&mut terminal, "counts");
        show(&mut line);
        drop(line);
        String::from_utf8(terminal).expect("it is text")
    }

    #[test]
    fn a_line_is_shown_after_a_second_one_at_a_time_and_erased() {
        let blank = " ".repeat(WIDTH);
        assert_eq!(written(|line| line.show(&progress(999))), "");
        let text = "counts: 30000 of 100000 schedules, 20000 a second, 29871 distinct";
        let shown = written(|line| {
            line.show(&progress(1_500));
            let other = written(|line| line.show(&progress(1_500)));
            assert_eq!(other, "", "the terminal is taken");
            line.show(&progress(1_500));
        });
        let line = format!("\r{text:WIDTH$}");
        assert_eq!(shown, format!("{line}{line}\r{blank}\r"));
        assert_ne!(written(|line| line.show(&progress(1_500))), "");
    }

    #[test]
    fn a_line_is_never_wider_than_a_terminal() {
        let text = text(&"long_".repeat(30), &progress(1_500));
        assert_eq!(text.chars().count(), WIDTH);
        assert!(text.starts_with("long_long_"), "{text}");
        assert!(text.ends_with("29871 distinct"), "{text}");
    }
}
