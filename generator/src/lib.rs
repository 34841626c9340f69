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
//! Clients that read and write, ten ops a second, and a nemesis that splits the network now and then; after a
//! minute it is healed, and everybody reads once more. Whatever it is that runs this, a
//! [simulation](Simulation) says in advance what would come of it:
//!
//! ```
//! # use lockstep_generator::*;
//! use std::time::Duration;
//!
//! let seconds = Duration::from_secs;
//! let ops = random(["read", "write"])?.seed(1).stagger(seconds(1) / 10).seed(2).clients();
//! let faults = cycle(["split", "heal"])?.delay(seconds(7)).nemesis();
//! let main = any([ops.boxed(), faults.boxed()])?.seed(3).time_limit(seconds(60));
//! let heal = list(["heal"]).nemesis();
//! let last = each_thread(|_| list(["last read"])).clients();
//! let g = phases([main.boxed(), heal.boxed(), last.boxed()]);
//!
//! let simulation = Simulation::of(5).nemesis().latency(Duration::from_millis(20));
//! let simulated = simulation.run(&g).expect("is not stuck");
//! let begun = |thread: Thread| simulated.invoked().filter(move |entry| entry.thread == thread);
//! assert_eq!(begun(Thread::Nemesis).count(), 9 + 1);
//! assert_eq!(begun(Thread::Client(3)).last().map(|entry| entry.op), Some("last read"));
//! # Ok::<(), BuildError>(())
//! ```
//!
//! # What there is
//!
//! From nothing:
//!
//! | name | gives | ends |
//! |---|---|---|
//! | [`random()`] | ops of a pool, all equally likely | never |
//! | [`weighted()`] | ops, each as often as its weight says | never |
//! | [`cycle()`] | ops in their order, again and again | never |
//! | [`list()`] | ops in their order, each once | after the last |
//! | [`unfold()`] | what a function makes of a state | when the function says so |
//! | [`sleep()`] | nothing | so long after it is first asked |
//!
//! From one generator:
//!
//! | name | gives | ends |
//! |---|---|---|
//! | [`map`](Generator::map) | other ops, made of its own | with it |
//! | [`filter`](Generator::filter) | those ops that pass | with it |
//! | [`take`](Generator::take), [`limit`](Generator::limit), [`once`](Generator::once) | the first ops | after so many |
//! | [`repeat`](Generator::repeat) | the first op again and again | never |
//! | [`rounds`](Generator::rounds) | its ops, from the first one again when it is done | never |
//! | [`on_threads`](Generator::on_threads), [`clients`](Generator::clients), [`nemesis`](Generator::nemesis) | its ops, to some of the threads | with it |
//! | [`stagger`](Generator::stagger) | its ops, with random gaps | with it |
//! | [`delay`](Generator::delay) | its ops, with equal gaps | with it |
//! | [`time_limit`](Generator::time_limit) | its ops until then | so long after it is first asked |
//! | [`process_limit`](Generator::process_limit) | its ops, to so many processes | with them |
//! | [`concurrency_limit`](Generator::concurrency_limit) | its ops, while few enough threads are busy | with it |
//! | [`until_ok`](Generator::until_ok) | its ops | once one of them succeeded |
//! | [`synchronize`](Generator::synchronize) | its ops, once all threads are free | with it |
//! | [`each_thread()`] | ops of a copy for each thread | with the last copy |
//! | [`independent`] | pairs of a key and an op, of a generator for each key | with the last key |
//!
//! From several:
//!
//! | name | gives | ends |
//! |---|---|---|
//! | [`mix()`], [`flip_flop()`] | an op of each in turn | with the first that ends |
//! | [`any()`] | an op of any that has one | with the last |
//! | [`concat()`] | the ops of one after the other | with the last |
//! | [`phases()`], [`then`](Generator::then) | the same, with all threads free in between | with the last |
//! | [`reserve()`] | ops of each to threads of its own | with the last |
//! | [`cycle_times()`] | ops of each in a window of time, in turn | with the last |
//!
//! All of them are [`Generator`]s, a trait with one method to write: [`ask`](Generator::ask). It
//! has three answers, an op, "not before this time" and "done" ([`Ask`]). Those that want to know what happens
//! to their ops write [`update`](Generator::update) too. [`Dispatch`] stands between a generator and those
//! who do its ops, and [`Simulation`] shows what would be done and when.
//!
//! They are those of Jepsen's `jepsen.generator`, and mean the same but where their documentation says otherwise.
//!
//! # Cost
//!
//! For an op of 16 bytes: [`next`](Generator::next) of [`random()`] and [`weighted()`] takes about
//! 20 ns, most of it two reference counts up and two down; [`iter`](Generator::iter) about 3 ns, one
//! of them for `ChaCha8`.
//!
//! With 10 clients a [`Dispatch`] takes about 0.1 µs for an op of [`cycle()`], 0.3 µs where it is for
//! [`clients`](Generator::clients), [`each_thread()`] or [`reserve()`], and 0.4 µs for [`any()`] of clients and a
//! nemesis; with 100 clients 0.1, 0.5 and 0.7 µs.

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
mod draws;
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
