//! What is left of the promises of servers that are killed, paused and cut off.

use std::sync::Arc;
use std::time::Duration;

use libtest_mimic::{Failed, Trial};
use lockstep_clients::LinkFault::{self, Cut, Heal, Hold};
use lockstep_clients::ProcessFault::{self, Continue, Kill, Pause, Start};
use lockstep_clients::{
    LinkNemesis, LocalServer, LocalService, Persistence, ProcessNemesis, Proxy, Server, Way,
};
use lockstep_generator::{Generator, concat, list, sleep};
use lockstep_models::{Counter, CounterOp};
use lockstep_seed::Seed;
use lockstep_workloads::{Nemesis, Values, Workers};

use crate::bench::{Course, IMPATIENT, Recorded, trial};

const FORGETFUL: LocalService = LocalService::Redis(Persistence::None);
const DURABLE: LocalService = LocalService::Redis(Persistence::Always);
const POSTGRES: LocalService = LocalService::Postgres;
const ETCD: LocalService = LocalService::Etcd;

/// The time before each fault.
const GAP: Duration = Duration::from_millis(300);

pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = vec![
        trial(
            "redis that keeps nothing loses updates when it is killed",
            Some(FORGETFUL),
            || processes(FORGETFUL, [Kill, Start])?.is_not_linearizable(),
        ),
        trial(
            "redis that writes everything to the disk loses nothing when it is killed",
            Some(DURABLE),
            || unhurt(&processes(DURABLE, [Kill, Start])?),
        ),
        trial(
            "postgres loses nothing when it is killed",
            Some(POSTGRES),
            || unhurt(&processes(POSTGRES, [Kill, Start])?),
        ),
        trial("etcd loses nothing when it is killed", Some(ETCD), || {
            unhurt(&processes(ETCD, [Kill, Start])?)
        }),
    ];
    for service in [FORGETFUL, POSTGRES, ETCD] {
        trials.push(trial(
            format!("{service} that is paused leaves clients who do not know, and loses nothing"),
            Some(service),
            move || unhurt(&uncertain(processes(service, [Pause, Continue])?)?),
        ));
        for (name, fault) in [
            ("loses connections", Cut(Way::Both)),
            ("is not asked", Cut(Way::ToServer)),
            ("is not heard", Cut(Way::ToClients)),
            ("is asked late", Hold(Way::ToServer)),
            ("is heard late", Hold(Way::ToClients)),
            ("is cut off for a while", Hold(Way::Both)),
        ] {
            trials.push(trial(
                format!("{service} that {name} loses nothing"),
                Some(service),
                move || unhurt(&uncertain(links(service, fault)?)?),
            ));
        }
    }
    trials.push(trial(
        "a server that is not there has no run",
        None,
        nobody_is_there,
    ));
    trials
}

fn processes(
    service: LocalService,
    faults: [ProcessFault; 2],
) -> Result<Recorded<Counter>, Failed> {
    let started = Arc::new(LocalServer::start(service)?);
    let nemesis = ProcessNemesis::new(Arc::clone(&started));
    // One node of etcd takes seconds until it believes that it is the leader.
    let seconds = if service == ETCD { 5 } else { 2 };
    run(started.server(), nemesis, faults, seconds)
}

fn links(service: LocalService, fault: LinkFault) -> Result<Recorded<Counter>, Failed> {
    let started = LocalServer::start(service)?;
    let proxy = Arc::new(Proxy::start(started.address())?);
    let server = started.server_at(proxy.address());
    run(server, LinkNemesis::new(proxy), [fault, Heal], 2)
}

/// Adds to a counter and reads it while the two faults come by turns, and once more when all is well.
fn run<N>(
    server: Server,
    nemesis: N,
    faults: [N::Fault; 2],
    seconds: u64,
) -> Result<Recorded<Counter>, Failed>
where
    N: Nemesis + 'static,
    N::Fault: Clone + Send + Sync + 'static,
{
    let course = Course {
        operations: 10_000,
        values: Values::Pool(5),
        ..Course::new("faults")
    };
    let [fault, end] = faults;
    let both = list([fault.clone(), end.clone(), fault, end.clone()]).delay(GAP);
    let faults = concat([sleep(GAP).boxed(), both.boxed()]);
    let workload = course
        .workload(&server.with_timeout(IMPATIENT), Counter::new())?
        .with_main(|main| {
            let paced = main.stagger(Duration::from_millis(1)).seed(7);
            paced.time_limit(Duration::from_secs(seconds))
        })
        .nemesis(nemesis, faults)
        .heal(list([end]))
        .last(list([CounterOp::Read; 4]));
    let run = Workers::new(course.workers, Seed::from(7)).run(&workload)?;
    if !run.complaints.is_empty() {
        return Err(run.complaints.join("; ").into());
    }
    Recorded::new(Counter::new(), run.history).done(30)
}

fn unhurt(recorded: &Recorded<Counter>) -> Result<(), Failed> {
    recorded.is_linearizable()
}

fn uncertain(recorded: Recorded<Counter>) -> Result<Recorded<Counter>, Failed> {
    if recorded.unknown == 0 {
        return Err(format!("{}; expected some to be unknown", recorded.counts()).into());
    }
    Ok(recorded)
}

/// Nobody listens at the port, of which a proxy that has ended has let go.
fn nobody_is_there() -> Result<(), Failed> {
    let proxy = Proxy::start(([127, 0, 0, 1], 9).into())?;
    let nowhere = proxy.address();
    drop(proxy);
    for text in [
        format!("redis://{nowhere}"),
        format!("postgres://postgres@{nowhere}/postgres"),
        format!("etcd://{nowhere}"),
    ] {
        let ran = Course::new("nowhere").run(&text.parse()?, Counter::new());
        match ran {
            Ok(recorded) => return Err(recorded.counts().into()),
            Err(error) => {
                let said = error.message().unwrap_or_default();
                if !said.starts_with("the setup of nowhere failed: ") {
                    return Err(format!("{text}: {said}").into());
                }
            }
        }
    }
    Ok(())
}
