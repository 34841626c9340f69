use std::hash::{BuildHasher, Hash};

use hashbrown::{DefaultHashBuilder, HashTable};
use lockstep_models::{Model, Next};

use crate::dense::dense;
use crate::problem::Label;

/// The model's steps between numbered states, made on demand and remembered.
///
/// States are numbered in the order in which the search meets them, 0 is the initial one. The numbers
/// never show in what a person sees.
pub(crate) struct Machine<'a> {
    source: Box<dyn Source + 'a>,
    memory: Memory,
    many: Vec<Box<[u32]>>,
    computed: Vec<u32>,
}

/// The states that a step leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    None,
    One(u32),
    /// A row of [`Machine::many`].
    Many(u32),
}

/// Steps of a model whose types are hidden.
trait Source: Send + Sync {
    fn step(&mut self, state: u32, class: u32, next: &mut Vec<u32>);
    fn show(&self, state: u32) -> String;
    fn states(&self) -> usize;
}

impl<'a> Machine<'a> {
    pub(crate) fn new<M: Model + Sync>(model: &'a M, labels: &'a [Label<'a, M>]) -> Self {
        let mut states = States::default();
        states.number(model.initial());
        Self {
            source: Box::new(ModelSteps {
                model,
                labels,
                states,
            }),
            memory: Memory::new(labels.len()),
            many: Vec::new(),
            computed: Vec::new(),
        }
    }

    pub(crate) fn step(&mut self, state: u32, class: u32) -> Step {
        if let Some(step) = self.memory.get(state, class) {
            return step;
        }
        self.computed.clear();
        self.source.step(state, class, &mut self.computed);
        let step = match self.computed[..] {
            [] => Step::None,
            [next] => Step::One(next),
            _ => {
                self.many.push(self.computed.as_slice().into());
                Step::Many(dense(self.many.len()) - 1)
            }
        };
        self.memory.put(state, class, step);
        step
    }

    pub(crate) fn is_possible(&mut self, state: u32, class: u32) -> bool {
        self.step(state, class) != Step::None
    }

    pub(crate) fn many(&self, row: u32) -> &[u32] {
        &self.many[row as usize]
    }

    pub(crate) fn show(&self, state: u32) -> String {
        self.source.show(state)
    }

    /// Returns about how many bytes the states and steps take.
    pub(crate) fn bytes(&self) -> u64 {
        let many: usize = self.many.len() * 32;
        (self.source.states() * 96 + self.memory.bytes() + many) as u64
    }
}

struct ModelSteps<'a, M: Model> {
    model: &'a M,
    labels: &'a [Label<'a, M>],
    states: States<M::State>,
}

impl<M: Model + Sync> Source for ModelSteps<'_, M> {
    fn step(&mut self, state: u32, class: u32, next: &mut Vec<u32>) {
        let (op, ret) = self.labels[class as usize];
        match self.model.step(&self.states.all[state as usize], op, ret) {
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
        self.model.show_state(&self.states.all[state as usize])
    }

    fn states(&self) -> usize {
        self.states.all.len()
    }
}

/// States by number, each once.
struct States<S> {
    all: Vec<S>,
    numbers: HashTable<(u64, u32)>,
    hasher: DefaultHashBuilder,
}

impl<S> Default for States<S> {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            numbers: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
        }
    }
}

impl<S: Eq + Hash> States<S> {
    fn number(&mut self, state: S) -> u32 {
        let hash = self.hasher.hash_one(&state);
        let same =
            |&(other, number): &(u64, u32)| other == hash && self.all[number as usize] == state;
        if let Some(&(_, number)) = self.numbers.find(hash, same) {
            return number;
        }
        let number = dense(self.all.len());
        assert!(number < MANY, "fewer than 2^31 states are numbered");
        self.numbers
            .insert_unique(hash, (hash, number), |&(hash, _)| hash);
        self.all.push(state);
        number
    }
}

const UNKNOWN: u32 = u32::MAX;
const IMPOSSIBLE: u32 = u32::MAX - 1;
const MANY: u32 = 1 << 31;
/// The most steps remembered one by one: 16 MiB.
const DENSE: usize = 1 << 22;
/// The slots of the memory that forgets: 3 MiB.
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
                let (known_state, known_class, code) = table[place(state, class)];
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
            Memory::Lossy(table) => table[place(state, class)] = (state, class, encode(step)),
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Memory::Dense { rows, .. } => rows.capacity() * 4,
            Memory::Lossy(table) => table.len() * 12,
        }
    }
}

fn place(state: u32, class: u32) -> usize {
    let mixed = (u64::from(state) << 32 | u64::from(class)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    usize::try_from(mixed >> (64 - LOSSY.trailing_zeros())).expect("18 bits fit")
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
