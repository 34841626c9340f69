use crate::configuration::Node;
use crate::expansion::Expansion;

/// The most nodes that a node is compared with.
const COMPARED: usize = 500;

/// Drops the nodes that a cheaper one can follow with one crashed operation that is not counted.
///
/// Where any number of crashed operations may be used, a node that has used one more than another is
/// worth no more than the other, if one of those operations leads from the other's state to its own
/// and nothing else is better about it: the other one can still use it, when it is needed.
pub(crate) fn drop_followers<const N: usize>(
    nodes: &mut Vec<Node<N>>,
    expansion: &mut Expansion<'_, '_, N>,
) {
    if nodes.len() < 2 || !expansion.has_uncounted() {
        return;
    }
    nodes.sort_by_key(|node| node.cost);
    let mut kept: Vec<Node<N>> = Vec::with_capacity(nodes.len());
    for node in nodes.iter() {
        let follows = kept.iter().take(COMPARED).any(|cheaper| {
            cheaper.cost < node.cost
                && expansion.covers(cheaper, node)
                && expansion.leads(cheaper.configuration.state, node.configuration.state)
        });
        if !follows {
            kept.push(*node);
        }
    }
    *nodes = kept;
}
