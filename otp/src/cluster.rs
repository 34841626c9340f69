//! Several nodes in one execution, between which messages take their time, are lost, or wait.
//!
//! Every fault is an operation like any other: the strategy chooses when it happens, and a trace replays it.

mod crash;
mod disk;
mod network;
mod node;
mod partition;
mod pause;
mod skew;
mod unreliable;
mod watch;

pub use crash::{start_node, stop_node};
pub use disk::Disk;
pub use node::{Node, is_up, node_of, nodes, nodes_up, run, spawn, spawn_named, start_nodes};
pub use partition::{Mode, heal, partition, partition_one_way};
pub use pause::{pause_node, resume_node};
pub use skew::{Skew, skew};
pub use unreliable::Unreliable;
pub use watch::NodeNews;

pub(crate) use network::{Network, Way};
pub(crate) use node::NodeState;
