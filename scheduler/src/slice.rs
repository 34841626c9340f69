use crate::trace::{Target, Trace};
use crate::{Access, Kind, TaskId};

/// What a causal slice goes by, from the shortest slice to the longest.
///
/// A task that joins another may have learned something from it by ways that the scheduler does not
/// see: from what it returned, or from memory that both can reach. Whether that matters is found out
/// by running the slice, see [`Trace::slice`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// A join only says that the other task has ended; what that did matters where it shows in an
    /// object.
    Objects,
    /// All that the other task did matters to what comes after its join.
    Joins,
    /// Everything matters.
    Everything,
}

impl Extent {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Objects, Self::Joins, Self::Everything];

    /// Returns its name in traces.
    pub fn name(self) -> &'static str {
        match self {
            Self::Objects => "objects",
            Self::Joins => "joins",
            Self::Everything => "everything",
        }
    }
}

/// Returns the places of the steps that the failure at the end of a trace depends on, in order.
///
/// It goes backwards over what happened before what: in a task; from spawning to beginning; from the
/// end of a task to its join, as far as the extent says; from who wakes a task to what that does; from
/// a write to what is done to the object later. It leaves out spawns and joins of tasks of which nothing else is left.
///
/// # Sources
///
/// Ivan Lanese and Germán Vidal, "Causal-consistent replay debugging", 2021, whose causality is
/// between messages; here, objects take their place.
pub(crate) fn slice(trace: &Trace, extent: Extent) -> Vec<usize> {
    if extent == Extent::Everything {
        return (0..trace.steps.len()).collect();
    }
    let mut sweep = Sweep::new(trace, extent);
    let mut found = Vec::new();
    for place in (0..trace.steps.len()).rev() {
        if sweep.takes(place) {
            found.push(place);
        }
    }
    found.reverse();
    let is_left = |place: &usize| {
        let step = &trace.steps[*place];
        match step.target {
            Target::Task(task) if step.kind == Kind::Join => sweep.is_needed(task),
            _ => true,
        }
    };
    found.into_iter().filter(is_left).collect()
}

/// One way back through a trace: every dependency points to an earlier step.
struct Sweep<'a> {
    trace: &'a Trace,
    extent: Extent,
    /// The tasks of which a later step is needed.
    tasks: Vec<bool>,
    /// The objects whose state a later step needs.
    objects: Vec<bool>,
}

impl<'a> Sweep<'a> {
    fn new(trace: &'a Trace, extent: Extent) -> Self {
        let mut sweep = Self {
            trace,
            extent,
            tasks: vec![false; trace.tasks.len()],
            objects: vec![false; trace.objects.len()],
        };
        sweep.begin();
        sweep
    }

    /// Takes what the failure itself is about: the task that took the last step, or those that wait.
    fn begin(&mut self) {
        if self.trace.waits.is_empty() {
            if let Some(last) = self.trace.steps.last() {
                self.tasks[last.task.place()] = true;
            }
            return;
        }
        let cycle = self.trace.cycle();
        for wait in &self.trace.waits {
            if cycle.is_empty() || cycle.contains(&wait.step.task) {
                self.tasks[wait.step.task.place()] = true;
                self.want(wait.step.target);
            }
        }
    }

    fn is_needed(&self, task: TaskId) -> bool {
        self.tasks[task.place()]
    }

    fn want(&mut self, target: Target) {
        if let Target::Object(object) = target {
            self.objects[object as usize] = true;
        }
    }

