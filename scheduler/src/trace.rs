mod file;
mod text;

pub use file::ReadTraceError;
pub use text::ParseTraceError;

use std::borrow::Cow;

use lockstep_seed::Seed;

use crate::failure::{Failure, Waiting, place};
use crate::object::{Object, ObjectKind};
use crate::options::{Options, Timers};
use crate::slice::Extent;
use crate::step::Step;
use crate::strategy::Note;
use crate::task::Task;
use crate::{Kind, ObjectId, Operation, TaskId};

/// What happened in an execution that failed, as text that can be kept, compared and run again.
///
/// Steps are numbered from 1 wherever people see them. Places in the source are relative to their
/// crate, so that a trace says nothing of the machine it comes from.
///
/// # Format
///
/// `Display` writes it and `FromStr` reads it: first `lockstep trace 1`, then a line for each thing,
/// which begins with a word that says what it is.
///
/// | word             | what follows                                                              |
/// |------------------|---------------------------------------------------------------------------|
/// | `suite`          | the suite of the test, if it is in one                                     |
/// | `test`           | the name of the test                                                      |
/// | `iteration`      | the number of the execution, from 0                                       |
/// | `seed`           | the seed of the search                                                    |
/// | `iteration_seed` | the seed of the execution                                                 |
/// | `strategy`       | the name of the strategy that found it                                    |
/// | `steps_max`      | how many steps an execution may take                                      |
/// | `early_timers`   | nothing; it is there if timers may fire early                              |
/// | `failure`        | its category                                                              |
/// | `reason`         | a line of what it says                                                    |
/// | `shrunk_from`    | how many steps it took before it was shrunk                               |
/// | `slice`          | `objects`, `joins` or `everything`: what its causal slice goes by         |
/// | `neighbours`     | how many schedules were tried that differ in one choice                   |
/// | `task`           | alias, task that spawned it, name; `-` for none                           |
/// | `object`         | alias, and where it was first used                                        |
/// | `step`           | number, task, operation, what it is done to, place; perhaps more          |
/// | `wait`           | task, operation, object, place; who holds it, and since which place        |
/// | `passing`        | the number of the step from which on the first of them that passes differs |
///
/// After `passing` are the tasks and objects of the execution that passes, and its steps from that one on.
/// Columns of tasks, objects, steps and waits are at least two spaces apart. In all texts a backslash begins an escape,
/// as in Rust.
///
/// After its place a step may have two columns more: `preempts` if the task before could have gone on;
/// and the values of an atomic, `= 1` for what was read and `1 -> 2` for what was there before and after.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::{Runner, Trace, View};
///
/// fn body() {
///     panic!("whatever the schedule");
/// }
///
/// let bug = Runner::new().without_traces().try_run(body).unwrap_err();
/// let trace: Trace = bug.trace.to_string().parse()?;
/// assert_eq!(trace, bug.trace);
/// assert!(trace.table(View::Slice).contains("<-- FAILED HERE"));
/// assert_eq!(Runner::new().replay(&trace, body).unwrap_err().reason, bug.reason);
/// # Ok::<(), lockstep_scheduler::ParseTraceError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The suite of the test, if it is in one.
    pub suite: Option<String>,
    /// The name of the test.
    pub test: String,
    /// The number of the execution, from 0.
    pub iteration: u64,
    /// The seed of the search.
    pub seed: Seed,
    /// The seed of the execution.
    pub iteration_seed: Seed,
    /// The name of the strategy that found it.
    pub strategy: String,
    /// How many steps an execution may take.
    pub steps_max: u64,
    /// Whether timers may fire although others could go on.
    pub early_timers: bool,
    /// The category of the failure, such as `deadlock`.
    pub failure: String,
    /// What the failure says.
    pub reason: String,
    /// How many steps it took before it was shrunk, if it was.
    pub shrunk_from: Option<u64>,
    /// What its causal slice goes by.
    pub slice: Extent,
    /// What is known of schedules that differ from this one in one choice, if they were looked at.
    pub neighbours: Option<Box<Neighbours>>,
    /// The tasks: [`TaskId::number`] is the place.
    pub tasks: Vec<TracedTask>,
    /// What the tasks shared, in the order in which it was first used.
    pub objects: Vec<TracedObject>,
    /// What was done, in order.
    pub steps: Vec<TracedStep>,
    /// What was waited for at the end, if the failure is that tasks did not end.
    pub waits: Vec<TracedWait>,
}

