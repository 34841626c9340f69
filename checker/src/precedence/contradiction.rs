/// Operations that contradict each other, where a history breaks a property weaker than
/// linearizability.
///
/// Operations are named by their places in
/// [`History::operations`](lockstep_history::History::operations).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// What they are an instance of.
    pub pattern: Pattern,
    /// Steps from an operation to one that must come after it, of which the last leads back to where
    /// the first begins. Empty for [`Pattern::ThinAirRead`] and [`Pattern::NoOrder`].
    pub cycle: Vec<Link>,
    /// Why the steps hold that are not evident, each after those that it needs itself; and who read from
    /// those of the operations that never returned.
    pub grounds: Vec<Ground>,
    /// How far orders lead, where all of them had to be tried: the longest, at most three.
    pub dead_ends: Vec<DeadEnd>,
    /// What is wrong, for people, in one sentence.
    pub summary: String,
}

/// What a contradiction is an instance of.
///
/// Those of causal consistency have the names of Bouajjani, Enea, Guerraoui and Hamza (POPL 2017).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Pattern {
    /// A value was read that nobody wrote.
    ThinAirRead,
    /// An operation is among its own causes.
    CyclicCO,
    /// What was there at the start was read after a write that is among the causes of the read.
    WriteCOInitRead,
    /// A value was read that was overwritten by a write that is among the causes of the read.
    WriteCORead,
    /// Reads of several processes contradict each other on the order of writes.
    CyclicCF,
    /// What was there at the start was read after a write that came first for the reading process.
    WriteHBInitRead,
    /// The reads of one process contradict each other on the order of writes.
    CyclicHB,
    /// Operations of which each must come before the next one in any sequential order.
    CyclicOrder,
    /// All sequential orders were tried, and none leads to the end.
    NoOrder,
}

impl Pattern {
    /// Returns its name, as in the source: `CyclicCO`.
    pub fn name(self) -> &'static str {
        match self {
            Pattern::ThinAirRead => "ThinAirRead",
            Pattern::CyclicCO => "CyclicCO",
            Pattern::WriteCOInitRead => "WriteCOInitRead",
            Pattern::WriteCORead => "WriteCORead",
            Pattern::CyclicCF => "CyclicCF",
            Pattern::WriteHBInitRead => "WriteHBInitRead",
            Pattern::CyclicHB => "CyclicHB",
            Pattern::CyclicOrder => "CyclicOrder",
            Pattern::NoOrder => "NoOrder",
        }
    }
}

/// A step from an operation to one that must come after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    /// What comes first.
    pub from: u32,
    /// What comes after it.
    pub to: u32,
    /// Why.
    pub why: Why,
}

/// Why an operation must come after another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Why {
    /// The same process did it later.
    Program,
    /// It read what the other wrote.
    ReadsFrom,
    /// Both write one register, and the earlier one comes before a read that got what the later wrote.
    Seen {
        /// That read.
        read: u32,
    },
    /// It overwrites what the other read.
    Overwritten {
        /// The operation that wrote what was read, which comes before the one that overwrites it; `None`
        /// if it was there at the start.
        write: Option<u32>,
    },
}

/// Why a step holds that is not evident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// The step; [`Why::ReadsFrom`] shows that what is read from took effect, though it never returned.
    pub link: Link,
    /// For [`Why::Seen`] the way from the earlier write to the read; for [`Why::Overwritten`] that from
    /// the write that was read to the one that overwrites it, empty if it was there at the start.
    pub path: Vec<Link>,
}

/// Where an order of operations leads no further.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadEnd {
    /// The order so far.
    pub order: Vec<u32>,
    /// What each process that has not ended would do next, in the order of the history.
    pub next: Vec<u32>,
}

impl Contradiction {
    /// Returns the operations that it names, each once, the most important first.
    pub fn operations(&self) -> Vec<u32> {
        let mut named: Vec<u32> = Vec::new();
        let grounds = self.grounds.iter().rev();
        let paths = grounds.flat_map(|ground| ground.path.iter().chain([&ground.link]));
        for link in self.cycle.iter().chain(paths) {
            named.extend([link.from, link.to]);
            match link.why {
                Why::Seen { read } => named.push(read),
                Why::Overwritten { write: Some(write) } => named.push(write),
                _ => {}
            }
        }
        for dead_end in &self.dead_ends {
            named.extend(&dead_end.next);
            named.extend(dead_end.order.iter().rev().take(4 + dead_end.next.len()));
        }
        let mut known = hashbrown::HashSet::new();
        named.retain(|operation| known.insert(*operation));
        named
    }
}
