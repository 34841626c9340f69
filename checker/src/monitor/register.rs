use std::convert::Infallible;

use crate::clash::{Clash, Reason};
use crate::dense::dense;
use crate::monitor::Finding;
use crate::monitor::blocks::{Blocks, Crossing, Span};
use crate::monitor::facts::{Act, Facts};
use crate::monitor::refusals;
use crate::monitor::sources::{NOBODY, START, Sources};
use crate::problem::NEVER;

/// Judges a register that is read, written, and compared and swapped.
///
/// It needs to know which operation produced what each other one saw: values that are written once, or
/// whose other writes cannot have been seen. A write, all that saw it, the swap of its value for another,
/// all that saw that, and so on are a block: nothing can stand between them, and their order is known
/// but for that of those that saw the same. What crashed takes part if somebody saw its value. Refused
/// swaps are placed into the order that is found for all others; where they do not fit, another order may
/// do, and it is left open.
///
/// # Complexity
///
/// Linear in the number of operations.
///
/// # Sources
///
/// See [`Blocks`].
pub(crate) fn judge(facts: &Facts) -> Finding {
    let sources = match Sources::find(facts) {
        Ok(sources) => sources,
        Err(finding) => return finding,
    };
    match Chains::link(facts, &sources).and_then(|chains| chains.order()) {
        Ok(order) if facts.kinds.has(Act::Differs) => {
            let placed = refusals::place(facts, &order);
            placed.map_or(Finding::Open("a swap was refused"), Finding::Order)
        }
        Ok(order) => Finding::Order(order),
        Err(clash) => Finding::Clash(clash),
    }
}

/// Who saw whom.
struct Chains<'f> {
    facts: &'f Facts,
    sources: &'f Sources,
    /// By producer, the start last: the first that read its value, by invocation.
    first_reader: Vec<u32>,
    /// By reader: the next that read the same.
    next_reader: Vec<u32>,
    /// By producer, the start last: who swapped its value for another. Empty where nothing was swapped.
    swap: Vec<u32>,
}

impl<'f> Chains<'f> {
    fn link(facts: &'f Facts, sources: &'f Sources) -> Result<Self, Clash> {
        let count = facts.len();
        let swaps = !facts.swapped_for.is_empty();
        let mut chains = Self {
            facts,
            sources,
            first_reader: vec![NOBODY; count + 1],
            next_reader: vec![NOBODY; count],
            swap: vec![NOBODY; if swaps { count + 1 } else { 0 }],
        };
        for operation in (0..count).rev() {
            let source = sources.of[operation];
            if source == NOBODY {
                continue;
            }
            let seen = chains.slot(source);
            let place = dense(operation);
            if facts.acts[operation] == Act::Read {
                chains.next_reader[operation] = chains.first_reader[seen];
                chains.first_reader[seen] = place;
            } else if chains.swap[seen] == NOBODY {
                chains.swap[seen] = place;
            } else {
                let mut operations = vec![place, chains.swap[seen]];
                operations.extend((source != START).then_some(source));
                return Err(chains.clash(Reason::SwappedTwice, operations));
            }
        }
        Ok(chains)
    }

    /// Returns where a producer stands in the lists.
    fn slot(&self, producer: u32) -> usize {
        match producer {
            START => self.facts.len(),
            operation => operation as usize,
        }
    }

    /// Returns a linearization.
    fn order(&self) -> Result<Vec<u32>, Clash> {
        let mut swaps_left = self.swap.iter().filter(|&&swap| swap != NOBODY).count();
        let first = self.span(START, &mut swaps_left)?;
        let mut blocks = Blocks::new(first, self.facts.moments);
        for (place, operation) in (0..).zip(0..self.facts.len()) {
            if self.facts.acts[operation] == Act::Write && self.sources.needed[operation] {
                blocks.add(place, self.span(place, &mut swaps_left)?);
            }
        }
        if swaps_left > 0 {
            return Err(self.circle());
        }
        let heads = blocks
            .order()
            .map_err(|crossing| self.interleaved(crossing))?;
        drop(blocks);
        let mut order = Vec::with_capacity(self.facts.len());
        for head in [START].into_iter().chain(heads) {
            let Ok(()) = self.walk(head, |operation| {
                order.push(operation);
                Ok::<(), Infallible>(())
            });
        }
        Ok(order)
    }

