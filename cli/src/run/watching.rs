use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar};
use lockstep::workloads::{Tally, Watch};

use crate::bar::Bar;
use crate::note::note;

const TEMPLATE: &str = "{wide_bar} {msg}";

/// Runs, shows how far it has come if stderr is a terminal, and says at the end what was done.
pub(super) fn while_running<R>(
    watch: &Watch,
    time_limit: Option<Duration>,
    ops: Option<u64>,
    run: impl FnOnce() -> R,
) -> R {
    let (start, tally) = (Instant::now(), &watch.tally);
    let bar = Bar {
        template: TEMPLATE,
        length: match time_limit {
            Some(limit) => milliseconds(limit),
            None => ops.unwrap_or(super::OPERATIONS),
        },
        patience: Duration::ZERO,
        follow: |bar: &ProgressBar| {
            let elapsed = start.elapsed();
            bar.set_position(match time_limit {
                Some(_) => milliseconds(elapsed),
                None => tally.invoked(),
            });
            bar.set_message(counted(tally, elapsed));
        },
    };
    let result = bar.beside(run);
    let said = counted(tally, start.elapsed());
    note(format_args!("ran {:.1?}: {said}", start.elapsed()));
    result
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
