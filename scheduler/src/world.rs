mod couriers;
mod permits;
mod polling;
mod timing;

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::panic::Location;
use std::sync::Arc;
use std::time::{Duration, Instant};

use lockstep_seed::{Seed, Stream};

pub(crate) use polling::Errand;

use crate::beat::Beat;
use crate::execution::ExecutionLimits;
use crate::failure::{Failure, Waiting};
use crate::gate::{Gate, GateId, Side};
use crate::locals::Locals;
use crate::name::Name;
use crate::object::{Known, Object, ObjectKind, Tag};
use crate::panic::last_message;
use crate::poller::Poller;
use crate::raw::suspend;
use crate::ready::Ready;
use crate::shape::Shape;
use crate::step::Step;
use crate::strategy::{Point, Random, Strategy};
use crate::streams::Streams;
use crate::task::{NOBODY, Task};
use crate::tasks::{Act, Commons};
use crate::{Kind, ObjectId, Operation, TaskId};

/// All of one execution: its tasks, the objects they share, and what was done so far.
pub(crate) struct World {
    pub(crate) epoch: u32,
    pub(crate) tasks: Vec<Task>,
    ready: Ready,
    current: TaskId,
    objects: Vec<Object>,
    pub(crate) steps: Vec<Step>,
    strategy: Box<dyn Strategy>,
    /// Chooses instead of the strategy once that has used up its steps.
    fair: Option<Random>,
    /// How many steps were chosen among several tasks.
    choices: u64,
    /// Why the strategy gave up, if it did.
    divergence: Cell<Option<String>>,
    limits: ExecutionLimits,
    started: Instant,
    beat: Arc<Beat>,
    /// Virtual time since the start, in nanoseconds.
    now: u64,
    /// Where the fair choice comes from.
    seed: Seed,
    ended: Option<Ending>,
    /// Whether something is so that seldom is when a task comes to an operation: it has ended, there is
    /// an operation on credit, or there are too many stacks.
    is_odd: bool,
    /// What the next operation may be that the running task comes to, if it was chosen to do that.
    credit: Option<Operation>,
    /// Who polls futures.
    pub(crate) pollers: Vec<Poller>,
    /// The numbers of pollers that are not used any more.
    former_pollers: Vec<u32>,
    /// The stacks of carriers that poll nothing.
    idle_stacks: Vec<u32>,
    /// How many carriers are in the middle of a poll.
    polls: usize,
    timers: u64,
    /// How many operations were done without a choice.
    passed: u64,
    /// The deadlines of tasks, and of what they waited for earlier.
    deadlines: Deadlines,
    /// How often an async task has yielded since time was looked after.
    yields: usize,
    /// How many operations the task that is unwound has come to.
    unwinding: u64,
    is_unwinding: bool,
    /// Whether there is nothing left to do for carriers.
    is_over: bool,
    newborn: Vec<Newborn>,
    pub(crate) locals: Locals,
    pub(crate) commons: Commons,
    /// What couriers do.
    couriers: Vec<Act>,
    /// What tasks panic with when they are chosen next.
    interrupts: Vec<(TaskId, Box<dyn Any + Send>)>,
    streams: Streams,
}

/// When which tasks can go on, whatever they wait for, the soonest first.
pub(crate) type Deadlines = BinaryHeap<Reverse<(u64, u32)>>;

/// A task that was spawned and has no stack yet.
pub(crate) struct Newborn {
    pub(crate) task: TaskId,
    pub(crate) main: Box<dyn FnOnce()>,
    /// How large its stack has to be at least, if it asks for that.
    pub(crate) stack_bytes: usize,
}

/// How an execution ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// All tasks have ended, or the main task has and none of the others can go on.
    Passed,
    Failed(Failure),
}

/// Empty lists with the room that those of an earlier execution had.
#[derive(Default)]
pub(crate) struct Spare {
    pub(crate) steps: Vec<Step>,
    pub(crate) tasks: Vec<Task>,
    pub(crate) objects: Vec<Object>,
    pub(crate) deadlines: Deadlines,
}

/// What is left of an execution after its end.
pub(crate) struct Remains {
    pub(crate) ended: Option<Ending>,
    pub(crate) steps: Vec<Step>,
    pub(crate) tasks: Vec<Task>,
    pub(crate) objects: Vec<Object>,
    pub(crate) deadlines: Deadlines,
    pub(crate) strategy: Box<dyn Strategy>,
    /// How many steps had more than one task to choose from.
    pub(crate) choices: u64,
}

