use std::fmt;
use std::marker::PhantomData;

use hashbrown::HashMap;
use lockstep_history::{History, Outcome};

use super::listed::{cases, counted, element};
use super::{Figure, Finding, Judge, Report, Untested};

/// Counts how operations ended, by their names.
///
/// If none of a name completed with `ok`, nothing of what it does was tested, and the finding is
/// unknown. It is never invalid.
///
/// # Complexity
///
/// Linear in the number of operations.
///
/// # Sources
///
/// Jepsen's `stats`, whose documentation says that such a history is unknown, and whose code says that
/// it is invalid.
///
/// # Examples
///
/// ```
/// use lockstep_checker::judges::{Finding, Judge, Report, Stats};
/// use lockstep_history::{Event, History};
///
/// let history = History::<_, ()>::from_events([
///     Event::Invoke(0, "write"),
///     Event::Ok(0, ()),
///     Event::Invoke(1, "read"),
///     Event::Info(1),
/// ])?;
/// let report = Stats::by_name(|op: &&str| op).judge(&history);
/// assert!(matches!(report.finding(), Finding::Unknown(_)));
/// assert_eq!((report.total.ok, report.total.info), (1, 1));
/// # Ok::<(), lockstep_history::RuleBroken>(())
/// ```
pub struct Stats<Op, Ret> {
    name: fn(&Op) -> &str,
    answers: PhantomData<fn() -> Ret>,
}

/// What [`Stats`] counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatsReport {
    /// Of all operations.
    pub total: Counts,
    /// Of the operations of each name, in the order in which names come first.
    pub by_name: Vec<(String, Counts)>,
}

/// How many operations ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// They took effect.
    pub ok: u64,
    /// Nobody knows, be it by `info` or because nothing completed them.
    pub info: u64,
    /// They did not happen.
    pub fail: u64,
}

impl Counts {
    /// Returns how many there are.
    pub fn all(self) -> u64 {
        self.ok + self.info + self.fail
    }

    fn add<Ret>(&mut self, outcome: &Outcome<Ret>) {
        match outcome {
            Outcome::Done(_) => self.ok += 1,
            Outcome::Unknown => self.info += 1,
            Outcome::Failed => self.fail += 1,
        }
    }

    fn figure(self) -> Figure {
        Figure::Fields(self.in_order().into())
    }

    fn in_order(self) -> [(&'static str, Figure); 3] {
        [
            ("ok", self.ok.into()),
            ("info", self.info.into()),
            ("fail", self.fail.into()),
        ]
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ok, {} info, {} fail", self.ok, self.info, self.fail)
    }
}

impl<Op, Ret> Stats<Op, Ret> {
    /// Counts operations by what `name` calls them.
    pub fn by_name(name: fn(&Op) -> &str) -> Self {
        Self {
            name,
            answers: PhantomData,
        }
    }
}

impl<Op, Ret> fmt::Debug for Stats<Op, Ret> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stats").finish_non_exhaustive()
    }
}

impl<Op, Ret> Judge for Stats<Op, Ret> {
    type Op = Op;
    type Ret = Ret;
    type Report = StatsReport;

    fn judge(&self, history: &History<Op, Ret>) -> StatsReport {
        let mut report = StatsReport {
            total: Counts::default(),
            by_name: Vec::new(),
        };
        let mut places = HashMap::new();
        for operation in history.operations() {
            let name = (self.name)(&operation.op);
            let place = *places.entry(name).or_insert(report.by_name.len());
            if place == report.by_name.len() {
                report.by_name.push((name.to_owned(), Counts::default()));
            }
            report.by_name[place].1.add(&operation.outcome);
            report.total.add(&operation.outcome);
        }
        report
    }
}

impl Report for StatsReport {
    fn finding(&self) -> Finding {
        let untested = self.by_name.iter().filter(|(_, counts)| counts.ok == 0);
        let names: Vec<_> = untested.map(|(name, _)| name.clone()).collect();
        match (self.by_name.len(), names.is_empty()) {
            (0, _) => Finding::Unknown(Untested::Everything),
            (_, true) => Finding::Valid,
            (_, false) => Finding::Unknown(Untested::Operations { names }),
        }
    }

    fn figures(&self) -> Vec<(&'static str, Figure)> {
        let by_name = self.by_name.iter().map(|(name, counts)| {
            let mut fields = vec![("f", Figure::text(name))];
            fields.extend(counts.in_order());
            Figure::Fields(fields)
        });
        vec![
            ("total", self.total.figure()),
            ("by_name", Figure::List(by_name.collect())),
        ]
    }
}

impl fmt::Display for StatsReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{}: {}",
            counted(self.total.all(), "operation"),
            self.total
        )?;
        let told = self.by_name.iter();
        let told = told.map(|(name, counts)| format!("{}: {counts}", element(name)));
        cases(f, told, 0)
    }
}
