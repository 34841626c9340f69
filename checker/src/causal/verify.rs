use hashbrown::HashMap;
use lockstep_history::{History, Outcome};
use lockstep_models::Model;

use crate::Witness;
use crate::precedence::book::{Book, Place};
use crate::sequential::verify::check_program_order;
use crate::verify::Flaw;

/// Checks that a witness shows a history of registers to be causal memory.
///
/// For each process that did something there is a view: all operations in an order that keeps what each
/// process did in turn, has each write before those that read from it, and in which every read of that
/// process gets the last write before it. It shares nothing with what found the witness.
///
/// # Errors
///
/// The first [`Flaw`] that is found.
///
/// # Complexity
///
/// O(*n* · *k*) for *n* operations of *k* processes.
///
/// # Sources
///
/// Causal memory as Ahamad, Neiger, Burns, Kohli and Hutto define it (Distributed Computing 1995).
pub fn verify_causal<M: Model>(
    model: &M,
    history: &History<M::Op, M::Ret>,
    witness: &Witness,
) -> Result<(), Flaw> {
    let sources = Sources::of_witness(model, history, witness)?;
    let mut placed = witness.order.clone();
    placed.sort_unstable();
    for (process, view) in witness.views() {
        check_program_order(history, view)?;
        sources.check_causes(view)?;
        // What never returned took effect for all processes or for none.
        let mut same = view.to_vec();
        same.sort_unstable();
        if let Some(operation) = different(&same, &placed) {
            return Err(Flaw::Missing { operation });
        }
        sources.check_reads(history, process, view)?;
    }
    let viewed = |process| witness.views().any(|(viewer, _)| viewer == process);
    let mut unseen = placed.into_iter().filter(|place| {
        let process = history.operations()[*place as usize].process;
        !viewed(process)
    });
    unseen
        .next()
        .map_or(Ok(()), |operation| Err(Flaw::Missing { operation }))
}

fn different(one: &[u32], other: &[u32]) -> Option<u32> {
    let first = one.iter().zip(other).find(|(one, other)| one != other);
    let longer = one.get(other.len()).or(other.get(one.len()));
    first
        .map(|(one, other)| *one.min(other))
        .or(longer.copied())
}

/// Checks that a witness shows a history of registers to be causally convergent.
///
/// Its order keeps what each process did in turn, has each write before those that read from it, and
/// every read gets the write that comes last in it among those that are its causes. It shares nothing
/// with what found the witness.
///
/// # Errors
///
/// The first [`Flaw`] that is found.
///
/// # Complexity
///
/// O(*n* · *k* · log *n*) for *n* operations of *k* processes, and 4 · *n* · *k* bytes.
///
/// # Sources
///
/// Causal convergence as Perrin, Mostéfaoui and Jard define it (`PPoPP` 2016).
pub fn verify_causal_convergence<M: Model>(
    model: &M,
    history: &History<M::Op, M::Ret>,
    witness: &Witness,
) -> Result<(), Flaw> {
    let sources = Sources::of_witness(model, history, witness)?;
    sources.check_last_causes(history, &witness.order)
}

/// What each operation reads and writes, by its place in the history.
struct Sources {
    /// What each operation read from.
    read: Vec<Option<Read>>,
    /// The register that each operation writes, in dense numbers.
    written: Vec<Option<usize>>,
    registers: usize,
}

#[derive(Clone, Copy)]
struct Read {
    register: usize,
    /// The operation that wrote it; `None` if it was there at the start.
    source: Option<u32>,
}

impl Sources {
    /// Collects them, and checks that causes come before effects in the order of all operations.
    fn of_witness<M: Model>(
        model: &M,
        history: &History<M::Op, M::Ret>,
        witness: &Witness,
    ) -> Result<Self, Flaw> {
        let sources = Self::new(model, history)?;
        check_program_order(history, &witness.order)?;
        sources.check_causes(&witness.order)?;
        Ok(sources)
    }

