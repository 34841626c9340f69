//! Sequential consistency: one order of all operations that keeps what each process did in turn.

use std::sync::atomic::AtomicBool;

use hashbrown::{HashMap, HashSet};
use lockstep_history::{History, Outcome};
use lockstep_models::Model;

use crate::attempts::{Answer, Attempts};
use crate::budget::{Budget, GaveUp};
use crate::causal::refuse;
use crate::dense::dense;
use crate::merge::merge;
use crate::part::Part;
use crate::partition::partition;
use crate::precedence::accesses::{Accesses, Swaps};
use crate::precedence::contradiction::{DeadEnd, Pattern};
use crate::precedence::proof::ThinAir;
use crate::precedence::tell::Teller;
use crate::problem::NEVER;
use crate::progress::Advance;
use crate::sequential::configurations::Configurations;
use crate::sequential::frontiers::{Frontiers, Searched};
use crate::sequential::furthest::Furthest;
use crate::sequential::recheck::missed_order;
use crate::sequential::saturation::{Saturated, saturate};
use crate::sequential::verify::verify_sequential;
use crate::{Checker, Counterexample, Limit, Limits, Progress, Property, Search, Verdict, Witness};

mod configurations;
mod frontiers;
mod furthest;
mod recheck;
mod rows;
mod saturation;
pub(crate) mod verify;

/// Judges whether a history is sequentially consistent.
///
/// # Panics
///
/// If the order, the contradiction or the refusal that was found does not stand up.
pub(crate) fn judge<M: Model + Sync>(
    checker: &Checker<M>,
    history: &History<M::Op, M::Ret>,
) -> Verdict {
    let case = Case {
        model: &checker.model,
        history,
        limits: &checker.limits,
        progress: &checker.progress,
    };
    if checker.search != Search::Auto {
        return case.judge_parts(&parts(checker, history));
    }
    if let Ok(accesses) = Accesses::collect(&checker.model, history, Swaps::Allowed) {
        return case.conclude(case.order_registers(&accesses));
    }
    let parts = parts(checker, history);
    // A linearization is a sequential order, and found fast where there is one.
    match linearization(checker, history, &parts) {
        Some(order) => case.accept(&order),
        None => case.judge_parts(&parts),
    }
}

fn parts<'a, M: Model + Sync>(
    checker: &'a Checker<M>,
    history: &'a History<M::Op, M::Ret>,
) -> Vec<Part<'a, M>> {
    let portions = partition(&checker.model, history).into_iter();
    portions
        .map(|portion| Part::new(&checker.model, history, &portion.operations))
        .collect()
}

/// How many configurations of a part are visited in search of a linearization.
const QUICK: u64 = 200_000;

/// Returns a linearization, if one is found without much searching.
fn linearization<M: Model + Sync>(
    checker: &Checker<M>,
    history: &History<M::Op, M::Ret>,
    parts: &[Part<'_, M>],
) -> Option<Vec<u32>> {
    let limits = Limits {
        configurations: checker.limits.configurations.min(QUICK),
        ..checker.limits.clone()
    };
    let mut orders = Vec::with_capacity(parts.len());
    for part in parts {
        let attempts = Attempts {
            subject: part,
            search: Search::Auto,
            limits: &limits,
            patience: &checker.patience,
            advance: Advance::new(&checker.progress),
            memory_bytes: limits.memory_bytes,
        };
        match attempts.run() {
            Answer::Order(order) => orders.push(order),
            Answer::Wall(_) | Answer::GaveUp(_) => return None,
        }
    }
    Some(merge(history, &orders))
}

/// A history that is to be judged, and what may be used for that.
struct Case<'a, M: Model> {
    model: &'a M,
    history: &'a History<M::Op, M::Ret>,
    limits: &'a Limits,
    progress: &'a Progress,
}

/// What was found out about a history.
enum Found {
    Order(Vec<u32>),
    Refused(Box<Counterexample>),
}

