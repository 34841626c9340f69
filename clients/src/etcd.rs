//! Objects under keys of etcd, by transactions that compare.
//!
//! etcd speaks gRPC, and the same as JSON over HTTP by the gateway that each of its servers has. The second is
//! what is spoken here: a client for the first takes 118 crates, and a compiler for protocol buffers to build.

mod accounts;
mod cell;
mod cells;
mod door;
mod elements;
mod gateway;
mod session;
mod sum;
mod transaction;

pub(crate) use door::EtcdDoor;
pub(crate) use session::Etcd;
