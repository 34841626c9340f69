use crate::clash::{Clash, Reason};
use crate::monitor::Finding;
use crate::monitor::facts::{Act, Facts};
use crate::monitor::lists;
use crate::monitor::sources::NOBODY;
use crate::monitor::steps::Inverted;
use crate::problem::NEVER;
use crate::scratch::List;

/// Judges a list to whose end values are appended, and which is read as a whole.
///
/// Every read must be a beginning of the longest one, and that begins with what was there at the start.
/// Then the longest says where each value that somebody read stands, and a read comes before what stands
/// behind its end. So there is one order, up to that of reads that saw the same, and nothing in it may have
/// returned before what comes earlier was invoked. What nobody read comes last, or never took effect if it
/// crashed. It needs values that are appended once.
///
/// # Complexity
///
/// Linear in the number of operations and what the reads hold; n log n for n reads.
///
/// # Sources
///
/// Our own, tested against brute force.
pub(crate) fn judge(facts: &Facts) -> Finding {
    let log = match Log::read(facts) {
        Ok(log) => log,
        Err(clash) => return Finding::Clash(clash),
    };
    match log.puts() {
        Some(puts) => log.order(puts).map_or_else(Finding::Clash, Finding::Order),
        None => Finding::Open("the same value was put in several times"),
    }
}

struct Log<'f> {
    facts: &'f Facts,
    /// By what they saw, then by invocation.
    reads: List,
    /// What the longest read saw; what was there at the start if nobody read.
    longest: &'f [u32],
}

/// Instead of who put a value in that was there at the start.
const START: u32 = NOBODY - 1;

impl<'f> Log<'f> {
    fn read(facts: &'f Facts) -> Result<Self, Clash> {
        let mut reads = lists::reads(facts);
        let place = |read: u32| &facts.lists[facts.values[read as usize] as usize];
        reads.sort_by_key(|&read| place(read).len());
        let Some(&longest) = reads.last() else {
            return Ok(Self {
                facts,
                reads,
                longest: &facts.initial,
            });
        };
        let list = |read: u32| facts.list(facts.values[read as usize]);
        let all = list(longest);
        for &read in &reads {
            let is_same = place(read).start == place(longest).start;
            if !is_same && !all.starts_with(list(read)) {
                return Err(lists::clash(facts, Reason::Apart, vec![read, longest]));
            }
            if !list(read).starts_with(&facts.initial) {
                return Err(lists::clash(facts, Reason::Lost, vec![read]));
            }
        }
        Ok(Self {
            facts,
            reads,
            longest: all,
        })
    }

    /// Returns by value who put it in, or [`START`], or [`NOBODY`]; nothing if that was done several times.
    fn puts(&self) -> Option<List> {
        let facts = self.facts;
        let mut puts = facts.scratch.filled(facts.value_count as usize, NOBODY);
        let at_start = facts.initial.iter().map(|&value| (START, value));
        let acts = (0..).zip(facts.acts.iter().zip(&facts.values));
        let later =
            acts.filter_map(|(put, (&act, &value))| (act == Act::Put).then_some((put, value)));
        for (put, value) in at_start.chain(later) {
            let before = std::mem::replace(&mut puts[value as usize], put);
            if before != NOBODY {
                return None;
            }
        }
        Some(puts)
    }

    /// Returns the one order there can be.
    fn order(&self, mut puts: List) -> Result<Vec<u32>, Clash> {
        let facts = self.facts;
        let mut order = Order::of(facts);
        let refuse = |inverted| self.contradiction(inverted);
        let mut reads = self
            .reads
            .chunk_by(|&one, &other| self.seen(one) == self.seen(other))
            .peekable();
        for (place, &value) in self.longest.iter().enumerate().skip(facts.initial.len()) {
            if let Some(reads) = reads.next_if(|reads| self.seen(reads[0]) == place) {
                order.add(reads.iter().copied()).map_err(refuse)?;
            }
            let put = std::mem::replace(&mut puts[value as usize], NOBODY);
            if put == NOBODY || put == START {
                let read = self.first_beyond(place);
                return Err(lists::clash(facts, Reason::Unput, vec![read]));
            }
            order.add([put]).map_err(refuse)?;
        }
        for reads in reads {
            order.add(reads.iter().copied()).map_err(refuse)?;
        }
        let is_unseen = |put: &u32| *put < START && facts.returned[*put as usize] != NEVER;
        puts.retain(is_unseen);
        puts.sort_unstable();
        order.add(puts.iter().copied()).map_err(refuse)?;
        Ok(order.operations)
    }

    /// Returns how much a read saw.
    fn seen(&self, read: u32) -> usize {
        self.facts.lists[self.facts.values[read as usize] as usize].len()
    }

    fn contradiction(&self, inverted: Inverted) -> Clash {
        lists::contradiction(self.facts, inverted, |put| {
            let value = self.facts.values[put as usize];
            let place = self.longest.iter().position(|&seen| seen == value);
            self.first_beyond(place.expect("what comes before another was read"))
        })
    }

    /// Returns the first read to return of those that saw what stands at this place.
    fn first_beyond(&self, place: usize) -> u32 {
        let returned = |read: &&u32| self.facts.returned[**read as usize];
        let beyond = self.reads.iter().filter(|&&read| self.seen(read) > place);
        *beyond
            .min_by_key(returned)
            .expect("the longest read saw it")
    }
}

/// Operations in their order.
struct Order<'f> {
    facts: &'f Facts,
    operations: Vec<u32>,
    /// The last of them to be invoked.
    latest: Option<u32>,
}

impl<'f> Order<'f> {
    fn of(facts: &'f Facts) -> Self {
        Self {
            facts,
            operations: Vec::with_capacity(facts.len()),
            latest: None,
        }
    }

    /// Adds operations that come after all that were added before, and in any order among themselves; they are
    /// given in that of their invocations.
    fn add(&mut self, operations: impl IntoIterator<Item = u32>) -> Result<(), Inverted> {
        let Facts {
            invoked, returned, ..
        } = self.facts;
        let latest = self.latest.map(|latest| (latest, invoked[latest as usize]));
        for operation in operations {
            if let Some((earlier, invoked)) = latest
                && returned[operation as usize] < invoked
            {
                return Err(Inverted {
                    later: operation,
                    earlier,
                });
            }
            self.operations.push(operation);
            self.latest = self.latest.max(Some(operation));
        }
        Ok(())
    }
}
