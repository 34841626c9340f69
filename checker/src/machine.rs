use std::any::Any;
use std::mem::needs_drop;

use lockstep_models::{Model, Next};

use crate::dense::dense;
use crate::problem::Label;
use crate::states::{FreshStates, MOST, States};

/// The model's steps between numbered states, made on demand and remembered.
///
/// States are numbered in the order in which the search meets them, 0 is the initial one. The numbers
/// never show in what a person sees.
pub(crate) struct Machine<'m> {
    steps: Box<dyn Steps + 'm>,
    memory: Memory,
    many: Vec<Box<[u32]>>,
    computed: Vec<u32>,
    /// The machine that this one is a fork of.
    base: Option<&'m Machine<'m>>,
}

/// The states that a step leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    None,
    One(u32),
    /// A row of [`Machine::many`].
    Many(u32),
}

/// The states that a fork has met and its base has not, of a hidden type.
pub(crate) type Fresh = Box<dyn Any + Send>;

impl<'m> Machine<'m> {
    pub(crate) fn new<M: Model + Sync>(model: &'m M, labels: &'m [Label<'m, M>]) -> Self {
        let mut states = States::new();
        states.number(model.initial());
        Self {
            steps: Box::new(ModelSteps {
                model,
                labels,
                states,
            }),
            memory: Memory::new(labels.len()),
            many: Vec::new(),
            computed: Vec::new(),
            base: None,
        }
    }

    /// Makes a machine that goes on from this one without changing it, to be used beside others.
    pub(crate) fn fork(&'m self) -> Self {
        Self {
            steps: self.steps.fork(),
            memory: Memory::forgetful(),
            many: Vec::new(),
            computed: Vec::new(),
            base: Some(self),
        }
    }

    /// Returns what is kept of the states that this fork has met and its base has not.
    pub(crate) fn into_fresh(self, kept: &[bool]) -> Fresh {
        self.steps.into_fresh(kept)
    }

    /// Takes the states over that forks have met, and returns their numbers here, fork by fork.
    pub(crate) fn adopt(&mut self, forks: Vec<Fresh>) -> Vec<Vec<u32>> {
        self.steps.adopt(forks)
    }

    /// Returns how many states this fork has from its base.
    pub(crate) fn inherited_states(&self) -> usize {
        self.steps.inherited_states()
    }

    /// Returns how many states this fork has met and its base has not.
    pub(crate) fn fresh_states(&self) -> usize {
        self.steps.fresh_states()
    }

    pub(crate) fn step(&mut self, state: u32, class: u32) -> Step {
        let known = self.base.and_then(|base| base.memory.get(state, class));
        if let Some(step) = known.or_else(|| self.memory.get(state, class)) {
            return step;
        }
        self.computed.clear();
        self.steps.step(state, class, &mut self.computed);
        let step = match self.computed[..] {
            [] => Step::None,
            [next] => Step::One(next),
            _ => {
                let row = self.inherited_rows() + self.many.len();
                self.many.push(self.computed.as_slice().into());
                Step::Many(dense(row))
            }
        };
        self.memory.put(state, class, step);
        step
    }

    pub(crate) fn is_possible(&mut self, state: u32, class: u32) -> bool {
        self.step(state, class) != Step::None
    }

    pub(crate) fn many(&self, row: u32) -> &[u32] {
        let inherited = self.inherited_rows();
        match self.base {
            Some(base) if (row as usize) < inherited => base.many(row),
            _ => &self.many[row as usize - inherited],
        }
    }

    fn inherited_rows(&self) -> usize {
        self.base.map_or(0, |base| base.many.len())
    }

    pub(crate) fn show(&self, state: u32) -> String {
        self.steps.show(state)
    }

    /// Returns about how many bytes the states and steps take.
    pub(crate) fn bytes(&self) -> u64 {
        let many: usize = self.many.len() * 32;
        (self.steps.fresh_bytes() + self.memory.bytes() + many) as u64
    }
}

/// What a state is taken to hold beyond its own size, if it holds anything.
const HELD_BYTES: usize = 256;
/// What a state takes in the table that finds it.
const FOUND_BYTES: usize = 24;

/// Steps of a model whose types are hidden.
trait Steps: Send + Sync {
    fn step(&mut self, state: u32, class: u32, next: &mut Vec<u32>);
    fn show(&self, state: u32) -> String;
    fn inherited_states(&self) -> usize;
    fn fresh_states(&self) -> usize;
    fn fresh_bytes(&self) -> usize;
    fn fork<'b>(&'b self) -> Box<dyn Steps + 'b>;
    fn into_fresh(self: Box<Self>, kept: &[bool]) -> Fresh;
    fn adopt(&mut self, forks: Vec<Fresh>) -> Vec<Vec<u32>>;
}

