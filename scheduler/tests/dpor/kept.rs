use std::any::Any;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What executions have used and must not drop themselves: to drop it is to use it, too.
static KEPT: Mutex<Vec<Box<dyn Any + Send>>> = Mutex::new(Vec::new());

pub(crate) fn keep(used: impl Any + Send) {
    kept().push(Box::new(used));
}

/// Drops it all, outside of executions.
pub(crate) fn drop_kept() {
    let all = std::mem::take(&mut *kept());
    drop(all);
}

fn kept() -> MutexGuard<'static, Vec<Box<dyn Any + Send>>> {
    KEPT.lock().unwrap_or_else(PoisonError::into_inner)
}
