use lockstep_seed::Seed;

use crate::{Ask, Context, Event, EventKind, Generator, Thread};

/// A generator that is done when an op of it succeeded: what [`Generator::until_ok`] returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UntilOk<G> {
    generator: G,
    /// Whom the last op was given to, until it begins. It may never begin: a filter may leave it out.
    given: Option<Thread>,
    /// Who does its ops.
    busy: Vec<Thread>,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Trying,
    Succeeded,
}

impl<G> UntilOk<G> {
    pub(crate) fn new(generator: G) -> Self {
        Self {
            generator,
            given: None,
            busy: Vec::new(),
            state: State::Trying,
        }
    }

    /// Notes that one of its ops has ended, or an op of another.
    fn end(&mut self, thread: Thread, kind: EventKind) {
        let Some(place) = self.busy.iter().position(|&busy| busy == thread) else {
            return;
        };
        self.busy.swap_remove(place);
        if kind == EventKind::Ok {
            self.state = State::Succeeded;
        }
    }
}

impl<G: Generator> Generator for UntilOk<G> {
    type Op = G::Op;

    fn ask(&mut self, context: &Context) -> Ask<G::Op> {
        if self.state == State::Succeeded {
            return Ask::Done;
        }
        let answer = context.ask(&mut self.generator);
        self.given = match &answer {
            Ask::For(thread, _) => Some(*thread),
            _ => None,
        };
        answer
    }

    fn update(&mut self, context: &Context, event: &Event<'_>) {
        self.generator.update(context, event);
        match event.kind {
            EventKind::Invoke if self.given.take() == Some(event.thread) => {
                self.busy.push(event.thread);
            }
            EventKind::Invoke => {}
            kind => self.end(event.thread, kind),
        }
    }

    fn seeds(&self) -> Vec<Seed> {
        self.generator.seeds()
    }
}
