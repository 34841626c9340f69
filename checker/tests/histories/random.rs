use lockstep_history::{Event, History, Value};
use lockstep_models::Next;

use super::forgetting::forget;
use super::{Chance, Object, Shape};

/// How many moments there are at most: the acquire of a lock that nobody releases stays open.
const PATIENCE: usize = 100;

/// Makes a history of objects that work, but for the answers that are made up.
pub(crate) fn random_history<O: Object>(
    object: &O,
    shape: &Shape,
    chance: &mut Chance,
) -> History<O::Op, O::Ret> {
    let mut run = Run::new(object, shape, chance);
    for _ in 0..PATIENCE * shape.operations {
        if run.is_over() {
            break;
        }
        run.go_on();
    }
    run.finish()
}

struct Run<'a, O: Object> {
    object: &'a O,
    shape: &'a Shape,
    chance: &'a mut Chance,
    clients: Vec<Client<O>>,
    /// The state of each independent object.
    states: Vec<O::State>,
    events: Vec<Event<O::Op, O::Ret>>,
    /// The number of the object that each operation belongs to.
    keys: Vec<usize>,
    fresh_process: u64,
}

struct Client<O: Object> {
    process: u64,
    open: Option<Open<O>>,
}

struct Open<O: Object> {
    key: usize,
    op: O::Op,
    /// What it answers, once it took effect.
    ret: Option<O::Ret>,
}

impl<'a, O: Object> Run<'a, O> {
    fn new(object: &'a O, shape: &'a Shape, chance: &'a mut Chance) -> Self {
        let processes = shape.processes as u64;
        Self {
            object,
            shape,
            chance,
            clients: (0..processes)
                .map(|process| Client {
                    process,
                    open: None,
                })
                .collect(),
            states: vec![object.initial(); shape.keys.max(1)],
            events: Vec::new(),
            keys: Vec::new(),
            fresh_process: processes,
        }
    }

    fn is_over(&self) -> bool {
        let idle = self.clients.iter().all(|client| client.open.is_none());
        idle && self.keys.len() == self.shape.operations
    }

    /// Lets a client that is drawn do its next step.
    fn go_on(&mut self) {
        let number = self.chance.below(self.clients.len());
        match self.clients[number].open.take() {
            Some(open) if open.ret.is_none() => self.take_effect(number, open),
            Some(open) => self.complete(number, open),
            None if self.keys.len() < self.shape.operations => self.invoke(number),
            None => {}
        }
    }

    fn invoke(&mut self, number: usize) {
        let process = self.clients[number].process;
        let op = self.chance.pick(&self.object.ops(process)).clone();
        let key = self.chance.below(self.states.len());
        self.keys.push(key);
        self.events.push(Event::Invoke(process, op.clone()));
        self.clients[number].open = Some(Open { key, op, ret: None });
    }

    fn take_effect(&mut self, number: usize, mut open: Open<O>) {
        if self.chance.percent(self.shape.fails) {
            self.events.push(Event::Fail(self.clients[number].process));
            return;
        }
        if self.chance.percent(self.shape.crashes / 2) {
            return self.crash(number);
        }
        if self.lies(self.shape.lies / 2) {
            open.ret = Some(self.made_up(&open));
        } else if let Some((ret, next)) = self.answer(&open) {
            self.states[open.key] = next;
            open.ret = Some(ret);
        }
        self.clients[number].open = Some(open);
    }

    fn complete(&mut self, number: usize, open: Open<O>) {
        if self.chance.percent(self.shape.crashes) {
            return self.crash(number);
        }
        let ret = match open.ret {
            Some(ret) if !self.lies(self.shape.lies) => ret,
            _ => self.made_up(&open),
        };
        self.events
            .push(Event::Ok(self.clients[number].process, ret));
    }

    fn crash(&mut self, number: usize) {
        if self.chance.percent(50) {
            self.events.push(Event::Info(self.clients[number].process));
        }
        self.clients[number].process = self.fresh_process;
        self.fresh_process += 1;
    }

    fn lies(&mut self, percent: u64) -> bool {
        self.keys.len() > self.shape.honest && self.chance.percent(percent)
    }

    fn made_up(&mut self, open: &Open<O>) -> O::Ret {
        let answers = self.object.answers(&self.states[open.key], &open.op);
        self.chance.pick(&answers).clone()
    }

    /// Picks one of the answers that are possible now, and the state after it.
    fn answer(&mut self, open: &Open<O>) -> Option<(O::Ret, O::State)> {
        let state = &self.states[open.key];
        let mut possible = Vec::new();
        for ret in self.object.answers(state, &open.op) {
            match self.object.step(state, &open.op, Some(&ret)) {
                Next::None => {}
                Next::One(next) => possible.push((ret, next)),
                Next::Many(all) => possible.extend(all.into_iter().map(|next| (ret.clone(), next))),
            }
        }
        (!possible.is_empty()).then(|| self.chance.pick(&possible).clone())
    }

    fn finish(self) -> History<O::Op, O::Ret> {
        let history = History::from_events(self.events).expect("clients keep the rules");
        let seen = match self.shape.unseen {
            0 => history,
            percent => forget(&history, percent, self.chance),
        };
        if self.shape.keys == 0 {
            return seen;
        }
        let mut keys = self.keys.into_iter();
        seen.with_keys(|_| keys.next().map(key))
    }
}

fn key(object: usize) -> Value {
    let number = i64::try_from(object).expect("there are few objects");
    number.into()
}
