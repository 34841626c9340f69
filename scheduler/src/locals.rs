use std::any::Any;
use std::rc::Rc;

use crate::TaskId;
use crate::world::with;

/// What the tasks of an execution keep for themselves: each its own value of each thread-local.
#[derive(Default)]
pub(crate) struct Locals(Vec<Local>);

struct Local {
    task: TaskId,
    /// The address of the key, which is a `static`.
    key: usize,
    /// Taken out when the task ends.
    value: Option<Rc<dyn Any>>,
}

/// What a task has of a thread-local.
pub(crate) enum Found {
    /// It has not asked for it yet.
    Nothing,
    Value(Rc<dyn Any>),
    /// The task is ending, and it was dropped.
    Dropped,
}

impl Locals {
    pub(crate) fn find(&self, task: TaskId, key: usize) -> Found {
        let is_it = |local: &&Local| local.task == task && local.key == key;
        match self.0.iter().find(is_it).map(|local| &local.value) {
            None => Found::Nothing,
            Some(None) => Found::Dropped,
            Some(Some(value)) => Found::Value(Rc::clone(value)),
        }
    }

    /// Keeps a value, and returns the one that it replaces.
    pub(crate) fn put(
        &mut self,
        task: TaskId,
        key: usize,
        value: Rc<dyn Any>,
    ) -> Option<Rc<dyn Any>> {
        let mut all = self.0.iter_mut();
        if let Some(local) = all.find(|local| local.task == task && local.key == key) {
            return local.value.replace(value);
        }
        let value = Some(value);
        self.0.push(Local { task, key, value });
        None
    }

    /// Takes the value out that a task has kept last.
    fn take_last(&mut self, of: TaskId) -> Option<Rc<dyn Any>> {
        let is_of = |local: &&mut Local| local.task == of;
        let mut all = self.0.iter_mut().rev().filter(is_of);
        all.find_map(|local| local.value.take())
    }

    /// Forgets all that is kept: what it refers to may be in use by tasks that were left for ever.
    pub(crate) fn forget(&mut self) {
        for local in self.0.drain(..) {
            std::mem::forget(local.value);
        }
    }
}

/// Drops what the running task keeps, in the order in which std does, last come, first.
pub(crate) fn drop_own() {
    // Each is dropped while the execution is not borrowed: its destructor may use it.
    while let Some(Some(value)) = with(|world| {
        let task = world.current();
        world.locals.take_last(task)
    }) {
        drop(value);
    }
}
