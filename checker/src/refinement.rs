use crate::budget::{Budget, GaveUp};
use crate::expansion::{Counted, Expansion};
use crate::layers::{Found, Layers};
use crate::machine::Machine;
use crate::problem::{Moment, Problem};
use crate::tape::Tape;
use crate::trail::{Placed, Taken};

/// What counting crashed operations only where it matters has shown.
pub(crate) enum Refined {
    /// A linearization, as places in the history.
    Order(Vec<u32>),
    /// There is none.
    Wall(Wall),
}

/// A return that no configuration gets past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wall {
    /// The number of the return.
    pub(crate) layer: u32,
    /// Whether every earlier return was shown to be passable.
    pub(crate) first: First,
}

/// Whether a wall is known to be the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum First {
    Proved,
    /// The budget ended before that was shown: there may be one earlier.
    AtMost,
}

/// Searches with crashed classes uncounted, and counts those that a way found has overdrawn.
///
/// What is refused with too many crashed operations is refused with fewer. A way to the end that
/// overdraws nothing is a linearization; one that does names the classes to be counted in the next
/// round. This is abstraction refinement guided by counterexamples (Clarke, Grumberg, Jha, Lu and
/// Veith, CAV 2000) over the vectors of used crashed operations, which are what makes histories with
/// crashes hard: the classes that nothing hinges on are never counted.
pub(crate) fn refine<'a, const N: usize>(
    problem: &Problem,
    machine: &dyn Fn() -> Machine<'a>,
    budget: &Budget<'_>,
) -> Result<Refined, GaveUp> {
    let invoked = layers_of_crashes(problem);
    let mut counted = vec![false; problem.crashed.len()];
    let mut returns = problem.returns;
    let mut wall = None;
    let mut budget = budget.clone();
    loop {
        let rows = Counted::Only(counted.clone());
        let expansion = Expansion::new(Tape::<N>::new(problem), machine(), rows);
        let mut layers = Layers::new(expansion);
        let found = layers.run(&budget, usize::MAX, returns);
        budget.configurations = budget
            .configurations
            .saturating_sub(layers.expansion.visited);
        match (found, wall) {
            (Ok(Some(Found::Wall(layer))), _) => {
                wall = Some(layer);
                returns = layer;
            }
            (Ok(Some(Found::End(last))), _) => {
                let path = layers.expansion.trail.path(last);
                if !count_overdrawn(&path, &invoked, &mut counted) {
                    let Some(layer) = wall else {
                        return Ok(Refined::Order(layers.expansion.order(last)));
                    };
                    let first = First::Proved;
                    return Ok(Refined::Wall(Wall { layer, first }));
                }
            }
            (Err(GaveUp::Budget), Some(layer)) => {
                return Ok(Refined::Wall(Wall {
                    layer,
                    first: First::AtMost,
                }));
            }
            (Err(reason), _) => return Err(reason),
            (Ok(None), _) => unreachable!("a search without a width does not pause"),
        }
    }
}

/// Returns, for every crashed class, how many returns had passed when each of its operations was
/// invoked.
fn layers_of_crashes(problem: &Problem) -> Vec<Vec<u32>> {
    let mut layers = vec![Vec::new(); problem.crashed.len()];
    let mut layer = 0;
    for moment in &problem.moments {
        match moment {
            Moment::Crash(row) => layers[*row as usize].push(layer),
            Moment::Return(_) => layer += 1,
            Moment::Invoke(_) => {}
        }
    }
    layers
}

/// Marks the classes of which the path uses more operations than were invoked; false if there are none.
fn count_overdrawn(path: &[Taken], invoked: &[Vec<u32>], counted: &mut [bool]) -> bool {
    let mut used = vec![0; invoked.len()];
    let mut overdrawn = false;
    for step in path {
        let Placed::Crashed(row) = step.what else {
            continue;
        };
        let row = row as usize;
        let in_time = |layer: &u32| *layer <= step.layer;
        if !invoked[row].get(used[row]).is_some_and(in_time) {
            counted[row] = true;
            overdrawn = true;
        }
        used[row] += 1;
    }
    overdrawn
}
