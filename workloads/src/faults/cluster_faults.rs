use std::sync::Arc;
use std::time::Duration;

use lockstep_generator::{Ask, Context, Generator};
use lockstep_otp::Node;
use lockstep_otp::cluster::{Mode, Skew};
use lockstep_seed::{Seed, Stream};

use super::{ClusterFault, Split};

/// Which faults of the simulated cluster there are to be, chosen by a seed: one begins, it ends, another
/// begins, for ever.
///
/// Time does not pass in a controlled execution while somebody can go on, and needs not: when a fault is
/// caused is for the strategy to choose. [`take`](Generator::take) says how many there are.
///
/// # Examples
///
/// ```
/// use lockstep_generator::Generator;
/// use lockstep_otp::cluster;
/// use lockstep_scheduler::Runner;
/// use lockstep_workloads::{ClusterFault, ClusterFaults, Split};
///
/// Runner::new().iterations(1).run(|| {
///     let nodes = cluster::start_nodes(["a", "b", "c"]);
///     let faults = ClusterFaults::of(nodes).splits(Split::ALL).crashes().pick(7);
///     let faults: Vec<ClusterFault> = faults.take(4).iter().collect();
///     assert!(matches!(faults[0], ClusterFault::Partition(..) | ClusterFault::Stop(_)));
///     assert!(matches!(faults[1], ClusterFault::Heal | ClusterFault::Start(_)));
/// });
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is chosen before `pick`"]
pub struct ClusterFaults {
    nodes: Vec<Node>,
    kinds: Vec<FaultKind>,
    mode: Mode,
}

#[derive(Clone, Copy, Debug)]
enum FaultKind {
    Split(Split),
    Crash,
    Pause,
    Skew(Duration),
}

impl ClusterFaults {
    /// Begins with these nodes and no faults.
    pub fn of(nodes: impl IntoIterator<Item = Node>) -> Self {
        Self {
            nodes: nodes.into_iter().collect(),
            kinds: Vec::new(),
            mode: Mode::Drop,
        }
    }

    /// Adds partitions of these shapes.
    pub fn splits(mut self, splits: impl IntoIterator<Item = Split>) -> Self {
        self.kinds.extend(splits.into_iter().map(FaultKind::Split));
        self
    }

    /// Sets what becomes of messages that a partition stops; by default they are lost.
    pub fn mode(self, mode: Mode) -> Self {
        Self { mode, ..self }
    }

    /// Adds crashes of single nodes, which start again.
    pub fn crashes(mut self) -> Self {
        self.kinds.push(FaultKind::Crash);
        self
    }

    /// Adds pauses of single nodes.
    pub fn pauses(mut self) -> Self {
        self.kinds.push(FaultKind::Pause);
        self
    }

    /// Adds clocks of single nodes that are up to so much ahead or behind.
    pub fn skews(mut self, most: Duration) -> Self {
        self.kinds.push(FaultKind::Skew(most));
        self
    }

    /// Returns the generator that picks them by a seed; it is done at once if there are no nodes or no faults.
    pub fn pick(self, seed: impl Into<Seed>) -> PickFaults {
        PickFaults {
            faults: Arc::new(self),
            chance: seed.into().stream(),
            end: None,
        }
    }
}

/// Picks faults of the simulated cluster: what [`ClusterFaults::pick`] returns.
#[derive(Clone, Debug)]
pub struct PickFaults {
    faults: Arc<ClusterFaults>,
    chance: Stream,
    /// The end of the fault that was picked last.
    end: Option<ClusterFault>,
}

impl Generator for PickFaults {
    type Op = ClusterFault;

    fn ask(&mut self, _: &Context) -> Ask<ClusterFault> {
        if let Some(end) = self.end.take() {
            return Ask::Op(end);
        }
        let (faults, chance) = (&self.faults, &mut self.chance);
        if faults.kinds.is_empty() || faults.nodes.is_empty() {
            return Ask::Done;
        }
        let kind = *chance.choose(&faults.kinds);
        let node = *chance.choose(&faults.nodes);
        let (begin, end) = match kind {
            FaultKind::Split(split) => {
                let cuts = split.cuts(&faults.nodes, chance);
                let begin = ClusterFault::Partition(split, cuts, faults.mode);
                (begin, ClusterFault::Heal)
            }
            FaultKind::Crash => (ClusterFault::Stop(node), ClusterFault::Start(node)),
            FaultKind::Pause => (ClusterFault::Pause(node), ClusterFault::Resume(node)),
            FaultKind::Skew(most) => {
                let right = Skew::Ahead(Duration::ZERO);
                let begin = ClusterFault::Skew(node, skew(most, chance));
                (begin, ClusterFault::Skew(node, right))
            }
        };
        self.end = Some(end);
        Ask::Op(begin)
    }

    fn seeds(&self) -> Vec<Seed> {
        vec![self.chance.seed()]
    }
}

fn skew(most: Duration, chance: &mut Stream) -> Skew {
    let most_ns = u64::try_from(most.as_nanos()).unwrap_or(u64::MAX - 1);
    let by = Duration::from_nanos(chance.below(most_ns + 1));
    if chance.below(2) == 0 {
        Skew::Ahead(by)
    } else {
        Skew::Behind(by)
    }
}
