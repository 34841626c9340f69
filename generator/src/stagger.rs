use std::time::Duration;

use lockstep_seed::Seed;

use crate::draws::Draws;
use crate::nanoseconds::nanoseconds;
use crate::{Ask, Context, Event, Generator};

/// A generator with random gaps between its ops: what [`Generator::stagger`] returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stagger<G> {
    generator: G,
    mean_ns: u64,
    draws: Draws,
    // When the next op is due; from the first op on.
    due_ns: Option<u64>,
}

impl<G> Stagger<G> {
    pub(crate) fn new(generator: G, mean: Duration) -> Self {
        Self {
            generator,
            mean_ns: nanoseconds(mean),
            draws: Draws::fresh(),
            due_ns: None,
        }
    }

    /// Begins the stream of `seed`, in the place of the one that the gaps had.
    #[must_use = "seeding returns the seeded generator"]
    pub fn seed(self, seed: impl Into<Seed>) -> Self {
        let draws = Draws::of(seed);
        Self { draws, ..self }
    }

    /// Draws when the op after this one is due.
    fn due_after(&mut self, now_ns: u64) -> u64 {
        let made_up_ns = now_ns.saturating_sub(self.mean_ns);
        let counted_from_ns = self.due_ns.unwrap_or(now_ns).max(made_up_ns);
        counted_from_ns.saturating_add(self.gap())
    }

    fn gap(&mut self) -> u64 {
        match self.mean_ns.saturating_mul(2) {
            0 => 0,
            bound => self.draws.stream().below(bound),
        }
    }
}

impl<G: Generator> Generator for Stagger<G> {
    type Op = G::Op;

    fn ask(&mut self, context: &Context) -> Ask<G::Op> {
        let now_ns = context.time_ns();
        if let Some(due_ns) = self.due_ns.filter(|&due_ns| now_ns < due_ns) {
            return Ask::Wait(due_ns);
        }
        let answer = self.generator.ask(context);
        if answer.is_op() {
            self.due_ns = Some(self.due_after(now_ns));
        }
        answer
    }

    fn update(&mut self, context: &Context, event: &Event<'_>) {
        self.generator.update(context, event);
    }

    fn seeds(&self) -> Vec<Seed> {
        let mut seeds = vec![self.draws.seed()];
        seeds.append(&mut self.generator.seeds());
        seeds
    }
}
