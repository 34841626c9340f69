use std::iter::FusedIterator;

use crate::dispatch::assert_later;
use crate::{Ask, Context, Event, EventKind, Generator, NEVER, Thread};

/// The ops of a generator, advanced in place: what [`Generator::iter`] returns.
#[derive(Clone, Debug)]
pub struct Iter<G> {
    generator: G,
    context: Context,
}

impl<G> Iter<G> {
    pub(crate) fn new(generator: G) -> Self {
        Self {
            generator,
            context: Context::default(),
        }
    }

    /// Returns the generator of the ops that are left.
    pub fn into_generator(self) -> G {
        self.generator
    }
}

impl<G: Generator> Iterator for Iter<G> {
    type Item = G::Op;

    /// Returns the next op, which has succeeded before the one after it is asked for; where the generator
    /// waits, its time comes at once.
    ///
    /// # Panics
    ///
    /// If the generator waits for a time that is not later, or for something to happen, which never does
    /// while nothing is going on.
    #[inline]
    fn next(&mut self) -> Option<G::Op> {
        loop {
            match self.generator.ask(&self.context) {
                Ask::Op(op) | Ask::For(_, op) => {
                    for kind in [EventKind::Invoke, EventKind::Ok] {
                        let event = Event::new(Thread::Client(0), kind);
                        self.generator.update(&self.context, &event);
                    }
                    return Some(op);
                }
                Ask::Wait(until_ns) => self.wait(until_ns),
                Ask::Done => return None,
            }
        }
    }
}

impl<G> Iter<G> {
    #[cold]
    fn wait(&mut self, until_ns: u64) {
        assert_later(self.context.time_ns(), until_ns);
        assert!(
            until_ns != NEVER,
            "a generator waits for something to happen while nothing is going on"
        );
        self.context.set_time(until_ns);
    }
}

impl<G: Generator> FusedIterator for Iter<G> {}
