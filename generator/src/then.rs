use lockstep_seed::Seed;

use crate::{Ask, Context, Event, Generator, Synchronize};

/// Two generators, the second of which begins when every thread has ended what the first gave it: what
/// [`Generator::then`] returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Then<A, B> {
    // Nothing once it is done.
    first: Option<A>,
    second: Synchronize<B>,
}

impl<A, B> Then<A, B>
where
    B: Generator,
{
    pub(crate) fn new(first: A, second: B) -> Self {
        Self {
            first: Some(first),
            second: second.synchronize(),
        }
    }
}

impl<A, B> Generator for Then<A, B>
where
    A: Generator,
    B: Generator<Op = A::Op>,
{
    type Op = A::Op;

    fn ask(&mut self, context: &Context) -> Ask<A::Op> {
        if let Some(first) = &mut self.first {
            match first.ask(context) {
                Ask::Done => self.first = None,
                answer => return answer,
            }
        }
        self.second.ask(context)
    }

    fn update(&mut self, context: &Context, event: &Event<'_>) {
        match &mut self.first {
            Some(first) => first.update(context, event),
            None => self.second.update(context, event),
        }
    }

    fn seeds(&self) -> Vec<Seed> {
        let first = self.first.iter().flat_map(Generator::seeds);
        first.chain(self.second.seeds()).collect()
    }
}
