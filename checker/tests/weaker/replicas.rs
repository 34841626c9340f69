use lockstep_history::{Event, History, Value};
use lockstep_models::RegisterOp::{Cas, Read, Write};
use lockstep_models::RegisterRet::{Done, Got, Refused};
use lockstep_models::{RegisterOp, RegisterRet};

use crate::histories::Chance;

pub(crate) type Registers = History<RegisterOp<u8>, RegisterRet<u8>>;

/// What processes do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kinds {
    ReadsAndWrites,
    Swaps,
}

const KEYS: usize = 2;

/// Makes a history of two registers that hold 0 first, by processes that each have a copy.
///
/// What one writes reaches the others later, in its order, and overwrites what they have: in half of the
/// histories only if it is newer. Every value is written once. Some reads are made up.
pub(crate) fn random_registers(kinds: Kinds, chance: &mut Chance) -> Registers {
    let processes = 2 + chance.below(2);
    let run = Run {
        kinds,
        replicas: vec![[(0, 0); KEYS]; processes],
        inboxes: vec![Vec::new(); processes],
        names: (0..processes as u64).collect(),
        newest_wins: chance.percent(50),
        lies: *chance.pick(&[0, 10, 30, 100]),
        crashes: *chance.pick(&[0, 0, 15, 30]),
        fresh_value: 0,
        events: Vec::new(),
        keys: Vec::new(),
        chance,
    };
    run.finish()
}

struct Run<'a> {
    kinds: Kinds,
    /// What each process has under each key: the time it was written, and the value.
    replicas: Vec<[(u8, u8); KEYS]>,
    /// What has not yet reached each process: the sender, the key, the time and the value.
    inboxes: Vec<Vec<(usize, usize, u8, u8)>>,
    /// The number by which each process goes now: a new one after it crashed.
    names: Vec<u64>,
    newest_wins: bool,
    lies: u64,
    crashes: u64,
    fresh_value: u8,
    events: Vec<Event<RegisterOp<u8>, RegisterRet<u8>>>,
    keys: Vec<usize>,
    chance: &'a mut Chance,
}

impl Run<'_> {
    fn finish(mut self) -> Registers {
        let operations = 2 + self.chance.below(7);
        for _ in 0..operations {
            let process = self.chance.below(self.names.len());
            self.receive(process);
            self.act(process);
        }
        let mut keys = self.keys.into_iter();
        let history = History::from_events(self.events).expect("each returns before it goes on");
        history.with_keys(|_| {
            keys.next()
                .map(|key| Value::Int(key.try_into().expect("few keys")))
        })
    }

    fn receive(&mut self, process: usize) {
        while !self.inboxes[process].is_empty() && self.chance.percent(50) {
            let any = self.chance.below(self.inboxes[process].len());
            let sender = self.inboxes[process][any].0;
            let first = self.inboxes[process]
                .iter()
                .position(|message| message.0 == sender);
            let (_, key, time, value) = self.inboxes[process].remove(first.expect("it sent one"));
            let held = &mut self.replicas[process][key];
            if !self.newest_wins || held.0 < time {
                *held = (time, value);
            }
        }
    }

    fn act(&mut self, process: usize) {
        let key = self.chance.below(KEYS);
        let held = self.replicas[process][key].1;
        let seen = if self.chance.percent(self.lies) {
            self.any_value()
        } else {
            held
        };
        let (op, ret) = match (self.kinds, self.chance.below(20)) {
            (_, 0..8) => (Write(self.write(process, key)), Done),
            (Kinds::Swaps, 8..13) => (Cas(seen, self.write(process, key)), Done),
            (Kinds::Swaps, 13) => (Cas(seen, 200), Refused),
            _ => (Read, Got(seen)),
        };
        let name = self.names[process];
        self.keys.push(key);
        self.events.push(Event::Invoke(name, op));
        if self.chance.percent(self.crashes) {
            if self.chance.percent(50) {
                self.events.push(Event::Info(name));
            }
            self.names[process] = self.names.iter().max().expect("there are processes") + 1;
        } else if self.chance.percent(self.crashes / 3) {
            self.events.push(Event::Fail(name));
        } else {
            self.events.push(Event::Ok(name, ret));
        }
    }

    /// Any value that was or will be written, or none that ever is.
    fn any_value(&mut self) -> u8 {
        let most = usize::from(self.fresh_value) + 3;
        u8::try_from(self.chance.below(most)).expect("there are few values")
    }

    fn write(&mut self, process: usize, key: usize) -> u8 {
        self.fresh_value += 1;
        let value = self.fresh_value;
        self.replicas[process][key] = (value, value);
        for other in (0..self.names.len()).filter(|other| *other != process) {
            self.inboxes[other].push((process, key, value, value));
        }
        value
    }
}
