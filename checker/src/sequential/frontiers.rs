use crate::budget::{Budget, GaveUp};
use crate::dense::dense;
use crate::precedence::accesses::Accesses;
use crate::precedence::clocks::Clocks;
use crate::sequential::furthest::Furthest;
use crate::sequential::rows::Rows;

/// What a search for a sequential order ends with, in the numbers of the operations that take part.
pub(crate) enum Searched {
    Order(Vec<u32>),
    DeadEnds(Furthest),
}

/// The search for a sequential order of registers of which it is known who read from whom.
///
/// It goes depth first over how far each process has come. That is all there is to be remembered: a
/// write is taken only when everyone who reads from the write of that register taken last has been
/// taken, so that what the registers hold matters to nobody else. Two things are done without a choice:
/// a read that can be taken is, since it changes nothing; and so is a write if all that read from it can
/// be taken at once with it, since that keeps nothing from anybody.
///
/// # Complexity
///
/// O(*n*^*k*) for *n* operations of *k* processes at worst; deciding is NP-complete in *k* (Gibbons and
/// Korach, SIAM J. Comput. 1997).
pub(crate) struct Frontiers<'a> {
    accesses: &'a Accesses,
    /// What must come before each operation.
    clocks: &'a Clocks,
    /// In what order operations are tried: when they ended.
    times: &'a [u32],
    /// How many operations of each process were taken.
    frontier: Vec<u32>,
    /// Of each register, how many of those that read what it holds are to be taken yet.
    unread: Vec<u32>,
    taken: Vec<u32>,
    met: Rows,
    furthest: Furthest,
    visited: u64,
}

/// A frontier that the search may come back to.
struct Node {
    /// How many operations had been taken.
    taken: usize,
    /// The operations to go on with, the last one first.
    ahead: Vec<u32>,
}

impl<'a> Frontiers<'a> {
    pub(crate) fn new(accesses: &'a Accesses, clocks: &'a Clocks, times: &'a [u32]) -> Self {
        let processes = accesses.sessions.processes();
        let registers = (0u32..).take(accesses.registers);
        Self {
            accesses,
            clocks,
            times,
            frontier: vec![0; processes],
            unread: registers
                .map(|register| accesses.readers_of_start.count(register))
                .collect(),
            taken: Vec::with_capacity(accesses.all.len()),
            met: Rows::new(processes),
            furthest: Furthest::default(),
            visited: 0,
        }
    }

    pub(crate) fn run(mut self, budget: &Budget<'_>) -> Result<Searched, GaveUp> {
        let mut path: Vec<Node> = self.enter().into_iter().collect();
        while let Some(node) = path.last_mut() {
            if self.taken.len() == self.accesses.all.len() {
                return Ok(Searched::Order(self.taken));
            }
            let (back, next) = (node.taken, node.ahead.pop());
            self.undo_to(back);
            let Some(next) = next else {
                path.pop();
                continue;
            };
            self.take(next);
            path.extend(self.enter());
            let (taken, visited) = (self.taken.len(), self.visited);
            budget.advance.reach(dense(taken), 1);
            let held = path.len() * (size_of::<Node>() + 16) + taken * 4;
            budget.check(visited, self.met.bytes() + held as u64)?;
        }
        if self.taken.len() == self.accesses.all.len() {
            return Ok(Searched::Order(self.taken));
        }
        Ok(Searched::DeadEnds(self.furthest))
    }

    /// Takes all that needs no choice; returns what there is to choose from, unless it was all seen.
    fn enter(&mut self) -> Option<Node> {
        self.visited += 1;
        self.take_harmless();
        self.met.insert(&self.frontier)?;
        let processes = (0u32..).take(self.frontier.len());
        let heads = processes.filter_map(|process| self.head(process));
        let mut ahead: Vec<u32> = heads.filter(|head| self.can_take(*head)).collect();
        if ahead.is_empty() {
            self.furthest.reach(&self.taken);
        }
        ahead.sort_unstable_by_key(|head| std::cmp::Reverse(self.times[*head as usize]));
        Some(Node {
            taken: self.taken.len(),
            ahead,
        })
    }

    /// Returns what a process would do next.
    fn head(&self, process: u32) -> Option<u32> {
        let own = self.accesses.sessions.of(process);
        let head = own.start + self.frontier[process as usize];
        (head < own.end).then_some(head)
    }

    fn can_take(&self, head: u32) -> bool {
        let access = self.accesses.all[head as usize];
        let own = self.accesses.sessions.process[head as usize] as usize;
        // The clock of an operation counts itself.
        let due = self.clocks.row(head).iter().zip(&self.frontier).enumerate();
        let all_before = due
            .into_iter()
            .all(|(process, (count, taken))| process == own || count <= taken);
        all_before
            && (!access.writes
                || self.unread[access.register as usize] == u32::from(access.reads.is_some()))
    }

    fn take(&mut self, number: u32) {
        let access = self.accesses.all[number as usize];
        let process = self.accesses.sessions.process[number as usize];
        self.frontier[process as usize] += 1;
        self.taken.push(number);
        if access.reads.is_some() {
            self.unread[access.register as usize] -= 1;
        }
        if access.writes {
            self.unread[access.register as usize] = self.accesses.readers.count(number);
        }
    }

    fn undo_to(&mut self, taken: usize) {
        while self.taken.len() > taken {
            let number = self.taken.pop().expect("there are more");
            let access = self.accesses.all[number as usize];
            let process = self.accesses.sessions.process[number as usize];
            self.frontier[process as usize] -= 1;
            if access.writes {
                // All had been taken that read what it overwrote.
                self.unread[access.register as usize] = 0;
            }
            if access.reads.is_some() {
                self.unread[access.register as usize] += 1;
            }
        }
    }

    /// Takes what can be taken without keeping anything from anybody.
    fn take_harmless(&mut self) {
        loop {
            self.take_free();
            let before = self.taken.len();
            for process in (0u32..).take(self.frontier.len()) {
                self.try_with_readers(process);
            }
            if self.taken.len() == before {
                return;
            }
        }
    }

    /// Takes reads, and writes that nobody reads from.
    fn take_free(&mut self) {
        let processes = self.frontier.len();
        let (mut process, mut idle) = (0, 0);
        while idle < processes {
            let before = self.taken.len();
            while let Some(head) = self.head(dense(process)) {
                let free = self.accesses.readers.count(head) == 0;
                if !free || !self.can_take(head) {
                    break;
                }
                self.take(head);
            }
            idle = if self.taken.len() == before {
                idle + 1
            } else {
                1
            };
            process = (process + 1) % processes;
        }
    }

    /// Takes the next write of a process if all that read from it can be taken at once.
    fn try_with_readers(&mut self, process: u32) {
        let Some(head) = self.head(process) else {
            return;
        };
        if !self.can_take(head) {
            return;
        }
        let before = self.taken.len();
        self.take(head);
        self.take_free();
        if self.unread[self.accesses.register(head) as usize] > 0 {
            self.undo_to(before);
        }
    }
}