/// What a task does at a point where it could be left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    Stay,
    Leave,
}

thread_local! {
    static WORLD: RefCell<Option<Box<World>>> = const { RefCell::new(None) };
}

/// How many steps are taken between two looks at the clock.
const CLOCK_EVERY: u64 = 1_024;

/// The most operations that the destructors of a task may come to that is unwound after the end.
const UNWINDING_MAX: u64 = 10_000;

/// How many operations in a row may be done without a choice where too many tasks have stacks.
const PASSED_MAX: u64 = 64;

/// Begins an execution on this thread.
pub(crate) fn enter(world: Box<World>) {
    let before = WORLD.replace(Some(world));
    assert!(before.is_none(), "an execution is running on this thread");
}

/// Ends the execution on this thread.
pub(crate) fn leave() -> Box<World> {
    WORLD
        .take()
        .expect("an execution is running on this thread")
}

/// Calls `inside` with the execution that runs on this thread; nothing if there is none.
#[inline]
pub(crate) fn with<R>(inside: impl FnOnce(&mut World) -> R) -> Option<R> {
    WORLD.with_borrow_mut(|world| world.as_deref_mut().map(inside))
}

/// Returns true on the thread of an execution.
#[inline]
pub(crate) fn is_controlled() -> bool {
    // Who panics while the world is borrowed is controlled, too.
    WORLD.with(|world| world.try_borrow().map_or(true, |world| world.is_some()))
}

/// Comes to an operation, and returns once the strategy has chosen the task to do it.
#[inline]
pub(crate) fn reach(operation: Operation, side: Option<Side>) {
    reach_until(operation, side, None);
}

/// Comes to an operation, and returns once the task was chosen: with the gate open, or after the
/// deadline.
pub(crate) fn reach_until(operation: Operation, side: Option<Side>, deadline: Option<u64>) {
    let turn = with(|world| world.arrive(operation, side, deadline));
    if turn == Some(Turn::Leave) {
        suspend();
    }
}

/// As [`reach_until`], for what `about` makes of the execution; returns false if none is running.
#[inline]
pub(crate) fn reach_what(
    about: impl FnOnce(&mut World) -> (Operation, Option<u64>),
    side: Option<Side>,
) -> bool {
    let turn = with(|world| {
        let (operation, deadline) = about(world);
        world.arrive(operation, side, deadline)
    });
    if turn == Some(Turn::Leave) {
        suspend();
    }
    turn.is_some()
}

/// Comes to an operation on the object that `find` gives, and does it with `act` once the strategy has
/// chosen the task; nothing if no execution is running.
#[inline]
pub(crate) fn perform<R>(
    find: impl FnOnce(&mut World) -> u32,
    kind: Kind,
    side: Option<Side>,
    location: &'static Location<'static>,
    act: impl FnOnce(&mut World, u32) -> R,
) -> Option<R> {
    let at_once = with(|world| {
        let object = find(world);
        let operation = Operation {
            object: ObjectId(object),
            kind,
            location,
        };
        match world.arrive(operation, side, None) {
            Turn::Stay => Ok(act(world, object)),
            Turn::Leave => Err((object, act)),
        }
    })?;
    match at_once {
        Ok(done) => Some(done),
        Err((object, act)) => {
            suspend();
            with(|world| act(world, object))
        }
    }
}

/// Comes to an operation, and returns once the task was chosen: with a gate open that need not be one of
/// what the operation is done to, or after the deadline.
pub(crate) fn reach_before(operation: Operation, gate: GateId, deadline: Option<u64>) {
    let turn = with(|world| world.arrive_before(operation, gate, deadline));
    if turn == Some(Turn::Leave) {
        suspend();
    }
}

/// As [`perform`], but the task goes on even if the gate stays closed for a while; nothing is for ever.
pub(crate) fn perform_within<R>(
    find: impl FnOnce(&mut World) -> u32,
    kind: Kind,
    side: Side,
    within: Option<Duration>,
    location: &'static Location<'static>,
    act: impl FnOnce(&mut World, u32) -> R,
) -> Option<R> {
    let (object, deadline) = with(|world| (find(world), world.after(within)))?;
    let operation = Operation {
        object: ObjectId(object),
        kind,
        location,
    };
    reach_until(operation, Some(side), deadline);
    with(|world| act(world, object))
}

