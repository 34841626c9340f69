use std::fmt;
use std::time::Duration;

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
///     once: 700,
///     races: 6,
///     races_both: 5,
///     steps: 41_233,
///     elapsed: Duration::from_millis(10),
///     is_exhausted: false,
///     ..Statistics::default()
/// };
/// assert_eq!(
///     statistics.to_string(),
///     "1000 schedules (812 distinct, about 70 % of further ones would be new, 5 of 6 races in both orders), \
///      41233 steps, 100000 schedules a second"
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
    /// How many of them differ from the others in more than the order of independent steps.
    pub distinct: u64,
    /// How many of those there were once only. That many of all is about the share that would be new of
    /// further executions (I. J. Good, The population frequencies of species and the estimation of
    /// population parameters, Biometrika 1953, after Turing), of a strategy that draws them at random.
    pub once: u64,
    /// How many pairs of operations raced, by their places in the source: of two tasks, on one object, one
    /// right after the other as far as that goes, and not both only reading. They are looked for in the
    /// first 256 executions, and in one of 16 after that.
    pub races: u64,
    /// How many of those pairs were seen in both orders.
    pub races_both: u64,
    /// How many steps they took, together.
    pub steps: u64,
    /// How long they took.
    pub elapsed: Duration,
    /// Whether the strategy had nothing left to try.
    pub is_exhausted: bool,
    /// What it left out, if it looked for a proof.
    pub account: Account,
}

impl Statistics {
    /// Returns the same as one JSON object, for programs.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_scheduler::Statistics;
    ///
    /// let json = Statistics::default().to_json();
    /// assert!(json.starts_with(r#"{"executions":0,"distinct":0,"once":0,"races":0,"#));
    /// ```
    pub fn to_json(&self) -> String {
        let account = &self.account;
        let numbers = [
            ("executions", self.executions),
            ("distinct", self.distinct),
            ("once", self.once),
            ("races", self.races),
            ("races_both", self.races_both),
            ("steps", self.steps),
            ("redundant", account.redundant),
            ("beyond_bound", account.beyond_bound),
            ("turns_cut", account.turns_cut),
            ("too_long", account.too_long),
        ];
        let numbers = numbers.map(|(name, number)| format!("\"{name}\":{number}"));
        let (elapsed, is_exhausted) = (self.elapsed.as_secs_f64(), self.is_exhausted);
        let is_proof = is_exhausted && account.wants_all && account.is_whole();
        format!(
            "{{{},\"seconds\":{elapsed:.6},\"exhausted\":{is_exhausted},\"proof\":{is_proof}}}",
            numbers.join(",")
        )
    }
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
        if !self.account.wants_all && self.executions > 1 {
            let share = self.once.saturating_mul(100).div_ceil(executions);
            write!(f, ", about {share} % of further ones would be new")?;
        }
        if self.races > 0 {
            write!(
                f,
                ", {} of {} races in both orders",
                self.races_both, self.races
            )?;
        }
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
