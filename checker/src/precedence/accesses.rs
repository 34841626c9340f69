use hashbrown::{HashMap, HashSet};
use lockstep_history::{History, Outcome, Value};
use lockstep_models::{Datum, Model, Next, Parts, View};

use crate::Limit;
use crate::dense::dense;
use crate::limits::Unfit;
use crate::precedence::lists::Lists;
use crate::precedence::sessions::Sessions;
use crate::precedence::writers::Writers;

/// A history of registers: what each operation reads and writes, and from whom it reads.
///
/// Every independent key, and every part of an object, is a register of its own. What failed is left
/// out, and so is what never returned and was not seen by anybody.
pub(crate) struct Accesses {
    pub(crate) sessions: Sessions,
    /// What each operation does, by number.
    pub(crate) all: Vec<Access>,
    /// Whether each operation never returned: others saw what it wrote.
    pub(crate) crashed: Vec<bool>,
    pub(crate) registers: usize,
    pub(crate) writers: Writers,
    /// The operations that read from each operation.
    pub(crate) readers: Lists,
    /// The operations that read what was there at the start, by register.
    pub(crate) readers_of_start: Lists,
}

/// What one operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Access {
    /// Meaningless if it neither reads nor writes.
    pub(crate) register: u32,
    pub(crate) reads: Option<Source>,
    pub(crate) writes: bool,
}

/// Whose value an operation read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Write(u32),
    /// The register held it before the first operation.
    Start,
    Nobody,
}

/// Whether operations may read and write at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Swaps {
    Allowed,
    Refused,
}

impl Accesses {
    /// Finds out what the operations of a history read and write, by the model's views.
    ///
    /// It refuses with [`Limit::Unfit`] if some are neither reads nor writes of one register, and if a
    /// value that somebody read has more than one origin.
    pub(crate) fn collect<M: Model>(
        model: &M,
        history: &History<M::Op, M::Ret>,
        swaps: Swaps,
    ) -> Result<Self, Limit> {
        let mut collection = Collection::new(model, history, swaps)?;
        collection.drop_unseen();
        let origins = collection.origins()?;
        Ok(collection.finish(&origins))
    }

    pub(crate) fn register(&self, number: u32) -> u32 {
        self.all[number as usize].register
    }
}

/// An operation that may take part.
#[derive(Clone, Copy)]
struct Candidate<'a> {
    place: u32,
    register: u32,
    reads: Option<&'a dyn Datum>,
    writes: Option<&'a dyn Datum>,
    /// It never returned: it takes part only if somebody saw what it wrote.
    crashed: bool,
}

type Content<'a> = (u32, &'a dyn Datum);

/// Where a value that somebody read comes from.
#[derive(Clone, Copy)]
enum Origin {
    /// The operation in this place of the history.
    Write(u32),
    Start,
    Nobody,
}

struct Collection<'a, M: Model> {
    model: &'a M,
    history: &'a History<M::Op, M::Ret>,
    candidates: Vec<Candidate<'a>>,
    registers: HashMap<(Option<&'a Value>, Option<&'a dyn Datum>), u32>,
    /// Of each independent key, whether its operations take it as a whole.
    whole: HashMap<Option<&'a Value>, bool>,
}

impl<'a, M: Model> Collection<'a, M> {
    fn new(model: &'a M, history: &'a History<M::Op, M::Ret>, swaps: Swaps) -> Result<Self, Limit> {
        let mut collection = Self {
            model,
            history,
            candidates: Vec::with_capacity(history.operations().len()),
            registers: HashMap::new(),
            whole: HashMap::new(),
        };
        for place in (0u32..).take(history.operations().len()) {
            match collection.candidate(place, swaps) {
                Ok(candidate) => collection.candidates.extend(candidate),
                Err(why) => return Err(Limit::unfit(history, place, why)),
            }
        }
        Ok(collection)
    }

