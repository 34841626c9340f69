use std::fmt;
use std::panic::Location;
use std::sync::Arc;

use lockstep_scheduler::gated::{Gated, Gates, Side, Use};
use lockstep_scheduler::{Kind, ObjectKind};

/// A group that one waits for: until all others of it are dropped, or wait, too.
///
/// # Examples
///
/// ```
/// use lockstep_crossbeam::sync::WaitGroup;
/// use lockstep_scheduler::thread;
///
/// let group = WaitGroup::new();
/// let other = group.clone();
/// let task = thread::spawn(move || drop(other));
/// group.wait();
/// task.join().unwrap();
/// ```
pub struct WaitGroup {
    members: Arc<Gated<Members>>,
    /// Where it was made; it is dropped there, too, since drops have no place of their own.
    location: &'static Location<'static>,
    standing: Standing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Member,
    HasLeft,
}

struct Members {
    count: usize,
}

impl Gates for Members {
    fn is_open(&self, _: Side) -> bool {
        self.count == 0
    }
}

impl WaitGroup {
    /// Makes a group of one.
    #[track_caller]
    pub fn new() -> Self {
        let members = Gated::new(ObjectKind::WaitGroup, Members { count: 1 });
        Self {
            members: Arc::new(members),
            location: Location::caller(),
            standing: Standing::Member,
        }
    }

    /// Leaves the group, and waits until all others have.
    #[track_caller]
    pub fn wait(mut self) {
        let location = Location::caller();
        let is_last = self.members.perform(Kind::Arrive, location, Self::leave);
        self.standing = Standing::HasLeft;
        if !is_last {
            self.members
                .perform_at(Kind::Pass, Side::Front, location, |_| ());
        }
    }

    fn leave(members: &mut Use<'_, Members>) -> bool {
        members.count -= 1;
        members.count == 0
    }
}

impl Drop for WaitGroup {
    fn drop(&mut self) {
        if self.standing == Standing::Member {
            self.members
                .perform(Kind::Arrive, self.location, Self::leave);
        }
    }
}

impl Clone for WaitGroup {
    #[track_caller]
    fn clone(&self) -> Self {
        let location = Location::caller();
        // Nobody can tell when there came to be one more: this one is there before and after.
        self.members.amend(location, |members| members.count += 1);
        Self {
            members: Arc::clone(&self.members),
            location,
            standing: Standing::Member,
        }
    }
}

impl Default for WaitGroup {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for WaitGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self
            .members
            .perform(Kind::Look, self.location, |members| members.count);
        write!(f, "WaitGroup {{ count: {count} }}")
    }
}
