use std::collections::BTreeMap;
use std::fmt;

use lockstep_scheduler::future::sync::mpsc::{
    UnboundedReceiver, UnboundedSender, unbounded_channel,
};
use lockstep_scheduler::future::{AbortHandle, JoinError, JoinHandle, spawn, spawn_local};

/// Tasks that are awaited in the order in which they end, and aborted when this is dropped.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::{Runner, future::block_on};
/// use lockstep_tokio::task::JoinSet;
///
/// let searched = Runner::new().iterations(10).search(|| {
///     block_on(async {
///         let mut set: JoinSet<u32> = (1..=3).map(|number| async move { number }).collect();
///         let mut sum = 0;
///         while let Some(number) = set.join_next().await {
///             sum += number.unwrap();
///         }
///         assert_eq!(sum, 6);
///     });
/// });
/// assert!(searched.is_ok());
/// ```
pub struct JoinSet<T> {
    tasks: BTreeMap<u64, JoinHandle<T>>,
    spawned: u64,
    /// The one that has ended, and whose value was not returned yet.
    ending: Option<u64>,
    done: UnboundedSender<u64>,
    ended: UnboundedReceiver<u64>,
}

/// Says that a task has ended, however it has.
struct Done {
    number: u64,
    done: UnboundedSender<u64>,
}

impl Drop for Done {
    fn drop(&mut self) {
        // The set may be gone.
        let _ = self.done.send(self.number);
    }
}

impl<T: 'static> JoinSet<T> {
    /// Makes a set without tasks.
    #[track_caller]
    pub fn new() -> Self {
        let (done, ended) = unbounded_channel();
        Self {
            tasks: BTreeMap::new(),
            spawned: 0,
            ending: None,
            done,
            ended,
        }
    }

    /// Returns how many tasks there are whose values were not returned.
    pub fn len(&self) -> usize {
        self.tasks.len()
    }

    /// Returns true if there is no task.
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    /// Runs a future as a task of the set.
    ///
    /// # Panics
    ///
    /// Outside of an execution.
    #[track_caller]
    pub fn spawn<F>(&mut self, future: F) -> AbortHandle
    where
        F: Future<Output = T> + Send + 'static,
        T: Send,
    {
        let done = self.done();
        self.add(spawn(async move {
            let _done = done;
            future.await
        }))
    }

    /// As [`spawn`](Self::spawn), for a future that stays on the thread.
    ///
    /// # Panics
    ///
    /// Outside of an execution.
    #[track_caller]
    pub fn spawn_local<F>(&mut self, future: F) -> AbortHandle
    where
        F: Future<Output = T> + 'static,
    {
        let done = self.done();
        self.add(spawn_local(async move {
            let _done = done;
            future.await
        }))
    }

    fn done(&mut self) -> Done {
        self.spawned += 1;
        Done {
            number: self.spawned,
            done: self.done.clone(),
        }
    }

    fn add(&mut self, task: JoinHandle<T>) -> AbortHandle {
        let handle = task.abort_handle();
        self.tasks.insert(self.spawned, task);
        handle
    }

    /// Waits for the next task to end, and returns its value; nothing if there is none.
    ///
    /// A future that is dropped has taken none.
    pub async fn join_next(&mut self) -> Option<Result<T, JoinError>> {
        while !self.tasks.is_empty() {
            let number = match self.ending {
                Some(number) => number,
                None => self.ended.recv().await?,
            };
            self.ending = Some(number);
            if let Some(task) = self.tasks.get_mut(&number) {
                let value = task.await;
                self.tasks.remove(&number);
                self.ending = None;
                return Some(value);
            }
            // It was detached.
            self.ending = None;
        }
        None
    }

    /// Waits for all tasks, and returns their values in the order in which they ended.
    ///
    /// # Panics
    ///
    /// If one has panicked or was aborted.
    pub async fn join_all(mut self) -> Vec<T> {
        let mut values = Vec::with_capacity(self.len());
        while let Some(value) = self.join_next().await {
            values.push(value.unwrap_or_else(|error| panic!("{error}")));
        }
        values
    }

    /// Aborts all tasks; they are still to be awaited.
    #[track_caller]
    pub fn abort_all(&mut self) {
        self.tasks.values().for_each(JoinHandle::abort);
    }

    /// Aborts all tasks, and waits until they have ended.
    pub async fn shutdown(&mut self) {
        self.abort_all();
        while self.join_next().await.is_some() {}
    }

    /// Lets all tasks go on alone.
    pub fn detach_all(&mut self) {
        self.tasks.clear();
    }
}

impl<T> Drop for JoinSet<T> {
    fn drop(&mut self) {
        self.tasks.values().for_each(JoinHandle::abort);
    }
}

impl<T: 'static> Default for JoinSet<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T, F> FromIterator<F> for JoinSet<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    fn from_iter<I: IntoIterator<Item = F>>(futures: I) -> Self {
        let mut set = Self::new();
        futures.into_iter().for_each(|future| {
            set.spawn(future);
        });
        set
    }
}

impl<T> fmt::Debug for JoinSet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinSet")
            .field("len", &self.tasks.len())
            .finish_non_exhaustive()
    }
}
