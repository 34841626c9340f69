use crate::monitor::facts::Facts;
use crate::monitor::sources::NOBODY;
use crate::problem::NEVER;
use crate::scratch::List;

/// When operations were invoked and when they returned, one after the other.
#[derive(Debug)]
pub(crate) struct Moments<'f> {
    invoked: &'f [u32],
    /// By moment: the operation that returned then, or [`NOBODY`].
    returning: List,
    /// How many were invoked up to now.
    next: u32,
    now: usize,
}

/// What happened at a moment, and to which operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    Invoked(u32),
    Returned(u32),
}

impl<'f> Moments<'f> {
    /// Begins before the first moment.
    pub(crate) fn of(facts: &'f Facts) -> Self {
        let mut returning = facts.scratch.filled(facts.moments as usize, NOBODY);
        for (operation, &returned) in (0..).zip(&facts.returned) {
            if returned != NEVER {
                returning[returned as usize] = operation;
            }
        }
        Self {
            invoked: &facts.invoked,
            returning,
            next: 0,
            now: 0,
        }
    }
}

impl Iterator for Moments<'_> {
    type Item = Moment;

    fn next(&mut self) -> Option<Moment> {
        loop {
            let returning = *self.returning.get(self.now)?;
            let now = self.now;
            self.now += 1;
            if returning != NOBODY {
                return Some(Moment::Returned(returning));
            }
            let invoked = self.invoked.get(self.next as usize);
            if invoked.is_some_and(|&invoked| invoked as usize == now) {
                self.next += 1;
                return Some(Moment::Invoked(self.next - 1));
            }
        }
    }
}
