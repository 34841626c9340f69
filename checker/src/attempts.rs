use std::sync::atomic::{AtomicBool, Ordering};

use crate::budget::{Budget, GaveUp};
use crate::depth::Depth;
use crate::expansion::{Bound, Counted, Cut, Expansion};
use crate::layers::{Found, Layers};
use crate::part::Subject;
use crate::progress::Advance;
use crate::refinement::refine;
use crate::tape::Tape;
use crate::wall::{First, Wall};
use crate::{Limit, Limits, Search};

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

/// Returns up to this wide are searched without looking for another way.
const NARROW: Bound = Bound {
    interior: 4_096,
    nodes: 512,
    cut: Cut::Pause,
};
/// What may be visited layer by layer before other ways are tried, a constant and some a return: few
/// where operations crashed, since each of those makes all later layers wider.
const NARROW_CONFIGURATIONS: u64 = 20_000;
/// What the search depth first may visit without getting further before it is given up.
const DEPTH_CONFIGURATIONS: u64 = 50_000;
/// What the refinement may visit, over all its rounds, before it is given up: a constant and so many a
/// return.
const REFINEMENT_CONFIGURATIONS: u64 = 20_000_000;
const REFINEMENT_PER_RETURN: u64 = 1_000;
/// The most operations that can be open at once.
const WIDEST: u32 = 64 * 64;

/// The ways to search one part, from the cheapest to the one that always ends.
pub(crate) struct Attempts<'s> {
    pub(crate) subject: &'s dyn Subject,
    pub(crate) search: Search,
    pub(crate) limits: &'s Limits,
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

    fn run_in<const N: usize>(&self) -> Answer {
        let never = AtomicBool::new(false);
        let returns = self.subject.problem().returns;
        let result = match self.search {
            Search::Auto => self.auto::<N>(),
            Search::Layers => self.layers(&mut Layers::new(self.expansion::<N>()), &never),
            Search::Depth => self.depth::<N>(&never, u64::MAX, returns),
            Search::Refinement => self.refined::<N>(&never, u64::MAX, returns),
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
        let mut wall = wall;
        while wall.first == First::AtMost {
            let before = wall.layer;
            let found = self
                .depth::<N>(&never, DEPTH_CONFIGURATIONS, before)
                .or_else(|_| self.refined::<N>(&never, DEPTH_CONFIGURATIONS, before));
            match found {
                Ok(Outcome::Wall(earlier)) => wall = earlier,
                Ok(Outcome::Order(_)) => wall.first = First::Proved,
                Err(_) => break,
            }
        }
        wall
    }

    /// Searches layer by layer while that is cheap; else lets three attempts race.
    ///
    /// The answer is the one that the attempts would give one after another, so that it does not
    /// depend on which is the fastest: an attempt is only cancelled when its answer is known already
    /// or an earlier one has answered.
    fn auto<const N: usize>(&self) -> Result<Outcome, GaveUp> {
        let never = AtomicBool::new(false);
        let returns = self.subject.problem().returns;
        let mut layers = Layers::new(self.expansion::<N>());
        let per_return = if self.subject.problem().crashed.is_empty() {
            64
        } else {
            1
        };
        let most = NARROW_CONFIGURATIONS + per_return * u64::from(returns);
        match layers.run(&self.budget(&never, most), NARROW, returns) {
            Ok(None) | Err(GaveUp::Budget) => self.race(&mut layers),
            Ok(Some(found)) => Ok(outcome(found, &mut layers.expansion)),
            Err(reason) => Err(reason),
        }
    }

    fn race<const N: usize>(&self, layers: &mut Layers<'_, '_, N>) -> Result<Outcome, GaveUp> {
        let returns = self.subject.problem().returns;
        let [depth_over, refine_over, layers_over] = [const { AtomicBool::new(false) }; 3];
        let set = |flags: &[&AtomicBool]| {
            for flag in flags {
                flag.store(true, Ordering::Relaxed);
            }
        };
        let depth = || {
            let result = self.depth::<N>(&depth_over, DEPTH_CONFIGURATIONS, returns);
            if result.is_ok() {
                set(&[&refine_over, &layers_over]);
            }
            result
        };
        let refined = || {
            if self.subject.problem().crashed.is_empty() {
                return Err(GaveUp::Budget);
            }
            let most = REFINEMENT_CONFIGURATIONS + REFINEMENT_PER_RETURN * u64::from(returns);
            let result = self.refined::<N>(&refine_over, most, returns);
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
        depth.or(refined).or(all)
    }

    fn depth<const N: usize>(
        &self,
        over: &AtomicBool,
        most: u64,
        returns: u32,
    ) -> Result<Outcome, GaveUp> {
        let mut depth = Depth::new(self.expansion::<N>());
        let budget = self.budget(over, most);
        let found = depth.run(&budget, returns)?;
        Ok(outcome(found, &mut depth.expansion))
    }

    fn refined<const N: usize>(
        &self,
        over: &AtomicBool,
        most: u64,
        returns: u32,
    ) -> Result<Outcome, GaveUp> {
        let budget = self.budget(over, most);
        let (problem, machine) = (self.subject.problem(), || self.subject.machine());
        let (found, mut expansion) = refine::<N>(problem, &machine, &budget, returns)?;
        Ok(match outcome(found, &mut expansion) {
            Outcome::Wall(wall) => Outcome::Wall(Wall {
                first: First::AtMost,
                ..wall
            }),
            order @ Outcome::Order(_) => order,
        })
    }

    fn layers<const N: usize>(
        &self,
        layers: &mut Layers<'_, '_, N>,
        over: &AtomicBool,
    ) -> Result<Outcome, GaveUp> {
        let budget = self.budget(over, u64::MAX);
        let found = layers.run(&budget, Bound::NONE, self.subject.problem().returns)?;
        let found = found.expect("a search without a width does not pause");
        Ok(outcome(found, &mut layers.expansion))
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
            memory_bytes: self.memory_bytes / 3,
        }
    }
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
