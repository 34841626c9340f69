use std::hash::{BuildHasher, Hash};

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

use crate::bits::Bits;
use crate::dense::dense;
use crate::tape::Tape;
use crate::trail::START;
use crate::usage::Usages;

/// What matters of the operations linearized so far, at one place in the history.
///
/// Operations that returned before that place are in it by being past; of those still open two bits
/// each are kept, of the crashed ones a count a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Configuration<const N: usize> {
    /// The number of the object's state.
    pub(crate) state: u32,
    /// The number of the vector that counts the crashed operations used.
    pub(crate) usage: u32,
    /// The open operations that owe nothing any more when they return: linearized, or overwriters that
    /// can be placed unseen just before another one.
    pub(crate) discharged: Bits<N>,
    /// The overwriters that were placed to be seen, and may not be placed again.
    pub(crate) used: Bits<N>,
}

/// A configuration and how the search came to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node<const N: usize> {
    pub(crate) configuration: Configuration<N>,
    /// The last step to it, in the [`Trail`](crate::trail::Trail).
    pub(crate) trail: u32,
    /// How many crashed operations that are not counted in the usage were used on the way.
    pub(crate) cost: u32,
    /// Whether the last step placed an overwriter that nothing has seen yet.
    pub(crate) sight: Sight,
}

/// Whether what the last overwriter wrote has been seen: by an observer, or by an operation on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sight {
    Seen,
    Unseen,
}

impl<const N: usize> Configuration<N> {
    pub(crate) const INITIAL: Self = Self {
        state: 0,
        usage: 0,
        discharged: Bits::EMPTY,
        used: Bits::EMPTY,
    };

    /// Returns true if whatever can follow `other` can follow this configuration too.
    ///
    /// It steps along with any completion of the other one: observers that it has done already are
    /// skipped, an overwriter that it may hide is hidden unless the completion shows it, and crashed
    /// operations that it has not used are optional.
    pub(crate) fn dominates(&self, other: &Self, tape: &Tape<'_, N>, usages: &Usages) -> bool {
        self.state == other.state && self.covers(other, tape, usages)
    }

    /// Returns true if this configuration would dominate `other` if it were in the same state.
    pub(crate) fn covers(&self, other: &Self, tape: &Tape<'_, N>, usages: &Usages) -> bool {
        let differ = self.discharged.xor(other.discharged);
        let unlike = differ.or(self.used.xor(other.used)).and(tape.overwriters());
        let hideable = self.discharged.without(self.used);
        other
            .discharged
            .and(tape.observers())
            .is_subset(self.discharged)
            && differ.and(tape.others()).is_empty()
            && unlike.is_subset(hideable)
            && usages.is_at_most(self.usage, other.usage)
    }
}

/// What became of a node that was added to a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inserted {
    New,
    /// Its configuration was known; what was written last has been seen now, so that it may do more.
    Freed,
    /// Its configuration was known; it came cheaper.
    Cheaper,
    /// Its configuration was known, and the node was dropped.
    Known,
}

/// Nodes in the order in which they came, each configuration once.
pub(crate) struct NodeSet<const N: usize> {
    nodes: Vec<Node<N>>,
    /// Their states, beside each other so that they can be looked through fast.
    states: Vec<u32>,
    /// Where the node of each configuration is, with a hash of it, so that no node is looked up in vain.
    places: HashTable<(u32, u32)>,
    hasher: DefaultHashBuilder,
}

/// Sets up to this size are searched without a table.
const SMALL: usize = 12;

impl<const N: usize> NodeSet<N> {
    pub(crate) fn new() -> Self {
        Self {
            nodes: Vec::new(),
            states: Vec::new(),
            places: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
        }
    }

    pub(crate) fn nodes(&self) -> &[Node<N>] {
        &self.nodes
    }

    /// Returns the nodes in a state, of the first `most`.
    pub(crate) fn in_state(&self, state: u32, most: usize) -> impl Iterator<Item = &Node<N>> {
        let states = self.states.iter().take(most).enumerate();
        let places = states.filter_map(move |(place, other)| (*other == state).then_some(place));
        places.map(|place| &self.nodes[place])
    }

    pub(crate) fn into_nodes(self) -> Vec<Node<N>> {
        self.nodes
    }

    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn clear(&mut self) {
        if self.nodes.len() >= SMALL {
            // Clearing costs the capacity, which one wide layer would make every later one pay.
            if self.places.capacity() > 8 * self.nodes.len() + 64 {
                self.places = HashTable::new();
            } else {
                self.places.clear();
            }
        }
        self.nodes.clear();
        self.states.clear();
    }

