use std::error::Error;
use std::fmt;
use std::time::Duration;

use lockstep_history::Value;
use lockstep_otp::Node;
use lockstep_otp::cluster::{self, Skew};

use super::ClusterFault;
use crate::Nemesis;

/// Causes faults of the simulated cluster, in a controlled execution.
///
/// Each is a step that the strategy chooses the time of. What runs on a node that starts again is for the
/// test to say. At the end of the run every fault ends.
pub struct ClusterNemesis {
    nodes: Vec<Node>,
    start: Box<dyn Fn(Node) + Send + Sync>,
}

impl ClusterNemesis {
    /// Makes the nemesis of these nodes, which calls `start` for a node that has started again.
    pub fn new(
        nodes: impl IntoIterator<Item = Node>,
        start: impl Fn(Node) + Send + Sync + 'static,
    ) -> Self {
        Self {
            nodes: nodes.into_iter().collect(),
            start: Box::new(start),
        }
    }

    fn start(&self, node: Node) {
        if !cluster::is_up(node) {
            cluster::start_node(node);
            (self.start)(node);
        }
    }

    fn end_all(&self) {
        cluster::heal();
        for node in &self.nodes {
            cluster::resume_node(*node);
            cluster::skew(*node, Skew::Ahead(Duration::ZERO));
            self.start(*node);
        }
    }
}

impl Nemesis for ClusterNemesis {
    type Fault = ClusterFault;

    fn describe(&self, fault: &ClusterFault) -> (String, Value) {
        fault.describe()
    }

    fn cause(&self, fault: &ClusterFault) -> Result<Value, Box<dyn Error + Send + Sync>> {
        match fault {
            ClusterFault::Partition(_, cuts, mode) => {
                for cut in cuts {
                    cluster::partition_one_way(&cut.from, &cut.to, *mode);
                }
            }
            ClusterFault::Heal => cluster::heal(),
            ClusterFault::Stop(node) => cluster::stop_node(*node),
            ClusterFault::Start(node) => self.start(*node),
            ClusterFault::Pause(node) => cluster::pause_node(*node),
            ClusterFault::Resume(node) => cluster::resume_node(*node),
            ClusterFault::Skew(node, skew) => cluster::skew(*node, *skew),
            ClusterFault::EndAll => self.end_all(),
        }
        Ok(Value::from("done"))
    }

    fn teardown(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.end_all();
        Ok(())
    }
}

impl fmt::Debug for ClusterNemesis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClusterNemesis")
            .field("nodes", &self.nodes)
            .finish_non_exhaustive()
    }
}
