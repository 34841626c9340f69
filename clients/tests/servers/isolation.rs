//! What PostgreSQL's levels of isolation keep and do not keep, of a counter that clients add to.

use libtest_mimic::{Failed, Trial};
use lockstep_clients::LocalService;
use lockstep_models::{CasRegister, Counter, FifoQueue, Model, MultiRegister};
use lockstep_workloads::Values;

use crate::bench::{Bench, Course, Found, Recorded, trial};

pub(crate) fn trials(bench: &Bench) -> Vec<Trial> {
    let postgres = Some(LocalService::Postgres);
    let read_committed = bench.postgres("isolation=read-committed&update=client");
    let repeatable_read = bench.postgres("isolation=repeatable-read&update=client");
    let serializable = bench.postgres("isolation=serializable&update=client");
    let in_server = bench.postgres("isolation=read-committed&update=server");
    let again = (
        read_committed.clone(),
        read_committed.clone(),
        read_committed.clone(),
    );
    vec![
        trial(
            "at read committed, a counter that clients compute loses updates",
            postgres,
            move || fails_in_one(|| adds("rc", &read_committed)),
        ),
        trial(
            "at read committed, a cas that clients compute swaps twice",
            postgres,
            move || {
                let course = many("rc_cas", Values::Pool(3));
                fails_in_one(|| course.run(&again.0()?, CasRegister::new(0_i64))?.done(100))
            },
        ),
        trial(
            "at read committed, a queue that clients compute hands a value out twice",
            postgres,
            move || {
                let course = many("rc_queue", Values::Unique);
                fails_in_one(|| course.run(&again.1()?, FifoQueue::<i64>::new())?.done(100))
            },
        ),
        trial(
            "at read committed, transactions see half of others",
            postgres,
            move || {
                let course = many("rc_multi", Values::Pool(5));
                fails_in_one(|| {
                    course
                        .run(&again.2()?, MultiRegister::<i64, i64>::new([]))?
                        .done(100)
                })
            },
        ),
        trial(
            "at repeatable read, no update of a counter is lost",
            postgres,
            move || serialized("rr", &repeatable_read),
        ),
        trial(
            "at serializable, no update of a counter is lost",
            postgres,
            move || serialized("ser", &serializable),
        ),
        trial(
            "at read committed, a counter that the server computes loses nothing",
            postgres,
            move || {
                let recorded = adds("server", &in_server)?;
                if recorded.failed > 0 {
                    return Err(recorded.counts().into());
                }
                recorded.is_linearizable()
            },
        ),
    ]
}

/// How often a run is tried in which clients have to come in each other's way.
const ATTEMPTS: u32 = 10;

/// Asks that one of the runs is not linearizable.
fn fails_in_one<M>(run: impl Fn() -> Result<Recorded<M>, Failed>) -> Result<(), Failed>
where
    M: Model + Clone + Send + Sync + 'static,
    M::Op: Clone + Send + Sync,
    M::Ret: Clone + Send + Sync,
{
    for _ in 1..ATTEMPTS {
        if run()?.is_not_linearizable().is_ok() {
            return Ok(());
        }
    }
    run()?.is_not_linearizable()
}

fn many(name: &str, values: Values) -> Course {
    Course {
        workers: 8,
        operations: 1500,
        values,
        ..Course::new(name)
    }
}

fn adds(name: &str, found: &Found) -> Result<Recorded<Counter>, Failed> {
    let course = many(name, Values::Pool(5));
    course.run(&found()?, Counter::new())?.done(100)
}

/// What could not be serialized is known not to have happened.
fn serialized(name: &str, found: &Found) -> Result<(), Failed> {
    let recorded = adds(name, found)?;
    if recorded.failed == 0 || recorded.unknown > 0 {
        return Err(format!("{}; expected refusals", recorded.counts()).into());
    }
    recorded.is_linearizable()
}
