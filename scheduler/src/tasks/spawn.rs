use std::panic::Location;

use crate::TaskId;
use crate::thread::spawn_unowned;

/// Adds a task that nobody joins, and returns its number; it begins when it is chosen.
///
/// # Panics
///
/// Outside of executions.
///
/// # Examples
///
/// ```
/// use std::panic::Location;
///
/// use lockstep_scheduler::{Runner, tasks};
///
/// Runner::new().iterations(1).run(|| {
///     let task = tasks::spawn(Some("worker".into()), Box::new(|| ()), Location::caller());
///     assert_eq!(task.number(), 1);
/// });
/// ```
pub fn spawn(
    name: Option<String>,
    main: Box<dyn FnOnce()>,
    location: &'static Location<'static>,
) -> TaskId {
    spawn_unowned(name, main, location)
}
