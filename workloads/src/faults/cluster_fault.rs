use lockstep_history::Value;
use lockstep_otp::Node;
use lockstep_otp::cluster::{Mode, Skew};

use super::split::{Cut, Split};

/// What a nemesis does to the simulated cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClusterFault {
    /// Some nodes do not hear others any more.
    Partition(Split, Vec<Cut<Node>>, Mode),
    /// All hear each other again.
    Heal,
    /// A node crashes.
    Stop(Node),
    /// A node that crashed starts again.
    Start(Node),
    /// A node stands still.
    Pause(Node),
    /// A node goes on that stood still.
    Resume(Node),
    /// A node's clock shows another time.
    Skew(Node, Skew),
    /// Every fault ends: all nodes run, hear each other and agree on the time.
    EndAll,
}

impl ClusterFault {
    /// Returns the name and the value that it has in a history.
    pub(super) fn describe(&self) -> (String, Value) {
        let node = |node: &Node| Value::from(&*node.name());
        let (name, value) = match self {
            Self::Partition(split, cuts, _) => {
                let cuts = cuts.iter().map(|cut| {
                    let names = |nodes: &[Node]| Value::list(nodes.iter().map(node));
                    Value::list([names(&cut.from), names(&cut.to)])
                });
                let name = Value::from(split.name());
                ("partition", Value::list([name, Value::list(cuts)]))
            }
            Self::Heal => ("heal", Value::Null),
            Self::Stop(stopped) => ("stop", node(stopped)),
            Self::Start(started) => ("start", node(started)),
            Self::Pause(paused) => ("pause", node(paused)),
            Self::Resume(resumed) => ("resume", node(resumed)),
            Self::Skew(skewed, skew) => {
                let shown = Value::from(&*format!("{skew:?}"));
                ("skew", Value::list([node(skewed), shown]))
            }
            Self::EndAll => ("end-all", Value::Null),
        };
        (name.to_owned(), value)
    }
}