/// Schedules that are a failing one up to a choice, at which another task goes on; from there on each task
/// goes on until it has to wait, ends, or lets others go first.
///
/// Up to a hundred of them are tried, and fewer if they take more than a million steps or leave more than
/// 20,000 tasks; hand-overs that the failure depends on first, and of those the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neighbours {
    /// How many were tried.
    pub tried: u64,
    /// The first that passes, if one does.
    pub passing: Option<Passing>,
}

/// An execution that passes, and differs from one that fails in one choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passing {
    /// The place of the first step that differs; there is one in both.
    pub place: usize,
    /// What happened in it. The steps before that place are those of the other.
    pub trace: Trace,
}

/// The category of an execution that did not fail.
const PASSED: &str = "none";

/// A task of a [`Trace`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TracedTask {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// The task that spawned it; the main task has none.
    pub parent: Option<TaskId>,
}

/// An object of a [`Trace`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TracedObject {
    /// The word for its sort, such as `mutex`.
    pub kind: String,
    /// Its number among those of its sort, from 0.
    pub number: u32,
    /// Where it was first used.
    pub place: String,
}

/// A step of a [`Trace`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TracedStep {
    /// Who took it.
    pub task: TaskId,
    /// What was done.
    pub kind: Kind,
    /// What it was done to.
    pub target: Target,
    /// Where in the source.
    pub place: String,
    /// Whether the task that took the step before could have gone on, and had not let others go first; false
    /// if that is not known.
    pub preempts: bool,
    /// The values that it read and wrote, if they are known.
    pub values: Option<TracedValues>,
}

/// What an atomic held when a step read or wrote it.
///
/// They are known of an execution that was run again, since only that is watched. Of pointers it is told
/// whether they are null, and what may be an address in an integer is `address?`: addresses differ from
/// run to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TracedValues {
    /// What it held before.
    pub before: String,
    /// What it holds afterwards; nothing if the step only reads. If an update leaves it as it was, a
    /// `compare_exchange` has failed, or has put there what was there.
    pub after: Option<String>,
}

/// A task that did not end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TracedWait {
    /// What it was about to do.
    pub step: TracedStep,
    /// Who held what it waits for, and since where.
    pub held_by: Option<(TaskId, String)>,
}

/// What a step of a [`Trace`] is done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Nothing that tasks share.
    Nothing,
    /// A task: the one that begins, is joined, or is spawned.
    Task(TaskId),
    /// The object at this place of [`Trace::objects`].
    Object(u32),
}

/// What is known of an execution once it has ended.
#[derive(Clone, Copy)]
pub(crate) struct Records<'a> {
    pub(crate) failure: Option<&'a Failure>,
    pub(crate) steps: &'a [Step],
    pub(crate) tasks: &'a [Task],
    pub(crate) objects: &'a [Object],
}

impl Trace {
    /// Writes down an execution of a search with these options.
    pub(crate) fn of(
        records: Records<'_>,
        iteration: u64,
        iteration_seed: Seed,
        options: &Options,
    ) -> Self {
        let targets = Targets::of(records.tasks, records.objects);
        let category = |failure: &Failure| failure.category().to_string();
        Self {
            suite: options.suite.clone(),
            test: options.test_name(),
            iteration,
            seed: options.seed,
            iteration_seed,
            strategy: options.strategy_name.clone(),
            steps_max: options.steps_max,
            early_timers: options.timers == Timers::Early,
            failure: records.failure.map_or(PASSED.into(), category),
            reason: records.failure.map(Failure::to_string).unwrap_or_default(),
            shrunk_from: None,
            slice: Extent::Joins,
            neighbours: None,
            tasks: records.tasks.iter().map(traced_task).collect(),
            objects: traced_objects(records.objects),
            steps: targets.steps(records.steps, records.tasks.len()),
            waits: targets.waits(records.failure),
        }
    }

    /// Adds what was noted when the execution was run again.
    pub(crate) fn note(&mut self, notes: &[Note]) {
        for (step, note) in self.steps.iter_mut().zip(notes) {
            step.preempts = note.preempts;
            step.values.clone_from(&note.values);
        }
    }

    /// Returns the beginning of an execution that passes, up to a place: the same steps, and no tasks or
    /// objects yet.
    fn passed(&self, place: usize) -> Self {
        Self {
            failure: PASSED.into(),
            reason: String::new(),
            shrunk_from: None,
            slice: Extent::Everything,
            neighbours: None,
            tasks: Vec::new(),
            objects: Vec::new(),
            steps: self.steps[..place].to_vec(),
            waits: Vec::new(),
            ..self.clone()
        }
    }

