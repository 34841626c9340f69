use std::fmt;
use std::time::Duration;

use crate::step::Step;
use crate::strategy::Account;

/// What the executions of a search were.
///
/// # Determinism
///
/// All but the time is fixed by the options and the body if no execution fails. If one does, how many
/// others ran beside it depends on the threads.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use lockstep_scheduler::Statistics;
///
/// let statistics = Statistics {
///     executions: 1_000,
///     distinct: 812,
///     steps: 41_233,
///     elapsed: Duration::from_millis(10),
///     is_exhausted: false,
///     ..Statistics::default()
/// };
/// assert_eq!(
///     statistics.to_string(),
///     "1000 schedules (812 distinct), 41233 steps, 100000 schedules a second"
/// );
/// ```
///
/// # Complexity
///
/// A hash of each distinct schedule is kept until the end of the search: eight bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// How many executions there were.
    pub executions: u64,
    /// How many of them took the tasks in an order that no other did.
    pub distinct: u64,
    /// How many steps they took, together.
    pub steps: u64,
    /// How long they took.
    pub elapsed: Duration,
    /// Whether the strategy had nothing left to try.
    pub is_exhausted: bool,
    /// What it left out, if it looked for a proof.
    pub account: Account,
}

impl fmt::Display for Statistics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (executions, distinct) = (self.executions, self.distinct);
        let schedules = if executions == 1 {
            "schedule"
        } else {
            "schedules"
        };
        write!(f, "{executions} {schedules} ({distinct} distinct")?;
        if self.is_exhausted {
            f.write_str(", every schedule was tried")?;
            self.account.write_left_out(f)?;
        } else if self.account.wants_all {
            f.write_str(", not every schedule was tried: more iterations are needed")?;
        }
        if self.account.redundant > 0 {
            write!(f, ", {} redundant", self.account.redundant)?;
        }
        write!(f, "), {} steps", self.steps)?;
        let thousandfold = u128::from(executions) * 1_000;
        match thousandfold.checked_div(self.elapsed.as_millis()) {
            None => Ok(()),
            Some(rate) => write!(f, ", {rate} schedules a second"),
        }
    }
}

/// The schedules of a search, each by a hash of its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Schedules {
    /// In order and without repetition up to `sorted`.
    hashes: Vec<u64>,
    sorted: usize,
}

/// How many hashes are gathered at least before repetitions are dropped.
const GATHERED: usize = 4_096;

impl Schedules {
    pub(crate) fn add(&mut self, steps: &[Step]) {
        self.hashes.push(hash(steps));
        if self.hashes.len() >= 2 * self.sorted.max(GATHERED) {
            self.sort();
        }
    }

    /// Takes over what another has gathered, which is empty then.
    pub(crate) fn append(&mut self, other: &mut Self) {
        self.hashes.append(&mut other.hashes);
        other.sorted = 0;
    }

    pub(crate) fn distinct(&mut self) -> u64 {
        self.sort();
        self.hashes.len() as u64
    }

    #[expect(
        clippy::stable_sort_primitive,
        reason = "it finds what is in order already, which is most of them"
    )]
    fn sort(&mut self) {
        self.hashes.sort();
        self.hashes.dedup();
        self.sorted = self.hashes.len();
    }
}

/// Hashes which task took each step, in four lanes: one alone would wait for each multiplication.
fn hash(steps: &[Step]) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut lanes = [1_u64, 2, 3, 4];
    let mix = |lane: &mut u64, step: &Step| {
        *lane = lane
            .wrapping_mul(FACTOR)
            .wrapping_add(u64::from(step.task.0) + 1);
    };
    let fours = steps.chunks_exact(4);
    for (step, lane) in fours.remainder().iter().zip(&mut lanes) {
        mix(lane, step);
    }
    for four in fours {
        for (step, lane) in four.iter().zip(&mut lanes) {
            mix(lane, step);
        }
    }
    lanes.iter().fold(steps.len() as u64, |hash, lane| {
        let mixed = (hash ^ lane).wrapping_mul(FACTOR);
        mixed ^ (mixed >> 29)
    })
}
