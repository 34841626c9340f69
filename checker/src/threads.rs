use std::num::NonZero;
use std::sync::{Arc, OnceLock};

use rayon::{ThreadPool, ThreadPoolBuilder};

/// The threads that checks run on: as many as were asked for, started by the first check and kept for
/// the next ones; rayon's own, one per core, if no number was asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Threads {
    count: Option<NonZero<usize>>,
    /// Nothing where they could not be started.
    pool: Arc<OnceLock<Option<ThreadPool>>>,
}

impl Threads {
    pub(crate) fn of(count: NonZero<usize>) -> Self {
        Self {
            count: Some(count),
            pool: Arc::default(),
        }
    }

    /// Calls `act` on these threads.
    pub(crate) fn run<R: Send>(&self, act: impl FnOnce() -> R + Send) -> R {
        let Some(count) = self.count else {
            return act();
        };
        let start = || ThreadPoolBuilder::new().num_threads(count.get()).build();
        match self.pool.get_or_init(|| start().ok()) {
            Some(pool) => pool.install(act),
            // They run where rayon's own threads are; the verdict is the same.
            None => act(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_as_many_as_were_asked_for_and_the_same_each_time() {
        let threads = Threads::of(NonZero::new(1).expect("1 is not 0"));
        let first = threads.run(|| std::thread::current().id());
        let second = threads.clone().run(|| std::thread::current().id());
        assert_eq!(first, second);
        assert_eq!(threads.run(rayon::current_num_threads), 1);
    }
}
