use rayon::prelude::*;

use crate::configuration::{Inserted, Node, NodeSet, prune};
use crate::expansion::Reached;
use crate::tape::Tape;
use crate::usage::Usages;

/// Nodes told apart by their states, so that several threads can add to them and look through them.
///
/// An object of few states has most of its nodes in few of them.
pub(crate) struct Shards<const N: usize>(Vec<NodeSet<N>>);

/// How many there are, whatever the number of threads.
const SHARDS: usize = 16;

impl<const N: usize> Shards<N> {
    pub(crate) fn new() -> Self {
        Self((0..SHARDS).map(|_| NodeSet::new()).collect())
    }

    /// Adds many nodes side by side, those of each state in their order, but for those that are superfluous.
    ///
    /// Returns for each whether more may come of it than of what was there.
    pub(crate) fn insert_all(
        &mut self,
        found: &[Vec<Reached<N>>],
        is_superfluous: impl Fn(&Node<N>, &NodeSet<N>) -> bool + Sync,
    ) -> Vec<Vec<bool>> {
        let places: Vec<Places> = found.par_iter().map(|found| by_shard(found)).collect();
        let insert = |(shard, set): (usize, &mut NodeSet<N>)| {
            let mut fresh = Vec::new();
            for (of, places) in places.iter().enumerate() {
                for &place in &places[shard] {
                    let node = found[of][place].node;
                    if !is_superfluous(&node, set) && set.insert(node).1 != Inserted::Known {
                        fresh.push((of, place));
                    }
                }
            }
            fresh
        };
        let fresh: Vec<Vec<(usize, usize)>> =
            self.0.par_iter_mut().enumerate().map(insert).collect();
        let mut is_fresh: Vec<Vec<bool>> =
            found.iter().map(|found| vec![false; found.len()]).collect();
        for (of, place) in fresh.into_iter().flatten() {
            is_fresh[of][place] = true;
        }
        is_fresh
    }

    /// Returns the nodes that no other one dominates, in the order of their states: what stands together
    /// then often leads to the same.
    pub(crate) fn into_pruned(self, tape: &Tape<'_, N>, usages: &Usages<'_>) -> Vec<Node<N>> {
        let prune = |set: NodeSet<N>| {
            let mut nodes = set.into_nodes();
            prune(&mut nodes, tape, usages);
            nodes
        };
        let pruned: Vec<Vec<Node<N>>> = self.0.into_par_iter().map(prune).collect();
        let mut nodes = pruned.concat();
        nodes.par_sort_by_key(|node| node.configuration.state);
        nodes
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.0.iter().map(NodeSet::bytes).sum()
    }
}

/// Where the nodes of each shard stand among others.
type Places = Vec<Vec<usize>>;

fn by_shard<const N: usize>(found: &[Reached<N>]) -> Places {
    let mut places = vec![Vec::new(); SHARDS];
    for (place, found) in found.iter().enumerate() {
        places[found.node.configuration.state as usize % SHARDS].push(place);
    }
    places
}