    /// Visits the operations of a block in their order.
    fn walk<E>(&self, head: u32, mut visit: impl FnMut(u32) -> Result<(), E>) -> Result<(), E> {
        if head != START {
            visit(head)?;
        }
        let mut producer = head;
        loop {
            let slot = self.slot(producer);
            let mut reader = self.first_reader[slot];
            while reader != NOBODY {
                visit(reader)?;
                reader = self.next_reader[reader as usize];
            }
            producer = self.swap.get(slot).copied().unwrap_or(NOBODY);
            if producer == NOBODY {
                return Ok(());
            }
            visit(producer)?;
        }
    }

    /// Returns the operations of a block in their order.
    fn block(&self, head: u32) -> Vec<u32> {
        let mut operations = Vec::new();
        let Ok(()) = self.walk(head, |operation| {
            operations.push(operation);
            Ok::<(), Infallible>(())
        });
        operations
    }

    /// Returns when a block must have been there, once its inner order was found possible.
    fn span(&self, head: u32, swaps_left: &mut usize) -> Result<Span, Clash> {
        let facts = self.facts;
        let mut span = Span::NONE;
        // When the last was invoked of those that come before the operation, and of those that saw what
        // it saw.
        let (mut before, mut beside) = (0, 0);
        self.walk(head, |operation| {
            let place = operation as usize;
            let (invoked, returned) = (facts.invoked[place], facts.returned[place]);
            let reads = facts.acts[place] == Act::Read;
            if !reads {
                *swaps_left -= usize::from(operation != head);
                before = beside;
            }
            if returned < before {
                return Err(self.against_swaps(head, operation));
            }
            beside = beside.max(invoked);
            if !reads {
                before = beside;
            }
            span.add(invoked, returned);
            Ok(())
        })?;
        Ok(span)
    }

    fn clash(&self, reason: Reason, operations: Vec<u32>) -> Clash {
        let returned = |operation: &u32| match self.facts.returned[*operation as usize] {
            NEVER => 0,
            returned => returned,
        };
        // That a crashed operation took effect is known by others, which may return later.
        let all = operations.iter().all(|operation| returned(operation) > 0);
        let known_by = if all {
            operations.iter().copied().max_by_key(returned)
        } else {
            (0..dense(self.facts.len())).max_by_key(returned)
        };
        Clash {
            reason,
            operations,
            known_by: known_by.expect("operations clash"),
        }
    }

    fn against_swaps(&self, head: u32, later: u32) -> Clash {
        let block = self.block(head).into_iter();
        let before = block.take_while(|&operation| operation != later);
        let invoked = |operation: &u32| self.facts.invoked[*operation as usize];
        let earlier = before
            .max_by_key(invoked)
            .expect("it comes before the later");
        self.clash(Reason::AgainstSwaps, vec![later, earlier])
    }

    /// Returns swaps that lead in a circle: some of those that are in no block.
    fn circle(&self) -> Clash {
        let mut is_in_block = vec![false; self.facts.len()];
        let heads = (0..dense(self.facts.len()))
            .filter(|&it| self.facts.acts[it as usize] == Act::Write)
            .chain([START]);
        for operation in heads.flat_map(|head| self.block(head)) {
            is_in_block[operation as usize] = true;
        }
        let mut lost = self.swap.iter().filter(|&&swap| swap != NOBODY);
        let lost = lost.find(|&&swap| !is_in_block[swap as usize]);
        let mut circle = vec![*lost.expect("a swap is in no block")];
        loop {
            let source = self.sources.of[circle[circle.len() - 1] as usize];
            if let Some(first) = circle.iter().position(|&swap| swap == source) {
                circle.drain(..first);
                circle.reverse();
                return self.clash(Reason::Circle, circle);
            }
            circle.push(source);
        }
    }

    fn interleaved(&self, crossing: Crossing) -> Clash {
        let Crossing { one, other } = crossing;
        let at = |times: &[u32], moment: u32| {
            let place = times.iter().position(|&time| time == moment);
            dense(place.expect("it is the moment of an operation"))
        };
        let returned = |moment| at(&self.facts.returned, moment);
        let invoked = |moment| at(&self.facts.invoked, moment);
        let middle = [invoked(other.begins), returned(other.ends)];
        let last = invoked(one.begins);
        if one.ends == 0 {
            return self.clash(Reason::AfterStart, vec![middle[1], last]);
        }
        let [begins, ends] = middle;
        let operations = vec![returned(one.ends), begins, ends, last];
        self.clash(Reason::Interleaved, operations)
    }
}
