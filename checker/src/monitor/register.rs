use std::ops::Range;

use crate::clash::{Clash, Reason};
use crate::dense::dense;
use crate::monitor::Finding;
use crate::monitor::blocks::{Blocks, Crossing, Span};
use crate::monitor::facts::{Act, Facts};
use crate::monitor::refusals;
use crate::monitor::sources::{NOBODY, START, Sources};
use crate::problem::NEVER;
use crate::scratch::List;

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

/// Blocks, and the links that they are made of: an operation that produced a value, and all that read it.
struct Chains<'f> {
    facts: &'f Facts,
    sources: &'f Sources,
    /// By link: who produced the value. Those of a block follow each other; the first is the start.
    producers: List,
    /// By block: its first link.
    firsts: List,
    /// By operation: its link, or [`NOBODY`].
    links: List,
}

impl<'f> Chains<'f> {
    fn link(facts: &'f Facts, sources: &'f Sources) -> Result<Self, Clash> {
        let mut chains = Self {
            facts,
            sources,
            producers: facts.scratch.room(facts.value_count as usize + 1),
            firsts: facts.scratch.room(facts.value_count as usize + 1),
            links: facts.scratch.filled(facts.len(), NOBODY),
        };
        let swaps = chains.swaps()?;
        chains.add_block(START, &swaps);
        for (place, operation) in (0..).zip(0..facts.len()) {
            if facts.acts[operation] == Act::Write && sources.needed[operation] {
                chains.add_block(place, &swaps);
            }
        }
        if let Some(lost) = swaps.iter().find(|&&swap| chains.is_lost(swap)) {
            return Err(chains.circle(*lost));
        }
        chains.link_reads();
        Ok(chains)
    }

    /// Links every read to what it saw. All operations take the same way: nobody can foretell which are reads.
    fn link_reads(&mut self) {
        let (acts, sources) = (&self.facts.acts, &self.sources.of);
        for (operation, (&act, &source)) in acts.iter().zip(sources).enumerate() {
            let is_read = act == Act::Read;
            let sees = is_read && source < START;
            let from = if sees { source as usize } else { operation };
            let link = self.links[from];
            self.links[operation] = if is_read && source == START { 0 } else { link };
        }
    }

    /// Returns by producer, the start last, who swapped its value for another; nothing if nobody did.
    fn swaps(&self) -> Result<List, Clash> {
        let facts = self.facts;
        if facts.swapped_for.is_empty() {
            return Ok(List::default());
        }
        let mut swaps = facts.scratch.filled(facts.len() + 2, NOBODY);
        // Behind the start stands what swaps nothing, and stays nobody: so nothing branches on which do.
        let nothing = facts.len() + 1;
        let acts = facts.acts.iter().zip(&self.sources.of);
        for (place, (&act, &source)) in (0..).zip(acts) {
            let swapping = source != NOBODY && act != Act::Read;
            let swap = if swapping {
                slot(facts, source)
            } else {
                nothing
            };
            let before = swaps[swap];
            if before != NOBODY {
                let mut operations = vec![before, place];
                operations.extend((source != START).then_some(source));
                return Err(self.clash(Reason::SwappedTwice, operations));
            }
            swaps[swap] = if swapping { place } else { NOBODY };
        }
        swaps.pop();
        Ok(swaps)
    }

    /// Adds the block that begins with this producer.
    fn add_block(&mut self, head: u32, swaps: &[u32]) {
        self.firsts.push(dense(self.producers.len()));
        let mut producer = head;
        while producer != NOBODY {
            if producer != START {
                self.links[producer as usize] = dense(self.producers.len());
            }
            self.producers.push(producer);
            let swap = swaps.get(slot(self.facts, producer));
            producer = swap.copied().unwrap_or(NOBODY);
        }
    }

    /// Returns the links of a block.
    fn block(&self, block: usize) -> Range<usize> {
        let end = self.firsts.get(block + 1).copied();
        let end = end.map_or(self.producers.len(), |end| end as usize);
        self.firsts[block] as usize..end
    }