    /// Adds the node unless its configuration is known, and returns its place; of two ways to one
    /// configuration the better is kept.
    pub(crate) fn insert(&mut self, node: Node<N>) -> (u32, Inserted) {
        let place = dense(self.nodes.len());
        if let Some(known) = self.find_or_note(&node.configuration, place) {
            return (known, self.nodes[known as usize].improve(node));
        }
        self.nodes.push(node);
        self.states.push(node.configuration.state);
        if self.nodes.len() == SMALL {
            self.note_all();
        }
        (place, Inserted::New)
    }

    /// Returns where the configuration is; if it is new, notes that it will be in that place.
    fn find_or_note(&mut self, configuration: &Configuration<N>, place: u32) -> Option<u32> {
        if self.nodes.len() < SMALL {
            let mut nodes = self.nodes.iter();
            return (nodes.position(|node| node.configuration == *configuration)).map(dense);
        }
        let hash = short_hash(&self.hasher, configuration);
        let is_it = |&(other, place): &(u32, u32)| {
            other == hash && self.nodes[place as usize].configuration == *configuration
        };
        let found = (self.places).entry(long(hash), is_it, |&(hash, _)| long(hash));
        match found {
            Entry::Occupied(known) => Some(known.get().1),
            Entry::Vacant(free) => {
                free.insert((hash, place));
                None
            }
        }
    }

    fn note_all(&mut self) {
        for (place, node) in (0..).zip(&self.nodes) {
            let hash = short_hash(&self.hasher, &node.configuration);
            (self.places).insert_unique(long(hash), (hash, place), |&(hash, _)| long(hash));
        }
    }

    pub(crate) fn bytes(&self) -> u64 {
        (self.nodes.capacity() * size_of::<Node<N>>() + self.places.capacity() * 9) as u64
    }
}

/// Returns the hash of a configuration that is kept, of 32 bits.
fn short_hash<const N: usize>(
    hasher: &DefaultHashBuilder,
    configuration: &Configuration<N>,
) -> u32 {
    let hash = hasher.hash_one(configuration);
    u32::try_from(hash >> 32).expect("32 bits fit")
}

/// Spreads the bits of a hash over as many as a table looks at.
fn long(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

impl<const N: usize> Node<N> {
    /// The start of every search.
    pub(crate) const START: Self = Self {
        configuration: Configuration::INITIAL,
        trail: START,
        cost: 0,
        sight: Sight::Seen,
    };

    /// Ranks what is worth following: the least is tried first.
    ///
    /// The fewer crashed operations are used, the more are left. Observers and overwriters that are
    /// discharged need no place any more; of all others the fewer are placed, the more is still open.
    pub(crate) fn hope(&self, tape: &Tape<'_, N>, usages: &Usages) -> (u32, u32, u32, u32) {
        let Configuration {
            discharged,
            used,
            usage,
            ..
        } = self.configuration;
        let owed = u32::MAX - discharged.without(tape.others()).len();
        let placed = discharged.and(tape.others()).len();
        (usages.sum(usage) + self.cost, owed, placed, used.len())
    }

    fn improve(&mut self, other: Self) -> Inserted {
        let may_do_more = self.sight == Sight::Unseen && other.sight == Sight::Seen;
        if may_do_more {
            *self = other;
            Inserted::Freed
        } else if other.cost < self.cost {
            *self = Self {
                sight: self.sight,
                ..other
            };
            Inserted::Cheaper
        } else {
            Inserted::Known
        }
    }
}

/// The most nodes of one state that a node is compared with.
const COMPARED: usize = 2_000;

/// Drops the nodes that another one dominates.
///
/// What remains depends on the set of nodes and its order only.
pub(crate) fn prune<const N: usize>(nodes: &mut Vec<Node<N>>, tape: &Tape<'_, N>, usages: &Usages) {
    if nodes.len() < 2 {
        return;
    }
    nodes.sort_by_key(|node| {
        let configuration = node.configuration;
        let seen = configuration.discharged.and(tape.observers()).len();
        let hideable = configuration.discharged.without(configuration.used).len();
        let rank = u32::MAX - (seen + hideable);
        (
            configuration.state,
            usages.sum(configuration.usage) + node.cost,
            rank,
        )
    });
    let mut kept = 0;
    let mut first_of_state = 0;
    for place in 0..nodes.len() {
        let node = nodes[place];
        let state = node.configuration.state;
        if kept == 0 || nodes[kept - 1].configuration.state != state {
            first_of_state = kept;
        }
        let compared = &nodes[first_of_state..kept.min(first_of_state + COMPARED)];
        let dominates = |other: &Node<N>| {
            other.cost <= node.cost
                && other
                    .configuration
                    .dominates(&node.configuration, tape, usages)
        };
        if !compared.iter().any(dominates) {
            nodes[kept] = node;
            kept += 1;
        }
    }
    nodes.truncate(kept);
}