impl World {
    pub(crate) fn new(
        epoch: u32,
        strategy: Box<dyn Strategy>,
        limits: ExecutionLimits,
        beat: Arc<Beat>,
        seed: Seed,
        spare: Spare,
    ) -> Self {
        Self {
            epoch,
            tasks: spare.tasks,
            ready: Ready::default(),
            current: TaskId::MAIN,
            objects: spare.objects,
            steps: spare.steps,
            strategy,
            fair: None,
            choices: 0,
            divergence: Cell::new(None),
            limits,
            started: Instant::now(),
            beat,
            now: 0,
            seed,
            ended: None,
            is_odd: false,
            credit: None,
            pollers: Vec::new(),
            former_pollers: Vec::new(),
            idle_stacks: Vec::new(),
            polls: 0,
            timers: 0,
            passed: 0,
            deadlines: spare.deadlines,
            yields: 0,
            unwinding: 0,
            is_unwinding: false,
            is_over: false,
            newborn: Vec::new(),
            locals: Locals::default(),
            commons: Commons::default(),
            couriers: Vec::new(),
            interrupts: Vec::new(),
            streams: Streams::new(seed),
        }
    }

    // ---- tasks ----

    /// Adds a task that can be chosen to begin.
    pub(crate) fn spawn(
        &mut self,
        name: Option<String>,
        main: Box<dyn FnOnce()>,
        location: &'static Location<'static>,
    ) -> TaskId {
        let task = self.add_task(name.into(), location);
        self.newborn.push(Newborn {
            task,
            main,
            stack_bytes: 0,
        });
        task
    }

    fn add_task(&mut self, name: Name, location: &'static Location<'static>) -> TaskId {
        let number = u32::try_from(self.tasks.len()).expect("fewer than 2^32 tasks");
        let task = TaskId(number);
        let gates = [Gate::CLOSED, Gate::CLOSED];
        let object = self.add_object(ObjectKind::Task, 0, gates, location, 0);
        let begin = Operation {
            object: ObjectId(object),
            kind: Kind::Begin,
            location,
        };
        self.tasks.push(Task {
            pending: begin,
            last: begin,
            gate: None,
            behind: NOBODY,
            permits: 0,
            deadline: None,
            timed_out: false,
            late_since: 0,
            fires_early: false,
            fired_at: None,
            has_ended: false,
            second: NOBODY,
            object,
            parent: (number > 0).then_some(self.current),
            name,
            steps: 0,
            stack: NOBODY,
            poller: NOBODY,
            courier: NOBODY,
        });
        self.ready.insert(task);
        task
    }

    /// Chooses the first task, once the main one was spawned.
    pub(crate) fn start(&mut self) {
        self.choose();
    }

    /// Lends the tasks that were spawned and have no stack yet, to be [given back](Self::give_newborn) empty.
    pub(crate) fn take_newborn(&mut self) -> Vec<Newborn> {
        std::mem::take(&mut self.newborn)
    }

    pub(crate) fn give_newborn(&mut self, newborn: Vec<Newborn>) {
        self.newborn = newborn;
    }

    /// Asks for a stack of at least so many bytes for the task that was spawned last.
    pub(crate) fn ask_for_stack(&mut self, stack_bytes: usize) {
        if let Some(newborn) = self.newborn.last_mut() {
            newborn.stack_bytes = stack_bytes;
        }
    }

    pub(crate) fn has_newborn(&self) -> bool {
        !self.newborn.is_empty()
    }

    /// Ends the task that is running, and chooses another.
    pub(crate) fn end_task(&mut self) {
        let task = self.current;
        self.tasks[task.place()].has_ended = true;
        self.ready.remove(task);
        self.beat.end_task(task);
        if task == TaskId::MAIN {
            self.fire_no_more();
        }
        self.open(GateId {
            object: self.tasks[task.place()].object,
            side: Side::Front,
        });
        if self.ended.is_none() {
            self.choose();
        }
    }

    pub(crate) fn current(&self) -> TaskId {
        self.current
    }

    pub(crate) fn task(&self, task: TaskId) -> &Task {
        &self.tasks[task.place()]
    }

    /// Returns true if the last wait of the running task ended at its deadline.
    pub(crate) fn timed_out(&self) -> bool {
        self.tasks[self.current.place()].timed_out
    }

