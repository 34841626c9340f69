use lockstep_scheduler::Kind;
use lockstep_scheduler::gated::{Gates, Side, Use};

/// Who has access to an rwlock.
#[derive(Debug)]
pub(crate) struct Access {
    /// How many only read.
    readers: usize,
    /// Whether one more reads who may write later.
    has_upgradable: bool,
    writing: Writing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Writing {
    Nobody,
    /// Somebody waits for the last readers; no others come in.
    // invariant: there is no upgradable reader
    Next,
    // invariant: there is nobody else
    Now,
}

/// What one wants access for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Read,
    /// To read, even if somebody waits to write who may wait for this task.
    ReadAgain,
    Upgradable,
    Write,
    /// To write, by the one who reads and may write later.
    Upgrade,
}

/// What came of asking for access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    Granted,
    Refused,
    /// Granted once the last readers have gone, for whom it has to be waited.
    Next,
}

impl Mode {
    /// Returns the gate of those who ask for it; nothing if nobody can be in the way of that.
    pub(super) fn side(self) -> Option<Side> {
        match self {
            Self::Read => Some(Side::Back),
            Self::ReadAgain => Some(Side::Left),
            Self::Upgradable | Self::Write => Some(Side::Front),
            Self::Upgrade => None,
        }
    }

    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Read | Self::ReadAgain => Kind::Read,
            Self::Write => Kind::Write,
            Self::Upgradable => Kind::ReadUpgradable,
            Self::Upgrade => Kind::Upgrade,
        }
    }

    pub(super) fn try_kind(self) -> Kind {
        match self {
            Self::Read | Self::ReadAgain => Kind::TryRead,
            Self::Write => Kind::TryWrite,
            Self::Upgradable => Kind::TryReadUpgradable,
            Self::Upgrade => Kind::TryUpgrade,
        }
    }

    /// Returns what it is to let go what one has: readers are not in each other's way, but who may write
    /// later is in that of others like that.
    pub(super) fn end_kind(self) -> Kind {
        match self {
            Self::Read | Self::ReadAgain => Kind::UnlockRead,
            Self::Upgradable | Self::Write | Self::Upgrade => Kind::UnlockWrite,
        }
    }
}

/// The gate of the one who writes next.
pub(super) const NEXT: Side = Side::Right;

impl Gates for Access {
    fn is_open(&self, side: Side) -> bool {
        let is_free = self.writing == Writing::Nobody;
        match side {
            Side::Back => is_free,
            Side::Left => is_free || self.readers > 0,
            Side::Front => is_free && !self.has_upgradable,
            Side::Right => self.readers == 0,
        }
    }

    fn holders(&self) -> usize {
        self.readers + usize::from(self.has_upgradable) + usize::from(self.is_written())
    }
}

impl Access {
    pub(super) const NONE: Self = Self {
        readers: 0,
        has_upgradable: false,
        writing: Writing::Nobody,
    };

    pub(super) fn is_taken(&self) -> bool {
        self.holders() > 0
    }

    pub(super) fn is_written(&self) -> bool {
        self.writing == Writing::Now
    }

    /// Takes access in a mode, or the right to be next in it.
    pub(super) fn ask(access: &mut Use<'_, Self>, mode: Mode) -> Asked {
        if mode.side().is_some_and(|side| !access.is_open(side)) {
            return Asked::Refused;
        }
        match mode {
            Mode::Read | Mode::ReadAgain => access.readers += 1,
            Mode::Upgradable => access.has_upgradable = true,
            Mode::Write | Mode::Upgrade => {
                access.has_upgradable = false;
                access.writing = Writing::Next;
                return if Self::follow(access) {
                    Asked::Granted
                } else {
                    Asked::Next
                };
            }
        }
        Asked::Granted
    }

    /// Takes access by who is next, if all readers have gone.
    fn follow(access: &mut Use<'_, Self>) -> bool {
        let is_possible = access.is_open(NEXT);
        if is_possible {
            access.writing = Writing::Now;
        }
        is_possible
    }

    /// Takes access by who is next, or gives up to be.
    pub(super) fn follow_or_give_up(access: &mut Use<'_, Self>, mode: Mode) -> bool {
        let is_possible = Self::follow(access);
        if !is_possible {
            access.writing = Writing::Nobody;
            access.has_upgradable = mode == Mode::Upgrade;
        }
        is_possible
    }

    /// Takes access in a mode, if nobody is in the way.
    pub(super) fn acquire(access: &mut Use<'_, Self>, mode: Mode) -> bool {
        let needs_all = matches!(mode, Mode::Write | Mode::Upgrade);
        let is_possible = !needs_all || access.is_open(NEXT);
        is_possible && Self::ask(access, mode) == Asked::Granted
    }

    pub(super) fn release(access: &mut Use<'_, Self>, mode: Mode) {
        match mode {
            Mode::Read | Mode::ReadAgain => access.readers -= 1,
            Mode::Upgradable => access.has_upgradable = false,
            Mode::Write | Mode::Upgrade => access.writing = Writing::Nobody,
        }
    }
}