    /// Returns a linearization.
    fn order(&self) -> Result<Vec<u32>, Clash> {
        let spans = self.spans();
        let mut blocks = Blocks::new(self.span(0, &spans)?, self.firsts.len(), self.facts);
        for block in 1..self.firsts.len() {
            blocks.add(self.span(block, &spans)?);
        }
        drop(spans);
        let order = blocks.order();
        let order = order.map_err(|crossing| self.interleaved(crossing))?;
        Ok(self.flatten(&order))
    }

    /// Returns by link when its operations returned and were invoked.
    fn spans(&self) -> Vec<Span> {
        let mut spans = vec![Span::NONE; self.producers.len()];
        let times = self.facts.invoked.iter().zip(&self.facts.returned);
        for (&link, (&invoked, &returned)) in self.links.iter().zip(times) {
            if let Some(span) = spans.get_mut(link as usize) {
                span.add(invoked, returned);
            }
        }
        spans
    }

    /// Returns when a block must have been there, once its inner order was found possible.
    fn span(&self, block: usize, spans: &[Span]) -> Result<Span, Clash> {
        let links = self.block(block);
        let mut whole = Span::NONE;
        for span in &spans[links.clone()] {
            if span.ends < whole.begins {
                return Err(self.against_swaps(*span, whole));
            }
            whole.add(span.begins, span.ends);
        }
        Ok(whole)
    }

    /// Returns the operations of all blocks, the first and then those of the order.
    fn flatten(&self, blocks: &[u32]) -> Vec<u32> {
        // Where the next operation of each link goes: until all are counted, how many there are.
        let mut places = self.facts.scratch.filled(self.producers.len() + 1, 0);
        for &link in &self.links {
            if let Some(count) = places.get_mut(link as usize) {
                *count += 1;
            }
        }
        let mut end = 0;
        for block in [0].iter().chain(blocks) {
            for place in &mut places[self.block(*block as usize)] {
                end += *place;
                *place = end - *place;
            }
        }
        // Behind the last link stands what comes behind the end, which costs less than to branch on it.
        let behind = self.producers.len();
        places[behind] = end;
        let mut order = vec![NOBODY; end as usize + 1];
        let mut put = |operation: u32, link: usize| {
            let place = &mut places[link];
            order[*place as usize] = operation;
            *place += u32::from(link != behind);
        };
        for (link, &producer) in self.producers.iter().enumerate() {
            if producer != START {
                put(producer, link);
            }
        }
        let acts = self.facts.acts.iter().zip(&self.links);
        for (operation, (&act, &link)) in (0..).zip(acts) {
            let is_placed = act == Act::Read && link != NOBODY;
            put(operation, if is_placed { link as usize } else { behind });
        }
        order.truncate(end as usize);
        order
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

    fn against_swaps(&self, later: Span, before: Span) -> Clash {
        let later = at(&self.facts.returned, later.ends);
        let earlier = at(&self.facts.invoked, before.begins);
        self.clash(Reason::AgainstSwaps, vec![later, earlier])
    }

    /// Returns true for a swap that is in no block.
    fn is_lost(&self, swap: u32) -> bool {
        swap != NOBODY && self.links[swap as usize] == NOBODY
    }

    /// Returns swaps that lead in a circle, of which one is in no block.
    fn circle(&self, lost: u32) -> Clash {
        let mut steps = vec![NOBODY; self.facts.len()];
        let mut path = Vec::new();
        let mut swap = lost;
        while steps[swap as usize] == NOBODY {
            steps[swap as usize] = dense(path.len());
            path.push(swap);
            swap = self.sources.of[swap as usize];
        }
        let mut circle = path.split_off(steps[swap as usize] as usize);
        circle.reverse();
        self.clash(Reason::Circle, circle)
    }

    fn interleaved(&self, crossing: Crossing) -> Clash {
        let Crossing { one, other } = crossing;
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

/// Returns where a producer stands in a list of all, the start last.
fn slot(facts: &Facts, producer: u32) -> usize {
    match producer {
        START => facts.len(),
        operation => operation as usize,
    }
}

/// Returns the operation of a moment.
fn at(times: &[u32], moment: u32) -> u32 {
    let place = times.iter().position(|&time| time == moment);
    dense(place.expect("it is the moment of an operation"))
}
