use crate::clash::{Clash, Reason};
use crate::dense::dense;
use crate::monitor::Finding;
use crate::monitor::facts::{Act, Facts};
use crate::monitor::lists;
use crate::monitor::sources::NOBODY;
use crate::monitor::steps::Steps;
use crate::problem::NEVER;
use crate::scratch::List;

/// Judges a list to whose end values are appended, and which is read as a whole.
///
/// Every read must be a beginning of the longest one, and that begins with what was there at the start.
/// Then the longest says where each value that somebody read stands, and a read comes before what stands
/// behind its end: [`Steps`]. What nobody read comes last, or never took effect if it crashed. It needs
/// values that are appended once.
///
/// # Complexity
///
/// Linear in the number of operations and what the reads hold.
///
/// # Sources
///
/// Our own, tested against brute force.
pub(crate) fn judge(facts: &Facts) -> Finding {
    let log = match Log::read(facts) {
        Ok(log) => log,
        Err(clash) => return Finding::Clash(clash),
    };
    let Some(put) = log.puts() else {
        return Finding::Open("the same value was put in several times");
    };
    let steps = match log.steps(&put) {
        Ok(steps) => steps,
        Err(clash) => return Finding::Clash(clash),
    };
    match steps.order(facts, &steps.last_below(facts)) {
        Ok(order) => Finding::Order(order),
        Err(inverted) => Finding::Clash(lists::contradiction(facts, inverted, |put| {
            log.first_beyond(steps.of[put as usize] / 2)
        })),
    }
}

struct Log<'f> {
    facts: &'f Facts,
    reads: List,
    /// What the longest read saw; what was there at the start if nobody read.
    longest: &'f [u32],
}

impl<'f> Log<'f> {
    fn read(facts: &'f Facts) -> Result<Self, Clash> {
        let reads = lists::reads(facts);
        let list = |read: u32| facts.list(facts.values[read as usize]);
        let longest = reads.iter().copied().max_by_key(|&read| list(read).len());
        let Some(longest) = longest else {
            return Ok(Self {
                facts,
                reads,
                longest: &facts.initial,
            });
        };
        let all = list(longest);
        for &read in &reads {
            if !all.starts_with(list(read)) {
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

    /// Returns by value who put it in; nothing if that was done several times.
    fn puts(&self) -> Option<List> {
        let facts = self.facts;
        let mut puts = (facts.scratch).filled(facts.value_count as usize, NOBODY);
        let mut is_there = vec![false; facts.value_count as usize];
        for &value in &facts.initial {
            if std::mem::replace(&mut is_there[value as usize], true) {
                return None;
            }
        }
        for (operation, (&act, &value)) in (0..).zip(facts.acts.iter().zip(&facts.values)) {
            if act == Act::Put {
                let put = &mut puts[value as usize];
                if *put != NOBODY || is_there[value as usize] {
                    return None;
                }
                *put = operation;
            }
        }
        Some(puts)
    }

    /// Puts reads on even steps, by their length, and what was put in on odd ones, by its place.
    fn steps(&self, put: &[u32]) -> Result<Steps, Clash> {
        let facts = self.facts;
        let end = dense(self.longest.len());
        let mut of = facts.scratch.filled(facts.len(), NOBODY);
        for &read in &self.reads {
            of[read as usize] = 2 * dense(facts.list(facts.values[read as usize]).len());
        }
        for (place, &value) in (0..end).zip(self.longest).skip(facts.initial.len()) {
            let put = put[value as usize];
            if put == NOBODY || of[put as usize] != NOBODY {
                let read = self.first_beyond(place);
                return Err(lists::clash(facts, Reason::Unput, vec![read]));
            }
            of[put as usize] = 2 * place + 1;
        }
        for (operation, of) in of.iter_mut().enumerate() {
            let is_unseen = *of == NOBODY && facts.acts[operation] == Act::Put;
            if is_unseen && facts.returned[operation] != NEVER {
                *of = 2 * end + 1;
            }
        }
        Ok(Steps {
            of,
            count: 2 * end + 2,
        })
    }

    /// Returns the first read to return of those that saw what stands at this place.
    fn first_beyond(&self, place: u32) -> u32 {
        let sees = |read: &&u32| {
            let list = self.facts.list(self.facts.values[**read as usize]);
            list.len() > place as usize
        };
        let returned = |read: &&u32| self.facts.returned[**read as usize];
        let first = self.reads.iter().filter(sees).min_by_key(returned);
        *first.expect("the longest read saw it")
    }
}
