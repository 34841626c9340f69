use lockstep_history::History;
use lockstep_models::Model;

use crate::attempts::{Answer, Attempts};
use crate::bundles::in_bundles;
use crate::certificate;
use crate::clash::Clash;
use crate::dense::dense;
use crate::explain::{explain, explain_clash};
use crate::greedy::greedy;
use crate::monitor::{self, Facts, Finding};
use crate::part::{Part, Subject};
use crate::partition::{Portion, partition_by};
use crate::progress::Advance;
use crate::recheck::missed_linearization;
use crate::side_by_side::side_by_side;
use crate::used::used;
use crate::verified::verified;
use crate::wall::{First, Wall};
use crate::{Checker, Counterexample, Engine, Limit, Search, Verdict, Witness};

/// Into how many shares the memory is cut while the parts of a history are searched side by side.
///
/// A part that needs more than its share is searched again, alone, so that the answer does not depend
/// on how many threads there are.
const MEMORY_SHARES: u64 = 16;
/// The most operations of a part in which an earlier contradiction is searched for than a monitor found.
const SEARCHED_BACK: usize = 20_000;
/// How many configurations that may take.
const SEARCHED_BACK_CONFIGURATIONS: u64 = 100_000;

/// Judges a history, part by part.
pub(crate) fn judge<M: Model + Sync>(
    checker: &Checker<M>,
    history: &History<M::Op, M::Ret>,
) -> Verdict {
    let whole = (checker.engine != Engine::Search)
        .then(|| monitor::collect_whole(&checker.model, history, &checker.scratch))
        .flatten();
    let (portions, facts) = if let Some((operations, facts)) = whole {
        (vec![Portion::whole(operations)], Some(facts))
    } else {
        let threads = rayon::current_num_threads();
        (partition_by(threads, &checker.model, history), None)
    };
    let judging = Judging {
        checker,
        history,
        portions: &portions,
    };
    let mut judged = match facts {
        Some(facts) => vec![judging.monitored(&portions[0], facts)],
        None => judging.by_monitors(),
    };
    judging.by_search(&mut judged);
    judging.conclude(judged)
}

/// What was found out about a part.
enum Judged<'a, M: Model> {
    Order {
        order: Vec<u32>,
        by: &'static str,
    },
    Refused {
        /// The return that cannot be passed.
        event: u32,
        first: First,
        why: Why<'a, M>,
        by: &'static str,
    },
    Undecided(Limit),
}

/// Why a part was refused.
enum Why<'a, M: Model> {
    Clash(Clash),
    Wall(Box<Part<'a, M>>, Wall),
}

/// The name under which verdicts speak of the search.
const SEARCH: &str = "search";

struct Judging<'a, M: Model> {
    checker: &'a Checker<M>,
    history: &'a History<M::Op, M::Ret>,
    portions: &'a [Portion],
}

