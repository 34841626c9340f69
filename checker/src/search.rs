use std::sync::atomic::{AtomicBool, Ordering};

use lockstep_history::History;
use lockstep_models::Model;

use crate::budget::{Budget, GaveUp};
use crate::depth::Depth;
use crate::expansion::{Counted, Expansion};
use crate::layers::{Found, Layers};
use crate::machine::Machine;
use crate::problem::{Entry, Label, Moment, Problem, prepare};
use crate::refinement::{First, Refined, Wall, refine};
use crate::tape::Tape;
use crate::{Limit, Limits, Progress};

/// What the search of one part of a history has shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// A linearization: places in the history.
    Order(Vec<u32>),
    /// A return that no configuration gets past.
    Wall(Wall),
    /// No answer within the limits.
    GaveUp(Limit),
}

/// Which search judges what no quicker way has judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Search {
    /// Layer by layer while that is cheap, else all of the others side by side.
    #[default]
    Auto,
    /// Return by return, with all configurations at once: its memory grows with what is open at once,
    /// and with the crashed operations.
    Layers,
    /// One configuration at a time: quick where there is a linearization, else it remembers all.
    Depth,
    /// Return by return, with only those crashed operations counted on which the answer hinges. Made
    /// for objects with finitely many states; without crashed operations it is [`Search::Layers`].
    Refinement,
}

/// One independent part of a history, ready to be searched.
pub(crate) struct Part<'a, M: Model> {
    pub(crate) model: &'a M,
    pub(crate) problem: Problem,
    pub(crate) labels: Vec<Label<'a, M>>,
}

/// The widest layer that is still searched without looking for another way.
const NARROW: usize = 512;
/// What the search depth first may visit before it is given up.
const DEPTH_CONFIGURATIONS: u64 = 100_000;
/// What the refinement may visit, over all its rounds, before it is given up.
const REFINEMENT_CONFIGURATIONS: u64 = 20_000_000;
/// The most operations that can be open at once.
const WIDEST: u32 = 64 * 64;

impl<'a, M: Model + Sync> Part<'a, M> {
    pub(crate) fn new(
        model: &'a M,
        history: &'a History<M::Op, M::Ret>,
        operations: &[u32],
    ) -> Self {
        let (problem, labels) = prepare(model, history, operations);
        Self {
            model,
            problem,
            labels,
        }
    }

    /// Searches for a linearization, with at most `memory_bytes` at once.
    pub(crate) fn search(
        &self,
        search: Search,
        limits: &Limits,
        progress: &Progress,
        memory_bytes: u64,
    ) -> Answer {
        let attempts = Attempts {
            part: self,
            search,
            limits,
            progress,
            memory_bytes,
        };
        match self.problem.width {
            0..=64 => attempts.run::<1>(),
            65..=128 => attempts.run::<2>(),
            129..=512 => attempts.run::<8>(),
            513..=WIDEST => attempts.run::<64>(),
            _ => Answer::GaveUp(Limit::OpenOperations { most: WIDEST }),
        }
    }

    pub(crate) fn machine(&self) -> Machine<'_> {
        Machine::new(self.model, &self.labels)
    }

    /// Returns the entry whose return ends the layer.
    pub(crate) fn returning(&self, layer: u32) -> Entry {
        let mut returns = (self.problem.moments.iter()).filter_map(|moment| match moment {
            Moment::Return(entry) => Some(self.problem.entries[*entry as usize]),
            _ => None,
        });
        returns
            .nth(layer as usize)
            .expect("a wall is one of the returns")
    }
}

/// The ways to search one part, from the cheapest to the one that always ends.
struct Attempts<'s, 'a, M: Model> {
    part: &'s Part<'a, M>,
    search: Search,
    limits: &'s Limits,
    progress: &'s Progress,
    memory_bytes: u64,
}

/// An attempt's answer.
enum Outcome {
    Order(Vec<u32>),
    Wall(Wall),
}

impl<M: Model + Sync> Attempts<'_, '_, M> {
    fn run<const N: usize>(&self) -> Answer {
        let never = AtomicBool::new(false);
        self.answer(match self.search {
            Search::Auto => return self.auto::<N>(),
            Search::Layers => self.layers(Layers::new(self.expansion::<N>()), &never),
            Search::Depth => self.depth::<N>(&never, u64::MAX),
            Search::Refinement => self.refined::<N>(&never, u64::MAX),
        })
    }

