//! Processes, what stands on them, and the cluster they live on.

mod agent;
mod atomics;
mod cluster;
mod gen_server;
mod global;
mod in_flight;
mod orders;
mod pause;
mod processes;
mod registry;
mod schedules;
mod search;
mod signals;
mod state_machine;
mod supervisor;
mod tables;
mod task;
mod task_supervisor;
mod terms;
