use std::fmt;

use lockstep_history::{History, Operation, Outcome};
use lockstep_models::{self as models, CounterOp, CounterRet, Model};

use super::listed::{LISTED_MAX, cases, counted};
use super::{Figure, Finding, Judge, Place, Report, Untested};

/// Judges that each read of a counter is between the least and the greatest sum that is possible.
///
/// An amount that was acknowledged before the read began is in for certain; one whose addition began
/// before the read ended, and did not fail, may be in. So a positive amount raises the lower bound in
/// the first case and the upper one in the second, and a negative amount the other way round.
///
/// That is **necessary and not sufficient**: reads that are all within bounds can contradict each other,
/// as where a counter falls though nothing negative was added. Whether an order explains them all says
/// [`Checker::linearizable`](crate::Checker::linearizable).
///
/// # Complexity
///
/// n log n in the number of operations.
///
/// # Sources
///
/// Jepsen's `counter`, which has no negative amounts.
///
/// # Examples
///
/// ```text
/// 0  ├─ add 5 ─┤   ├─ read → 4 ─┤
/// ```
///
/// ```
/// use lockstep_checker::judges::{CounterBounds, Finding, Judge, Report};
/// use lockstep_history::{Event, History};
/// use lockstep_models::{CounterOp::{Add, Read}, CounterRet::{Done, Got}};
///
/// let history = History::from_events([
///     Event::Invoke(0, Add(5)),
///     Event::Ok(0, Done),
///     Event::Invoke(0, Read),
///     Event::Ok(0, Got(4)),
/// ])?;
/// let report = CounterBounds::new().judge(&history);
/// assert_eq!(report.finding(), Finding::Invalid);
/// assert_eq!((report.errors[0].lower, report.errors[0].upper), (5, 5));
/// # Ok::<(), lockstep_history::RuleBroken>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct CounterBounds {
    initial: i128,
}

/// What [`CounterBounds`] found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CounterBoundsReport {
    /// How many reads completed with a result.
    pub reads: u64,
    /// How many additions may have happened: they completed with `ok`, or nobody knows.
    pub adds: u64,
    /// How many reads are out of bounds.
    pub out_of_bounds: u64,
    /// The first ten of them, in the order of their ends.
    pub errors: Vec<OutOfBounds>,
}

/// A read of a sum that is not possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfBounds {
    /// Which read it is.
    pub place: Place,
    /// The least that it could have seen.
    pub lower: i128,
    /// What it saw.
    pub seen: i64,
    /// The most that it could have seen.
    pub upper: i128,
}

impl CounterBounds {
    /// Judges a counter that stands at 0 at first.
    pub fn new() -> Self {
        Self::default()
    }

    /// Judges a counter that begins as this one does.
    pub fn of(counter: &models::Counter) -> Self {
        Self {
            initial: counter.initial(),
        }
    }

    /// Sets where the counter stands at first.
    #[must_use]
    pub fn initial(mut self, initial: i64) -> Self {
        self.initial = initial.into();
        self
    }
}

impl Judge for CounterBounds {
    type Op = CounterOp;
    type Ret = CounterRet;
    type Report = CounterBoundsReport;

    fn judge(&self, history: &History<CounterOp, CounterRet>) -> CounterBoundsReport {
        let mut sums = Sums {
            certain: Sides::from(self.initial),
            possible: Sides::from(self.initial),
        };
        let mut report = CounterBoundsReport {
            reads: 0,
            adds: 0,
            out_of_bounds: 0,
            errors: Vec::new(),
        };
        let mut begun = vec![Sides::default(); history.operations().len()];
        for (_, number, moment) in moments(history.operations()) {
            let operation = &history.operations()[number];
            match (&operation.op, moment) {
                (CounterOp::Add(amount), Moment::Begins) => {
                    report.adds += 1;
                    sums.possible.add(*amount);
                }
                (CounterOp::Add(amount), Moment::Ends) => sums.certain.add(*amount),
                (CounterOp::Read, Moment::Begins) => begun[number] = sums.certain,
                (CounterOp::Read, Moment::Ends) => {
                    report.take(operation, begun[number], sums.possible);
                }
            }
        }
        report
    }
}