    /// Returns the random choices of the running task, which the other tasks' do not change.
    pub(crate) fn stream(&mut self) -> &mut Stream {
        self.streams.of(self.current, &self.tasks)
    }

    // ---- objects ----

    /// Returns the number of an object, which is made known if it is new to this execution.
    #[inline]
    pub(crate) fn object(
        &mut self,
        tag: &Tag,
        make: impl FnOnce() -> (ObjectKind, u64, [Gate; 2]),
        location: &'static Location<'static>,
    ) -> u32 {
        match tag.get(self.epoch) {
            Known::Here(object) => object,
            known => self.know(tag, known, make(), location),
        }
    }

    /// As [`object`](Self::object), of an atomic with this value.
    #[inline]
    pub(crate) fn atomic(
        &mut self,
        tag: &Tag,
        shape: Shape,
        value: impl FnOnce() -> u64,
        location: &'static Location<'static>,
    ) -> u32 {
        match tag.get(self.epoch) {
            Known::Here(object) => object,
            known => self.know_atomic(tag, known, (shape, value()), location),
        }
    }

    #[cold]
    fn know_atomic(
        &mut self,
        tag: &Tag,
        known: Known,
        (shape, value): (Shape, u64),
        location: &'static Location<'static>,
    ) -> u32 {
        let made = (ObjectKind::Atomic, value, [Gate::OPEN, Gate::OPEN]);
        let object = self.know(tag, known, made, location);
        self.at(object).shape = shape;
        object
    }

    #[cold]
    fn know(
        &mut self,
        tag: &Tag,
        known: Known,
        (kind, value, gates): (ObjectKind, u64, [Gate; 2]),
        location: &'static Location<'static>,
    ) -> u32 {
        let address = std::ptr::from_ref(tag).addr();
        let here = || {
            let place = self
                .objects
                .iter()
                .rposition(|object| object.address == address);
            place.map(|place| u32::try_from(place).expect("they are numbered so"))
        };
        let object = match known {
            Known::Elsewhere => here(),
            _ => None,
        };
        assert!(
            known == Known::Nowhere || object.is_some() || kind.is_renewed(),
            "this {} was used by another execution, and would carry what it holds from one into the \
             other; make it in the body of the test or in a LazyLock, or use std's for what \
             executions are to share",
            kind.name()
        );
        let object =
            object.unwrap_or_else(|| self.add_object(kind, value, gates, location, address));
        tag.set(self.epoch, object);
        object
    }

    pub(crate) fn add_object(
        &mut self,
        kind: ObjectKind,
        value: u64,
        gates: [Gate; 2],
        location: &'static Location<'static>,
        address: usize,
    ) -> u32 {
        let number = u32::try_from(self.objects.len()).expect("fewer than 2^32 objects");
        let object = Object::new(kind, value, gates, location, address);
        self.objects.push(object);
        number
    }

    #[inline]
    pub(crate) fn at(&mut self, object: u32) -> &mut Object {
        &mut self.objects[object as usize]
    }

    /// Makes the running task the holder of an object, and closes its front gate.
    pub(crate) fn hold(&mut self, object: u32) {
        self.at(object).holder = self.current.0;
        self.close(GateId {
            object,
            side: Side::Front,
        });
    }

    /// Takes note of what else the next operation of the running task is done to.
    pub(crate) fn is_also_done_to(&mut self, object: u32) {
        self.tasks[self.current.place()].second = object;
    }

    /// Makes the running task the holder of an object, unless there is one.
    pub(crate) fn try_hold(&mut self, object: u32) -> bool {
        let is_free = self.at(object).holder == NOBODY;
        if is_free {
            self.hold(object);
        }
        is_free
    }

    /// Lets an object go, and opens its front gate.
    pub(crate) fn let_go(&mut self, object: u32) {
        self.at(object).holder = NOBODY;
        self.open(GateId {
            object,
            side: Side::Front,
        });
    }

    pub(crate) fn is_open(&mut self, gate: GateId) -> bool {
        self.at(gate.object).gate(gate.side).is_open
    }

    /// Opens a gate: whoever stands before it can be chosen.
    #[inline]
    pub(crate) fn open(&mut self, id: GateId) {
        let gate = self.objects[id.object as usize].gate_mut(id.side);
        if gate.is_open {
            return;
        }
        gate.is_open = true;
        if gate.first != NOBODY {
            let first = gate.first;
            self.let_all_on(first);
        }
    }