    fn candidate(&mut self, place: u32, swaps: Swaps) -> Result<Option<Candidate<'a>>, Unfit> {
        let operation = &self.history.operations()[place as usize];
        let (ret, crashed) = match &operation.outcome {
            Outcome::Failed => return Ok(None),
            Outcome::Done(ret) => (ret.as_ref(), false),
            Outcome::Unknown => (None, true),
        };
        let (reads, writes) = match self.model.view(&operation.op, ret) {
            View::Read(value) => (Some(value), None),
            View::Write(value) => (None, Some(value)),
            View::Swap(from, to) if from == to => (Some(from), None),
            View::Swap(from, to) if swaps == Swaps::Allowed => (Some(from), Some(to)),
            View::MaySwap(from, to) if from == to => (None, None),
            // If anybody saw what it wrote it did swap, and if nobody did it is left out.
            View::MaySwap(from, to) if swaps == Swaps::Allowed && crashed => (Some(from), Some(to)),
            View::Idle => (None, None),
            _ if ret.is_none() && self.model.observes(&operation.op, None) => (None, None),
            _ => return Err(Unfit::NoAccess),
        };
        if crashed && writes.is_none() {
            return Ok(None);
        }
        let register = if reads.or(writes).is_some() {
            self.register(operation.key.as_ref(), self.model.parts(&operation.op))?
        } else {
            u32::MAX
        };
        Ok(Some(Candidate {
            place,
            register,
            reads,
            writes,
            crashed,
        }))
    }

    /// Numbers the register, which is a whole object or a part of one that is never taken as a whole.
    fn register(&mut self, key: Option<&'a Value>, parts: Parts<'a>) -> Result<u32, Unfit> {
        let part = match parts {
            Parts::Whole => None,
            Parts::One(part) => Some(part),
            Parts::Many(parts) => match parts[..] {
                [first, ref others @ ..] if others.iter().all(|other| *other == first) => {
                    Some(first)
                }
                _ => return Err(Unfit::NoAccess),
            },
        };
        let whole = *self.whole.entry(key).or_insert(part.is_none());
        if whole != part.is_none() {
            return Err(Unfit::NoAccess);
        }
        let fresh = dense(self.registers.len());
        Ok(*self.registers.entry((key, part)).or_insert(fresh))
    }

    /// Leaves out what never returned and wrote what nobody saw.
    ///
    /// A crashed swap may be the only one that saw what another wrote, so that those that are left have
    /// to be found one after the other.
    fn drop_unseen(&mut self) {
        let mut seen: HashSet<Content<'a>> = HashSet::new();
        let reads = |one: &Candidate<'a>| one.reads.map(|value| (one.register, value));
        let done = self.candidates.iter().filter(|one| !one.crashed);
        seen.extend(done.filter_map(reads));
        let mut crashed: Vec<_> = self.candidates.iter().filter(|one| one.crashed).collect();
        loop {
            let count = crashed.len();
            crashed.retain(|one| {
                let is_seen = one.wrote().is_some_and(|content| seen.contains(&content));
                seen.extend(is_seen.then(|| reads(one)).flatten());
                !is_seen
            });
            if crashed.len() == count {
                break;
            }
        }
        let unseen: HashSet<u32> = crashed.iter().map(|one| one.place).collect();
        (self.candidates).retain(|one| !one.crashed || !unseen.contains(&one.place));
    }

    /// Finds out where the values come from that somebody read.
    fn origins(&self) -> Result<HashMap<Content<'a>, Origin>, Limit> {
        let mut origins: HashMap<Content<'a>, Origin> = HashMap::new();
        for one in &self.candidates {
            let Some(value) = one.reads else { continue };
            origins.entry((one.register, value)).or_insert_with(|| {
                if self.was_there_at_the_start(one) {
                    Origin::Start
                } else {
                    Origin::Nobody
                }
            });
        }
        for one in &self.candidates {
            let Some(content) = one.wrote() else { continue };
            let why = match origins.get_mut(&content) {
                None => continue,
                Some(origin @ Origin::Nobody) => {
                    *origin = Origin::Write(one.place);
                    continue;
                }
                Some(Origin::Start) => Unfit::WrittenAtTheStart,
                Some(Origin::Write(_)) => Unfit::WrittenTwice,
            };
            return Err(Limit::unfit(self.history, one.place, why));
        }
        Ok(origins)
    }

    /// Returns true if the operation could have read what it did before anything was written.
    fn was_there_at_the_start(&self, one: &Candidate<'a>) -> bool {
        let operation = &self.history.operations()[one.place as usize];
        let initial = self.model.initial();
        match &operation.outcome {
            Outcome::Done(ret) => {
                self.model.step(&initial, &operation.op, ret.as_ref()) != Next::None
            }
            // A swap of unknown answer is possible everywhere, and changes what it fits.
            _ => match self.model.step(&initial, &operation.op, None) {
                Next::None => false,
                Next::One(state) => state != initial,
                Next::Many(states) => states.iter().any(|state| *state != initial),
            },
        }
    }

    fn finish(self, origins: &HashMap<Content<'a>, Origin>) -> Accesses {
        let places = self.candidates.iter().map(|one| one.place);
        let sessions = Sessions::new(self.history, places);
        let mut numbers = vec![u32::MAX; self.history.operations().len()];
        for (number, place) in (0u32..).zip(&sessions.places) {
            numbers[*place as usize] = number;
        }
        let nothing = Access {
            register: u32::MAX,
            reads: None,
            writes: false,
        };
        let mut all = vec![nothing; sessions.len()];
        for one in &self.candidates {
            all[numbers[one.place as usize] as usize] = Access {
                register: one.register,
                reads: one
                    .reads
                    .map(|value| match origins[&(one.register, value)] {
                        Origin::Write(place) => Source::Write(numbers[place as usize]),
                        Origin::Start => Source::Start,
                        Origin::Nobody => Source::Nobody,
                    }),
                writes: one.writes.is_some(),
            };
        }
        let mut crashed = vec![false; sessions.len()];
        for one in self.candidates.iter().filter(|one| one.crashed) {
            crashed[numbers[one.place as usize] as usize] = true;
        }
        let registers = self.registers.len();
        let numbered = || (0u32..).zip(&all);
        let writes = numbered().filter(|(_, access)| access.writes);
        let writes = writes.map(|(number, access)| (access.register, number));
        let read = numbered().filter_map(|(number, access)| match access.reads {
            Some(Source::Write(write)) => Some((write, number)),
            _ => None,
        });
        let at_start = numbered().filter(|(_, access)| access.reads == Some(Source::Start));
        let at_start = at_start.map(|(number, access)| (access.register, number));
        Accesses {
            writers: Writers::new(&sessions, registers, writes.collect()),
            readers: Lists::new(all.len(), read),
            readers_of_start: Lists::new(registers, at_start),
            registers,
            sessions,
            all,
            crashed,
        }
    }
}

impl<'a> Candidate<'a> {
    fn wrote(&self) -> Option<Content<'a>> {
        self.writes.map(|value| (self.register, value))
    }
}
