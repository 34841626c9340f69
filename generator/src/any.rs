use lockstep_seed::{Seed, Stream};

use crate::build_error::Combinator;
use crate::draws::Draws;
use crate::{Ask, BuildError, Context, Event, Generator, NEVER};

/// Takes each op from any of the generators that has one, all equally likely.
///
/// They are asked in an order that is drawn anew for every op, and the first op is taken; so each of those
/// that have one is as likely as the others. It waits only if all of them do, for the one that waits
/// shortest: unlike in a [`mix`](crate::mix()), nobody is in the way of another. Who is done is left out, and
/// when all are, so is this. What happens is told to all.
///
/// This is what joins generators for different threads, such as [`clients`](Generator::clients) and
/// [`nemesis`](Generator::nemesis). Generators of different kinds are [boxed](Generator::boxed).
///
/// Without [`Any::seed`] the order comes from a fresh seed, which [`Generator::seeds`] names.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use lockstep_generator::{Generator, any, cycle};
///
/// let g = any([
///     cycle(["read"])?.take(3).boxed(),
///     cycle(["write"])?.delay(Duration::from_secs(1)).take(3).boxed(),
/// ])?
/// .seed(42);
/// let ops: Vec<&str> = g.iter().collect();
/// // The first two come at once; the last writes wait and let the reads pass.
/// assert_eq!(ops, ["read", "write", "read", "read", "write", "write"]);
/// # Ok::<(), lockstep_generator::BuildError>(())
/// ```
///
/// # Errors
///
/// [`BuildError::Empty`] if there are no generators.
pub fn any<G: Generator>(generators: impl IntoIterator<Item = G>) -> Result<Any<G>, BuildError> {
    let children: Vec<G> = generators.into_iter().collect();
    Ok(Any {
        children: Combinator::Any.needs(children)?,
        draws: Draws::fresh(),
    })
}

/// Generators of which any may give the next op: what [`any`] builds.
///
/// # Complexity
///
/// An op takes a word of the stream, and a list of the children is made, for those that are asked. A clone
/// copies every child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Any<G> {
    // Those that are not done, as far as is known.
    children: Vec<G>,
    draws: Draws,
}

impl<G> Any<G> {
    /// Begins the stream of `seed`, in the place of the one it had.
    #[must_use = "seeding returns the seeded generator"]
    pub fn seed(self, seed: impl Into<Seed>) -> Self {
        let draws = Draws::of(seed);
        Self { draws, ..self }
    }
}

impl<G: Generator> Any<G> {
    /// Asks one after the other; nothing if one of them turned out to be done, and is left out from now on.
    fn ask_in_order(&mut self, context: &Context, stream: &mut Stream) -> Option<Ask<G::Op>> {
        let mut left: Vec<usize> = (0..self.children.len()).collect();
        let mut earliest_ns = NEVER;
        while !left.is_empty() {
            let drawn = stream.below(left.len() as u64);
            let place = left.swap_remove(usize::try_from(drawn).expect("below a length"));
            match self.children[place].ask(context) {
                Ask::Wait(until_ns) => earliest_ns = earliest_ns.min(until_ns),
                Ask::Done => {
                    self.children.remove(place);
                    return None;
                }
                op => return Some(op),
            }
        }
        Some(Ask::Wait(earliest_ns))
    }
}

impl<G: Generator> Generator for Any<G> {
    type Op = G::Op;

    fn ask(&mut self, context: &Context) -> Ask<G::Op> {
        // Only an op moves the stream on: how often one asks in vain must not change what comes.
        let mut stream = self.draws.stream().clone();
        while !self.children.is_empty() {
            if let Some(answer) = self.ask_in_order(context, &mut stream) {
                if answer.is_op() {
                    self.draws = Draws::Of(stream);
                }
                return answer;
            }
        }
        Ask::Done
    }

    fn update(&mut self, context: &Context, event: &Event<'_>) {
        for child in &mut self.children {
            child.update(context, event);
        }
    }

    fn seeds(&self) -> Vec<Seed> {
        let own = std::iter::once(self.draws.seed());
        own.chain(self.children.iter().flat_map(Generator::seeds))
            .collect()
    }
}