    /// Lets a task go on, and all behind it.
    fn let_all_on(&mut self, first: u32) {
        let mut next = first;
        while next != NOBODY {
            self.ready.insert(TaskId(next));
            next = self.tasks[next as usize].behind;
        }
    }

    /// Closes a gate: whoever stands before it cannot be chosen, unless their time is over.
    pub(crate) fn close(&mut self, id: GateId) {
        let gate = self.objects[id.object as usize].gate_mut(id.side);
        gate.is_open = false;
        let mut next = gate.first;
        while next != NOBODY {
            let task = &self.tasks[next as usize];
            if !task.timed_out && !task.fires_early {
                self.ready.remove(TaskId(next));
            }
            next = task.behind;
        }
    }

    // ---- scheduling ----

    fn arrive(&mut self, operation: Operation, side: Option<Side>, deadline: Option<u64>) -> Turn {
        if self.is_odd
            && let Some(turn) = self.arrive_oddly(operation, side)
        {
            return turn;
        }
        let gate = side.map(|side| GateId {
            object: operation.object.0,
            side,
        });
        if std::thread::panicking() {
            return self.pass_by(operation, gate);
        }
        self.stand(operation, gate, deadline);
        if operation.kind == Kind::Yield {
            self.tick();
        }
        let before = self.current;
        self.choose_at_once();
        if self.ended.is_none() && self.current == before {
            Turn::Stay
        } else {
            self.beat.leave(before, &operation);
            if deadline.is_some() {
                self.fire_again(before);
            }
            Turn::Leave
        }
    }

    /// Lets the running task come to an operation while something is so that seldom is; nothing if it
    /// is to come to it as ever.
    #[cold]
    fn arrive_oddly(&mut self, operation: Operation, side: Option<Side>) -> Option<Turn> {
        if self.ended.is_some() {
            return Some(self.arrive_late(operation));
        }
        let credit = self.credit.take();
        self.is_odd = self.is_crowded();
        if credit.is_some_and(|credit| credit.is_as(&operation)) {
            return Some(Turn::Stay);
        }
        let passes = self.is_odd && self.passes_in_crowd(operation, side);
        if passes && let Some(object) = self.objects.get_mut(operation.object.0 as usize) {
            // What is done between two steps must not be taken for what the first of them did.
            object.shape = Shape::Nothing;
        }
        passes.then_some(Turn::Stay)
    }

    /// Returns true if the running task does an operation without a choice, since so many tasks are left
    /// in the middle of a poll: each of them takes up a stack.
    ///
    /// Now and then there is a choice all the same: a task could spin until another one acts.
    fn passes_in_crowd(&mut self, operation: Operation, side: Option<Side>) -> bool {
        let lets_others_go = matches!(operation.kind, Kind::Yield | Kind::Sleep | Kind::Spawn);
        let is_possible = side.is_none_or(|side| {
            let object = operation.object.0;
            self.is_open(GateId { object, side })
        });
        self.passed += 1;
        let is_due = self.passed.is_multiple_of(PASSED_MAX);
        is_possible && !lets_others_go && !is_due && self.is_in_poll()
    }

    /// Lets a destructor that runs after the end do an operation, unless it has done very many.
    ///
    /// Nothing waits after the end, so that one that waits for something to become true goes round for
    /// ever. It is left where it is.
    #[cold]
    fn arrive_late(&mut self, operation: Operation) -> Turn {
        self.unwinding += 1;
        if self.unwinding <= UNWINDING_MAX {
            return Turn::Stay;
        }
        let waiting = self.waiting(self.current, operation);
        self.end(Ending::Failed(Failure::Misuse {
            message: format!(
                "after the end of the body, destructors of a task that was left over came to more than \
                 {UNWINDING_MAX} operations; now {waiting}: it may wait for what no task will do any more"
            ),
        }));
        Turn::Leave
    }

    /// Lets the running task do an operation while it panics, when it must not be left: the thread
    /// would be taken for panicking while it runs others.
    fn pass_by(&mut self, operation: Operation, gate: Option<GateId>) -> Turn {
        self.tasks[self.current.place()].last = operation;
        if gate.is_none_or(|gate| self.is_open(gate)) {
            return Turn::Stay;
        }
        let waiting = self.waiting(self.current, operation);
        let said = last_message().map_or(String::new(), |said| format!("; the panic said: {said}"));
        self.fail(Failure::Misuse {
            message: format!("while a panic unwinds, {waiting}: it would wait for ever{said}"),
        });
        Turn::Leave
    }

