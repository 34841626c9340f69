use lockstep_history::Outcome;
use lockstep_models::RegisterOp::{Read, Write};
use lockstep_models::RegisterRet::Got;

use crate::replicas::Registers;

/// Tries, for each process, every order of all writes and its own reads that keeps causes before
/// effects (Ahamad et al. 1995).
pub(crate) fn is_causal(history: &Registers) -> bool {
    Few::possible(history).any(|few| few.is_causal())
}

/// Tries every order of the writes, for all processes, that keeps causes before effects: each read gets
/// the last one among its causes (Perrin et al. 2016).
pub(crate) fn is_convergent(history: &Registers) -> bool {
    Few::possible(history).any(|few| few.is_convergent())
}

/// A few operations that took effect, as bits of a set.
struct Few {
    all: Vec<Access>,
    /// The causes of each.
    causes: Vec<u32>,
}

#[derive(Clone, Copy)]
struct Access {
    process: u64,
    register: i64,
    what: What,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Reads(u8),
    Writes(u8),
}

impl Few {
    /// Returns what can have happened: each write that never returned took effect or did not.
    ///
    /// What has operations among their own causes, and reads of what nobody wrote, cannot.
    fn possible(history: &Registers) -> impl Iterator<Item = Few> {
        let mut sure = Vec::new();
        let mut crashed = Vec::new();
        for (number, operation) in history.operations().iter().enumerate() {
            match operation.outcome {
                Outcome::Done(_) => sure.push(number),
                Outcome::Unknown if operation.op != Read => crashed.push(number),
                _ => {}
            }
        }
        let choices = (0..1_usize << crashed.len()).map(move |choice| {
            let chosen = (0..crashed.len()).filter(|bit| choice >> bit & 1 == 1);
            let mut numbers = sure.clone();
            numbers.extend(chosen.map(|bit| crashed[bit]));
            numbers.sort_unstable();
            numbers
        });
        choices.filter_map(|numbers| Few::new(history, &numbers))
    }

    fn new(history: &Registers, numbers: &[usize]) -> Option<Self> {
        let access = |number: &usize| {
            let operation = &history.operations()[*number];
            Access {
                process: operation.process,
                register: operation
                    .key
                    .as_ref()
                    .map_or(0, |key| key.as_int().expect("a number")),
                what: match (&operation.op, &operation.outcome) {
                    (Write(value), _) => What::Writes(*value),
                    (_, Outcome::Done(Some(Got(value)))) => What::Reads(*value),
                    other => panic!("{other:?} is neither a read nor a write"),
                },
            }
        };
        let all: Vec<Access> = numbers.iter().map(access).collect();
        let mut causes = vec![0_u32; all.len()];
        for later in 0..all.len() {
            for earlier in 0..all.len() {
                if earlier < later && all[earlier].process == all[later].process {
                    causes[later] |= 1 << earlier;
                }
                if all[later].reads_from(all[earlier]) {
                    causes[later] |= 1 << earlier;
                }
            }
            let sourced = (all.iter()).any(|other| all[later].reads_from(*other));
            if !sourced && matches!(all[later].what, What::Reads(value) if value != 0) {
                return None;
            }
        }
        for _ in 0..all.len() {
            for later in 0..all.len() {
                for earlier in 0..all.len() {
                    if causes[later] >> earlier & 1 == 1 {
                        causes[later] |= causes[earlier];
                    }
                }
            }
        }
        let acyclic = (0..all.len()).all(|one| causes[one] >> one & 1 == 0);
        acyclic.then_some(Self { all, causes })
    }

    fn writes(&self) -> u32 {
        let writes =
            (0..self.all.len()).filter(|one| matches!(self.all[*one].what, What::Writes(_)));
        writes.fold(0, |set, one| set | 1 << one)
    }

    fn is_causal(&self) -> bool {
        (self.all.iter()).all(|viewer| {
            let own = (0..self.all.len()).filter(|one| self.all[*one].process == viewer.process);
            let seen = own.fold(self.writes(), |set, one| set | 1 << one);
            self.explains(seen, 0, &mut Vec::new())
        })
    }

    /// Tries to go on with an order of what a process sees.
    fn explains(&self, seen: u32, placed: u32, order: &mut Vec<usize>) -> bool {
        if placed == seen {
            return true;
        }
        for one in 0..self.all.len() {
            let ready = seen >> one & 1 == 1
                && placed >> one & 1 == 0
                && self.causes[one] & seen & !placed == 0;
            if !ready || !self.gets_the_last(one, order, u32::MAX) {
                continue;
            }
            order.push(one);
            if self.explains(seen, placed | 1 << one, order) {
                return true;
            }
            order.pop();
        }
        false
    }

    /// Returns true unless it is a read of something else than the last write, among these, in the order.
    fn gets_the_last(&self, one: usize, order: &[usize], among: u32) -> bool {
        let What::Reads(value) = self.all[one].what else {
            return true;
        };
        let mut written = order
            .iter()
            .rev()
            .filter_map(|&other| match self.all[other].what {
                What::Writes(value)
                    if self.all[other].register == self.all[one].register
                        && among >> other & 1 == 1 =>
                {
                    Some(value)
                }
                _ => None,
            });
        written.next().unwrap_or(0) == value
    }

    fn is_convergent(&self) -> bool {
        self.agrees(self.writes(), 0, &mut Vec::new())
    }

    /// Tries to go on with an order of the writes.
    fn agrees(&self, writes: u32, placed: u32, order: &mut Vec<usize>) -> bool {
        if placed == writes {
            return (0..self.all.len()).all(|one| self.gets_the_last(one, order, self.causes[one]));
        }
        for one in 0..self.all.len() {
            let ready = writes >> one & 1 == 1
                && placed >> one & 1 == 0
                && self.causes[one] & writes & !placed == 0;
            if !ready {
                continue;
            }
            order.push(one);
            if self.agrees(writes, placed | 1 << one, order) {
                return true;
            }
            order.pop();
        }
        false
    }
}

impl Access {
    fn reads_from(self, other: Self) -> bool {
        match (self.what, other.what) {
            (What::Reads(read), What::Writes(written)) => {
                self.register == other.register && read == written
            }
            _ => false,
        }
    }
}
