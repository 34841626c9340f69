use super::{Execution, Point, Strategy};
use crate::TaskId;

/// Follows a schedule: a list of the tasks that take the steps.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::strategy::{Replay, Unfollowed};
/// use lockstep_scheduler::{Runner, TaskId};
///
/// let follow = |steps, unfollowed| {
///     let make = move || Replay::new(vec![TaskId::MAIN; steps], unfollowed);
///     Runner::new().iterations(1).strategy_with("replay", make).search(|| {})
/// };
/// assert!(follow(1, Unfollowed::Diverges).is_ok());
/// assert!(follow(0, Unfollowed::Diverges).is_err());
/// assert!(follow(0, Unfollowed::Skips).is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Replay {
    schedule: Vec<TaskId>,
    unfollowed: Unfollowed,
    /// How much of the schedule is used up.
    place: usize,
}

/// What becomes of a schedule that cannot be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfollowed {
    /// The execution ends as [`Failure::Divergence`](crate::Failure) at the first step whose task cannot
    /// go on, or that comes after the end of the schedule.
    Diverges,
    /// Steps whose task cannot go on are left out, and after the end of the schedule each task goes on
    /// until it has to wait, ends, or lets others go first; then the next one does.
    Skips,
}

impl Replay {
    /// Makes the strategy.
    pub fn new(schedule: Vec<TaskId>, unfollowed: Unfollowed) -> Self {
        Self {
            schedule,
            unfollowed,
            place: 0,
        }
    }

    fn follow(&mut self, point: &Point<'_>) -> TaskId {
        match self.schedule.get(self.place) {
            Some(&task) if point.is_ready(task) => {
                self.place += 1;
                task
            }
            Some(&task) => point.diverge(reason(task, point)),
            None => point.diverge("the schedule has no more steps, and the program goes on"),
        }
    }

    fn follow_what_can_be(&mut self, point: &Point<'_>) -> TaskId {
        while let Some(&task) = self.schedule.get(self.place) {
            self.place += 1;
            if point.is_ready(task) {
                return task;
            }
        }
        point.most_natural()
    }
}

impl Strategy for Replay {
    fn begin(&mut self, _: &Execution<'_>) -> bool {
        self.place = 0;
        true
    }

    fn choose(&mut self, point: &Point<'_>) -> TaskId {
        match self.unfollowed {
            Unfollowed::Diverges => self.follow(point),
            Unfollowed::Skips => self.follow_what_can_be(point),
        }
    }
}

fn reason(task: TaskId, point: &Point<'_>) -> String {
    if task.place() >= point.tasks() {
        return format!("the schedule goes on with {task}, which was not spawned");
    }
    if point.has_ended(task) {
        return format!("the schedule goes on with {task}, which has ended");
    }
    let waits = point.next_of(task);
    format!(
        "the schedule goes on with {task}, which waits to {} at {}",
        waits.kind.name(),
        crate::failure::place(waits.location)
    )
}