    #[expect(
        clippy::inline_always,
        reason = "it is a part of every step, and compiled into two functions"
    )]
    #[inline(always)]
    fn stand(&mut self, operation: Operation, gate: Option<GateId>, deadline: Option<u64>) {
        let current = self.current;
        let task = &mut self.tasks[current.place()];
        task.pending = operation;
        task.timed_out = false;
        task.fires_early = false;
        task.deadline = None;
        task.gate = gate;
        if let Some(id) = gate {
            let gate = self.objects[id.object as usize].gate_mut(id.side);
            task.behind = gate.first;
            gate.first = current.0;
            if !gate.is_open {
                self.ready.remove(current);
            }
        }
        if let Some(deadline) = deadline {
            self.stand_until(deadline);
        }
    }

    /// Chooses the task that goes next, or ends the execution.
    fn choose(&mut self) {
        self.choose_at_once();
    }

    #[expect(
        clippy::inline_always,
        reason = "it is the most of every step, and compiled into three functions"
    )]
    #[inline(always)]
    fn choose_at_once(&mut self) {
        if self.ready.len() == 0 && (self.tasks[0].has_ended || !self.pass_time()) {
            self.end_for_want();
            return;
        }
        let step = self.steps.len() as u64;
        if step >= self.limits.steps_max && !self.goes_on_fairly(step) {
            return;
        }
        if step.is_multiple_of(CLOCK_EVERY) && self.is_late() {
            return;
        }
        let point = Point {
            ready: &self.ready,
            tasks: &self.tasks,
            objects: &self.objects,
            current: self.current,
            step,
            divergence: &self.divergence,
        };
        self.choices += u64::from(self.ready.len() > 1);
        let next = match &mut self.fair {
            None => self.strategy.choose(&point),
            Some(fair) => fair.choose(&point),
        };
        if self.ready.contains(next) {
            self.grant(next);
        } else {
            self.refuse(next, step);
        }
    }

    /// Ends the execution because the strategy chose no task that can go on.
    #[cold]
    fn refuse(&mut self, next: TaskId, step: u64) {
        self.fail(match self.divergence.take() {
            Some(message) => Failure::Divergence { step, message },
            None => Failure::Misuse {
                message: format!("the strategy chose {next}, which cannot go on"),
            },
        });
    }

    #[expect(
        clippy::inline_always,
        reason = "it is a part of every step, and compiled into three functions"
    )]
    #[inline(always)]
    fn grant(&mut self, next: TaskId) {
        let task = &mut self.tasks[next.place()];
        task.last = task.pending;
        task.steps += 1;
        let gate = task.gate.take();
        self.beat.step(next, &task.pending);
        self.steps.push(Step {
            task: next,
            operation: task.pending,
        });
        self.current = next;
        if let Some(gate) = gate {
            if task.deadline.is_some() {
                self.meet_deadline(Some(gate));
            }
            self.step_out(next, gate);
        }
    }

    /// Takes a task out of the line before a gate.
    fn step_out(&mut self, task: TaskId, id: GateId) {
        // One whose gate opens again must not keep its place among those that can go on.
        self.ready.insert(task);
        let behind = self.tasks[task.place()].behind;
        let gate = self.objects[id.object as usize].gate_mut(id.side);
        if gate.first == task.0 {
            gate.first = behind;
            return;
        }
        let mut ahead = gate.first as usize;
        while self.tasks[ahead].behind != task.0 {
            ahead = self.tasks[ahead].behind as usize;
        }
        self.tasks[ahead].behind = behind;
    }

    // ---- the end ----

    pub(crate) fn fail(&mut self, failure: Failure) {
        if self.ended.is_none() {
            self.end(Ending::Failed(failure));
        }
    }

    fn end(&mut self, ending: Ending) {
        self.ended = Some(ending);
        self.is_odd = true;
    }

    pub(crate) fn ended(&self) -> Option<&Ending> {
        self.ended.as_ref()
    }

    /// Makes a task that has not ended the running one, to be unwound.
    pub(crate) fn begin_unwinding(&mut self, task: usize) {
        self.current = TaskId(u32::try_from(task).expect("tasks are numbered so"));
        self.unwinding = 0;
        self.is_unwinding = true;
    }

    /// Says that no task will run any more.
    pub(crate) fn close_down(&mut self) {
        self.is_over = true;
    }

    pub(crate) fn is_over(&self) -> bool {
        self.is_over
    }

    /// Returns true if the tasks that have not ended are to be left where they are for ever.
    ///
    /// To unwind them after a failure could make another panic in the middle of a report. To unwind one
    /// while another holds a lock could make a destructor wait for that lock, which nobody lets go.
    pub(crate) fn gives_up_tasks(&self) -> bool {
        let is_stuck = |object: &Object| {
            let holder = self.tasks.get(object.holder as usize);
            holder.is_some_and(|holder| !holder.has_ended)
        };
        matches!(self.ended, Some(Ending::Failed(_))) || self.objects.iter().any(is_stuck)
    }

    pub(crate) fn into_remains(self) -> Remains {
        Remains {
            ended: self.ended,
            steps: self.steps,
            tasks: self.tasks,
            objects: self.objects,
            deadlines: self.deadlines,
            strategy: self.strategy,
            choices: self.choices,
        }
    }

    fn is_late(&mut self) -> bool {
        let taken = self.started.elapsed().as_millis();
        let is_late = taken > u128::from(self.limits.milliseconds);
        if is_late {
            let last = self.steps.last().map(|step| step.operation);
            self.fail(Failure::TimeLimit {
                milliseconds: self.limits.milliseconds,
                last,
            });
        }
        is_late
    }

    /// Nobody can go on: all is done, or nothing will ever be.
    fn end_for_want(&mut self) {
        self.strategy.stop(&Point {
            ready: &self.ready,
            tasks: &self.tasks,
            objects: &self.objects,
            current: self.current,
            step: self.steps.len() as u64,
            divergence: &self.divergence,
        });
        self.end(if self.tasks[0].has_ended {
            Ending::Passed
        } else {
            Ending::Failed(Failure::Deadlock {
                waiting: self.unfinished(),
            })
        });
    }

    /// Looks whether an execution that has used up its steps ends under a fair choice; false if it
    /// ends here.
    ///
    /// A task that spins until another one does something waits for ever where the strategy never
    /// chooses that one. That is no fault of the program, which only needs a scheduler that is fair.
    fn goes_on_fairly(&mut self, step: u64) -> bool {
        // What goes on after the main task has ended need not end.
        if self.tasks[0].has_ended {
            self.end(Ending::Passed);
        } else if step >= self.limits.steps_max + self.limits.fair_steps {
            self.fail(Failure::StepLimit {
                steps: step,
                unfinished: self.unfinished(),
            });
        } else if self.fair.is_none() {
            self.fair = Some(Random::seeded(self.seed.derive(u64::MAX)));
        }
        self.ended.is_none()
    }

    /// Returns the tasks that have not ended.
    pub(crate) fn unfinished(&self) -> Vec<Waiting> {
        (self.tasks.iter().zip(0..))
            .filter(|(task, _)| !task.has_ended && task.courier == NOBODY)
            .map(|(task, number)| self.waiting(TaskId(number), task.pending))
            .collect()
    }

    fn waiting(&self, task: TaskId, operation: Operation) -> Waiting {
        let object = self.objects.get(operation.object.0 as usize);
        let holder = object.map_or(NOBODY, |object| object.holder);
        let since = || {
            let held =
                |step: &&Step| step.task.0 == holder && step.operation.object == operation.object;
            self.steps
                .iter()
                .rev()
                .find(held)
                .map(|step| step.operation.location)
        };
        let held_by = if holder == NOBODY {
            None
        } else {
            since().map(|since| (TaskId(holder), since))
        };
        Waiting {
            task,
            operation,
            object: object.map_or(String::new(), |object| {
                let number = operation.object.0;
                let kind = object.kind;
                let before = self.objects[..number as usize].iter();
                let nth = before.filter(|other| other.kind == kind).count();
                match kind {
                    ObjectKind::Task => self.task_of(number).to_string(),
                    kind => format!("{} {nth}", kind.name()),
                }
            }),
            held_by,
        }
    }

    fn task_of(&self, object: u32) -> TaskId {
        let place = self.tasks.iter().position(|task| task.object == object);
        let place = place.expect("a task's object belongs to a task");
        TaskId(u32::try_from(place).expect("tasks are numbered so"))
    }
}
