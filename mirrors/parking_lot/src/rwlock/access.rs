use lockstep_scheduler::Kind;
use lockstep_scheduler::gated::{Gates, Side, Use};

/// Who has access to an rwlock.
#[derive(Debug)]
pub(crate) struct Access {
    /// How many only read.
    readers: usize,
    /// Whether one more reads who may write later.
    has_upgradable: bool,
    // invariant: if there is a writer, there is nobody else
    has_writer: bool,
}

/// What one wants access for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Read,
    Upgradable,
    Write,
    /// To write, by the one who reads and may write later.
    Upgrade,
}

impl Mode {
    pub(super) fn side(self) -> Side {
        match self {
            Self::Read => Side::Back,
            Self::Write => Side::Front,
            Self::Upgradable => Side::Left,
            Self::Upgrade => Side::Right,
        }
    }

    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Read => Kind::Read,
            Self::Write => Kind::Write,
            Self::Upgradable => Kind::ReadUpgradable,
            Self::Upgrade => Kind::Upgrade,
        }
    }

    pub(super) fn try_kind(self) -> Kind {
        match self {
            Self::Read => Kind::TryRead,
            Self::Write => Kind::TryWrite,
            Self::Upgradable => Kind::TryReadUpgradable,
            Self::Upgrade => Kind::TryUpgrade,
        }
    }

    /// Returns what it is to let go what one has: readers are not in each other's way, but who may write
    /// later is in that of others like that.
    pub(super) fn end_kind(self) -> Kind {
        match self {
            Self::Read => Kind::UnlockRead,
            Self::Upgradable | Self::Write | Self::Upgrade => Kind::UnlockWrite,
        }
    }
}

impl Gates for Access {
    fn is_open(&self, side: Side) -> bool {
        match side {
            Side::Back => !self.has_writer,
            Side::Front => !self.is_taken(),
            Side::Left => !self.has_writer && !self.has_upgradable,
            Side::Right => self.readers == 0,
        }
    }

    fn holders(&self) -> usize {
        self.readers + usize::from(self.has_upgradable) + usize::from(self.has_writer)
    }
}

impl Access {
    pub(super) const NONE: Self = Self {
        readers: 0,
        has_upgradable: false,
        has_writer: false,
    };

    pub(super) fn is_taken(&self) -> bool {
        self.holders() > 0
    }

    pub(super) fn is_written(&self) -> bool {
        self.has_writer
    }

    /// Takes access in a mode, if nobody is in the way.
    pub(super) fn acquire(access: &mut Use<'_, Self>, mode: Mode) -> bool {
        let is_possible = access.is_open(mode.side());
        if is_possible {
            match mode {
                Mode::Read => access.readers += 1,
                Mode::Upgradable => access.has_upgradable = true,
                Mode::Write => access.has_writer = true,
                Mode::Upgrade => {
                    access.has_upgradable = false;
                    access.has_writer = true;
                }
            }
        }
        is_possible
    }

    pub(super) fn release(access: &mut Use<'_, Self>, mode: Mode) {
        match mode {
            Mode::Read => access.readers -= 1,
            Mode::Upgradable => access.has_upgradable = false,
            Mode::Write | Mode::Upgrade => access.has_writer = false,
        }
    }
}