    /// Returns true if the step is needed, and takes note of what it needs in turn.
    fn takes(&mut self, place: usize) -> bool {
        let step = &self.trace.steps[place];
        let is_needed = match (step.kind, step.target) {
            (Kind::Spawn, Target::Task(child)) => {
                self.tasks.get(child.place()).is_some_and(|needed| *needed)
            }
            (Kind::WakeTask | Kind::Abort | Kind::Unpark | Kind::Interrupt, Target::Task(task)) => {
                self.is_needed(step.task) || self.is_needed(task)
            }
            (kind, Target::Object(object)) => {
                self.is_needed(step.task)
                    || (self.objects[object as usize] && kind.access() == Access::Writes)
            }
            _ => self.is_needed(step.task),
        };
        if !is_needed {
            return false;
        }
        self.tasks[step.task.place()] = true;
        if step.kind.access() != Access::Nothing {
            self.want(step.target);
        }
        if let (Kind::Join, Target::Task(task), Extent::Joins) =
            (step.kind, step.target, self.extent)
        {
            self.tasks[task.place()] = true;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use std::panic::Location;

    use lockstep_seed::Seed;

    use super::{Extent, slice};
    use crate::execution::Body;
    use crate::options::Options;
    use crate::rerun::rerun;
    use crate::strategy::{Guide, Rest};
    use crate::sync::atomic::{AtomicU32, Ordering::SeqCst};
    use crate::sync::{Arc, Mutex};
    use crate::trace::Trace;
    use crate::{BugFound, Runner, thread};

    const GUILTY: [usize; 3] = [5, 17, 31];

    /// Forty tasks, each of which works on something of its own; three lose each other's updates.
    fn forty_tasks() {
        let shared = Arc::new(AtomicU32::new(0));
        let spawn = |number: usize| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                let own = AtomicU32::new(0);
                for _ in 0..60 {
                    own.fetch_add(1, SeqCst);
                    own.load(SeqCst);
                }
                if GUILTY.contains(&number) {
                    let before = shared.load(SeqCst);
                    shared.store(before + 1, SeqCst);
                }
            })
        };
        let tasks: Vec<_> = (0..40).map(spawn).collect();
        for task in tasks {
            task.join().unwrap();
        }
        assert_eq!(shared.load(SeqCst), 3, "an update was lost");
    }

    fn bug(body: fn()) -> BugFound {
        let runner = Runner::new().seed(Seed::from(1)).without_traces();
        *runner.try_run(body).unwrap_err()
    }

    /// Returns how an execution fails that takes the steps of the slice in their order, and the others
    /// early or late.
    fn category_of_slice(trace: &Trace, body: fn(), rest: Rest) -> String {
        let (trace, seed) = (trace.clone(), trace.iteration_seed);
        let options = Options {
            location: Location::caller(),
            ..Options::default()
        };
        let body: Body = Arc::new(body);
        let run = rerun(&body, &options, seed, move |rerun| {
            let places = slice(&trace, trace.slice);
            let executed = rerun.run(Guide::new(&trace, &places, rest));
            executed.failure.map(|failure| failure.category())
        });
        run.unwrap().unwrap().to_string()
    }

    #[test]
    fn three_guilty_tasks_of_forty_are_a_fifth_of_the_trace_at_most() {
        let bug = bug(forty_tasks);
        let simplest = bug.shrunk.map(|shrunk| shrunk.trace);
        for trace in [Some(bug.trace), simplest].into_iter().flatten() {
            let left = slice(&trace, trace.slice);
            assert_eq!(trace.slice, Extent::Objects);
            assert!(trace.steps.len() > 4_900, "{}", trace.steps.len());
            assert!(left.len() * 5 <= trace.steps.len(), "{}", left.len());
            for rest in [Rest::Early, Rest::Late] {
                let category = category_of_slice(&trace, forty_tasks, rest);
                assert_eq!(category, trace.failure);
            }
        }
    }

    /// Two tasks wait for each other, and one works on something else.
    fn deadlock_beside() {
        let (left, right) = (Arc::new(Mutex::new(())), Arc::new(Mutex::new(())));
        let lock = |first: &Arc<Mutex<()>>, second: &Arc<Mutex<()>>| {
            let (first, second) = (Arc::clone(first), Arc::clone(second));
            thread::spawn(move || {
                let _first = first.lock().unwrap();
                let _second = second.lock().unwrap();
            })
        };
        let beside = thread::spawn(|| {
            let own = AtomicU32::new(0);
            own.store(1, SeqCst);
        });
        let tasks = [beside, lock(&left, &right), lock(&right, &left)];
        for task in tasks {
            task.join().unwrap();
        }
    }

    #[test]
    fn a_deadlock_depends_on_its_circle() {
        let trace = bug(deadlock_beside).trace;
        let left = slice(&trace, trace.slice);
        let tasks: Vec<u32> = left
            .iter()
            .map(|at| trace.steps[*at].task.number())
            .collect();
        assert!(
            !tasks.contains(&1) && tasks.contains(&2) && tasks.contains(&3),
            "{tasks:?}"
        );
        for rest in [Rest::Early, Rest::Late] {
            let category = category_of_slice(&trace, deadlock_beside, rest);
            assert_eq!(category, "deadlock");
        }
    }

    /// One task sees what another has half done.
    fn half_done() {
        let pair = Arc::new([AtomicU32::new(0), AtomicU32::new(0)]);
        let set = || {
            let pair = Arc::clone(&pair);
            thread::spawn(move || {
                pair[0].store(1, SeqCst);
                pair[1].store(1, SeqCst);
            })
        };
        let setters = [set(), set(), set()];
        assert_eq!(pair[0].load(SeqCst), pair[1].load(SeqCst), "half done");
        for setter in setters {
            setter.join().unwrap();
        }
    }

    #[test]
    fn what_comes_after_a_read_may_be_left_out() {
        let bug = bug(half_done);
        let trace = bug.shrunk.map_or(bug.trace, |shrunk| shrunk.trace);
        assert_eq!(trace.slice, Extent::Objects);
        let late = category_of_slice(&trace, half_done, Rest::Late);
        assert_eq!(late, trace.failure);
    }

    /// What a task has seen comes to the main one by a way that the scheduler does not see.
    fn seen_by_another() {
        let flag = Arc::new(AtomicU32::new(0));
        let seen = Arc::new(std::sync::Mutex::new(0));
        let reader = {
            let (flag, seen) = (Arc::clone(&flag), Arc::clone(&seen));
            thread::spawn(move || *seen.lock().unwrap() = flag.load(SeqCst))
        };
        let writer = thread::spawn(move || {
            flag.store(1, SeqCst);
            flag.store(0, SeqCst);
        });
        reader.join().unwrap();
        writer.join().unwrap();
        assert_eq!(*seen.lock().unwrap(), 0);
    }

    #[test]
    fn what_comes_through_a_join_unseen_is_not_left_out() {
        let bug = bug(seen_by_another);
        assert_eq!(bug.trace.slice, Extent::Joins);
        let left = slice(&bug.trace, bug.trace.slice);
        let kinds: Vec<&str> = left
            .iter()
            .map(|place| bug.trace.steps[*place].kind.name())
            .collect();
        assert!(
            kinds.contains(&"store") && kinds.contains(&"load"),
            "{kinds:?}"
        );
        let category = category_of_slice(&bug.trace, seen_by_another, Rest::Late);
        assert_eq!(category, bug.trace.failure);
    }
}
