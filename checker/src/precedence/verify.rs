use hashbrown::HashSet;
use lockstep_history::History;
use lockstep_models::Model;

use crate::Property;
use crate::precedence::book::Book;
use crate::precedence::contradiction::{Contradiction, Ground, Link, Pattern, Why};

/// Checks a contradiction of reads and writes step by step; it shares nothing with what found it.
///
/// Returns what is wrong with it. It does not judge [`Pattern::NoOrder`], which has no such steps.
pub(crate) fn verify_contradiction<M: Model>(
    model: &M,
    history: &History<M::Op, M::Ret>,
    property: Property,
    operation: u32,
    contradiction: &Contradiction,
) -> Result<(), &'static str> {
    let book = Book::new(model, history);
    if contradiction.pattern == Pattern::ThinAirRead {
        let thin = book.is_unwritten(operation) && !book.was_there_at_the_start(operation);
        return require(thin && book.took_effect(operation), "the value was written");
    }
    if contradiction.pattern == Pattern::NoOrder {
        return Ok(());
    }
    let mut proved = HashSet::new();
    let mut check = Check {
        history,
        book,
        property,
        viewer: None,
    };
    for ground in &contradiction.grounds {
        if ground.link.why == Why::ReadsFrom {
            check.link(ground.link, &proved)?;
            continue;
        }
        check.ground(ground, &proved)?;
        proved.insert(ground.link);
    }
    let cycle = &contradiction.cycle;
    let closed = cycle.first().zip(cycle.last());
    let closed = closed.is_some_and(|(first, last)| first.from == last.to);
    require(closed, "it does not lead back to where it begins")?;
    check.passes_one_start(cycle)?;
    check.path(cycle, &proved)
}

fn require(holds: bool, otherwise: &'static str) -> Result<(), &'static str> {
    if holds { Ok(()) } else { Err(otherwise) }
}

struct Check<'a, M: Model> {
    history: &'a History<M::Op, M::Ret>,
    book: Book<'a, M>,
    property: Property,
    /// The process whose reads the argument is about, where it may be about one only.
    viewer: Option<u64>,
}

impl<M: Model> Check<'_, M> {
    fn path(&self, path: &[Link], proved: &HashSet<Link>) -> Result<(), &'static str> {
        let joined = path.windows(2).all(|pair| pair[0].to == pair[1].from);
        require(joined, "a step does not begin where the one before ends")?;
        path.iter().try_for_each(|link| self.link(*link, proved))
    }

    fn link(&self, link: Link, proved: &HashSet<Link>) -> Result<(), &'static str> {
        let Link { from, to, why } = link;
        let both = self.book.took_effect(from) && self.book.took_effect(to);
        require(both, "nobody knows whether an operation took effect")?;
        let process = |operation: u32| self.history.operations()[operation as usize].process;
        match why {
            Why::Program => require(
                from < to && process(from) == process(to),
                "a process did not do one after the other",
            ),
            Why::ReadsFrom => require(self.book.is_source(from, to), "it did not read from it"),
            Why::Seen { .. } | Why::Overwritten { .. } => {
                require(proved.contains(&link), "a step has no ground")
            }
        }
    }

    fn ground(&mut self, ground: &Ground, proved: &HashSet<Link>) -> Result<(), &'static str> {
        let Ground { link, path } = ground;
        let (from, to, read) = match link.why {
            Why::Seen { read } => {
                let fits = self.book.is_source(link.to, read)
                    && self.book.write_together(link.from, link.to);
                require(fits, "a write was not seen so")?;
                (Some(link.from), read, read)
            }
            Why::Overwritten { write } => {
                let fits = match write {
                    Some(write) => self.book.is_source(write, link.from),
                    None => {
                        self.book.is_unwritten(link.from)
                            && self.book.was_there_at_the_start(link.from)
                    }
                };
                let fits = fits && self.book.overwrites(link.from, link.to);
                require(fits, "what was read is not overwritten so")?;
                (write, link.to, link.from)
            }
            Why::Program | Why::ReadsFrom => return Err("what is evident needs no ground"),
        };
        self.rule_holds(link.why, path, read)?;
        let ends = (
            path.first().map(|link| link.from),
            path.last().map(|link| link.to),
        );
        let expected = from.map_or((None, None), |from| (Some(from), Some(to)));
        require(ends == expected, "a ground is about other operations")?;
        self.path(path, proved)
    }

    /// Returns an error if a cycle of causal convergence needs more than causes where it says that a
    /// read cannot have known of a write: the order of the writes says nothing of that.
    fn passes_one_start(&self, cycle: &[Link]) -> Result<(), &'static str> {
        let overwritten = |link: &&Link| matches!(link.why, Why::Overwritten { .. });
        let evident = |link: &&Link| matches!(link.why, Why::Program | Why::ReadsFrom);
        let holds = self.property != Property::CausalConvergence
            || cycle.iter().filter(overwritten).count() == 0
            || cycle.iter().filter(evident).count() + 1 == cycle.len();
        require(holds, "a read need not have known of it")
    }

    /// Returns an error if the property does not have the rule that a ground uses.
    fn rule_holds(&mut self, why: Why, path: &[Link], read: u32) -> Result<(), &'static str> {
        let evident = |link: &Link| matches!(link.why, Why::Program | Why::ReadsFrom);
        match self.property {
            Property::Linearizable | Property::Sequential => Ok(()),
            Property::Causal => {
                // What one process reads says nothing of the order in which another sees writes.
                let process = self.history.operations()[read as usize].process;
                let viewer = *self.viewer.get_or_insert(process);
                require(viewer == process, "it is about the reads of two processes")
            }
            Property::CausalConvergence => require(
                path.iter().all(evident) && !matches!(why, Why::Overwritten { write: Some(_) }),
                "a read need not have known of it",
            ),
        }
    }
}
