use lockstep_seed::Stream;

/// A way to split nodes, of which some then cannot hear others.
///
/// The shapes are those of Jepsen's partitioners; which nodes play which part is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Split {
    /// One node is cut off from all others.
    One,
    /// Two halves do not hear each other; of an odd number one half has one more.
    Halves,
    /// One half does not hear the other, which hears it.
    OneWay,
    /// Two halves do not hear each other, but one node hears both, and both hear it.
    Bridge,
    /// Each node hears a majority, and no two hear the same one.
    Ring,
}

/// Nodes that some others do not hear any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut<N> {
    /// Whose messages do not arrive.
    pub from: Vec<N>,
    /// Where they do not arrive.
    pub to: Vec<N>,
}

impl Split {
    /// All of them.
    pub const ALL: [Split; 5] = [
        Split::One,
        Split::Halves,
        Split::OneWay,
        Split::Bridge,
        Split::Ring,
    ];

    /// Returns the name that histories use.
    pub fn name(self) -> &'static str {
        match self {
            Split::One => "one",
            Split::Halves => "halves",
            Split::OneWay => "one-way",
            Split::Bridge => "bridge",
            Split::Ring => "ring",
        }
    }

    /// Draws who cannot hear whom; nothing is cut where there are too few nodes.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_seed::Seed;
    /// use lockstep_workloads::Split;
    ///
    /// let cuts = Split::Halves.cuts(&["a", "b", "c"], &mut Seed::from(1).stream());
    /// assert_eq!(cuts.len(), 2, "each half does not hear the other");
    /// assert_eq!((&cuts[0].from, &cuts[0].to), (&cuts[1].to, &cuts[1].from));
    /// ```
    pub fn cuts<N: Copy>(self, nodes: &[N], chance: &mut Stream) -> Vec<Cut<N>> {
        let nodes = shuffled(nodes, chance);
        let (one, other) = match self {
            Split::One => nodes.split_at(nodes.len().min(1)),
            _ => nodes.split_at(nodes.len() / 2),
        };
        match self {
            Split::One | Split::Halves => both_ways(one, other),
            Split::OneWay => cut(one, other).into_iter().collect(),
            // The first of the greater half is the bridge.
            Split::Bridge => both_ways(one, other.get(1..).unwrap_or_default()),
            Split::Ring => ring(&nodes),
        }
    }
}

fn shuffled<N: Copy>(nodes: &[N], chance: &mut Stream) -> Vec<N> {
    let mut nodes = nodes.to_vec();
    for end in (1..nodes.len()).rev() {
        let place = chance.below(end as u64 + 1);
        nodes.swap(end, usize::try_from(place).expect("below a length"));
    }
    nodes
}

fn cut<N: Copy>(from: &[N], to: &[N]) -> Option<Cut<N>> {
    let is_some = !from.is_empty() && !to.is_empty();
    is_some.then(|| Cut {
        from: from.to_vec(),
        to: to.to_vec(),
    })
}

fn both_ways<N: Copy>(one: &[N], other: &[N]) -> Vec<Cut<N>> {
    [cut(one, other), cut(other, one)]
        .into_iter()
        .flatten()
        .collect()
}

/// Lets each node hear a majority: those around it on the ring.
fn ring<N: Copy>(nodes: &[N]) -> Vec<Cut<N>> {
    let (count, majority) = (nodes.len(), nodes.len() / 2 + 1);
    let of = |first: usize| {
        let on_ring = |step: usize| nodes[(first + step) % count];
        let deaf = on_ring(majority / 2);
        let unheard: Vec<N> = (majority..count).map(on_ring).collect();
        cut(&unheard, &[deaf])
    };
    (0..count).filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use lockstep_seed::Seed;

    use super::*;

    /// Returns whom each of so many nodes hears, itself included.
    fn heard(split: Split, count: usize, seed: u64) -> Vec<BTreeSet<usize>> {
        let nodes: Vec<usize> = (0..count).collect();
        let mut heard = vec![nodes.iter().copied().collect::<BTreeSet<_>>(); count];
        for cut in split.cuts(&nodes, &mut Seed::from(seed).stream()) {
            for to in cut.to {
                heard[to].retain(|from| !cut.from.contains(from) || *from == to);
            }
        }
        heard
    }

    #[test]
    fn on_a_ring_each_hears_a_majority_and_no_two_the_same() {
        for count in 3..=9 {
            for seed in 0..20 {
                let heard = heard(Split::Ring, count, seed);
                assert!(heard.iter().all(|heard| heard.len() == count / 2 + 1));
                assert_eq!(heard.iter().collect::<BTreeSet<_>>().len(), count);
                assert!(
                    heard
                        .iter()
                        .enumerate()
                        .all(|(node, heard)| heard.contains(&node))
                );
            }
        }
    }

    #[test]
    fn over_a_bridge_one_node_hears_all_and_all_hear_it() {
        for seed in 0..20 {
            let heard = heard(Split::Bridge, 5, seed);
            let bridges: Vec<_> = (0..5).filter(|&node| heard[node].len() == 5).collect();
            assert_eq!(bridges.len(), 1);
            assert!(heard.iter().all(|heard| heard.contains(&bridges[0])));
            assert!(heard.iter().all(|heard| [3, 5].contains(&heard.len())));
        }
    }

    #[test]
    fn halves_do_not_hear_each_other_and_one_way_only_one_does_not() {
        for seed in 0..20 {
            let sizes = |split| {
                let mut sizes: Vec<_> = heard(split, 4, seed).iter().map(BTreeSet::len).collect();
                sizes.sort_unstable();
                sizes
            };
            assert_eq!(sizes(Split::Halves), [2, 2, 2, 2]);
            assert_eq!(sizes(Split::OneWay), [2, 2, 4, 4]);
            assert_eq!(sizes(Split::One), [1, 3, 3, 3]);
        }
    }

    #[test]
    fn too_few_nodes_are_not_cut() {
        for split in Split::ALL {
            for count in 0..2 {
                assert_eq!(
                    split.cuts(&vec![(); count], &mut Seed::from(1).stream()),
                    []
                );
            }
        }
    }
}
