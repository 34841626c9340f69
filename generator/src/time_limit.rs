use std::time::Duration;

use lockstep_seed::Seed;

use crate::nanoseconds::nanoseconds;
use crate::{Ask, Context, Event, Generator};

/// A generator with an end in time: what [`Generator::time_limit`] returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeLimit<G> {
    generator: G,
    limit_ns: u64,
    // Known from when it is first asked.
    end_ns: Option<u64>,
}

impl<G> TimeLimit<G> {
    pub(crate) fn new(generator: G, limit: Duration) -> Self {
        Self {
            generator,
            limit_ns: nanoseconds(limit),
            end_ns: None,
        }
    }
}

impl<G: Generator> Generator for TimeLimit<G> {
    type Op = G::Op;

    fn ask(&mut self, context: &Context) -> Ask<G::Op> {
        let now_ns = context.time_ns();
        let end_ns = *self
            .end_ns
            .get_or_insert(now_ns.saturating_add(self.limit_ns));
        if now_ns >= end_ns {
            return Ask::Done;
        }
        match self.generator.ask(context) {
            Ask::Wait(until_ns) => Ask::Wait(until_ns.min(end_ns)),
            answer => answer,
        }
    }

    fn update(&mut self, context: &Context, event: &Event<'_>) {
        self.generator.update(context, event);
    }

    fn seeds(&self) -> Vec<Seed> {
        self.generator.seeds()
    }
}