impl<'a, M: Model + Sync> Judging<'a, M> {
    /// Asks monitors about all parts.
    fn by_monitors(&self) -> Vec<Judged<'a, M>> {
        let mut judged: Vec<Judged<'a, M>> = (self.portions.iter())
            .map(|portion| {
                let why = match (self.checker.engine, portion.is_joined) {
                    (Engine::Search, _) => "the search was asked for",
                    _ => "an operation joins several parts of the object",
                };
                Judged::Undecided(Limit::Monitor { why })
            })
            .collect();
        if self.checker.engine == Engine::Search {
            return judged;
        }
        let apart = |place: &usize| !self.portions[*place].is_joined;
        let apart: Vec<usize> = (0..self.portions.len()).filter(apart).collect();
        let size = |place: &usize| self.portions[*place].operations.len();
        let sizes: Vec<usize> = apart.iter().map(size).collect();
        let found = in_bundles(&sizes, |bundle| {
            self.by_monitor(bundle.iter().map(|&number| &self.portions[apart[number]]))
        });
        for (bundle, found) in found {
            for (number, found) in bundle.into_iter().zip(found) {
                judged[apart[number]] = found;
            }
        }
        judged
    }

    /// Asks monitors about some parts.
    fn by_monitor(
        &self,
        portions: impl Iterator<Item = &'a Portion> + Clone,
    ) -> Vec<Judged<'a, M>> {
        let operations = portions
            .clone()
            .map(|portion| portion.operations.as_slice());
        let operations: Vec<&[u32]> = operations.collect();
        let Checker { model, scratch, .. } = self.checker;
        let facts = monitor::collect(model, self.history, &operations, scratch);
        let monitored = |(portion, facts)| self.monitored(portion, facts);
        portions.zip(facts).map(monitored).collect()
    }

    /// Asks a monitor about a part.
    fn monitored(&self, portion: &'a Portion, facts: Result<Facts, &'static str>) -> Judged<'a, M> {
        let judged = self.judged(portion, facts);
        judged.unwrap_or_else(|why| Judged::Undecided(Limit::Monitor { why }))
    }

    fn judged(
        &self,
        portion: &'a Portion,
        facts: Result<Facts, &'static str>,
    ) -> Result<Judged<'a, M>, &'static str> {
        let mut facts = facts?;
        let monitor = monitor::choose(&facts)?;
        match monitor.judge(&mut facts) {
            Finding::Open(why) => Err(why),
            Finding::Order(mut order) => {
                for operation in &mut order {
                    *operation = facts.place(*operation, &portion.operations);
                }
                let by = monitor.name;
                Ok(Judged::Order { order, by })
            }
            Finding::Clash(clash) => {
                let clash = clash.renamed(|operation| facts.place(operation, &portion.operations));
                Ok(self.refused(portion, clash, monitor.name))
            }
        }
    }

    /// Refuses a part for a clash, once its certificate was checked.
    fn refused(&self, portion: &'a Portion, clash: Clash, by: &'static str) -> Judged<'a, M> {
        let (model, history) = (&self.checker.model, self.history);
        if let Err(reason) = certificate::check(model, history, &portion.operations, &clash) {
            panic!("the certificate of a refusal does not stand up: {reason:?} of {clash:?}");
        }
        let known_by = &history.operations()[clash.known_by as usize];
        let event = known_by.completed.expect("it is a return that is refused");
        if portion.operations.len() > SEARCHED_BACK {
            let first = First::AtMost;
            let why = Why::Clash(clash);
            return Judged::Refused {
                event,
                first,
                why,
                by,
            };
        }
        let part = Part::new(model, history, &portion.operations);
        let wall = Wall {
            layer: part.layer_of(event),
            first: First::AtMost,
        };
        let budget = self.checker.limits.memory_bytes / MEMORY_SHARES;
        let attempts = self.attempts(&part, budget);
        let earlier = attempts.earlier(wall, SEARCHED_BACK_CONFIGURATIONS);
        if earlier.layer < wall.layer {
            return walled(part, earlier, by);
        }
        let first = earlier.first;
        let why = Why::Clash(clash);
        Judged::Refused {
            event,
            first,
            why,
            by,
        }
    }

    /// Searches the parts that are undecided, the longest first.
    fn by_search(&self, judged: &mut [Judged<'a, M>]) {
        if self.checker.engine == Engine::Monitor {
            return;
        }
        let is_open = |&place: &usize| matches!(judged[place], Judged::Undecided(_));
        let open: Vec<usize> = (0..judged.len()).filter(is_open).collect();
        let sizes = open
            .iter()
            .map(|&place| self.portions[place].operations.len());
        let sizes: Vec<usize> = sizes.collect();
        let memory_bytes = self.checker.limits.memory_bytes;
        let found = side_by_side(&sizes, |number| {
            self.searched(open[number], memory_bytes / MEMORY_SHARES)
        });
        for (place, found) in open.into_iter().zip(found) {
            judged[place] = match found {
                Judged::Undecided(Limit::Memory { .. }) => self.searched(place, memory_bytes),
                found => found,
            };
        }
    }

    fn searched(&self, place: usize, memory_bytes: u64) -> Judged<'a, M> {
        let portion = &self.portions[place];
        if let Some(order) = self.greedy(portion) {
            return Judged::Order { order, by: SEARCH };
        }
        let part = Part::new(&self.checker.model, self.history, &portion.operations);
        match self.attempts(&part, memory_bytes).run() {
            Answer::Order(order) => Judged::Order { order, by: SEARCH },
            Answer::Wall(wall) => walled(part, wall, SEARCH),
            Answer::GaveUp(limit) => Judged::Undecided(limit),
        }
    }

    /// Searches a short part without looking back.
    fn greedy(&self, portion: &Portion) -> Option<Vec<u32>> {
        let Checker {
            search,
            patience,
            limits,
            ..
        } = self.checker;
        let most = limits.configurations.min(patience.greedy);
        let is_tried = *search == Search::Auto
            && !portion.is_joined
            && portion.operations.len() as u64 <= most
            && !limits.stop.is_due();
        let order =
            is_tried.then(|| greedy(&self.checker.model, self.history, &portion.operations));
        let order = order.flatten()?;
        let progress = Advance::new(&self.checker.progress);
        progress.reach(dense(order.len()), order.len() as u64);
        Some(order)
    }

    fn attempts<'s>(&'s self, part: &'s Part<'_, M>, memory_bytes: u64) -> Attempts<'s> {
        Attempts {
            subject: part,
            search: self.checker.search,
            limits: &self.checker.limits,
            patience: &self.checker.patience,
            advance: Advance::new(&self.checker.progress),
            memory_bytes,
        }
    }

    /// Joins what was found out about the parts: invalid beats unknown beats valid.
    fn conclude(&self, judged: Vec<Judged<'a, M>>) -> Verdict {
        let names = judged.iter().map(|judged| match judged {
            Judged::Order { by, .. } | Judged::Refused { by, .. } => Some(*by),
            Judged::Undecided(Limit::Monitor { .. }) => None,
            Judged::Undecided(_) => Some(SEARCH),
        });
        let used = used(self.history, self.portions, names);
        let first = (judged.iter().enumerate()).filter_map(|(place, judged)| match judged {
            Judged::Refused { event, .. } => Some((*event, place)),
            _ => None,
        });
        if let Some((_, place)) = first.min() {
            let counterexample = self.counterexample(&judged, place);
            return Verdict::Invalid(Box::new(Counterexample {
                used,
                ..counterexample
            }));
        }
        let mut orders = Vec::with_capacity(judged.len());
        let mut by_monitors = true;
        for judged in judged {
            match judged {
                Judged::Order { order, by } => {
                    by_monitors &= by != SEARCH;
                    orders.push(order);
                }
                Judged::Undecided(limit) => return Verdict::Unknown(limit),
                Judged::Refused { .. } => unreachable!("the first refusal was reported above"),
            }
        }
        let order = verified(&self.checker.model, self.history, orders, by_monitors);
        Verdict::Valid(Witness {
            order,
            used,
            views: Vec::new(),
        })
    }

    /// Explains the refusal of the part at this place, which comes first in the history if all others
    /// have told where theirs is.
    fn counterexample(&self, judged: &[Judged<'a, M>], place: usize) -> Counterexample {
        let all_told = judged.iter().all(|judged| match judged {
            Judged::Order { .. } => true,
            Judged::Refused { first, .. } => *first == First::Proved,
            Judged::Undecided(_) => false,
        });
        let first = if all_told {
            First::Proved
        } else {
            First::AtMost
        };
        let Judged::Refused { event, why, .. } = &judged[place] else {
            unreachable!("this part was refused");
        };
        self.recheck(place, *event);
        match why {
            Why::Wall(part, wall) => explain(self.history, part, Wall { first, ..*wall }),
            Why::Clash(clash) => {
                let operations = &self.portions[place].operations;
                explain_clash(&self.checker.model, self.history, operations, clash, first)
            }
        }
    }

    /// Panics if a refusal does not stand up to a plain search, as far as that goes.
    fn recheck(&self, place: usize, event: u32) {
        let operations = &self.portions[place].operations;
        let missed = missed_linearization(&self.checker.model, self.history, operations, event);
        if let Some(order) = missed {
            panic!(
                "the refusal does not stand up: up to event {event} the operations {order:?} are a \
                 linearization; the model's `view`, `shape` or `parts` promise what its `step` does not \
                 keep, or it is a fault of the checker"
            );
        }
    }
}

fn walled<'a, M: Model + Sync>(part: Part<'a, M>, wall: Wall, by: &'static str) -> Judged<'a, M> {
    Judged::Refused {
        event: part.returning(wall.layer).returned,
        first: wall.first,
        why: Why::Wall(Box::new(part), wall),
        by,
    }
}
