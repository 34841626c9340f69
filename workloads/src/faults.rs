//! Faults of the simulated cluster, and the generators that choose them.

mod cluster_fault;
mod cluster_faults;
mod cluster_nemesis;
mod split;

pub use cluster_fault::ClusterFault;
pub use cluster_faults::{ClusterFaults, PickFaults};
pub use cluster_nemesis::ClusterNemesis;
pub use split::{Cut, Split};
