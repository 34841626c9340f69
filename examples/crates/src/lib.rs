//! Published crates under Lockstep's strategies: what each test of this package does.

use lockstep_history::Order;
use lockstep_scheduler::{BugFound, Runner, Stamps, Statistics};

/// How many executions a search by the default mix has.
pub const SEARCHED: u64 = 10_000;

/// Runs a body ten thousand times under the default mix, and under every schedule; the README has to say how
/// many those were.
///
/// # Panics
///
/// If an execution fails, if the mix has seen what the proof has not, or if the README says something else.
#[track_caller]
pub fn prove(test: &str, body: impl Fn() + Copy + Send + Sync + 'static) {
    let runner = Runner::new().test(test).without_traces();
    let mixed = runner.clone().iterations(SEARCHED).run(body);
    let proved = runner.strategy("dpor").iterations(u64::MAX).run(body);
    let has_missed = proved.account.is_whole() && mixed.distinct > proved.distinct;
    assert!(!has_missed, "{mixed}\n{proved}");
    assert_row(test, &tried(&proved));
}

/// Runs a body under one schedule after another until one fails; the README has to say which did, and under
/// the default mix.
///
/// # Panics
///
/// If none fails.
#[track_caller]
pub fn find(test: &str, body: impl Fn() + Copy + Send + Sync + 'static) -> Box<BugFound> {
    let runner = Runner::new()
        .test(test)
        .without_traces()
        .iterations(SEARCHED);
    let mixed = runner.clone().try_run(body).expect_err("the mix finds it");
    let bug = runner
        .strategy("dpor")
        .try_run(body)
        .expect_err("so does the proof");
    let (dpor, mix) = (bug.iteration + 1, mixed.iteration + 1);
    assert_row(test, &format!("fails in number {dpor}, of the mix {mix}"));
    bug
}

/// Returns how many executions there were, and whether those were all.
fn tried(statistics: &Statistics) -> String {
    let told = statistics.to_string();
    let (_, rest) = told
        .split_once("every schedule was tried")
        .expect("it came to its end");
    let left_out = rest.split([',', ')']).next().unwrap_or_default();
    let executions = statistics.executions;
    format!("{executions}, all{left_out}")
}

/// Compares what the README says of a test with what has come of it.
///
/// # Panics
///
/// If it says something else.
#[track_caller]
fn assert_row(test: &str, outcome: &str) {
    let readme = include_str!("../README.md");
    let start = format!("| `{test}` | ");
    let mut rows = readme.lines().filter_map(|line| line.strip_prefix(&start));
    let said = rows.next().and_then(|rest| rest.split(" | ").next());
    assert_eq!(said, Some(outcome), "what the README says of {test}");
}

/// The order of what is recorded in an execution: each event is a scheduling point.
#[derive(Debug, Default)]
pub struct Scheduled(Stamps);

impl Order for Scheduled {
    fn stamp(&self) -> u64 {
        self.0.take()
    }
}
