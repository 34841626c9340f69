use std::io::{self, IsTerminal};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

const TICK: Duration = Duration::from_millis(100);

/// A bar that shows how far work has come while it goes on.
pub(crate) struct Bar<F> {
    pub(crate) template: &'static str,
    pub(crate) length: u64,
    /// Work that is done within this time needs no bar.
    pub(crate) patience: Duration,
    /// Moves the bar to where the work is.
    pub(crate) follow: F,
}

impl<F: Fn(&ProgressBar) + Send> Bar<F> {
    /// Works, and shows the bar beside that if stderr is a terminal.
    pub(crate) fn beside<R>(self, work: impl FnOnce() -> R) -> R {
        if !io::stderr().is_terminal() {
            return work();
        }
        thread::scope(|scope| {
            let (finish, finished) = mpsc::channel();
            scope.spawn(move || self.show(&finished));
            let result = work();
            drop(finish);
            result
        })
    }

    /// Shows the bar until the other end of the channel is gone.
    fn show(&self, finished: &Receiver<()>) {
        if finished.recv_timeout(self.patience) != Err(RecvTimeoutError::Timeout) {
            return;
        }
        let style = ProgressStyle::with_template(self.template);
        let style = style.expect("the template is well-formed");
        let bar = ProgressBar::new(self.length).with_style(style);
        while finished.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
            (self.follow)(&bar);
        }
        bar.finish_and_clear();
    }
}