struct ModelSteps<'m, M: Model> {
    model: &'m M,
    labels: &'m [Label<'m, M>],
    states: States<'m, M::State>,
}

impl<M: Model + Sync> Steps for ModelSteps<'_, M> {
    fn step(&mut self, state: u32, class: u32, next: &mut Vec<u32>) {
        let (op, ret) = self.labels[class as usize];
        match self.model.step(self.states.get(state), op, ret) {
            Next::None => {}
            Next::One(state) => next.push(self.states.number(state)),
            Next::Many(states) => {
                for state in states {
                    let number = self.states.number(state);
                    if !next.contains(&number) {
                        next.push(number);
                    }
                }
            }
        }
    }

    fn show(&self, state: u32) -> String {
        self.model.show_state(self.states.get(state))
    }

    fn inherited_states(&self) -> usize {
        self.states.inherited()
    }

    fn fresh_states(&self) -> usize {
        self.states.fresh()
    }

    fn fresh_bytes(&self) -> usize {
        let held = if needs_drop::<M::State>() {
            HELD_BYTES
        } else {
            0
        };
        self.states.fresh() * (size_of::<M::State>() + held + FOUND_BYTES)
    }

    fn fork<'b>(&'b self) -> Box<dyn Steps + 'b> {
        Box::new(ModelSteps {
            model: self.model,
            labels: self.labels,
            states: self.states.fork(),
        })
    }

    fn into_fresh(self: Box<Self>, kept: &[bool]) -> Fresh {
        Box::new(self.states.into_fresh(kept))
    }

    fn adopt(&mut self, forks: Vec<Fresh>) -> Vec<Vec<u32>> {
        let states = |fresh: Fresh| -> FreshStates<M::State> {
            *fresh.downcast().expect("a fork has its base's states")
        };
        self.states.adopt(forks.into_iter().map(states).collect())
    }
}

const UNKNOWN: u32 = u32::MAX;
const IMPOSSIBLE: u32 = u32::MAX - 1;
/// Marks a row of several states; the numbers of states are smaller.
const MANY: u32 = MOST;
/// The most steps remembered one by one: 16 MiB.
const DENSE: usize = 1 << 22;
/// The places of the memory that forgets, a power of two: 3 MiB.
const LOSSY: usize = 1 << 18;

/// Steps already taken: all of them where they are few, else the latest in each place of a table.
enum Memory {
    Dense { classes: usize, rows: Vec<u32> },
    Lossy(Vec<(u32, u32, u32)>),
}

impl Memory {
    fn new(classes: usize) -> Self {
        if classes <= DENSE / 256 {
            Memory::Dense {
                classes,
                rows: Vec::new(),
            }
        } else {
            Self::lossy()
        }
    }

    /// Makes a memory for a fork, which is short-lived.
    fn forgetful() -> Self {
        Memory::Lossy(vec![(UNKNOWN, 0, 0); LOSSY / 64])
    }

    fn lossy() -> Self {
        Memory::Lossy(vec![(UNKNOWN, 0, 0); LOSSY])
    }

    fn get(&self, state: u32, class: u32) -> Option<Step> {
        match self {
            Memory::Dense { classes, rows } => {
                let code = *rows.get(state as usize * classes + class as usize)?;
                (code != UNKNOWN).then(|| decode(code))
            }
            Memory::Lossy(table) => {
                let (known_state, known_class, code) = table[place(state, class, table.len())];
                (known_state == state && known_class == class).then(|| decode(code))
            }
        }
    }

    fn put(&mut self, state: u32, class: u32, step: Step) {
        match self {
            Memory::Dense { classes, rows } => {
                let row_end = (state as usize + 1) * *classes;
                if row_end > DENSE {
                    *self = Self::lossy();
                    return self.put(state, class, step);
                }
                if rows.len() < row_end {
                    rows.resize(row_end, UNKNOWN);
                }
                rows[state as usize * *classes + class as usize] = encode(step);
            }
            Memory::Lossy(table) => {
                let place = place(state, class, table.len());
                table[place] = (state, class, encode(step));
            }
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Memory::Dense { rows, .. } => rows.capacity() * 4,
            Memory::Lossy(table) => table.len() * 12,
        }
    }
}

fn place(state: u32, class: u32, places: usize) -> usize {
    let mixed = (u64::from(state) << 32 | u64::from(class)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    usize::try_from(mixed >> 32).expect("32 bits fit") & (places - 1)
}

fn encode(step: Step) -> u32 {
    match step {
        Step::None => IMPOSSIBLE,
        Step::One(state) => state,
        Step::Many(row) => row | MANY,
    }
}

fn decode(code: u32) -> Step {
    match code {
        IMPOSSIBLE => Step::None,
        code if code & MANY != 0 => Step::Many(code & !MANY),
        state => Step::One(state),
    }
}