    fn new<M: Model>(model: &M, history: &History<M::Op, M::Ret>) -> Result<Self, Flaw> {
        let book = Book::new(model, history);
        let mut numbers: HashMap<Place<'_>, usize> = HashMap::new();
        let mut sources = Self {
            read: Vec::new(),
            written: Vec::new(),
            registers: 0,
        };
        for operation in (0u32..).take(history.operations().len()) {
            let mut number = |(register, _)| {
                let fresh = numbers.len();
                *numbers.entry(register).or_insert(fresh)
            };
            sources
                .written
                .push(book.written(operation).map(&mut number));
            let done = matches!(
                history.operations()[operation as usize].outcome,
                Outcome::Done(_)
            );
            let read = book.read(operation).filter(|_| done).map(number);
            let source = match (read, book.source(operation)) {
                (Some(_), Some(source)) if book.is_source(source, operation) => Some(source),
                (Some(_), None) if book.was_there_at_the_start(operation) => None,
                (Some(_), _) => return Err(Flaw::Sourceless { operation }),
                (None, _) => None,
            };
            sources
                .read
                .push(read.map(|register| Read { register, source }));
        }
        sources.registers = numbers.len();
        Ok(sources)
    }

    /// Checks that what was read comes after what wrote it.
    fn check_causes(&self, order: &[u32]) -> Result<(), Flaw> {
        let mut placed = vec![false; self.read.len()];
        for &operation in order {
            let source = self.read[operation as usize].and_then(|read| read.source);
            if source.is_some_and(|source| !placed[source as usize]) {
                return Err(Flaw::Impossible { operation });
            }
            placed[operation as usize] = true;
        }
        Ok(())
    }

    /// Checks that the reads of a process get the last write before them.
    fn check_reads<Op, Ret>(
        &self,
        history: &History<Op, Ret>,
        process: u64,
        order: &[u32],
    ) -> Result<(), Flaw> {
        let mut last: Vec<Option<u32>> = vec![None; self.registers];
        for &operation in order {
            let own = history.operations()[operation as usize].process == process;
            if let Some(read) = self.read[operation as usize]
                && own
                && last[read.register] != read.source
            {
                return Err(Flaw::Impossible { operation });
            }
            if let Some(register) = self.written[operation as usize] {
                last[register] = Some(operation);
            }
        }
        Ok(())
    }

    /// Checks that each read gets the last write of the order among its causes.
    fn check_last_causes<Op, Ret>(
        &self,
        history: &History<Op, Ret>,
        order: &[u32],
    ) -> Result<(), Flaw> {
        let mut processes: HashMap<u64, usize> = HashMap::new();
        for &operation in order {
            let fresh = processes.len();
            let process = history.operations()[operation as usize].process;
            processes.entry(process).or_insert(fresh);
        }
        // Of each register and process the moments of its writes, with how much it had done then.
        let mut writes: HashMap<(usize, usize), Vec<(u32, u32)>> = HashMap::new();
        let mut known: Vec<Vec<u32>> = vec![vec![0; processes.len()]; processes.len()];
        let mut known_at: HashMap<u32, (u32, Vec<u32>)> = HashMap::new();
        for (moment, &operation) in (0u32..).zip(order) {
            let process = processes[&history.operations()[operation as usize].process];
            known[process][process] += 1;
            if let Some(Read { register, source }) = self.read[operation as usize] {
                let written = source.map(|source| &known_at[&source]);
                if let Some((_, then)) = written {
                    for (into, from) in known[process].iter_mut().zip(then) {
                        *into = (*into).max(*from);
                    }
                }
                let last = (0..processes.len()).filter_map(|other| {
                    let writes = writes.get(&(register, other))?;
                    let count = writes.partition_point(|(_, done)| *done <= known[process][other]);
                    Some(writes[count.checked_sub(1)?].0)
                });
                if last.max() != written.map(|(moment, _)| *moment) {
                    return Err(Flaw::Impossible { operation });
                }
            }
            if let Some(register) = self.written[operation as usize] {
                let done = known[process][process];
                writes
                    .entry((register, process))
                    .or_default()
                    .push((moment, done));
                known_at.insert(operation, (moment, known[process].clone()));
            }
        }
        Ok(())
    }
}