    /// Returns true if the task of a step and what it is done to are listed.
    fn has_all_of(&self, step: &TracedStep) -> bool {
        let has_task = |task: TaskId| task.place() < self.tasks.len();
        has_task(step.task)
            && match step.target {
                Target::Nothing => true,
                Target::Task(task) => has_task(task),
                Target::Object(object) => (object as usize) < self.objects.len(),
            }
    }

    /// Returns true unless it is a trace of an execution that passed.
    pub fn has_failed(&self) -> bool {
        self.failure != PASSED
    }

    /// Returns the tasks that were chosen, in order.
    pub(crate) fn schedule(&self) -> Vec<TaskId> {
        self.steps.iter().map(|step| step.task).collect()
    }

    /// Returns the alias of a task with its name, such as `T0(main)`.
    pub(crate) fn name_of(&self, task: TaskId) -> String {
        let named = self.tasks.get(task.place());
        match named.and_then(|named| named.name.as_ref()) {
            Some(name) => format!("{task}({name})"),
            None => task.to_string(),
        }
    }

    /// Returns what a step is done to in words, such as `mutex 0`; nothing if that is nothing.
    pub fn alias(&self, target: Target) -> String {
        match target {
            Target::Nothing => String::new(),
            Target::Task(task) => task.to_string(),
            Target::Object(object) => self
                .objects
                .get(object as usize)
                .map(TracedObject::alias)
                .unwrap_or_default(),
        }
    }
}

impl TracedObject {
    /// Returns its name in the trace, such as `mutex 0`.
    pub fn alias(&self) -> String {
        format!("{} {}", self.kind, self.number)
    }
}

fn traced_task(task: &Task) -> TracedTask {
    TracedTask {
        name: task.name.text().map(Cow::into_owned),
        parent: task.parent,
    }
}

fn traced_objects(objects: &[Object]) -> Vec<TracedObject> {
    let mut counts: Vec<(ObjectKind, u32)> = Vec::new();
    let traced = |object: &Object| {
        let counted = counts.iter().position(|(kind, _)| *kind == object.kind);
        let counted = counted.unwrap_or_else(|| {
            counts.push((object.kind, 0));
            counts.len() - 1
        });
        let number = counts[counted].1;
        counts[counted].1 += 1;
        TracedObject {
            kind: object.kind.name().into(),
            number,
            place: place(object.location),
        }
    };
    let shared = objects.iter().filter(|object| is_shared(object));
    shared.map(traced).collect()
}

fn is_shared(object: &Object) -> bool {
    object.kind != ObjectKind::Task
}

/// What each object of an execution is in its trace.
struct Targets(Vec<Target>);

impl Targets {
    fn of(tasks: &[Task], objects: &[Object]) -> Self {
        let mut shared = 0;
        let mut targets: Vec<Target> = Vec::with_capacity(objects.len());
        for object in objects {
            targets.push(Target::Object(shared));
            shared += u32::from(is_shared(object));
        }
        for (task, number) in tasks.iter().zip(0..) {
            targets[task.object as usize] = Target::Task(TaskId(number));
        }
        Self(targets)
    }

    fn target(&self, object: ObjectId) -> Target {
        let target = self.0.get(object.0 as usize);
        target.copied().unwrap_or(Target::Nothing)
    }

    fn step(&self, task: TaskId, operation: &Operation) -> TracedStep {
        TracedStep {
            task,
            kind: operation.kind,
            target: self.target(operation.object),
            place: place(operation.location),
            preempts: false,
            values: None,
        }
    }

    fn steps(&self, steps: &[Step], tasks: usize) -> Vec<TracedStep> {
        let mut spawned = 0;
        let mut traced = |step: &Step| {
            let mut traced = self.step(step.task, &step.operation);
            // Tasks are numbered in the order in which they are spawned.
            if traced.kind == Kind::Spawn && (spawned as usize) + 1 < tasks {
                spawned += 1;
                traced.target = Target::Task(TaskId(spawned));
            }
            traced
        };
        steps.iter().map(&mut traced).collect()
    }

    fn waits(&self, failure: Option<&Failure>) -> Vec<TracedWait> {
        let waits = match failure {
            Some(
                Failure::Deadlock { waiting: waits }
                | Failure::Leak { waiting: waits }
                | Failure::StepLimit {
                    unfinished: waits, ..
                },
            ) => waits.as_slice(),
            _ => &[],
        };
        let wait = |wait: &Waiting| TracedWait {
            step: self.step(wait.task, &wait.operation),
            held_by: wait.held_by.map(|(task, since)| (task, place(since))),
        };
        waits.iter().map(wait).collect()
    }
}
