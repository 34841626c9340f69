use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use lockstep_scheduler::here;

use super::accesses::Accesses;
use super::clock::Clock;
use super::memory::Memory;
use super::released::Released;
use crate::sync::Owners;

/// What the execution on this thread knows of causes.
#[derive(Default)]
pub(super) struct Clocks {
    /// 0 before the first.
    execution: u32,
    tasks: Vec<Task>,
    /// What each object has to tell those who acquire it.
    pub(super) released: Vec<Clock>,
    /// What was done to each cell.
    pub(super) cells: Vec<Accesses>,
    pub(super) memory: Memory,
    /// The owners of what `Arc`s point to, by its address. It is never gone through.
    arcs: HashMap<usize, Arc<Owners>>,
}

/// What a task knows.
#[derive(Clone, Default)]
pub(super) struct Task {
    /// What happened before what it does next.
    pub(super) clock: Clock,
    /// What it has read of releases without acquiring: an acquire fence makes up for it.
    pub(super) pending: Clock,
    /// What it knew at its last release fence: its relaxed stores hand it on.
    pub(super) fenced: Clock,
    token: Option<Arc<Released>>,
    /// Whether the mirror has not spawned it.
    is_foreign: bool,
}

thread_local! {
    static CLOCKS: RefCell<Clocks> = RefCell::default();
}

/// Calls `inside` with the clocks of the execution on this thread and the number of the running task;
/// nothing outside of executions.
pub(super) fn with<R>(inside: impl FnOnce(&mut Clocks, usize) -> R) -> Option<R> {
    let here = here()?;
    let me = here.task.number() as usize;
    CLOCKS.with_borrow_mut(|clocks| {
        if clocks.execution != here.execution {
            *clocks = Clocks::of(here.execution);
        }
        clocks.meet(me);
        Some(inside(clocks, me))
    })
}

impl Clocks {
    fn of(execution: u32) -> Self {
        Self {
            execution,
            ..Self::default()
        }
    }

    /// Makes the clock of a task that is seen for the first time.
    ///
    /// Who has spawned it tells it what came before. Who waits for the end of one that was not spawned by
    /// this mirror, and what that one may know, is not known: it races with nobody. Rather a race is missed
    /// than made up.
    fn meet(&mut self, task: usize) {
        if self.tasks.len() <= task {
            self.tasks.resize_with(task + 1, Task::default);
        }
        if self.tasks[task].clock == Clock::default() {
            let mut clock = Clock::default();
            for other in &self.tasks {
                clock.join(&other.clock);
            }
            clock.tick(task);
            self.tasks[task].clock = clock;
            self.tasks[task].is_foreign = task > 0;
        }
    }

    /// Returns true if the mirror has not spawned a task.
    pub(super) fn is_foreign(&self, task: usize) -> bool {
        self.tasks[task].is_foreign
    }

    pub(super) fn task(&mut self, task: usize) -> &mut Task {
        &mut self.tasks[task]
    }

    /// Makes what a task knows be what another knew when it spawned it.
    pub(super) fn begin(&mut self, task: usize, known: &Clock) {
        let mut clock = known.clone();
        clock.tick(task);
        self.tasks[task].clock = clock;
        self.tasks[task].is_foreign = false;
    }
}

/// Finds an object of the execution again, whose number stands in its tag beside the execution's, or makes
/// it with `add`.
pub(super) fn number(
    tag: &AtomicU64,
    clocks: &mut Clocks,
    add: impl FnOnce(&mut Clocks) -> usize,
) -> usize {
    known(tag, clocks).unwrap_or_else(|| {
        let number = add(clocks);
        let low = u64::try_from(number).expect("fewer than 2^32 objects");
        tag.store(u64::from(clocks.execution) << 32 | low, Ordering::Relaxed);
        number
    })
}

/// Finds an object of the execution again, if there was one.
pub(super) fn known(tag: &AtomicU64, clocks: &Clocks) -> Option<usize> {
    let tag = tag.load(Ordering::Relaxed);
    let is_here = tag >> 32 == u64::from(clocks.execution);
    is_here.then(|| usize::try_from(tag & u64::from(u32::MAX)).expect("32 bits"))
}

/// Does what a fence does to what the running task knows.
pub(crate) fn fence(order: Ordering) {
    with(|clocks, me| {
        let task = clocks.task(me);
        if order != Ordering::Release {
            let pending = std::mem::take(&mut task.pending);
            task.clock.join(&pending);
        }
        if order != Ordering::Acquire {
            task.fenced = task.clock.clone();
            task.clock.tick(me);
        }
    });
}

/// Returns the token of the running task: what those who unpark it tell it.
pub(crate) fn own_token() -> Arc<Released> {
    let token = with(|clocks, me| Arc::clone(clocks.task(me).token.get_or_insert_default()));
    token.unwrap_or_default()
}

/// Makes a token the one of the running task.
pub(crate) fn take_token(token: Arc<Released>) {
    with(|clocks, me| clocks.task(me).token = Some(token));
}

/// Keeps the owners of what is at an address.
pub(crate) fn keep_arc(address: usize, owners: &Arc<Owners>) {
    with(|clocks, _| clocks.arcs.insert(address, Arc::clone(owners)));
}

/// Forgets the owners of what was at an address.
pub(crate) fn forget_arc(address: usize) {
    with(|clocks, _| clocks.arcs.remove(&address));
}

/// Returns the owners of what is at an address; new ones if they are not known.
pub(crate) fn arc_of(address: usize) -> Arc<Owners> {
    let owners = with(|clocks, _| clocks.arcs.get(&address).map(Arc::clone));
    owners.flatten().unwrap_or_default()
}
