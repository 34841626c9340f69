use lockstep_scheduler::BugFound;

use crate::catalogue::PROGRAMS;
use crate::runner;

/// Returns how often a task is left that could go on, in the simplest schedule that was found.
fn preemptions(bug: BugFound) -> u64 {
    bug.shrunk.map_or(0, |shrunk| shrunk.preemptions)
}

#[test]
fn the_median_failure_of_each_program_shrinks_to_two_pre_emptions_at_most() {
    for program in PROGRAMS {
        let runners = (0..20).map(|seed| runner(seed, 20_000).without_traces());
        let bugs = runners.filter_map(|runner| runner.try_run(program.racy).err());
        let mut counts: Vec<u64> = bugs.map(|bug| preemptions(*bug)).collect();
        counts.sort_unstable();
        assert!(
            counts.len() >= 10,
            "{}: {} failures",
            program.name,
            counts.len()
        );
        let median = counts[counts.len() / 2];
        assert!(median <= 2, "{}: {counts:?}", program.name);
    }
}
