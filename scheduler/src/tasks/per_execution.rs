use std::any::Any;
use std::rc::Rc;

use crate::world::with;

/// What the tasks of an execution share, one of each type.
#[derive(Default)]
pub(crate) struct Commons(Vec<Rc<dyn Any>>);

impl Commons {
    fn find<T: 'static>(&self) -> Option<Rc<T>> {
        let all = self.0.iter();
        all.filter(|one| one.is::<T>())
            .find_map(|one| Rc::clone(one).downcast().ok())
    }

    /// Forgets all: tasks that were left for ever may refer to it.
    pub(crate) fn forget(self) {
        self.0.into_iter().for_each(std::mem::forget);
    }
}

/// Returns the value of a type that all tasks of this execution share, which is made when the first of them
/// asks; nothing outside of executions.
///
/// It is dropped after the tasks. It is no scheduling point, and takes time in the number of types that the
/// execution shares.
///
/// # Examples
///
/// ```
/// use std::cell::Cell;
///
/// use lockstep_scheduler::tasks::per_execution;
/// use lockstep_scheduler::{Runner, thread};
///
/// assert!(per_execution::<Cell<u32>>().is_none());
/// Runner::new().iterations(2).run(|| {
///     let count = || per_execution::<Cell<u32>>().unwrap().update(|count| count + 1);
///     thread::spawn(count).join().unwrap();
///     count();
///     assert_eq!(per_execution::<Cell<u32>>().unwrap().get(), 2);
/// });
/// ```
pub fn per_execution<T: Default + 'static>() -> Option<Rc<T>> {
    let found = with(|world| world.commons.find())?;
    found.or_else(|| {
        // It is made while the execution is not borrowed: to make it may use that.
        let made = Rc::new(T::default());
        with(|world| world.commons.0.push(Rc::clone(&made) as Rc<dyn Any>));
        Some(made)
    })
}
