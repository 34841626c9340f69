use lockstep_generator::{Iter, Weighted};
use lockstep_history::Event;
use lockstep_models::{Model, Next};
use lockstep_seed::{Seed, Stream};

use crate::{Play, Share, Supply};

/// Correct objects and the clients that use them, all at the same time.
///
/// Each step moves one client, all equally likely: from invoking to the instant at which its
/// operation takes effect, and from there to its end and the next invocation at once. So every
/// client has an operation open at all times, until the last ones are invoked.
pub(crate) struct Simulation<'a, M: Play> {
    model: &'a M,
    names: Iter<Weighted<&'static str>>,
    objects: Vec<Object<M>>,
    clients: Vec<Client<M>>,
    /// Operations that nobody waits for any more, and that take effect later.
    adrift: Vec<(u32, Op<M>)>,
    processes: u64,
    left: u32,
    crash_rate: Share,
    chance: Stream,
    happened: Vec<Happened<M>>,
}

type Op<M> = <M as Model>::Op;
type Ret<M> = <M as Model>::Ret;

struct Object<M: Play> {
    state: M::State,
    supply: Supply,
}

struct Client<M: Play> {
    process: u64,
    object: u32,
    op: Op<M>,
    fate: Fate,
    phase: Phase<Ret<M>>,
}

/// How an operation is going to end.
#[derive(Clone, Copy)]
enum Fate {
    Returns,
    /// It ends with info, after it took effect.
    CrashesLate,
    /// It ends with info, and never takes effect.
    CrashesEarly,
    /// It ends with info, and takes effect at some later time.
    GoesAdrift,
}

enum Phase<Ret> {
    Asked,
    /// With the answer; `None` if the object refused.
    Answered(Option<Ret>),
}

/// What happened, and to which object.
pub(crate) struct Happened<M: Model> {
    pub(crate) object: u32,
    pub(crate) event: Event<Op<M>, Ret<M>>,
}

/// How large a simulation is.
pub(crate) struct Size {
    pub(crate) operations: u32,
    pub(crate) processes: u32,
    pub(crate) crash_rate: Share,
}

impl<'a, M: Play> Simulation<'a, M> {
    pub(crate) fn new(
        model: &'a M,
        names: Iter<Weighted<&'static str>>,
        supplies: Vec<Supply>,
        size: &Size,
        seed: Seed,
    ) -> Self {
        let object = |supply| Object {
            state: model.initial(),
            supply,
        };
        Self {
            model,
            names,
            objects: supplies.into_iter().map(object).collect(),
            clients: Vec::new(),
            adrift: Vec::new(),
            processes: size.processes.into(),
            left: size.operations,
            crash_rate: size.crash_rate,
            chance: seed.stream(),
            happened: Vec::new(),
        }
    }

    /// Returns all that happens, in order.
    pub(crate) fn run(mut self) -> Vec<Happened<M>> {
        for process in 0..self.processes {
            self.invoke(process);
        }
        while !self.clients.is_empty() {
            self.drift();
            let place = self.pick(self.clients.len());
            self.advance(place);
        }
        self.happened
    }

    fn pick(&mut self, among: usize) -> usize {
        let place = self.chance.below(among as u64);
        usize::try_from(place).expect("below a length")
    }

    /// Lets the process begin its next operation, if any are left.
    fn invoke(&mut self, process: u64) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        let place = self.pick(self.objects.len());
        let name = self.names.next().expect("a weighted choice has no end");
        let supply = &mut self.objects[place].supply;
        let op = self.model.ask(name, process, supply);
        let object = u32::try_from(place).expect("keys have numbers of 32 bits");
        self.say(object, Event::Invoke(process, op.clone()));
        let fate = self.fate();
        self.clients.push(Client {
            process,
            object,
            op,
            fate,
            phase: Phase::Asked,
        });
    }

    fn fate(&mut self) -> Fate {
        if !self.crash_rate.draw(&mut self.chance) {
            return Fate::Returns;
        }
        *self
            .chance
            .choose(&[Fate::CrashesLate, Fate::CrashesEarly, Fate::GoesAdrift])
    }

    /// Moves a client on by one phase.
    fn advance(&mut self, place: usize) {
        let client = &mut self.clients[place];
        match (&client.phase, client.fate) {
            (Phase::Asked, Fate::Returns | Fate::CrashesLate) => {
                let object = &mut self.objects[client.object as usize];
                let answer = object.apply(self.model, &client.op, &mut self.chance);
                client.phase = Phase::Answered(answer);
            }
            (Phase::Answered(_), Fate::Returns) => self.complete(place),
            _ => self.crash(place),
        }
    }

    fn complete(&mut self, place: usize) {
        let client = self.clients.swap_remove(place);
        let process = client.process;
        let Phase::Answered(answer) = client.phase else {
            unreachable!("only what was answered completes");
        };
        let end = match answer {
            Some(ret) => Event::Ok(process, ret),
            None => Event::Fail(process),
        };
        self.say(client.object, end);
        self.invoke(process);
    }

    fn crash(&mut self, place: usize) {
        let client = self.clients.swap_remove(place);
        self.say(client.object, Event::Info(client.process));
        if let Fate::GoesAdrift = client.fate {
            self.adrift.push((client.object, client.op));
        }
        // As in Jepsen, so that the number still tells which worker it was.
        self.invoke(client.process + self.processes);
    }

    /// Lets an operation that nobody waits for take effect, once in a while.
    fn drift(&mut self) {
        let while_ = 16 * self.clients.len() as u64;
        if self.adrift.is_empty() || self.chance.below(while_) > 0 {
            return;
        }
        let place = self.pick(self.adrift.len());
        let (object, op) = self.adrift.swap_remove(place);
        self.objects[object as usize].apply(self.model, &op, &mut self.chance);
    }

    fn say(&mut self, object: u32, event: Event<Op<M>, Ret<M>>) {
        self.happened.push(Happened { object, event });
    }
}

impl<M: Play> Object<M> {
    /// Lets an operation take effect now, and returns its answer; `None` if the object refused.
    fn apply(&mut self, model: &M, op: &Op<M>, chance: &mut Stream) -> Option<Ret<M>> {
        let answer = model.answer(&self.state, op, chance)?;
        self.state = match model.step(&self.state, op, Some(&answer)) {
            Next::One(state) => state,
            Next::Many(mut states) => states.swap_remove(0),
            Next::None => panic!("{op:?} is answered {answer:?}, which the model does not admit"),
        };
        Some(answer)
    }
}
