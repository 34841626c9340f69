//! Processes with mailboxes, and what OTP builds on them, on the controlled scheduler: every message is a
//! scheduling point, and so is every fault of the simulated cluster.
//!
//! Everything here is for the body of a test, which a `Runner` runs under schedules of its choice.
//!
//! # Where names differ from Erlang's and Elixir's
//!
//! | there | here | why |
//! |---|---|---|
//! | `spawn(fn -> ... end)` | [`spawn(\|inbox: Inbox<Message>\| ...)`](spawn) | a process says what it receives |
//! | `send(pid, message)` | [`pid.send(message)`](Pid::send) | |
//! | `receive do ... end` | [`recv`](Inbox::recv), [`recv_first`](Inbox::recv_first), [`recv_match`](Inbox::recv_match) | |
//! | `{:DOWN, ...}`, `{:EXIT, ...}` | a message that the process says how to make | mailboxes are typed |
//! | `exit(reason)` | [`quit`] | |
//! | `exit(pid, reason)`, `exit(pid, :kill)` | [`exit`], [`kill`] | |
//! | `:ets.new(name, options)` | [`Table::set()`](Table::set)`.named(name).public().create()` | keys and values have types |
//! | `Registry.start_link(keys: :unique)` | [`Registry::unique()`](Registry::unique)`.start()` | a handle, no name: it can be sent |
//! | `:atomics.new(n, signed: true)` | [`Atomics::<i64>::new(n)`](Atomics::new) | places are counted from 0 |
//! | `{:global, name}` | [`global`] | each node has its own view of names, which a partition can divide |
//! | `badarg` of a table | a panic that says what is wrong | nobody has to guess |
//! | `GenServer.call(server, request)` | [`server.call(Request)`](Server::call) | a request is an enum that carries the right to reply |
//! | `{:reply, value, state}`, `{:noreply, state}` | [`reply.send(value)`](ReplyTo::send), or nothing | |
//! | `{:stop, ...}`, `{:continue, ...}`, a timeout | [`context.stop(...)`](Context::stop) and so on | |
//! | `GenServer.start_link(module, args, options)` | [`start_link`](GenServer::start_link), [`start_with`](GenServer::start_with) | |
//! | `gen_statem`: event types, `{:next_state, ...}`, actions | [`StateMachine`]: one enum of events; [`MachineContext`] | |
//! | `Agent.update(agent, fn state -> ... end)` | [`agent.update(...)`](Agent::update) | the value is changed where it is |
//! | `Supervisor.start_link(children, options)` | [`SupervisorSpec`]`::start_link` | |
//! | `{:error, {:already_started, pid}}` | [`StartError`], [`ChildError`] | |
//! | `Task.async(fn -> ... end)`, `Task.await(task)`, `Task.yield(task, timeout)` | [`Task::spawn`], [`wait`](Task::wait), [`yield_for`](Task::yield_for) | they are keywords |
//! | a call, or `await`, that takes too long is an exit | it is a panic; `try_call` and `try_wait` return it | |
//! | a process that crashes is logged | it fails the test, unless one is linked to it or monitors it | nobody reads the log |

mod address;
mod agent;
mod atomics;
mod claim;
pub mod cluster;
mod exit;
mod gen_server;
pub mod global;
mod inbox;
mod life;
mod link;
mod mail;
mod monitor;
mod name;
mod object;
pub mod persistent_term;
mod pid;
mod process;
mod registry;
mod reply;
mod settings;
mod shelf;
mod start;
mod state_machine;
mod supervisor;
mod system;
mod table;
mod task;
mod task_supervisor;
mod time;
mod timer;
mod wire;

pub use agent::Agent;
pub use atomics::{AtomicNumber, Atomics, AtomicsInfo};
pub use cluster::Node;
pub use exit::{Exit, ExitReason};
pub use gen_server::{Context, GenServer, Server};
pub use inbox::{Inbox, inbox};
pub use link::{exit, kill, link, quit, unlink};
pub use monitor::{Down, MonitorRef};
pub use name::{RegisterError, register, unregister, whereis, whereis_on};
pub use pid::Pid;
pub use process::{ProcessId, alive, me, spawn, spawn_link};
pub use registry::{AlreadyRegistered, Keys, NewRegistry, Registry, RegistryNews};
pub use reply::{CALL_TIMEOUT, CallError, ReplyTo};
pub use settings::Settings;
pub use start::{StartError, StartOptions};
pub use state_machine::{Machine, MachineContext, StateMachine};
pub use supervisor::{
    Child, ChildCount, ChildError, ChildKind, ChildSpec, ChildState, Restart, RestartStrategy,
    Shutdown, Started, Supervisor, SupervisorSpec,
};
pub use table::{
    Increment, NewTable, Right, Table, TableAccess, TableError, TableInfo, TableKind, TableTransfer,
};
pub use task::{OnTimeout, Order, StreamOptions, Task, TaskStream};
pub use task_supervisor::{TaskSupervisor, TaskSupervisorSpec};
pub use time::{now, sleep};
pub use timer::{TimerRef, cancel_timer, send_after};
