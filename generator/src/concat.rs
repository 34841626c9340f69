use std::sync::Arc;

use lockstep_seed::Seed;

use crate::{Ask, Context, Event, Generator};

/// Gives the ops of the generators, one generator after the other.
///
/// The next one begins as soon as the one before is done, while ops of that one may still be going on:
/// [`phases`](crate::phases()) waits for them. What happens is told to the one whose ops come now. Generators of
/// different kinds are [boxed](Generator::boxed). To join none gives nothing.
///
/// # Examples
///
/// ```
/// use lockstep_generator::{Generator, concat, list};
///
/// let g = concat([list(["create"]), list(["write", "read"])]);
/// assert_eq!(g.iter().collect::<Vec<_>>(), ["create", "write", "read"]);
/// ```
pub fn concat<G: Generator>(generators: impl IntoIterator<Item = G>) -> Concat<G> {
    let mut generators = generators.into_iter();
    Concat {
        current: generators.next(),
        later: generators.collect(),
        position: 0,
    }
}

/// Generators one after the other: what [`concat()`] builds.
///
/// # Complexity
///
/// A clone copies the one generator whose ops come now, and shares those that come later.
#[derive(Debug, PartialEq, Eq)]
pub struct Concat<G> {
    // Nothing once all are done.
    current: Option<G>,
    later: Arc<[G]>,
    // How many of those that came later have begun.
    position: usize,
}

impl<G: Clone> Clone for Concat<G> {
    fn clone(&self) -> Self {
        Self {
            current: self.current.clone(),
            later: Arc::clone(&self.later),
            position: self.position,
        }
    }
}

impl<G: Generator + Clone> Generator for Concat<G> {
    type Op = G::Op;

    fn ask(&mut self, context: &Context) -> Ask<G::Op> {
        while let Some(current) = &mut self.current {
            match current.ask(context) {
                Ask::Done => {
                    self.current = self.later.get(self.position).cloned();
                    self.position += 1;
                }
                answer => return answer,
            }
        }
        Ask::Done
    }

    fn update(&mut self, context: &Context, event: &Event<'_>) {
        if let Some(current) = &mut self.current {
            current.update(context, event);
        }
    }

    fn seeds(&self) -> Vec<Seed> {
        let later = self.later.iter().skip(self.position);
        let left = self.current.iter().chain(later);
        left.flat_map(Generator::seeds).collect()
    }
}
