//! A proxy between clients and a server, and the nemesis that cuts it.

mod flow;
mod link_nemesis;
mod listener;
mod pump;
mod shared;

pub use flow::Way;
pub use link_nemesis::{LinkFault, LinkNemesis};
pub use listener::Proxy;