    /// Searches layer by layer while that is cheap; else lets three attempts race.
    ///
    /// The answer is the one that the attempts would give one after another, so that it does not
    /// depend on which is the fastest: an attempt is only cancelled when its answer is known already
    /// or an earlier one has answered.
    fn auto<const N: usize>(&self) -> Answer {
        let never = AtomicBool::new(false);
        let returns = self.part.problem.returns;
        let mut layers = Layers::new(self.expansion::<N>());
        match layers.run(&self.budget(&never, u64::MAX), NARROW, returns) {
            Ok(None) => self.race(layers),
            Ok(Some(found)) => self.answer(Ok(outcome(found, &mut layers.expansion))),
            Err(reason) => self.answer(Err(reason)),
        }
    }

    fn race<const N: usize>(&self, layers: Layers<'_, '_, N>) -> Answer {
        let [depth_over, refine_over, layers_over] = [const { AtomicBool::new(false) }; 3];
        let set = |flags: &[&AtomicBool]| {
            flags
                .iter()
                .for_each(|flag| flag.store(true, Ordering::Relaxed));
        };
        let depth = || {
            let result = self.depth::<N>(&depth_over, DEPTH_CONFIGURATIONS);
            if result.is_ok() {
                set(&[&refine_over, &layers_over]);
            }
            result
        };
        let refined = || {
            if self.part.problem.crashed.is_empty() {
                return Err(GaveUp::Budget);
            }
            let result = self.refined::<N>(&refine_over, REFINEMENT_CONFIGURATIONS);
            match result {
                Ok(Outcome::Wall(_)) => set(&[&depth_over, &layers_over]),
                Ok(Outcome::Order(_)) => set(&[&layers_over]),
                Err(_) => {}
            }
            result
        };
        let (depth_flag, refine_flag, layers_flag) = (&depth_over, &refine_over, &layers_over);
        let all = move || {
            let result = self.layers(layers, layers_flag);
            if matches!(result, Ok(Outcome::Wall(_))) {
                set(&[depth_flag, refine_flag]);
            }
            result
        };
        let (depth, (refined, all)) = rayon::join(depth, || rayon::join(refined, all));
        self.answer(depth.or(refined).or(all))
    }

    fn depth<const N: usize>(&self, over: &AtomicBool, most: u64) -> Result<Outcome, GaveUp> {
        let mut depth = Depth::new(self.expansion::<N>());
        let budget = self.budget(over, most);
        let found = depth.run(&budget, self.part.problem.returns)?;
        Ok(outcome(found, &mut depth.expansion))
    }

    fn refined<const N: usize>(&self, over: &AtomicBool, most: u64) -> Result<Outcome, GaveUp> {
        let budget = self.budget(over, most);
        match refine::<N>(&self.part.problem, &|| self.part.machine(), &budget)? {
            Refined::Order(order) => Ok(Outcome::Order(order)),
            Refined::Wall(wall) => Ok(Outcome::Wall(wall)),
        }
    }

    fn layers<const N: usize>(
        &self,
        mut layers: Layers<'_, '_, N>,
        over: &AtomicBool,
    ) -> Result<Outcome, GaveUp> {
        let budget = self.budget(over, u64::MAX);
        let found = layers.run(&budget, usize::MAX, self.part.problem.returns)?;
        let found = found.expect("a search without a width does not pause");
        Ok(outcome(found, &mut layers.expansion))
    }

    fn expansion<const N: usize>(&self) -> Expansion<'_, '_, N> {
        let tape = Tape::new(&self.part.problem);
        Expansion::new(tape, self.part.machine(), Counted::All)
    }

    fn budget<'b>(&'b self, cancelled: &'b AtomicBool, configurations: u64) -> Budget<'b> {
        Budget {
            limits: self.limits,
            cancelled,
            progress: self.progress,
            configurations,
            memory_bytes: self.memory_bytes / 3,
        }
    }

    fn answer(&self, result: Result<Outcome, GaveUp>) -> Answer {
        match result {
            Ok(Outcome::Order(order)) => Answer::Order(order),
            Ok(Outcome::Wall(wall)) => Answer::Wall(wall),
            Err(GaveUp::Limit(limit)) => Answer::GaveUp(limit),
            Err(GaveUp::Budget | GaveUp::Stopped) => {
                unreachable!(
                    "the last attempt has no budget of its own and is not cancelled unanswered"
                )
            }
        }
    }
}

fn outcome<const N: usize>(found: Found, expansion: &mut Expansion<'_, '_, N>) -> Outcome {
    match found {
        Found::End(last) => Outcome::Order(expansion.order(last)),
        Found::Wall(layer) => Outcome::Wall(Wall {
            layer,
            first: First::Proved,
        }),
    }
}
