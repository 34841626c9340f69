use std::collections::BTreeMap;

use lockstep_seed::Stream;

use super::Simulation;
use crate::{
    Dispatch, End, Entry, Event, EventKind, Generator, NEVER, Next, Simulated, Stuck, Thread,
};

/// A simulated run that goes on.
pub(super) struct Walk<'a, G: Generator> {
    simulation: &'a Simulation<G::Op>,
    dispatch: Dispatch<G>,
    stream: Stream,
    now_ns: u64,
    /// The ops that go on, by the time at which they end and by when they began.
    under_way: BTreeMap<(u64, u64), UnderWay<G::Op>>,
    /// How many ops have begun.
    begun: u64,
    /// How many of each thread, the nemesis last.
    begun_by: Vec<u64>,
    entries: Vec<Entry<G::Op>>,
}

struct UnderWay<Op> {
    thread: Thread,
    kind: EventKind,
    op: Op,
}

impl<'a, G> Walk<'a, G>
where
    G: Generator,
    G::Op: Clone + 'static,
{
    pub(super) fn new(simulation: &'a Simulation<G::Op>, generator: G) -> Self {
        Self {
            simulation,
            dispatch: Dispatch::new(generator, simulation.clients, simulation.nemesis),
            stream: simulation.seed.stream(),
            now_ns: 0,
            under_way: BTreeMap::new(),
            begun: 0,
            begun_by: vec![0; simulation.clients as usize + 1],
            entries: Vec::new(),
        }
    }

    pub(super) fn run(mut self) -> Result<Simulated<G::Op>, Stuck> {
        let end = loop {
            if let Some(end) = self.step()? {
                break end;
            }
        };
        while self.end_first(NEVER) {}
        Ok(Simulated::new(self.entries, end))
    }

    /// Begins an op, ends one, or lets time pass; says so if nothing comes any more.
    fn step(&mut self) -> Result<Option<End>, Stuck> {
        if self.now_ns > self.simulation.time_max_ns {
            return Ok(Some(End::TimeMax));
        }
        match self.dispatch.next(self.now_ns) {
            Next::Op(..) if self.begun == self.simulation.ops_max => Ok(Some(End::OpsMax)),
            Next::Op(thread, op) => {
                self.begin(thread, op);
                Ok(None)
            }
            Next::Wait(until_ns) if self.end_first(until_ns) => Ok(None),
            Next::Wait(NEVER) => Err(Stuck {
                time_ns: self.now_ns,
                ops: self.begun,
            }),
            Next::Wait(until_ns) => {
                self.now_ns = until_ns;
                Ok(None)
            }
            Next::Done => Ok(Some(End::Done)),
        }
    }

    fn begin(&mut self, thread: Thread, op: G::Op) {
        let place = match thread {
            Thread::Client(number) => number as usize,
            Thread::Nemesis => self.begun_by.len() - 1,
        };
        let (stream, before) = (&mut self.stream, self.begun_by[place]);
        let latency_ns = self.simulation.latency.of(thread, &op, stream);
        let kind = self.simulation.outcome.of(thread, &op, stream, before);
        self.note(thread, EventKind::Invoke, op.clone());
        let end_ns = self.now_ns.saturating_add(latency_ns);
        let under_way = UnderWay { thread, kind, op };
        self.under_way.insert((end_ns, self.begun), under_way);
        self.begun += 1;
        self.begun_by[place] += 1;
    }

    /// Ends the op that ends first, if it does so until then.
    fn end_first(&mut self, until_ns: u64) -> bool {
        let first = self.under_way.first_entry();
        let Some(first) = first.filter(|first| first.key().0 <= until_ns) else {
            return false;
        };
        let ((end_ns, _), UnderWay { thread, kind, op }) = first.remove_entry();
        self.now_ns = end_ns;
        self.note(thread, kind, op.clone());
        let event = Event::new(thread, kind).with_op(&op);
        self.dispatch.complete_with(end_ns, &event);
        true
    }

    fn note(&mut self, thread: Thread, kind: EventKind, op: G::Op) {
        self.entries.push(Entry {
            time_ns: self.now_ns,
            thread,
            process: self.dispatch.context().process(thread),
            kind,
            op,
        });
    }
}
