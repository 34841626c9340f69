//! Sequential objects that histories are judged against.
//!
//! A [`Model`] says what a correct object answers when it is asked one thing at a time; whether a
//! history of concurrent operations agrees with it is the checker's business. The objects here are
//! generic over what they hold: `CasRegister::new(0)` holds integers, while a `CasRegister<Value>`
//! holds JSON ([`Value`](lockstep_history::Value)) and reads and writes the JSON forms of its
//! operations ([`Codec`](lockstep_history::Codec)). [`catalog`] lists them with those forms.
//!
//! ```
//! use lockstep_models::PoolRet::{Done, Got};
//! use lockstep_models::QueueOp::{Dequeue, Enqueue};
//! use lockstep_models::{FifoQueue, Model, Next};
//!
//! let queue = FifoQueue::new();
//! let Next::One(one) = queue.step(&queue.initial(), &Enqueue(1), Some(&Done)) else {
//!     panic!("it can always enqueue");
//! };
//! assert_eq!(queue.show_state(&one), "the queue holds 1");
//! assert_eq!(queue.step(&one, &Dequeue, Some(&Got(2))), Next::None);
//! ```
//!
//! | object | operations | answers | state |
//! |---|---|---|---|
//! | [`Register`], [`CasRegister`] | [`RegisterOp`] | [`RegisterRet`] | the value |
//! | [`MultiRegister`] | [`Txn`] of [`MicroOp`]s | [`Reads`] | [`Table`] |
//! | [`Kv`] | [`KvOp`] | [`KvRet`] | [`Table`] |
//! | [`FifoQueue`] | [`QueueOp`] | [`PoolRet`] | [`Sequence`] |
//! | [`UnorderedQueue`] | [`QueueOp`] | [`PoolRet`] | [`Bag`] |
//! | [`Stack`] | [`StackOp`] | [`PoolRet`] | [`Sequence`] |
//! | [`PriorityQueue`] | [`PriorityQueueOp`] | [`PoolRet`] | [`Bag`] |
//! | [`Set`] | [`SetOp`] | `bool` | [`Table`] |
//! | [`GrowSet`] | [`GrowSetOp`] | [`GrowSetRet`] | [`Table`] |
//! | [`Counter`] | [`CounterOp`] | [`CounterRet`] | `i128` |
//! | [`Mutex`] | [`MutexOp`] | `()` | [`Lock`] |
//! | [`OwnedMutex`] | [`OwnedMutexOp`] | `()` | `Option<u64>` |
//! | [`Log`] | [`LogOp`] | [`LogRet`] | [`Sequence`] |
//! | [`Bank`] | [`BankOp`] | [`BankRet`] | [`Table`] |
//! | [`UniqueIds`] | [`UniqueIdsOp`] | the id | [`Table`] |
//!
//! # A model of your own
//!
//! Three methods make one: where it starts, what can happen, and how to say where it stands. This is
//! a dispenser of tickets, each number once:
//!
//! ```
//! use lockstep_models::{Model, Next};
//!
//! struct Tickets;
//!
//! #[derive(Clone, Debug, PartialEq, Eq, Hash)]
//! struct Draw;
//!
//! impl Model for Tickets {
//!     type State = u64;
//!     type Op = Draw;
//!     type Ret = u64;
//!
//!     fn initial(&self) -> u64 {
//!         1
//!     }
//!
//!     fn step(&self, next: &u64, _draw: &Draw, ticket: Option<&u64>) -> Next<u64> {
//!         Next::when(ticket.is_none_or(|ticket| ticket == next), || next + 1)
//!     }
//!
//!     fn show_state(&self, next: &u64) -> String {
//!         format!("the next ticket is {next}")
//!     }
//! }
//!
//! assert_eq!(Tickets.step(&1, &Draw, Some(&1)), Next::One(2));
//! assert_eq!(Tickets.step(&2, &Draw, Some(&1)), Next::None);
//! ```

mod appendable;
mod bag;
mod bank;
mod cas_register;
mod catalog;
mod counter;
mod digest;
mod element;
mod failed_cas;
mod fifo_queue;
mod grow_set;
mod integer;
mod items;
mod json;
mod json_form;
mod kv;
mod link;
mod log;
mod model;
mod multi_register;
mod mutex;
mod null_reads;
mod overdrafts;
mod owned_mutex;
mod pool;
mod priority_queue;
mod queue_op;
mod register;
mod sequence;
mod set;
mod shape;
mod show;
mod stack;
mod table;
mod unique_ids;
mod unordered_queue;

pub use appendable::Appendable;
pub use bag::Bag;
pub use bank::{Bank, BankOp, BankRet};
pub use cas_register::{CasRegister, RegisterOp, RegisterRet};
pub use catalog::{CatalogEntry, OperationForm, catalog};
pub use counter::{Counter, CounterOp, CounterRet};
pub use element::Element;
pub use failed_cas::FailedCas;
pub use fifo_queue::FifoQueue;
pub use grow_set::{GrowSet, GrowSetOp, GrowSetRet};
pub use integer::{Integer, IntegerKind};
pub use items::Items;
pub use json_form::JsonForm;
pub use kv::{Kv, KvOp, KvRet};
pub use log::{Log, LogOp, LogRet};
pub use model::{Datum, Model, Next, Parts, View};
pub use multi_register::{MicroOp, MultiRegister, Reads, Txn};
pub use mutex::{Lock, Mutex, MutexOp};
pub use null_reads::NullReads;
pub use overdrafts::Overdrafts;
pub use owned_mutex::{OwnedMutex, OwnedMutexOp};
pub use pool::PoolRet;
pub use priority_queue::{PriorityQueue, PriorityQueueOp};
pub use queue_op::QueueOp;
pub use register::Register;
pub use sequence::Sequence;
pub use set::{Set, SetOp};
pub use shape::{Compare, Shape};
pub use stack::{Stack, StackOp};
pub use table::Table;
pub use unique_ids::{UniqueIds, UniqueIdsOp};
pub use unordered_queue::UnorderedQueue;
