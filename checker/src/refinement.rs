use crate::budget::{Budget, GaveUp};
use crate::expansion::{Bound, Counted, Expansion};
use crate::layers::{Found, Layers};
use crate::machine::Machine;
use crate::problem::{Moment, Problem};
use crate::tape::Tape;
use crate::trail::{Placed, Taken};

/// Searches with crashed classes uncounted, and counts those that a way found has overdrawn.
///
/// What is refused with too many crashed operations is refused with fewer. Of the ways to the end the
/// one that uses the fewest crashed operations is followed up: if it overdraws nothing it is a
/// linearization, else it names the classes to be counted in the next round. This is abstraction refinement guided by counterexamples (Clarke, Grumberg, Jha, Lu and
/// Veith, CAV 2000) over the vectors of used crashed operations, which are what makes histories with
/// crashes hard: the classes that nothing hinges on are never counted.
pub(crate) fn refine<'p, 'm, const N: usize>(
    problem: &'p Problem,
    machine: &dyn Fn() -> Machine<'m>,
    budget: &Budget<'_>,
    returns: u32,
) -> Result<(Found, Expansion<'p, 'm, N>), GaveUp> {
    let invoked = layers_of_crashes(problem);
    let mut counted = vec![false; problem.crashed.len()];
    let mut budget = budget.clone();
    loop {
        let rows = Counted::Only(counted.clone());
        let expansion = Expansion::new(Tape::<N>::new(problem), machine(), rows);
        let mut layers = Layers::new(expansion);
        let found = layers.run(&budget, Bound::NONE, returns)?;
        budget.configurations = budget
            .configurations
            .saturating_sub(layers.expansion.visited);
        match found.expect("a search without a bound does not pause") {
            Found::End(last) => {
                let path = layers.expansion.trail.path(last);
                if !count_overdrawn(&path, &invoked, &mut counted) {
                    return Ok((Found::End(last), layers.expansion));
                }
            }
            wall @ Found::Wall(_) => return Ok((wall, layers.expansion)),
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
