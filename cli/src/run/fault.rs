use std::error::Error;
use std::fmt;
use std::time::Duration;

use clap::ValueEnum;
use lockstep::generator::{Boxed, Generator, concat, list, sleep, unfold};
use lockstep::seed::Seed;

/// What can happen to a server while it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FaultName {
    /// It is killed, and started again.
    Kill,
    /// It stands still, and goes on.
    Pause,
    /// Connections to it are closed, until they are possible again.
    Cut,
    /// What clients and the server say to each other waits, until it is let through.
    Hold,
}

/// A fault that begins, or one that ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Begin(FaultName),
    End(FaultName),
}

/// Refuses faults of what is not started for the run.
pub(super) fn expect_none(faults: &[FaultName]) -> Result<(), Box<dyn Error>> {
    match faults {
        [] => Ok(()),
        _ => Err(
            "--nemesis is for servers that are started for the run: redis, postgres or etcd".into(),
        ),
    }
}

/// Returns faults for ever, one after the other: each begins after so long, and ends after as long again.
pub(super) fn faults(names: &[FaultName], interval: Duration, seed: Seed) -> Boxed<Fault> {
    let (names, start) = (names.to_vec(), (seed.stream(), None));
    let picked = unfold(start, move |(chance, begun), _| {
        Some(match begun.take() {
            Some(name) => Fault::End(name),
            None => Fault::Begin(*begun.insert(*chance.choose(&names))),
        })
    });
    concat([sleep(interval).boxed(), picked.delay(interval).boxed()]).boxed()
}

/// Returns what ends all of them: who stands still does not answer when it is started.
pub(super) fn ends(names: &[FaultName]) -> Boxed<Fault> {
    let order = [
        FaultName::Pause,
        FaultName::Cut,
        FaultName::Hold,
        FaultName::Kill,
    ];
    let ends = order.into_iter().filter(|name| names.contains(name));
    list(ends.map(Fault::End).collect::<Vec<_>>()).boxed()
}

impl fmt::Display for FaultName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FaultName::Kill => "kill",
            FaultName::Pause => "pause",
            FaultName::Cut => "cut",
            FaultName::Hold => "hold",
        })
    }
}
