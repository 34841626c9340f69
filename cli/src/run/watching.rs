use std::io::{self, IsTerminal};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressStyle};
use lockstep::workloads::{Tally, Watch};

use crate::note::note;

const TICK: Duration = Duration::from_millis(100);

const TEMPLATE: &str = "{wide_bar} {msg}";

/// Runs, shows how far it has come if stderr is a terminal, and says at the end what was done.
pub(super) fn while_running<R>(
    watch: &Watch,
    time_limit: Option<Duration>,
    ops: Option<u64>,
    run: impl FnOnce() -> R,
) -> R {
    let start = Instant::now();
    let result = thread::scope(|scope| {
        let (finish, finished) = mpsc::channel();
        if io::stderr().is_terminal() {
            let bar = Bar {
                tally: &watch.tally,
                start,
                time_limit,
                ops,
            };
            scope.spawn(move || bar.show(&finished));
        }
        let result = run();
        drop(finish);
        result
    });
    let said = counted(&watch.tally, start.elapsed());
    note(format_args!("ran {:.1?}: {said}", start.elapsed()));
    result
}

/// A bar that shows how far a run has come.
struct Bar<'a> {
    tally: &'a Tally,
    start: Instant,
    time_limit: Option<Duration>,
    ops: Option<u64>,
}

impl Bar<'_> {
    /// Shows the bar until the other end of the channel is gone.
    fn show(&self, finished: &Receiver<()>) {
        let length = match self.time_limit {
            Some(limit) => milliseconds(limit),
            None => self.ops.unwrap_or(super::OPERATIONS),
        };
        let style = ProgressStyle::with_template(TEMPLATE).expect("the template is well-formed");
        let bar = ProgressBar::new(length).with_style(style);
        while finished.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
            let elapsed = self.start.elapsed();
            bar.set_position(match self.time_limit {
                Some(_) => milliseconds(elapsed),
                None => self.tally.invoked(),
            });
            bar.set_message(counted(self.tally, elapsed));
        }
        bar.finish_and_clear();
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// Says what was done in this time.
fn counted(tally: &Tally, elapsed: Duration) -> String {
    let (ok, failed, unknown) = (tally.ok(), tally.failed(), tally.unknown());
    let ended = ok + failed + unknown;
    #[expect(clippy::cast_precision_loss, reason = "nobody reads more digits")]
    let rate = ended as f64 / elapsed.as_secs_f64().max(1e-9);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "nobody reads more digits"
    )]
    let rate = rate as u64;
    format!(
        "{} ok, {} failed, {} unknown, {} a second",
        HumanCount(ok),
        HumanCount(failed),
        HumanCount(unknown),
        HumanCount(rate)
    )
}