#[derive(Clone, Copy)]
enum Moment {
    Begins,
    Ends,
}

/// Returns when operations that may have happened began, and when those that did happen ended.
fn moments(operations: &[Operation<CounterOp, CounterRet>]) -> Vec<(u32, usize, Moment)> {
    let mut moments = Vec::with_capacity(2 * operations.len());
    for (number, operation) in operations.iter().enumerate() {
        if operation.outcome == Outcome::Failed {
            continue;
        }
        moments.push((operation.invoked, number, Moment::Begins));
        if let (Outcome::Done(_), Some(completed)) = (&operation.outcome, operation.completed) {
            moments.push((completed, number, Moment::Ends));
        }
    }
    moments.sort_unstable_by_key(|(event, ..)| *event);
    moments
}

/// What was added so far, acknowledged or at most.
struct Sums {
    certain: Sides,
    possible: Sides,
}

/// Sums of the amounts above 0 and of those below; where the counter began counts as above.
#[derive(Clone, Copy, Default)]
struct Sides {
    above: i128,
    below: i128,
}

impl From<i128> for Sides {
    fn from(initial: i128) -> Self {
        Self {
            above: initial,
            below: 0,
        }
    }
}

impl Sides {
    fn add(&mut self, amount: i64) {
        let side = if amount < 0 {
            &mut self.below
        } else {
            &mut self.above
        };
        *side += i128::from(amount);
    }
}

impl CounterBoundsReport {
    /// Takes a read, by what was certain when it began and what is possible when it ends.
    fn take(
        &mut self,
        operation: &Operation<CounterOp, CounterRet>,
        certain: Sides,
        possible: Sides,
    ) {
        let Outcome::Done(Some(CounterRet::Got(seen))) = operation.outcome else {
            return;
        };
        self.reads += 1;
        let (lower, upper) = (
            certain.above + possible.below,
            possible.above + certain.below,
        );
        if (lower..=upper).contains(&seen.into()) {
            return;
        }
        self.out_of_bounds += 1;
        if self.errors.len() < LISTED_MAX {
            self.errors.push(OutOfBounds {
                place: Place::of(operation),
                lower,
                seen,
                upper,
            });
        }
    }
}

impl Report for CounterBoundsReport {
    fn finding(&self) -> Finding {
        match (self.reads, self.out_of_bounds) {
            (0, _) => Finding::Unknown(Untested::Results { of: "read" }),
            (_, 0) => Finding::Valid,
            _ => Finding::Invalid,
        }
    }

    fn figures(&self) -> Vec<(&'static str, Figure)> {
        let errors = self.errors.iter().map(|error| {
            Figure::Fields(vec![
                ("place", error.place.figure()),
                ("lower", error.lower.into()),
                ("seen", error.seen.into()),
                ("upper", error.upper.into()),
            ])
        });
        vec![
            ("reads", self.reads.into()),
            ("adds", self.adds.into()),
            ("out_of_bounds", self.out_of_bounds.into()),
            ("errors", Figure::List(errors.collect())),
        ]
    }
}

impl fmt::Display for CounterBoundsReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reads = counted(self.reads, "read");
        let adds = counted(self.adds, "add");
        writeln!(
            f,
            "{} out of bounds, of {reads} and {adds}; bounds are necessary, not sufficient",
            self.out_of_bounds
        )?;
        let told = self.errors.iter().map(|error| {
            let OutOfBounds {
                place,
                lower,
                seen,
                upper,
            } = error;
            format!("{place} saw {seen}; from {lower} to {upper} is possible")
        });
        cases(f, told, self.out_of_bounds)
    }
}
