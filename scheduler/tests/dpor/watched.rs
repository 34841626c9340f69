use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use lockstep_scheduler::strategy::{Account, Named};
use lockstep_scheduler::{
    Access, Execution, Kind, Next, ObjectId, Point, Runner, Statistics, Step, Strategy, TaskId,
};

use crate::kept::drop_kept;

/// What all executions of a search have come to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// What the tasks noted down, in each execution.
    pub(crate) outcomes: BTreeSet<Notes>,
    /// What they noted down in executions with at most so many pre-emptions, by that number.
    pub(crate) outcomes_within: Vec<BTreeSet<Notes>>,
    /// How the steps of each execution are ordered, of those whose order matters.
    pub(crate) orders: BTreeSet<Form>,
}

/// By task: what it noted down.
pub(crate) type Notes = Vec<Vec<u32>>;

/// By object: who did something to it, and their how manieth step that was; readers side by side in the
/// order of their numbers. Objects have other numbers in other schedules, so that the lists are sorted.
type Form = Vec<Vec<(u32, u32)>>;

/// Whether it only read, who it was, and the how manieth step of theirs.
type Use = (bool, u32, u32);

/// Watches what another strategy does.
struct Watched {
    inner: Box<dyn Strategy>,
    preemptions: usize,
    notes: Arc<Mutex<Notes>>,
    seen: Arc<Mutex<Seen>>,
}

impl Strategy for Watched {
    fn begin(&mut self, execution: &Execution<'_>) -> bool {
        self.notes.lock().unwrap().clear();
        self.preemptions = 0;
        self.inner.begin(execution)
    }

    fn choose(&mut self, point: &Point<'_>) -> TaskId {
        let next = self.inner.choose(point);
        let current = point.current();
        let has_yielded = matches!(point.last().kind, Kind::Yield | Kind::Sleep);
        let could_go_on = point.step() > 0 && point.is_ready(current) && !has_yielded;
        self.preemptions += usize::from(could_go_on && next != current);
        next
    }

    fn stop(&mut self, point: &Point<'_>) {
        self.inner.stop(point);
    }

    fn end(&mut self, steps: &[Step]) -> Next {
        let mut seen = self.seen.lock().unwrap();
        let notes = self.notes.lock().unwrap().clone();
        for within in seen.outcomes_within.iter_mut().skip(self.preemptions) {
            within.insert(notes.clone());
        }
        seen.outcomes.insert(notes);
        seen.orders.insert(form(steps));
        self.inner.end(steps)
    }

    fn account(&self) -> Account {
        self.inner.account()
    }
}

/// Runs a body under all schedules that a strategy tries, but no more than so many.
pub(crate) fn watch(
    strategy: &Named,
    most: u64,
    body: impl Fn(&Arc<Mutex<Notes>>) + Send + Sync + 'static,
) -> (Statistics, Seen) {
    let notes = Arc::<Mutex<Notes>>::default();
    let seen = Arc::new(Mutex::new(Seen {
        outcomes_within: vec![BTreeSet::new(); 3],
        ..Seen::default()
    }));
    let make = {
        let (strategy, notes, seen) = (strategy.clone(), Arc::clone(&notes), Arc::clone(&seen));
        move || Watched {
            inner: strategy.make(),
            preemptions: 0,
            notes: Arc::clone(&notes),
            seen: Arc::clone(&seen),
        }
    };
    let runner = Runner::new()
        .iterations(most)
        .strategy_with("watched", make);
    let statistics = runner.search(move || body(&notes)).expect("it never fails");
    drop_kept();
    let seen = seen.lock().unwrap().clone();
    (statistics, seen)
}

fn form(steps: &[Step]) -> Form {
    let mut counts = Vec::new();
    let mut lists: Vec<(ObjectId, Vec<Use>)> = Vec::new();
    for step in steps {
        let task = step.task.number();
        counts.resize(counts.len().max(task as usize + 1), 0);
        counts[task as usize] += 1;
        let count = counts[task as usize];
        let (object, kind) = (step.operation.object, step.operation.kind);
        if object == ObjectId::NONE || kind.access() == Access::Nothing {
            continue;
        }
        let place = lists.iter().position(|(of, _)| *of == object);
        let place = place.unwrap_or_else(|| {
            lists.push((object, Vec::new()));
            lists.len() - 1
        });
        let reads = kind.access() == Access::Reads
            || matches!(kind, Kind::Read | Kind::UnlockRead | Kind::TryRead);
        lists[place].1.push((reads, task, count));
    }
    let mut form: Form = lists.into_iter().map(|(_, list)| in_order(&list)).collect();
    form.sort();
    form
}

/// Sorts readers that come one after another.
fn in_order(list: &[Use]) -> Vec<(u32, u32)> {
    let runs = list.chunk_by(|one, other| one.0 && other.0);
    let sorted = runs.flat_map(|run| {
        let mut run = run.to_vec();
        run.sort_unstable();
        run
    });
    sorted.map(|(_, task, count)| (task, count)).collect()
}
