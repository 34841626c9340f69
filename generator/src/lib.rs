//! Immutable, seeded streams of operations: what the workers of a run do next.
//!
//! A generator is a value. Asking it gives an op and the generator of what is left; the value that
//! was asked stays as it was. There is no process, lock or clock behind it and no ambient chance:
//! a worker takes its copy and walks on by itself, and the same seed gives it the same ops on every
//! platform and in every release. What an op means is not known here: it is any `Clone` type.
//!
//! # A ladder of examples
//!
//! Two ops in turn, for ever; `next` gives the first one and the rest:
//!
//! ```
//! # use lockstep_generator::*;
//! let g = cycle(["enqueue", "dequeue"])?;
//! let (op, rest) = g.next().expect("a cycle has no end");
//! assert_eq!(op, "enqueue");
//! # assert_eq!(rest.next().unwrap().0, "dequeue");
//! # Ok::<(), BuildError>(())
//! ```
//!
//! Fifty ops, drawn from a pool by seed 42:
//!
//! ```
//! # use lockstep_generator::*;
//! #[derive(Clone)]
//! enum Op { Read, Write(u8), Cas(u8, u8) }
//! use Op::{Cas, Read, Write};
//!
//! let g = random([Read, Write(1), Write(2), Cas(1, 2)])?.seed(42).take(50);
//! let mut reads = 0;
//! let count = g.each(|op| reads += u32::from(matches!(op, Read)));
//! assert_eq!((count, reads), (50, 11));
//! # Ok::<(), BuildError>(())
//! ```
//!
//! Mostly reads, and a write after every one of them:
//!
//! ```
//! # use lockstep_generator::*;
//! let reads = weighted([("read x", 9), ("read y", 1)])?.seed(42);
//! let writes = cycle(["write 1", "write 2"])?;
//! let g = mix([reads.take(3).boxed(), writes.boxed()])?;
//! let ops: Vec<&str> = g.iter().collect();
//! assert_eq!(ops, ["read x", "write 1", "read x", "write 2", "read x", "write 1"]);
//! # Ok::<(), BuildError>(())
//! ```
//!
//! A stream of its own for every worker of every iteration, which nothing else disturbs:
//!
//! ```
//! # use lockstep_generator::*;
//! use lockstep_seed::Seed;
//!
//! let run = Seed::from(42);
//! let pool = random(0..1000)?;
//! let of = |iteration, worker| pool.clone().seed(run.derive(iteration).derive(worker));
//! let (ours, theirs) = (of(0, 0), of(0, 1));
//! assert_ne!(ours.iter().next(), theirs.iter().next());
//! # Ok::<(), BuildError>(())
//! ```
//!
//! Without a seed it draws a fresh one, and tells which, however it was wrapped:
//!
//! ```
//! # use lockstep_generator::*;
//! let g = random(0..1000)?.take(50);
//! let seed = g.seeds()[0];
//! println!("seed {seed}");
//! let again = random(0..1000)?.seed(seed).take(50);
//! assert!(again.iter().eq(g.iter()));
//! # Ok::<(), BuildError>(())
//! ```
//!
//! # What there is
//!
//! | name | gives | ends |
//! |---|---|---|
//! | [`random()`] | ops of a pool, all equally likely | never |
//! | [`weighted()`] | ops, each as often as its weight says | never |
//! | [`cycle()`] | ops in their order, again and again | never |
//! | [`mix()`] | an op of each generator in turn | with the first that ends |
//! | [`take`](Generator::take) | the first ops of a generator | after so many |
//!
//! All of them are [`Generator`]s, a trait with one method to write: [`ask`](Generator::ask). It
//! has three answers, an op, "not before this time" and "done" ([`Ask`]), so that generators that
//! keep time fit among these.
//!
//! # Cost
//!
//! For an op of 16 bytes: [`next`](Generator::next) of [`random()`] and [`weighted()`] takes about
//! 20 ns, most of it two reference counts up and two down; [`iter`](Generator::iter) about 3 ns, one
//! of them for `ChaCha8`.

mod alias;
mod any;
mod ask;
mod boxed;
mod build_error;
mod concat;
mod concurrency_limit;
mod context;
mod cycle;
mod cycle_times;
mod delay;
mod dispatch;
mod each_thread;
mod event;
mod filter;
mod flip_flop;
mod generator;
pub mod independent;
mod iter;
mod list;
mod map;
mod mix;
mod nanoseconds;
mod on_threads;
mod phases;
mod process_limit;
mod random;
mod repeat;
mod reserve;
mod rounds;
mod simulated;
mod simulation;
mod sleep;
mod stagger;
mod stuck;
mod synchronize;
mod take;
mod then;
mod thread;
mod threads;
mod time_limit;
mod unfold;
mod until_ok;
mod weighted;

pub use any::{Any, any};
pub use ask::{Ask, NEVER};
pub use boxed::Boxed;
pub use build_error::{BuildError, Combinator};
pub use concat::{Concat, concat};
pub use concurrency_limit::ConcurrencyLimit;
pub use context::Context;
pub use cycle::{Cycle, cycle};
pub use cycle_times::{CycleTimes, cycle_times};
pub use delay::Delay;
pub use dispatch::{Dispatch, Next};
pub use each_thread::{EachThread, each_thread};
pub use event::{Event, EventKind};
pub use filter::Filter;
pub use flip_flop::{FlipFlop, flip_flop};
pub use generator::Generator;
pub use iter::Iter;
pub use list::{List, list};
pub use map::Map;
pub use mix::{Mix, mix};
pub use on_threads::OnThreads;
pub use phases::phases;
pub use process_limit::ProcessLimit;
pub use random::{Random, random};
pub use repeat::Repeat;
pub use reserve::{Reserve, reserve};
pub use rounds::Rounds;
pub use simulated::{End, Entry, Simulated};
pub use simulation::Simulation;
pub use sleep::{Sleep, sleep};
pub use stagger::Stagger;
pub use stuck::Stuck;
pub use synchronize::Synchronize;
pub use take::Take;
pub use then::Then;
pub use thread::Thread;
pub use threads::Threads;
pub use time_limit::TimeLimit;
pub use unfold::{Unfold, unfold};
pub use until_ok::UntilOk;
pub use weighted::{Weighted, weighted};
