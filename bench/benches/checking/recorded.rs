use lockstep::prelude::*;
use lockstep::workloads::Play;

/// A history to be judged, and the verdict that is expected.
pub(crate) struct Recorded<M: Model> {
    pub(crate) history: History<M::Op, M::Ret>,
    pub(crate) verdict: &'static str,
}

impl<M: Play> Recorded<M> {
    pub(crate) fn new(model: &M, synth: &Synth, verdict: &'static str) -> Self {
        let synthesized = synth.run(model).expect("the settings fit the model");
        Self {
            history: synthesized.into_history(),
            verdict,
        }
    }
}

impl Recorded<CasRegister<i64>> {
    /// Takes it that a refused `cas` saw another value, where a history says that it did not happen.
    fn with_refusals(synth: &Synth, verdict: &'static str) -> Self {
        let synthesized = synth
            .run(&CasRegister::new(0))
            .expect("registers have no more settings");
        let events = synthesized.events().iter().map(|(_, event)| match event {
            Event::Fail(process) => Event::Ok(*process, RegisterRet::Refused),
            event => event.clone(),
        });
        Self {
            history: History::from_events(events).expect("an end stays an end"),
            verdict,
        }
    }
}

/// Makes histories of so many operations, of processes that are all busy all the time.
pub(crate) fn synth(seed: u64, operations: u32, processes: u32) -> Synth {
    Synth::new(Seed::from(seed))
        .operations(operations)
        .processes(processes)
}

/// Asks for a value that nobody wrote, near the end.
pub(crate) fn easy(synth: Synth) -> Synth {
    synth.violation(Violation::Easy { at: near_the_end() })
}

/// Asks for an answer from elsewhere, near the end. Few seeds make it a wrong one.
fn subtle(synth: Synth) -> Synth {
    synth.violation(Violation::Subtle { at: near_the_end() })
}

fn near_the_end() -> Share {
    Share::new(0.95).expect("below 1")
}

fn crashing(synth: Synth) -> Synth {
    synth.crash_rate(Share::new(0.01).expect("below 1"))
}

fn unique(synth: Synth) -> Synth {
    synth.values(Values::Unique)
}

/// Returns histories of a register, named after how many operations and processes they have and what
/// else is in them. It holds one of five values unless that says otherwise.
pub(crate) fn registers() -> Vec<(&'static str, Recorded<CasRegister<i64>>)> {
    let valid = |synth| Recorded::new(&CasRegister::new(0), &synth, "valid");
    let invalid = |synth| Recorded::new(&CasRegister::new(0), &synth, "invalid");
    let refusals = |synth| Recorded::with_refusals(&synth, "valid");
    vec![
        ("10k-16", valid(synth(1, 10_000, 16))),
        ("10k-16-refusals", refusals(synth(1, 10_000, 16))),
        ("10k-16-easy", invalid(easy(synth(1, 10_000, 16)))),
        ("10k-16-subtle", invalid(subtle(synth(9, 10_000, 16)))),
        ("10k-16-unique", valid(unique(synth(1, 10_000, 16)))),
        ("1k-32", valid(synth(1, 1_000, 32))),
        ("1k-32-refusals", refusals(synth(1, 1_000, 32))),
        ("1k-32-subtle", invalid(subtle(synth(30, 1_000, 32)))),
        ("100k-16", valid(synth(1, 100_000, 16))),
        ("100k-16-refusals", refusals(synth(1, 100_000, 16))),
        ("100k-16-easy", invalid(easy(synth(1, 100_000, 16)))),
        ("100k-16-subtle", invalid(subtle(synth(8, 100_000, 16)))),
        ("100k-16-unique", valid(unique(synth(1, 100_000, 16)))),
        ("10k-16-crashed", valid(crashing(synth(1, 10_000, 16)))),
        (
            "10k-16-crashed-easy",
            invalid(easy(crashing(synth(1, 10_000, 16)))),
        ),
        (
            // With five values hardly any wrong answer shows after so many crashes.
            "10k-16-crashed-subtle-of-20",
            invalid(subtle(
                crashing(synth(5, 10_000, 16)).values(Values::Pool(20)),
            )),
        ),
        ("100k-16-crashed", valid(crashing(synth(2, 100_000, 16)))),
    ]
}
