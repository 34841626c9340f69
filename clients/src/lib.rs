//! Workloads against real servers: the objects of `models` as SQLite, Redis, PostgreSQL and etcd offer them.
//!
//! A [`Server`] is what a text such as `redis://127.0.0.1:6379` names. [`Served`] makes a system of a model and
//! a server; what a run then does is the same as against values in memory. The history is judged by whoever
//! has it: nothing here knows a checker.
//!
//! Values are integers of 64 bits. Objects are built of what each server has for them, the shortest way: a
//! counter is `INCRBY` in Redis, and in PostgreSQL one statement or, if it is asked to compute in the client,
//! a transaction that reads and writes. What that means under each level of isolation is what a run shows.
//!
//! Servers are started, and told apart from their children, as Unix does it.
//!
//! | type | is |
//! |---|---|
//! | [`Server`] | which server, where, and how it is used |
//! | [`Served`], [`Service`] | the objects that it offers, as systems |
//! | [`Isolation`], [`Update`] | how a database is used |
//! | [`LocalServer`], [`LocalService`] | a server that is started here, for as long as the value lives |
//! | [`ProcessNemesis`] | kills and pauses such a server |
//! | [`Proxy`], [`LinkNemesis`] | what clients connect through, and what cuts it |

mod capability;
mod encoding;
mod etcd;
mod integral;
mod isolation;
mod lapse;
mod local;
mod objects;
mod postgres;
mod proxy;
mod redis;
mod remote;
mod run_name;
mod served;
mod server;
mod session;
mod sql;
mod sqlite;
mod update;

pub use integral::Integral;
pub use isolation::Isolation;
pub use local::{LocalError, LocalServer, LocalService, Persistence, ProcessFault, ProcessNemesis};
pub use proxy::{LinkFault, LinkNemesis, Proxy, Way};
pub use run_name::{RunName, RunNameError};
pub use served::{Served, Service, Unserved};
pub use server::{Server, ServerError};
pub use update::Update;
