use super::{Execution, Point, Strategy};
use crate::TaskId;
use crate::trace::{Target, Trace};

/// Runs some steps of a trace in their order, and the others whenever they are in the way.
///
/// If what they lead to does not depend on when the others are run, they are all that it needs.
#[derive(Clone, Debug)]
pub(crate) struct Guide {
    /// Tasks, and how many steps each has taken after its turn.
    turns: Vec<(TaskId, u64)>,
    parts: Vec<Part>,
    /// How many steps each task takes as soon as it can.
    early: Vec<u64>,
    next: usize,
    taken: Vec<u64>,
}

/// What a task has to do with the steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// It takes some of them.
    Guided,
    /// It takes none, and does something to what they are done to.
    Beside,
    /// It has nothing to do with them that can be seen.
    Apart,
}

/// When the tasks run that have no turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rest {
    /// Those that are apart take as many steps as in the trace as soon as they can. What others do, and
    /// what comes after that, may have to come after one of the steps, and is late.
    Early,
    /// Once nobody else can go on.
    Late,
}

impl Guide {
    /// Makes the strategy of some places in a trace.
    pub(crate) fn new(trace: &Trace, places: &[usize], rest: Rest) -> Self {
        let mut taken = vec![0; trace.tasks.len()];
        let mut turns = Vec::with_capacity(places.len());
        let mut wanted = places.iter().peekable();
        for (place, step) in trace.steps.iter().enumerate() {
            taken[step.task.place()] += 1;
            if wanted.next_if_eq(&&place).is_some() {
                turns.push((step.task, taken[step.task.place()]));
            }
        }
        let parts = parts(trace, places);
        let is_early = |part: &Part| rest == Rest::Early && *part == Part::Apart;
        let early = parts.iter().zip(&taken);
        let early = early.map(|(part, steps)| if is_early(part) { *steps } else { 0 });
        Self {
            turns,
            early: early.collect(),
            parts,
            next: 0,
            taken: Vec::new(),
        }
    }

    fn is_guided(&self, task: TaskId) -> bool {
        self.parts.get(task.place()) == Some(&Part::Guided)
    }

    fn is_early(&self, task: TaskId) -> bool {
        let (taken, early) = (self.taken.get(task.place()), self.early.get(task.place()));
        early.is_some_and(|early| taken.is_none_or(|taken| taken < early))
    }

    fn pick(&mut self, point: &Point<'_>) -> TaskId {
        if let Some(early) = point.ready().find(|task| self.is_early(*task)) {
            return early;
        }
        self.pass_turns();
        let other = point.ready().find(|task| !self.is_guided(*task));
        match self.turns.get(self.next) {
            Some((task, _)) if point.is_ready(*task) => *task,
            // It waits for a step that is not among these.
            Some(_) => other.unwrap_or_else(|| point.most_natural()),
            None => point.most_natural(),
        }
    }

    fn pass_turns(&mut self) {
        let rest = &self.turns[self.next..];
        let is_due = |(task, count): &(TaskId, u64)| self.taken[task.place()] < *count;
        self.next += rest.iter().position(is_due).unwrap_or(rest.len());
    }
}

/// Returns what each task has to do with some steps.
fn parts(trace: &Trace, places: &[usize]) -> Vec<Part> {
    let mut parts = vec![Part::Apart; trace.tasks.len()];
    let mut is_touched = vec![false; trace.objects.len()];
    for place in places {
        let step = &trace.steps[*place];
        parts[step.task.place()] = Part::Guided;
        if let Target::Object(object) = step.target {
            is_touched[object as usize] = true;
        }
    }
    for step in &trace.steps {
        let part = &mut parts[step.task.place()];
        if let (Target::Object(object), Part::Apart) = (step.target, *part)
            && is_touched[object as usize]
        {
            *part = Part::Beside;
        }
    }
    parts
}

impl Strategy for Guide {
    fn begin(&mut self, _: &Execution<'_>) -> bool {
        self.next = 0;
        self.taken = vec![0; self.parts.len()];
        true
    }

    fn choose(&mut self, point: &Point<'_>) -> TaskId {
        let task = self.pick(point);
        if self.taken.len() <= task.place() {
            self.taken.resize(task.place() + 1, 0);
        }
        self.taken[task.place()] += 1;
        task
    }
}
