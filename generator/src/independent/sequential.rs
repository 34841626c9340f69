use std::fmt;

use lockstep_seed::Seed;

use super::keys::{Keys, Line};
use crate::{Ask, Context, Event, Generator};

/// Works on one key after the other: all ops that `make` makes for the first, then those for the second.
///
/// The next key begins as soon as the generator of the one before is done, while ops of that one may still be
/// going on. What happens is told to the generator of the key that ops come for now. There may be keys without
/// an end. `make` is to return the same for the same key; what draws random ops in there needs a seed, derived
/// from one that `make` is given, and [`Generator::seeds`] knows only those of the present key.
///
/// # Examples
///
/// ```
/// use lockstep_generator::{Generator, independent, list};
///
/// let g = independent::sequential(["x", "y"], |_| list(["write", "read"]));
/// let ops: Vec<(&str, &str)> = g.iter().collect();
/// assert_eq!(ops, [("x", "write"), ("x", "read"), ("y", "write"), ("y", "read")]);
/// ```
///
/// # Panics
///
/// When it is asked, if the generators of 1,000,000 keys in a row have no op.
pub fn sequential<K, F, G>(keys: K, make: F) -> Sequential<K::IntoIter, F, G>
where
    K: IntoIterator<Item: Clone>,
    F: Fn(K::Item) -> G,
    G: Generator,
{
    Sequential {
        keys: Keys::new(keys.into_iter(), make),
        line: Line::default(),
    }
}

/// One key after the other: what [`sequential`] builds.
#[derive(Clone)]
pub struct Sequential<K: Iterator, F, G> {
    keys: Keys<K, F>,
    line: Line<K::Item, G>,
}

impl<K, F, G> Generator for Sequential<K, F, G>
where
    K: Iterator<Item: Clone>,
    F: Fn(K::Item) -> G,
    G: Generator,
{
    type Op = (K::Item, G::Op);

    fn ask(&mut self, context: &Context) -> Ask<Self::Op> {
        self.line.ask(&mut self.keys, context)
    }

    fn update(&mut self, context: &Context, event: &Event<'_>) {
        self.line.update(context, event);
    }

    fn seeds(&self) -> Vec<Seed> {
        self.line.seeds()
    }
}

impl<K, F, G> fmt::Debug for Sequential<K, F, G>
where
    K: Iterator<Item: fmt::Debug>,
    G: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sequential = f.debug_struct("Sequential");
        sequential.field("line", &self.line);
        sequential.finish_non_exhaustive()
    }
}
