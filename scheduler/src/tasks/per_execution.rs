use std::any::{Any, TypeId};
use std::rc::Rc;

use crate::world::with;

/// What the tasks of an execution share, one of each type.
#[derive(Default)]
pub(crate) struct Commons(Vec<(TypeId, Rc<dyn Any>)>);

impl Commons {
    fn find<T: 'static>(&self) -> Option<Rc<T>> {
        let wanted = TypeId::of::<T>();
        let (_, found) = self.0.iter().find(|(held, _)| *held == wanted)?;
        Rc::clone(found).downcast().ok()
    }

    /// Forgets all: tasks that were left for ever may refer to it.
    pub(crate) fn forget(self) {
        self.0
            .into_iter()
            .for_each(|(_, one)| std::mem::forget(one));
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
        let one: (_, Rc<dyn Any>) = (TypeId::of::<T>(), made.clone());
        with(|world| world.commons.0.push(one));
        Some(made)
    })
}
