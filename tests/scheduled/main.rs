//! Objects that workers use under the scheduler, judged by the checker: correct ones, and such as have
//! one famous fault each.

use lockstep::prelude::*;
use lockstep::scheduler::Failure as Found;

mod queue;
mod set;

/// How many executions a correct object has to pass.
const MANY: u64 = 10_000;

fn runner(iterations: u64) -> Runner {
    Runner::new().iterations(iterations).seed(Seed::from(1))
}

/// Asserts that no schedule makes the body fail.
fn never_fails(body: impl Fn() + Send + Sync + 'static) {
    let found = runner(MANY).search(body);
    if let Err((iteration, failure)) = found {
        panic!("iteration {iteration}: {failure}");
    }
}

/// Asserts that a schedule is found under which what the body records is refused.
fn is_refused_within(iterations: u64, body: impl Fn() + Send + Sync + 'static) {
    match runner(iterations).search(body) {
        Err((_, Found::Panic { message, .. })) => {
            assert!(message.starts_with("not linearizable"), "{message}");
        }
        Err((iteration, failure)) => panic!("iteration {iteration}: {failure}"),
        Ok(statistics) => panic!("nothing was found: {statistics:?}"),
    }
}
