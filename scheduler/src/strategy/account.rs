use std::fmt;

/// What the executions of a strategy amount to that looks for a proof, and not only for a failure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Whether every schedule is to be tried.
    pub wants_all: bool,
    /// How many executions turned out to be like others but for the order of independent steps.
    pub redundant: u64,
    /// How many choices were not tried since they would have been one pre-emption too many.
    pub beyond_bound: u64,
    /// How often a task was not chosen that goes round in a loop which changes nothing.
    pub turns_cut: u64,
    /// How many executions took as many steps as the strategy may choose: what came after that was not
    /// its choice. The search counts them, of every strategy.
    pub too_long: u64,
}

impl Account {
    /// Returns true if no schedule was left out.
    pub fn is_whole(&self) -> bool {
        (self.beyond_bound, self.turns_cut, self.too_long) == (0, 0, 0)
    }

    /// Writes what was left out, if anything was.
    pub(crate) fn write_left_out(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            (
                self.beyond_bound,
                "choices beyond the bound of pre-emptions",
            ),
            (self.turns_cut, "further turns of loops that wait"),
            (self.too_long, "ends of schedules that are too long"),
        ];
        let left_out = parts.into_iter().filter(|(count, _)| *count > 0);
        for ((count, what), before) in left_out.zip([" but for ", " and ", " and "]) {
            write!(f, "{before}{count} {what}")?;
        }
        Ok(())
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.wants_all |= other.wants_all;
        self.redundant += other.redundant;
        self.beyond_bound += other.beyond_bound;
        self.turns_cut += other.turns_cut;
        self.too_long += other.too_long;
    }
}
