use lockstep_history::History;
use rayon::prelude::*;

use crate::causal::causes::{Causes, last_writes};
use crate::causal::convergence::places;
use crate::causal::{Bad, Found, within};
use crate::precedence::accesses::{Accesses, Source};
use crate::precedence::clocks::Clocks;
use crate::precedence::contradiction::Pattern;
use crate::precedence::graph::{Derived, Graph, Rule};
use crate::precedence::route::{Cause, Hop, Route};
use crate::{Limit, Limits, Witness};

/// How many processes are looked at side by side at most, whatever the number of threads.
const ABREAST: u64 = 8;

/// Looks, for each process, for an order of all writes and its own reads in which each of these gets
/// the last write, and which keeps causes before effects.
///
/// # Complexity
///
/// O(*k* · *r* · *n* · *k* · log *n*) for *n* operations of *k* processes, where *r* is how often what
/// was found to follow lets more follow: a few times in all histories that were measured, at worst as
/// many times as a process has reads. 8 · *n* · *k* bytes, and 4 · *n* · *k* more for each of up to eight
/// processes that are looked at side by side.
pub(crate) fn memory<Op, Ret>(
    accesses: &Accesses,
    history: &History<Op, Ret>,
    causes: &Causes,
    limits: &Limits,
) -> Result<Found, Limit> {
    let processes: Vec<u32> = (0u32..).take(accesses.sessions.processes()).collect();
    let mut views = Vec::with_capacity(processes.len());
    for some in processes.chunks(abreast(accesses, limits)?) {
        let seen: Vec<Result<Result<Vec<u32>, Bad>, Limit>> = some
            .par_iter()
            .with_max_len(1)
            .map(|process| Viewer::new(accesses, *process).view(causes, limits))
            .collect();
        for (process, view) in some.iter().zip(seen) {
            match view? {
                Ok(view) => {
                    let first =
                        accesses.sessions.places[accesses.sessions.start(*process) as usize];
                    let name = history.operations()[first as usize].process;
                    views.push((name, places(accesses, &view)));
                }
                Err(bad) => return Ok(Found::Bad(bad)),
            }
        }
    }
    Ok(Found::Good(Witness {
        order: places(accesses, &causes.order),
        views,
        ..Witness::default()
    }))
}

/// Returns how many processes can be looked at side by side within the memory.
fn abreast(accesses: &Accesses, limits: &Limits) -> Result<usize, Limit> {
    let clocks = Clocks::bytes(&accesses.sessions);
    within(limits, 3 * clocks)?;
    let free = limits.memory_bytes - 2 * clocks;
    let abreast = (free / clocks.max(1)).clamp(1, ABREAST);
    Ok(usize::try_from(abreast).expect("it is at most eight"))
}

/// One process, and what must come before what for it.
struct Viewer<'a> {
    graph: Graph<'a>,
    process: u32,
    round: u32,
}

impl<'a> Viewer<'a> {
    fn new(accesses: &'a Accesses, process: u32) -> Self {
        Self {
            graph: Graph::new(accesses),
            process,
            round: 0,
        }
    }

    /// Returns an order of all operations that explains what the process read.
    fn view(mut self, causes: &Causes, limits: &Limits) -> Result<Result<Vec<u32>, Bad>, Limit> {
        match self.follow(&causes.clocks) {
            Err(bad) => return Ok(Err(bad)),
            Ok(0) => return Ok(Ok(self.arrange(&causes.order, &causes.clocks))),
            Ok(_) => {}
        }
        let mut clocks = Clocks::new(&self.graph.accesses.sessions);
        loop {
            within(limits, 0)?;
            let order = match self.graph.order(&mut clocks) {
                Ok(order) => order,
                Err(cyclic) => {
                    let cycle = Route::new(&self.graph).cycle(&cyclic);
                    return Ok(Err(Bad::new(Pattern::CyclicHB, &self.graph, &cycle)));
                }
            };
            match self.follow(&clocks) {
                Err(bad) => return Ok(Err(bad)),
                Ok(0) => return Ok(Ok(self.arrange(&order, &clocks))),
                Ok(_) => {}
            }
        }
    }

    /// Derives what follows from the reads of the process and what is known so far: a write that comes
    /// before a read comes before the write that the read got.
    ///
    /// Returns how much is new.
    fn follow(&mut self, clocks: &Clocks) -> Result<usize, Bad> {
        self.round += 1;
        let accesses = self.graph.accesses;
        let before = self.graph.derived.len();
        for read in accesses.sessions.of(self.process) {
            match accesses.all[read as usize].reads {
                Some(Source::Write(source)) => {
                    for write in last_writes(accesses, clocks, read) {
                        if write != source && !clocks.is_before(&accesses.sessions, write, source) {
                            self.derive(write, source, Rule::Seen { read });
                        }
                    }
                }
                Some(Source::Start) => {
                    if let Some(write) = last_writes(accesses, clocks, read).next() {
                        return Err(self.too_late(read, write));
                    }
                }
                Some(Source::Nobody) | None => {}
            }
        }
        Ok(self.graph.derived.len() - before)
    }

    fn derive(&mut self, from: u32, to: u32, rule: Rule) -> u32 {
        let round = self.round;
        self.graph.push(Derived {
            from,
            to,
            rule,
            round,
        })
    }

    /// Explains that what was there at the start was read after a write.
    fn too_late(&mut self, read: u32, write: u32) -> Bad {
        let index = self.derive(read, write, Rule::Overwritten { write: None });
        let mut cycle = Route::new(&self.graph).path(write, read, self.round);
        cycle.push(Hop {
            from: read,
            to: write,
            why: Cause::Derived(index),
        });
        Bad::new(Pattern::WriteHBInitRead, &self.graph, &cycle)
    }

    /// Puts each operation just before the first of the process that it must come before, and the rest
    /// at the end.
    ///
    /// What comes before a read then has the write that it got behind all others of the register.
    fn arrange(&self, order: &[u32], clocks: &Clocks) -> Vec<u32> {
        let sessions = &self.graph.accesses.sessions;
        let own = sessions.of(self.process);
        let mut before = vec![own.end - own.start; sessions.len()];
        let mut placed: Vec<u32> = vec![0; sessions.processes()];
        for (moment, number) in (0u32..).zip(own) {
            for (process, (done, count)) in (0u32..).zip(placed.iter_mut().zip(clocks.row(number)))
            {
                for position in *done..*count {
                    before[(sessions.start(process) + position) as usize] = moment;
                }
                *done = (*done).max(*count);
            }
        }
        let mut arranged = order.to_vec();
        arranged.sort_by_key(|number| before[*number as usize]);
        arranged
    }
}
