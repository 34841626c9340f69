/// By how much a counter goes up, and where it begins anew.
///
/// A number is one without an end.
///
/// # Examples
///
/// ```
/// use lockstep_otp::{Increment, Table};
/// use lockstep_scheduler::Runner;
///
/// Runner::new().iterations(1).run(|| {
///     let table = Table::set().create();
///     table.insert("turn", 1);
///     let turns = Increment::by(1).up_to(3, 1);
///     let turns: Vec<i64> = (0..4)
///         .map(|_| table.update_counter(&"turn", |turn| turn, turns))
///         .collect();
///     assert_eq!(turns, [2, 3, 1, 2]);
/// });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Increment {
    by: i64,
    bound: Option<Bound>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Bound {
    most: i64,
    restart: i64,
}

impl Increment {
    /// Adds a number, which may be negative.
    pub fn by(by: i64) -> Self {
        Self { by, bound: None }
    }

    /// Sets the counter to `restart` where it would go beyond `bound`: above it, or below it if the number
    /// is negative.
    #[must_use]
    pub fn up_to(self, bound: i64, restart: i64) -> Self {
        let most = bound;
        let bound = Some(Bound { most, restart });
        Self { bound, ..self }
    }

    /// Returns what a counter shows then, if there is room for it.
    pub(super) fn after(self, counter: i64) -> Option<i64> {
        let sum = counter.checked_add(self.by);
        let Some(Bound { most, restart }) = self.bound else {
            return sum;
        };
        let is_beyond = match sum {
            None => true,
            Some(sum) if self.by < 0 => sum < most,
            Some(sum) => sum > most,
        };
        if is_beyond { Some(restart) } else { sum }
    }
}

impl From<i64> for Increment {
    fn from(by: i64) -> Self {
        Self::by(by)
    }
}
