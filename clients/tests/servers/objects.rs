//! Every object of every server is linearizable, as long as nothing fails.

use libtest_mimic::{Failed, Trial};
use lockstep_clients::{LocalService, Persistence, Served};
use lockstep_models::{
    Bank, CasRegister, Counter, FifoQueue, GrowSet, Log, MultiRegister, Mutex, OwnedMutex,
    Register, Set, Stack, UniqueIds,
};
use lockstep_workloads::{Play, Values};

use crate::bench::{Bench, Course, Found, trial};

const REDIS: Option<LocalService> = Some(LocalService::Redis(Persistence::None));

pub(crate) fn trials(bench: &Bench) -> Vec<Trial> {
    let servers = [
        ("sqlite", None, Bench::sqlite()),
        ("redis", REDIS, bench.redis()),
        (
            "postgres",
            Some(LocalService::Postgres),
            bench.postgres("isolation=serializable"),
        ),
        (
            "postgres computing in the client",
            Some(LocalService::Postgres),
            bench.postgres("isolation=serializable&update=client"),
        ),
        ("etcd", Some(LocalService::Etcd), bench.etcd()),
    ];
    let mut trials = Vec::new();
    for (server, service, found) in servers {
        for (object, test) in objects() {
            if service == Some(LocalService::Etcd) && LINES.contains(&object) {
                continue;
            }
            let found = found.clone();
            let name = format!("{server} offers {object} that is linearizable");
            let run = format!("{object} {server}");
            trials.push(trial(name, service, move || test(&found, &run)));
        }
    }
    trials.push(trial(
        "etcd has no queue, no stack and no log",
        None,
        etcd_has_no_lines,
    ));
    trials
}

/// What etcd has not.
const LINES: [&str; 3] = ["a queue", "a stack", "a log"];

type Test = fn(&Found, &str) -> Result<(), Failed>;

const POOL: Values = Values::Pool(5);

fn objects() -> [(&'static str, Test); 13] {
    [
        ("a bank", |found, name| {
            linearizable(&Bank::<i64>::default(), POOL, found, name)
        }),
        ("unique ids", |found, name| {
            linearizable(&UniqueIds::<i64>::new(), POOL, found, name)
        }),
        ("a register", |found, name| {
            linearizable(&Register::new(0_i64), POOL, found, name)
        }),
        ("a cas register", |found, name| {
            linearizable(&CasRegister::new(0_i64), POOL, found, name)
        }),
        ("a multi-register", |found, name| {
            linearizable(&MultiRegister::<i64, i64>::new([]), POOL, found, name)
        }),
        ("a queue", |found, name| {
            linearizable(&FifoQueue::<i64>::new(), Values::Unique, found, name)
        }),
        ("a stack", |found, name| {
            linearizable(&Stack::<i64>::new(), Values::Unique, found, name)
        }),
        ("a growing set", |found, name| {
            linearizable(&GrowSet::<i64>::new(), Values::Unique, found, name)
        }),
        ("a set", |found, name| {
            linearizable(&Set::<i64>::new(), POOL, found, name)
        }),
        ("a counter", |found, name| {
            linearizable(&Counter::new(), POOL, found, name)
        }),
        ("a mutex", |found, name| {
            linearizable(&Mutex::default(), POOL, found, name)
        }),
        ("an owned mutex", |found, name| {
            linearizable(&OwnedMutex::new(), POOL, found, name)
        }),
        ("a log", |found, name| {
            linearizable(&Log::<i64>::new(), Values::Unique, found, name)
        }),
    ]
}

/// A model that is served and played.
trait Object: Served + Play + Clone + Send + Sync + 'static {}

impl<M: Served + Play + Clone + Send + Sync + 'static> Object for M {}

/// Runs it twice under one name: what the first run leaves is not to disturb the second.
fn linearizable<M: Object>(
    model: &M,
    values: Values,
    found: &Found,
    name: &str,
) -> Result<(), Failed>
where
    M::Op: Clone + Send + Sync + 'static,
    M::Ret: Clone + Send + Sync + 'static,
{
    let server = found()?;
    let letters = name.chars().map(|letter| match letter {
        'a'..='z' => letter,
        _ => '_',
    });
    let name: String = letters.take(40).collect();
    for _ in 0..2 {
        let course = Course {
            values,
            ..Course::new(&name)
        };
        let recorded = course.run(&server, model.clone())?.done(10)?;
        if recorded.unknown > 0 {
            return Err(recorded.counts().into());
        }
        recorded.is_linearizable()?;
    }
    Ok(())
}

fn etcd_has_no_lines() -> Result<(), Failed> {
    fn refused<M: Served>() -> Result<String, Failed> {
        let served = M::served_by(&"etcd://127.0.0.1:2379".parse()?, &"none".parse()?);
        match served {
            Ok(_) => Err("it is offered".into()),
            Err(unserved) => Ok(unserved.to_string()),
        }
    }
    let expected = "etcd does not offer this object: it keeps keys apart, and has no list that \
                    values are put to the end of";
    for said in [
        refused::<FifoQueue<i64>>()?,
        refused::<Stack<i64>>()?,
        refused::<Log<i64>>()?,
    ] {
        if said != expected {
            return Err(said.into());
        }
    }
    Ok(())
}