impl<M: Model + Sync> Case<'_, M> {
    /// Judges a history of any objects, split into parts.
    fn judge_parts(&self, parts: &[Part<'_, M>]) -> Verdict {
        self.conclude(self.order_parts(parts))
    }

    /// Makes the verdict of an order that was found, which may lack what tells nothing.
    ///
    /// # Panics
    ///
    /// If it does not stand up.
    fn accept(&self, order: &[u32]) -> Verdict {
        let order = completed(self.history, order);
        if let Err(flaw) = verify_sequential(self.model, self.history, &order) {
            panic!("the sequential order found does not stand up: {flaw}");
        }
        Verdict::Valid(Witness {
            order,
            ..Witness::default()
        })
    }

    fn conclude(&self, found: Result<Found, GaveUp>) -> Verdict {
        match found {
            Ok(Found::Order(order)) => self.accept(&order),
            Ok(Found::Refused(counterexample)) => {
                if let Some(order) = missed_order(self.model, self.history) {
                    panic!(
                        "the refusal does not stand up: {order:?} is a sequential order; the model's \
                         `view` or `parts` promise what its `step` does not keep, or it is a fault of \
                         the checker"
                    );
                }
                refuse(&self.teller(), counterexample)
            }
            Err(GaveUp::Limit(limit)) => Verdict::Unknown(limit),
            Err(GaveUp::Budget | GaveUp::Stopped) => Verdict::Unknown(Limit::Time),
        }
    }

    fn teller(&self) -> Teller<'_, M> {
        Teller {
            model: self.model,
            history: self.history,
            property: Property::Sequential,
        }
    }

    fn order_registers(&self, accesses: &Accesses) -> Result<Found, GaveUp> {
        if let Some(thin) = ThinAir::find(accesses) {
            return Ok(Found::Refused(Box::new(self.teller().thin_air(thin))));
        }
        let places = &accesses.sessions.places;
        self.with_budget(|budget| {
            let clocks = match saturate(accesses, budget)? {
                Saturated::Ordered(clocks) => clocks,
                Saturated::Cyclic(proof) => {
                    let told = self.teller().cycle(Pattern::CyclicOrder, proof);
                    return Ok(Found::Refused(Box::new(told)));
                }
            };
            let times: Vec<u32> = places.iter().map(|place| self.returned(*place)).collect();
            let searched = Frontiers::new(accesses, &clocks, &times).run(budget)?;
            Ok(self.tell(searched, places))
        })
    }

    fn order_parts(&self, parts: &[Part<'_, M>]) -> Result<Found, GaveUp> {
        self.with_budget(|budget| {
            // A part without an order is the shorter explanation.
            for part in parts.iter().filter(|_| parts.len() > 1) {
                let search = Configurations::new(self.history, &[part]);
                let places = search.places();
                if let Ok(searched @ Searched::DeadEnds(_)) = search.run(budget) {
                    return Ok(self.tell(searched, &places));
                }
            }
            let search = Configurations::new(self.history, &parts.iter().collect::<Vec<_>>());
            let places = search.places();
            let searched = search.run(budget)?;
            Ok(self.tell(searched, &places))
        })
    }

    fn with_budget<R>(&self, run: impl FnOnce(&Budget<'_>) -> R) -> R {
        run(&Budget {
            limits: self.limits,
            cancelled: &AtomicBool::new(false),
            advance: &Advance::new(self.progress),
            configurations: u64::MAX,
            memory_bytes: self.limits.memory_bytes,
        })
    }

    fn returned(&self, place: u32) -> u32 {
        let operation = &self.history.operations()[place as usize];
        match operation.outcome {
            Outcome::Done(_) => operation.completed.unwrap_or(NEVER),
            _ => NEVER,
        }
    }

    fn tell(&self, searched: Searched, places: &[u32]) -> Found {
        let place = |number: &u32| places[*number as usize];
        match searched {
            Searched::Order(order) => Found::Order(order.iter().map(place).collect()),
            Searched::DeadEnds(Furthest { orders }) => {
                let orders = orders.iter().map(|order| order.iter().map(place).collect());
                let ends = orders.map(|order| self.dead_end(order, places));
                Found::Refused(Box::new(self.teller().no_order(ends.collect())))
            }
        }
    }

    /// Finds what each process would do next of what must be done.
    fn dead_end(&self, order: Vec<u32>, places: &[u32]) -> DeadEnd {
        let taken: HashSet<u32> = order.iter().copied().collect();
        let mut waiting = HashSet::new();
        let mut left: Vec<u32> = places.to_vec();
        left.sort_unstable();
        left.retain(|place| {
            let process = self.history.operations()[*place as usize].process;
            let must = self.returned(*place) != NEVER;
            must && !taken.contains(place) && waiting.insert(process)
        });
        DeadEnd { order, next: left }
    }
}

/// Adds what completed and is not in the order, which tells nothing, just before what its process did
/// next.
fn completed<Op, Ret>(history: &History<Op, Ret>, order: &[u32]) -> Vec<u32> {
    let operations = history.operations();
    let mut missing: HashMap<u64, Vec<u32>> = HashMap::new();
    let mut placed = vec![false; operations.len()];
    for place in order {
        placed[*place as usize] = true;
    }
    for place in (0..dense(operations.len())).rev() {
        let operation = &operations[place as usize];
        if matches!(operation.outcome, Outcome::Done(_)) && !placed[place as usize] {
            missing.entry(operation.process).or_default().push(place);
        }
    }
    if missing.is_empty() {
        return order.to_vec();
    }
    let mut completed = Vec::with_capacity(operations.len());
    for &place in order {
        if let Some(missing) = missing.get_mut(&operations[place as usize].process) {
            while let Some(earlier) = missing.pop_if(|other| *other < place) {
                completed.push(earlier);
            }
        }
        completed.push(place);
    }
    let mut rest: Vec<u32> = missing.into_values().flatten().collect();
    rest.sort_unstable();
    completed.extend(rest);
    completed
}
