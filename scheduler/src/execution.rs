use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use lockstep_seed::Seed;

use crate::beat::Beat;
use crate::carrier::carry;
use crate::failure::Failure;
use crate::locals::drop_own;
use crate::object::Object;
use crate::panic::capture_panics;
use crate::raw::{Abandoned, Fiber, Progress, give_back};
use crate::step::Step;
use crate::strategy::{Profile, Strategy};
use crate::task::{NOBODY, Task};
use crate::tasks::{Crash, run_courier};
use crate::world::{Deadlines, Ending, Remains, Spare, World, enter, leave, with};

/// What is run under each schedule.
pub(crate) type Body = Arc<dyn Fn() + Send + Sync>;

/// What one execution may use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ExecutionLimits {
    /// The most steps that the strategy may choose.
    pub(crate) steps_max: u64,
    /// How many steps a fair choice gets after that to come to an end.
    pub(crate) fair_steps: u64,
    pub(crate) milliseconds: u64,
    pub(crate) stack_bytes: usize,
    /// Whether tasks that have not ended when the main task has are a failure.
    pub(crate) forbids_leaks: bool,
    /// Whether timers may fire although others could go on.
    pub(crate) early_timers: bool,
    /// Where the body was handed over: the main task begins there.
    pub(crate) location: &'static Location<'static>,
}

/// One execution, after its end.
pub(crate) struct Executed {
    pub(crate) failure: Option<Failure>,
    pub(crate) steps: Vec<Step>,
    pub(crate) tasks: Vec<Task>,
    pub(crate) objects: Vec<Object>,
    deadlines: Deadlines,
    pub(crate) strategy: Box<dyn Strategy>,
    /// How many steps were chosen among several tasks.
    pub(crate) choices: u64,
}

thread_local! {
    /// What the last execution on this thread needs no more.
    static SPARE: RefCell<Spare> = RefCell::default();
}

impl Executed {
    /// Gives its lists back, for the next execution on this thread.
    pub(crate) fn recycle(mut self) -> Box<dyn Strategy> {
        self.steps.clear();
        self.tasks.clear();
        self.objects.clear();
        self.deadlines.clear();
        SPARE.set(Spare {
            steps: self.steps,
            tasks: self.tasks,
            objects: self.objects,
            deadlines: self.deadlines,
        });
        self.strategy
    }

    pub(crate) fn profile(&self) -> Profile {
        Profile::new(
            self.steps.clone(),
            self.tasks.iter().map(|task| task.steps).collect(),
            self.tasks.iter().map(|task| task.parent).collect(),
            self.choices,
        )
    }
}

/// Tells the executions of a process apart, whatever thread they are on; 0 is none.
static EPOCHS: AtomicU32 = AtomicU32::new(1);

