use std::time::Duration;

use lockstep_seed::Seed;

use crate::nanoseconds::nanoseconds;
use crate::{Ask, Context, Event, Generator};

/// A generator with equal gaps between its ops: what [`Generator::delay`] returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delay<G> {
    generator: G,
    gap_ns: u64,
    // When the next op is due; from the first op on.
    due_ns: Option<u64>,
}

impl<G> Delay<G> {
    pub(crate) fn new(generator: G, gap: Duration) -> Self {
        Self {
            generator,
            gap_ns: nanoseconds(gap),
            due_ns: None,
        }
    }
}

impl<G: Generator> Generator for Delay<G> {
    type Op = G::Op;

    fn ask(&mut self, context: &Context) -> Ask<G::Op> {
        let now_ns = context.time_ns();
        let due_ns = self.due_ns.unwrap_or(now_ns);
        if now_ns < due_ns {
            return Ask::Wait(due_ns);
        }
        let answer = self.generator.ask(context);
        if answer.is_op() {
            self.due_ns = Some(due_ns.saturating_add(self.gap_ns));
        }
        answer
    }

    fn update(&mut self, context: &Context, event: &Event<'_>) {
        self.generator.update(context, event);
    }

    fn seeds(&self) -> Vec<Seed> {
        self.generator.seeds()
    }
}
