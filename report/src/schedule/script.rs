use std::fmt::Write;

use lockstep_scheduler::Trace;

/// Makes a trace of steps such as `T1 lock mutex 0`, one a line, of the tasks T0, T1 and T2.
pub(super) fn trace(script: &str) -> Trace {
    let steps: Vec<[&str; 3]> = script.lines().filter_map(columns).collect();
    let mut objects: Vec<&str> = steps.iter().map(|[_, _, target]| *target).collect();
    objects.retain(|target| target.contains(' '));
    objects.sort_unstable();
    objects.dedup();
    let mut text = String::from(
        "lockstep trace 1\ntest t\niteration 0\nseed 0\niteration_seed 0\nstrategy s\nsteps_max 9\n\
         failure f\nreason r\nslice everything\ntask T0  -  main\ntask T1  T0  -\ntask T2  T0  -\n",
    );
    for object in objects {
        let _ = writeln!(text, "object {object}  src/lib.rs:1");
    }
    for ([task, kind, target], number) in steps.iter().zip(1..) {
        let _ = writeln!(
            text,
            "step {number}  {task}  {kind}  {target}  src/lib.rs:{number}"
        );
    }
    text.parse().expect("the script is one of steps")
}

fn columns(line: &str) -> Option<[&str; 3]> {
    let (task, rest) = line.trim().split_once(' ')?;
    let (kind, target) = rest.split_once(' ').unwrap_or((rest, "-"));
    Some([task, kind, target])
}