/// Runs the body once, under the schedule that the strategy chooses.
///
/// The seed is where the tasks' own random choices come from.
pub(crate) fn execute(
    body: &Body,
    strategy: Box<dyn Strategy>,
    seed: Seed,
    limits: &ExecutionLimits,
    beat: &Arc<Beat>,
) -> Executed {
    if !std::thread::panicking() {
        return execute_here(body, strategy, seed, limits, beat);
    }
    // A task was given up in the middle of a panic, for which std takes this thread for panicking from
    // then on: nothing could be scheduled on it any more.
    std::thread::scope(|scope| {
        let fresh = scope.spawn(|| execute_here(body, strategy, seed, limits, beat));
        fresh.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}

fn execute_here(
    body: &Body,
    strategy: Box<dyn Strategy>,
    seed: Seed,
    limits: &ExecutionLimits,
    beat: &Arc<Beat>,
) -> Executed {
    capture_panics();
    let epoch = EPOCHS.fetch_add(1, Ordering::Relaxed).max(1);
    let mut world = Box::new(World::new(
        epoch,
        strategy,
        *limits,
        Arc::clone(beat),
        seed,
        SPARE.take(),
    ));
    let body = Arc::clone(body);
    world.spawn(
        Some("main".into()),
        Box::new(move || body()),
        limits.location,
    );
    world.start();
    enter(world);
    let mut fibers = Vec::new();
    while let Some(next) = next_of(&mut fibers, limits.stack_bytes) {
        match next {
            Going::On(stack) => end_at(stack, &mut fibers, Fiber::resume),
            Going::Down(stack) => end_at(stack, &mut fibers, throw),
            Going::Without => go_without_stack(&mut fibers, limits.stack_bytes),
        }
    }
    finish(fibers, limits)
}

/// How the task that was chosen goes on.
#[derive(Clone, Copy)]
enum Going {
    /// On its stack.
    On(usize),
    /// On its stack, with a panic: it was interrupted.
    Down(usize),
    /// It has none: an async task, or a courier.
    Without,
}

/// Returns how the task goes on that was chosen, once every thread has a stack; nothing after the end.
fn next_of(fibers: &mut Vec<Option<Fiber>>, stack_bytes: usize) -> Option<Going> {
    with(|world| {
        if world.has_newborn() {
            let mut all = world.take_newborn();
            for newborn in all.drain(..) {
                match Fiber::new(stack_bytes.max(newborn.stack_bytes), guarded(newborn.main)) {
                    Ok(fiber) => {
                        world.put_on_stack(newborn.task, fibers.len());
                        fibers.push(Some(fiber));
                    }
                    Err(error) => {
                        let task = newborn.task;
                        world.fail(Failure::Misuse {
                            message: format!("no stack for {task}: {error}"),
                        });
                        fibers.push(None);
                    }
                }
            }
            world.give_newborn(all);
        }
        if world.ended().is_some() {
            return None;
        }
        let current = world.current();
        let stack = world.task(current).stack;
        Some(match stack {
            NOBODY => Going::Without,
            stack if world.is_interrupted(current) => Going::Down(stack as usize),
            stack => Going::On(stack as usize),
        })
    })
    .flatten()
}

/// Lets a task go on, and ends it if it has come to its end.
fn end_at(stack: usize, fibers: &mut [Option<Fiber>], go_on: impl FnOnce(&mut Fiber) -> Progress) {
    let progress = fibers[stack].as_mut().map(go_on);
    if progress == Some(Progress::Ended) {
        recycle(stack, fibers);
        with(World::end_task);
    }
}

/// Lets a task panic where it was left, with what it was interrupted with.
#[cold]
fn throw(fiber: &mut Fiber) -> Progress {
    let payload = with(World::take_interrupt).flatten();
    payload.map_or(Progress::Suspended, |payload| fiber.throw(payload))
}

/// Lets a task go on that has no stack.
fn go_without_stack(fibers: &mut Vec<Option<Fiber>>, stack_bytes: usize) {
    match with(World::take_courier).flatten() {
        Some(act) => run_courier(&act),
        None => resume_carrier(fibers, stack_bytes),
    }
}

/// Lets a carrier poll the async task that was chosen, which is on no stack.
#[cold]
fn resume_carrier(fibers: &mut Vec<Option<Fiber>>, stack_bytes: usize) {
    let carrier = with(|world| carrier(world, fibers, stack_bytes)).flatten();
    if let Some(fiber) = carrier.and_then(|stack| fibers[stack].as_mut()) {
        fiber.resume();
    }
}

/// Returns the stack of a carrier for an async task that is to be polled.
fn carrier(
    world: &mut World,
    fibers: &mut Vec<Option<Fiber>>,
    stack_bytes: usize,
) -> Option<usize> {
    if let Some(idle) = world.take_idle_stack() {
        return Some(idle);
    }
    let stack = fibers.len();
    match Fiber::new(stack_bytes, move || carry(stack)) {
        Ok(fiber) => {
            fibers.push(Some(fiber));
            Some(stack)
        }
        Err(error) => {
            let task = world.current();
            world.fail(Failure::Misuse {
                message: format!("no stack to poll {task}: {error}"),
            });
            None
        }
    }
}

/// Makes a panic of a task the end of the execution.
fn guarded(main: Box<dyn FnOnce()>) -> impl FnOnce() {
    move || {
        let whole = || {
            if has_passed() {
                drop(main);
            } else {
                main();
            }
            drop_own();
        };
        if let Err(payload) = catch_unwind(AssertUnwindSafe(whole)) {
            if has_passed() {
                // It was unwound, so that what it left is dropped.
                std::mem::forget(payload);
                drop_own();
                return;
            }
            Crash::of(payload).fail();
        }
    }
}

fn has_passed() -> bool {
    with(|world| world.ended() == Some(&Ending::Passed)) == Some(true)
}

/// Unwinds the tasks that are left over, those that were spawned last first: they may borrow from those
/// that spawned them.
fn unwind_all(fibers: &mut Vec<Option<Fiber>>, stack_bytes: usize) {
    let tasks = with(|world| world.tasks.len()).unwrap_or_default();
    for task in (0..tasks).rev() {
        let left = with(|world| {
            let left = &world.tasks[task];
            let is_left = !left.has_ended && left.courier == NOBODY;
            is_left.then_some(left.stack)
        });
        let Some(stack) = left.flatten() else {
            continue;
        };
        with(|world| world.begin_unwinding(task));
        if stack == NOBODY {
            // It drops what it would poll.
            resume_carrier(fibers, stack_bytes);
        } else {
            unwind(stack as usize, fibers);
        }
    }
}

/// Unwinds what is on a stack. One that cannot be used again stays where it is, to be abandoned.
fn unwind(stack: usize, fibers: &mut [Option<Fiber>]) {
    let progress = fibers[stack].as_mut().map(Fiber::unwind);
    if progress == Some(Progress::Ended) {
        recycle(stack, fibers);
    }
}

fn recycle(stack: usize, fibers: &mut [Option<Fiber>]) {
    if let Some(fiber) = fibers[stack].take() {
        fiber.recycle();
    }
}

/// Ends the carriers that poll nothing.
fn end_carriers(fibers: &mut [Option<Fiber>]) {
    with(World::close_down);
    while let Some(stack) = with(World::take_idle_stack).flatten() {
        let progress = fibers[stack].as_mut().map(Fiber::resume);
        if progress == Some(Progress::Ended) {
            recycle(stack, fibers);
        }
    }
}

fn finish(mut fibers: Vec<Option<Fiber>>, limits: &ExecutionLimits) -> Executed {
    let gives_up = with(|world| world.gives_up_tasks()).unwrap_or_default();
    let leaked = limits.forbids_leaks && has_passed();
    let leaked = leaked.then(|| with(|world| world.unfinished()));
    let leaked = leaked.flatten().unwrap_or_default();
    let drops = !gives_up && has_passed();
    if drops {
        unwind_all(&mut fibers, limits.stack_bytes);
    }
    end_carriers(&mut fibers);
    let left = fibers.into_iter().flatten();
    let abandoned: Vec<Abandoned> = left.map(Fiber::abandon).collect();
    if let Some((couriers, commons)) = with(World::take_shared) {
        if drops {
            drop((couriers, commons));
        } else {
            couriers.into_iter().for_each(std::mem::forget);
            commons.forget();
        }
    }
    // What is left belongs to tasks that were given up.
    with(|world| world.locals.forget());
    let pollers = with(World::take_pollers).unwrap_or_default();
    for poller in pollers {
        std::mem::forget(poller.spawned);
    }
    let Remains {
        ended,
        steps,
        tasks,
        objects,
        deadlines,
        strategy,
        choices,
    } = leave().into_remains();
    give_back(abandoned);
    let failure = match ended {
        Some(Ending::Failed(failure)) => Some(failure),
        _ if !leaked.is_empty() => Some(Failure::Leak { waiting: leaked }),
        _ => None,
    };
    Executed {
        failure,
        steps,
        tasks,
        objects,
        deadlines,
        strategy,
        choices,
    }
}
