use std::iter::FusedIterator;

use crate::{Ask, Context, Generator};

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

    /// Returns the next op; where the generator waits, its time comes at once.
    ///
    /// # Panics
    ///
    /// If the generator waits for a time that is not later.
    #[inline]
    fn next(&mut self) -> Option<G::Op> {
        loop {
            match self.generator.ask(&self.context) {
                Ask::Op(op) => return Some(op),
                Ask::Wait(until_ns) => self.context.wait(until_ns),
                Ask::Done => return None,
            }
        }
    }
}

impl<G: Generator> FusedIterator for Iter<G> {}
