use std::sync::atomic::{AtomicBool, Ordering};

use crate::budget::{Budget, GaveUp};
use crate::depth::Depth;
use crate::expansion::{Bound, Counted, Expansion};
use crate::layers::{Found, Layers};
use crate::part::Subject;
use crate::patience::Patience;
use crate::progress::Advance;
use crate::refinement::refine;
use crate::tape::Tape;
use crate::wall::{First, Wall};
use crate::{Limit, Limits, Search, Stop};

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

/// The most operations that can be open at once.
const WIDEST: u32 = 64 * 64;

/// The ways to search one part, from the cheapest to the one that always ends.
pub(crate) struct Attempts<'s> {
    pub(crate) subject: &'s dyn Subject,
    pub(crate) search: Search,
    pub(crate) limits: &'s Limits,
    pub(crate) patience: &'s Patience,
    pub(crate) advance: Advance<'s>,
    /// The most bytes that they may hold at once, together.
    pub(crate) memory_bytes: u64,
}

/// An attempt's answer.
enum Outcome {
    Order(Vec<u32>),
    Wall(Wall),
}

impl Attempts<'_> {
    /// Searches for a linearization.
    pub(crate) fn run(&self) -> Answer {
        match self.subject.problem().width {
            0..=64 => self.run_in::<1>(),
            65..=128 => self.run_in::<2>(),
            129..=512 => self.run_in::<8>(),
            513..=WIDEST => self.run_in::<64>(),
            _ => Answer::GaveUp(Limit::OpenOperations { most: WIDEST }),
        }
    }

    /// Looks for a wall before this one, with so many configurations.
    pub(crate) fn earlier(&self, wall: Wall, configurations: u64) -> Wall {
        match self.subject.problem().width {
            0..=64 => self.earlier_in::<1>(wall, configurations),
            65..=128 => self.earlier_in::<2>(wall, configurations),
            129..=512 => self.earlier_in::<8>(wall, configurations),
            513..=WIDEST => self.earlier_in::<64>(wall, configurations),
            _ => wall,
        }
    }

    fn earlier_in<const N: usize>(&self, wall: Wall, configurations: u64) -> Wall {
        let never = AtomicBool::new(false);
        let configurations = configurations.min(self.patience.stuck);
        let budget = self.budget(&never, configurations);
        let mut wall = wall;
        while wall.first == First::AtMost {
            match self.depth::<N>(&budget, configurations, wall.layer) {
                Ok(Outcome::Wall(earlier)) => wall = earlier,
                Ok(Outcome::Order(_)) => wall.first = First::Proved,
                Err(_) => break,
            }
        }
        wall
    }

    fn run_in<const N: usize>(&self) -> Answer {
        let never = AtomicBool::new(false);
        let returns = self.subject.problem().returns;
        let everything = self.budget(&never, u64::MAX);
        let result = match self.search {
            Search::Auto => self.auto::<N>(),
            Search::Layers => all_layers(&mut Layers::new(self.expansion::<N>()), &everything),
            Search::Depth => self.depth::<N>(&everything, u64::MAX, returns),
            Search::Refinement => self.refined::<N>(&everything, returns),
        };
        self.advance.reach(returns, 0);
        match result {
            Ok(Outcome::Order(order)) => Answer::Order(order),
            Ok(Outcome::Wall(wall)) => Answer::Wall(self.first_wall::<N>(wall)),
            Err(GaveUp::Limit(limit)) => Answer::GaveUp(limit),
            Err(GaveUp::Budget | GaveUp::Stopped) => {
                unreachable!("the last attempt has no budget and is not cancelled unanswered")
            }
        }
    }

    /// Looks whether all returns before a wall can be passed, and for an earlier wall if not.
    ///
    /// What was refused by a search that does not count all crashed operations may have to be refused
    /// earlier if they are counted. The work is bounded, and no clock ends it.
    fn first_wall<const N: usize>(&self, wall: Wall) -> Wall {
        let never = AtomicBool::new(false);
        let limits = Limits {
            stop: Stop::never(),
            ..self.limits.clone()
        };
        let budget = Budget {
            limits: &limits,
            ..self.budget(&never, u64::MAX)
        };
        let stuck = self.patience.stuck;
        let few = Budget {
            configurations: stuck,
            ..budget.clone()
        };
        let mut wall = wall;
        while wall.first == First::AtMost {
            let before = wall.layer;
            let found = (self.depth::<N>(&budget, stuck, before))
                .or_else(|_| self.refined::<N>(&few, before));
            match found {
                Ok(Outcome::Wall(earlier)) => wall = earlier,
                Ok(Outcome::Order(_)) => wall.first = First::Proved,
                Err(_) => break,
            }
        }
        wall
    }

    /// Follows one way while that leads on, then searches layer by layer while that is cheap, and else
    /// lets three attempts race.
    fn auto<const N: usize>(&self) -> Result<Outcome, GaveUp> {
        let never = AtomicBool::new(false);
        let (patience, returns) = (self.patience, self.subject.problem().returns);
        let has_crashed = usize::from(!self.subject.problem().crashed.is_empty());
        let budget = |configurations| self.share(&never, configurations);
        let quick = self.budget(&never, patience.quick[has_crashed].of(returns));
        let quick = self.depth::<N>(&quick, patience.quick_stuck.of(returns), returns);
        if quick.is_ok() {
            return quick;
        }
        let mut layers = Layers::new(self.expansion::<N>());
        let narrow = budget(patience.narrow_layers[has_crashed].of(returns));
        match layers.run(&narrow, patience.narrow, returns) {
            Ok(None) | Err(GaveUp::Budget) => {}
            Ok(Some(found)) => return Ok(outcome(found, &mut layers.expansion)),
            Err(reason) => return Err(reason),
        }
        let wide = layers.expansion.visited + patience.wide_layers.of(returns);
        match all_layers(&mut layers, &budget(wide)) {
            Err(GaveUp::Budget) => self.race(&mut layers),
            answered => answered,
        }
    }

    /// Lets attempts run side by side: the refinement, depth first, all layers.
    ///
    /// The first in that order that has an answer gives it, so that it does not depend on which is
    /// the fastest: an attempt is only cancelled once an earlier one has answered.
    fn race<const N: usize>(&self, layers: &mut Layers<'_, '_, N>) -> Result<Outcome, GaveUp> {
        let [never, depth_over, layers_over] = [const { AtomicBool::new(false) }; 3];
        let set = |over: &AtomicBool| over.store(true, Ordering::Relaxed);
        let (patience, problem) = (self.patience, self.subject.problem());
        let refined = || {
            if problem.crashed.is_empty() {
                return Err(GaveUp::Budget);
            }
            let budget = self.share(&never, patience.refinement.of(problem.returns));
            let found = self.refined::<N>(&budget, problem.returns);
            if found.is_ok() {
                set(&depth_over);
                set(&layers_over);
            }
            found
        };
        let depth = || {
            let budget = self.share(&depth_over, u64::MAX);
            let found = self.depth::<N>(&budget, patience.stuck, problem.returns);
            if found.is_ok() {
                set(&layers_over);
            }
            found
        };
        let all = || all_layers(layers, &self.share(&layers_over, u64::MAX));
        let (refined, (depth, all)) = rayon::join(refined, || rayon::join(depth, all));
        refined.or(depth).or(all)
    }

    /// Searches depth first, as long as at most `stuck` configurations do not lead further.
    fn depth<const N: usize>(
        &self,
        budget: &Budget<'_>,
        stuck: u64,
        returns: u32,
    ) -> Result<Outcome, GaveUp> {
        let mut depth = Depth::new(self.expansion::<N>());
        let found = depth.run(budget, stuck, returns)?;
        Ok(outcome(found, &mut depth.expansion))
    }

    fn refined<const N: usize>(
        &self,
        budget: &Budget<'_>,
        returns: u32,
    ) -> Result<Outcome, GaveUp> {
        let (problem, machine) = (self.subject.problem(), || self.subject.machine());
        let (found, mut expansion) = refine::<N>(problem, &machine, budget, returns)?;
        Ok(match outcome(found, &mut expansion) {
            Outcome::Wall(wall) => Outcome::Wall(Wall {
                first: First::AtMost,
                ..wall
            }),
            order @ Outcome::Order(_) => order,
        })
    }

    fn expansion<const N: usize>(&self) -> Expansion<'_, '_, N> {
        let tape = Tape::new(self.subject.problem());
        Expansion::new(tape, self.subject.machine(), Counted::All)
    }

    fn budget<'b>(&'b self, cancelled: &'b AtomicBool, configurations: u64) -> Budget<'b> {
        Budget {
            limits: self.limits,
            cancelled,
            advance: &self.advance,
            configurations,
            memory_bytes: self.memory_bytes,
        }
    }

    /// Returns the budget of one of the three attempts that run side by side.
    fn share<'b>(&'b self, cancelled: &'b AtomicBool, configurations: u64) -> Budget<'b> {
        Budget {
            memory_bytes: self.memory_bytes / 3,
            ..self.budget(cancelled, configurations)
        }
    }
}

/// Searches layer by layer however wide they are.
fn all_layers<const N: usize>(
    layers: &mut Layers<'_, '_, N>,
    budget: &Budget<'_>,
) -> Result<Outcome, GaveUp> {
    let returns = layers.expansion.tape.problem().returns;
    let found = layers.run(budget, Bound::NONE, returns)?;
    let found = found.expect("a search without a width does not pause");
    Ok(outcome(found, &mut layers.expansion))
}

/// Writes out what a search has found that counts all crashed operations.
fn outcome<const N: usize>(found: Found, expansion: &mut Expansion<'_, '_, N>) -> Outcome {
    match found {
        Found::End(last) => Outcome::Order(expansion.order(last)),
        Found::Wall(layer) => Outcome::Wall(Wall {
            layer,
            first: First::Proved,
        }),
    }
}
