use std::panic::Location;

use super::clocks::Clocks;

/// What an access does, and to what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Reads a cell.
    Read,
    /// Writes a cell.
    Write,
    /// Uses something in a block of memory.
    Use,
    /// Frees a block of memory.
    Free,
}

/// What was done to a cell or a block, as far as it can still race with something.
#[derive(Clone, Debug, Default)]
pub(super) struct Accesses {
    /// The last that goes with no other: a write, or that the block was freed.
    sole: Option<(Access, Past)>,
    /// Those since then that go with each other, the last of each task.
    shared: Vec<(Access, Past)>,
    /// Those that have begun and not ended.
    pub(super) open: Vec<(Access, Past)>,
}

/// An access, and when its task did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Past {
    task: usize,
    period: u32,
    location: &'static Location<'static>,
}

/// Two accesses, the later one last, of which neither happens before the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Conflict {
    before: (Access, Past),
    after: (Access, Past),
}

impl Access {
    /// Returns true if it goes with no other.
    fn is_sole(self) -> bool {
        matches!(self, Self::Write | Self::Free)
    }

    fn verb(self) -> &'static str {
        match self {
            Self::Read => "reads",
            Self::Write => "writes",
            Self::Use => "uses",
            Self::Free => "frees",
        }
    }
}

impl Clocks {
    /// Returns what the running task does now, at a place in the source.
    pub(super) fn now(&mut self, me: usize, location: &'static Location<'static>) -> Past {
        Past {
            task: me,
            period: self.task(me).clock.of(me),
            location,
        }
    }

    /// Returns true if something happens before what its task does now.
    fn is_before(&mut self, past: &Past, now: &Past) -> bool {
        let is_known = !self.is_foreign(past.task) && !self.is_foreign(now.task);
        past.task == now.task || !is_known || self.task(now.task).clock.of(past.task) >= past.period
    }

    /// Looks whether an access that the running task does now conflicts with others.
    pub(super) fn conflict(
        &mut self,
        of: &Accesses,
        access: Access,
        now: &Past,
    ) -> Option<Conflict> {
        let goes_with = |other: Access| !access.is_sole() && !other.is_sole();
        let mut open = of.open.iter();
        let open = open.find(|(other, _)| !goes_with(*other)).copied();
        // What was freed is gone for its own task, too.
        let is_over = |(other, past): &(Access, Past), clocks: &mut Self| {
            *other != Access::Free && clocks.is_before(past, now)
        };
        let sole = of.sole.filter(|other| !is_over(other, self));
        let mut shared = of.shared.iter();
        let shared = shared.find(|other| access.is_sole() && !is_over(other, self));
        let before = open.or(sole).or(shared.copied())?;
        let after = (access, *now);
        Some(Conflict { before, after })
    }
}

impl Accesses {
    pub(super) fn note(&mut self, access: Access, past: Past) {
        if access.is_sole() {
            self.sole = Some((access, past));
            self.shared.clear();
        } else {
            self.shared.retain(|(_, other)| other.task != past.task);
            self.shared.push((access, past));
        }
    }
}

impl Conflict {
    /// Ends the execution; unless it is ending anyway.
    ///
    /// # Panics
    ///
    /// To end it.
    pub(super) fn refuse(&self) {
        if std::thread::panicking() {
            return;
        }
        let ((first, before), (then, after)) = (self.before, self.after);
        let what = match then {
            Access::Read | Access::Write => "a cell",
            Access::Use | Access::Free => "memory",
        };
        let said =
            |verb: &str, past: &Past| format!("T{} {verb} it at {}", past.task, past.location);
        let (one, other) = (said(first.verb(), &before), said(then.verb(), &after));
        assert!(
            first != Access::Free,
            "use of {what} after it was freed: {one}, and then {other}"
        );
        assert!(
            before.task != after.task,
            "overlapping access to {what}: while {one}, {other}"
        );
        panic!("data race on {what}: {one}, and {other}; neither happens before the other");
    }
}
