use super::Point;
use crate::{Kind, ObjectId, TaskId};

/// How often the last task looked at the same thing in a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Looks {
    task: TaskId,
    object: ObjectId,
    count: u32,
}

/// So many looks in a row are taken for waiting.
const LOOKS_MAX: u32 = 10;

impl Looks {
    pub(super) const NONE: Self = Self {
        task: TaskId::NOBODY,
        object: ObjectId::NONE,
        count: 0,
    };

    /// Returns true if what the last step did makes so many that the task seems to wait for another.
    #[inline]
    pub(super) fn are_too_many(&mut self, point: &Point<'_>) -> bool {
        let last = point.last();
        let (task, object) = (point.current(), last.object);
        let changes_nothing = matches!(
            last.kind,
            Kind::Load
                | Kind::TryLock
                | Kind::TryRead
                | Kind::TryWrite
                | Kind::TryReadUpgradable
                | Kind::TryUpgrade
                | Kind::TryReceive
        );
        let is_again = changes_nothing && (task, object) == (self.task, self.object);
        self.count = if is_again { self.count + 1 } else { 1 };
        (self.task, self.object) = (task, object);
        self.count.is_multiple_of(LOOKS_MAX)
    }
}
