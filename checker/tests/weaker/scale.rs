use std::num::NonZero;

use lockstep_checker::{Checker, Property, Verdict};
use lockstep_history::{Event, History, Value};
use lockstep_models::RegisterOp::{Read, Write};
use lockstep_models::RegisterRet::{Done, Got};
use lockstep_models::{Register, RegisterOp, RegisterRet};

use crate::histories::Chance;

type Registers = History<RegisterOp<u32>, RegisterRet<u32>>;

/// Which of two writes a process keeps of which none is a cause of the other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keeps {
    /// What reaches it last: causal memory.
    Latest,
    /// That with the greater clock: causal convergence.
    Greatest,
}

#[derive(Clone)]
struct Message {
    from: usize,
    key: usize,
    value: u32,
    clock: u32,
    /// How many writes of each process it knows of, itself counted.
    knows: Vec<u32>,
}

struct Replica {
    held: Vec<(u32, u32)>,
    knows: Vec<u32>,
    clock: u32,
    inbox: Vec<std::collections::VecDeque<Message>>,
}

/// Makes a history of registers that are kept in a copy by each process and sent to the others, so that
/// nothing reaches one before its causes.
fn replicated(operations: usize, processes: usize, keys: usize, keeps: Keeps) -> Registers {
    let mut chance = Chance::new(1);
    let mut replicas: Vec<Replica> = (0..processes)
        .map(|_| Replica {
            held: vec![(0, 0); keys],
            knows: vec![0; processes],
            clock: 0,
            inbox: vec![std::collections::VecDeque::new(); processes],
        })
        .collect();
    let (mut events, mut touched) = (Vec::new(), Vec::new());
    let mut fresh = 0;
    for _ in 0..operations {
        let me = chance.below(processes);
        let many = if chance.percent(10) {
            20 * processes
        } else {
            2
        };
        for _ in 0..many {
            let from = chance.below(processes);
            replicas[me].receive(from, keeps);
        }
        let key = chance.below(keys);
        touched.push(key);
        let name = me as u64;
        if chance.percent(50) {
            fresh += 1;
            let message = replicas[me].write(me, key, fresh);
            for other in (0..processes).filter(|other| *other != me) {
                replicas[other].inbox[me].push_back(message.clone());
            }
            events.extend([Event::Invoke(name, Write(fresh)), Event::Ok(name, Done)]);
        } else {
            let value = replicas[me].held[key].1;
            events.extend([Event::Invoke(name, Read), Event::Ok(name, Got(value))]);
        }
    }
    keyed(events, touched)
}

impl Replica {
    fn receive(&mut self, from: usize, keeps: Keeps) {
        let Some(next) = self.inbox[from].front() else {
            return;
        };
        let known = |(other, count): (usize, &u32)| other == from || *count <= self.knows[other];
        if !next.knows.iter().enumerate().all(known) {
            return;
        }
        let message = self.inbox[from].pop_front().expect("it was looked at");
        self.knows[from] += 1;
        self.clock = self.clock.max(message.clock);
        let stamp = message.clock * 1_000 + u32::try_from(message.from).expect("few processes");
        let held = &mut self.held[message.key];
        if keeps == Keeps::Latest || held.0 < stamp {
            *held = (stamp, message.value);
        }
    }

    fn write(&mut self, me: usize, key: usize, value: u32) -> Message {
        self.clock += 1;
        self.knows[me] += 1;
        self.held[key] = (
            self.clock * 1_000 + u32::try_from(me).expect("few processes"),
            value,
        );
        Message {
            from: me,
            key,
            value,
            clock: self.clock,
            knows: self.knows.clone(),
        }
    }
}

/// Makes a history of one log of writes, of which each process has read up to somewhere.
fn behind(operations: usize, processes: usize, keys: usize) -> Registers {
    let mut chance = Chance::new(1);
    let mut log: Vec<(usize, u32)> = Vec::new();
    let mut read = vec![0; processes];
    let mut held = vec![vec![0; keys]; processes];
    let (mut events, mut touched) = (Vec::new(), Vec::new());
    for _ in 0..operations {
        let (me, key) = (chance.below(processes), chance.below(keys));
        let write = chance.percent(50);
        if write {
            log.push((key, u32::try_from(log.len() + 1).expect("few writes")));
        }
        let upto = if write {
            log.len()
        } else {
            (read[me] + chance.below(40)).min(log.len())
        };
        for &(key, value) in &log[read[me]..upto] {
            held[me][key] = value;
        }
        read[me] = upto;
        touched.push(key);
        let (op, ret) = if write {
            (Write(log[upto - 1].1), Done)
        } else {
            (Read, Got(held[me][key]))
        };
        events.extend([Event::Invoke(me as u64, op), Event::Ok(me as u64, ret)]);
    }
    keyed(events, touched)
}

fn keyed(events: Vec<Event<RegisterOp<u32>, RegisterRet<u32>>>, keys: Vec<usize>) -> Registers {
    let mut keys = keys.into_iter();
    let history = History::from_events(events).expect("each returns before it goes on");
    history.with_keys(|_| {
        keys.next()
            .map(|key| Value::Int(key.try_into().expect("few keys")))
    })
}

fn judge(property: Property, history: &Registers) -> Verdict {
    let started = std::time::Instant::now();
    let one = NonZero::new(1).expect("one");
    let verdict = Checker::of(Register::new(0), property)
        .threads(one)
        .check(history);
    eprintln!(
        "{property:?} of {}: {} in {:?}",
        history.operations().len(),
        verdict.name(),
        started.elapsed()
    );
    verdict
}

fn judge_all(operations: usize, processes: usize, keys: usize) {
    let latest = replicated(operations, processes, keys, Keeps::Latest);
    assert!(judge(Property::Causal, &latest).is_valid());
    assert!(!judge(Property::CausalConvergence, &latest).is_valid());
    assert!(!judge(Property::Sequential, &latest).is_valid());
    let greatest = replicated(operations, processes, keys, Keeps::Greatest);
    assert!(judge(Property::CausalConvergence, &greatest).is_valid());
    assert!(!judge(Property::Causal, &greatest).is_valid());
    let behind = behind(operations, processes, keys);
    assert!(judge(Property::Sequential, &behind).is_valid());
    assert!(judge(Property::Causal, &behind).is_valid());
    assert!(judge(Property::CausalConvergence, &behind).is_valid());
}

#[test]
fn thousands_of_operations_of_sixteen_processes_are_judged() {
    judge_all(5_000, 16, 10);
}

#[test]
#[ignore = "takes a while; run it by hand in release"]
fn a_hundred_thousand_operations_of_sixteen_processes_are_judged() {
    judge_all(100_000, 16, 10);
    judge_all(100_000, 16, 1_000);
}

#[test]
fn one_thread_and_eight_say_the_same() {
    for history in [
        replicated(500, 5, 3, Keeps::Latest),
        replicated(500, 5, 3, Keeps::Greatest),
        behind(500, 5, 3),
    ] {
        for property in [
            Property::Sequential,
            Property::Causal,
            Property::CausalConvergence,
        ] {
            let on = |threads| {
                let threads = NonZero::new(threads).expect("not 0");
                Checker::of(Register::new(0), property)
                    .threads(threads)
                    .check(&history)
            };
            assert_eq!(on(1), on(8));
        }
    }
}
