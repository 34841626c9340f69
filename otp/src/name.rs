use std::collections::BTreeMap;
use std::panic::Location;
use std::rc::Rc;

use lockstep_scheduler::Kind;
use lockstep_scheduler::gated::{Gates, Use};
use thiserror::Error;

use crate::process::ProcessId;
use crate::system::system;
use crate::{Node, Pid};

/// Which processes of a node have which names.
#[derive(Default)]
pub(crate) struct Names(pub(crate) BTreeMap<String, ProcessId>);

/// Why a process did not get a name.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum RegisterError {
    /// Another process has it.
    #[error("the name {name:?} is that of {by} already")]
    Taken {
        /// The name.
        name: String,
        /// Who has it.
        by: ProcessId,
    },
    /// The process has one.
    #[error("{process} has the name {name:?} already, and a process has one name")]
    Named {
        /// The process.
        process: ProcessId,
        /// Its name.
        name: String,
    },
    /// The process has ended, or is one of another node.
    #[error("{process} is no process of this node that is alive")]
    NotHere {
        /// The process.
        process: ProcessId,
    },
    /// The process has ended, or is on a node that cannot be reached.
    #[error("{process} has ended, or its node cannot be reached")]
    NotThere {
        /// The process.
        process: ProcessId,
    },
}

impl Gates for Names {}

/// Gives a process of the caller's node a name on that node, until it ends.
///
/// # Errors
///
/// If the name is taken, if the process has a name, or if it is not alive on this node.
///
/// # Panics
///
/// Outside of executions.
///
/// # Examples
///
/// ```
/// use lockstep_otp as otp;
/// use lockstep_scheduler::Runner;
///
/// Runner::new().iterations(10).run(|| {
///     let mut inbox = otp::inbox::<u32>();
///     otp::register("main", inbox.pid()).unwrap();
///     otp::spawn::<()>(|_| otp::whereis::<u32>("main").unwrap().send(1));
///     assert_eq!(inbox.recv(), 1);
///     assert_eq!(otp::whereis::<u32>("nobody"), None);
/// });
/// ```
#[track_caller]
pub fn register(name: &str, process: impl Into<ProcessId>) -> Result<(), RegisterError> {
    let location = Location::caller();
    let system = system();
    let process = system.process(process.into());
    let node = system.node(system.current().node);
    node.names.perform(Kind::Register, location, |names| {
        let id = process.id;
        let is_over = process.amend(|life| life.is_over());
        if is_over || process.node != system.current().node {
            return Err(RegisterError::NotHere { process: id });
        }
        if let Some(by) = names.0.get(name) {
            let (name, by) = (name.to_owned(), *by);
            return Err(RegisterError::Taken { name, by });
        }
        if let Some((name, _)) = names.0.iter().find(|(_, other)| **other == id) {
            let (process, name) = (id, name.clone());
            return Err(RegisterError::Named { process, name });
        }
        names.0.insert(name.to_owned(), id);
        process.claim(Rc::clone(&node));
        Ok(())
    })
}

/// Takes a name from whoever has it on the caller's node; returns true if somebody had.
///
/// # Panics
///
/// Outside of executions.
#[track_caller]
pub fn unregister(name: &str) -> bool {
    let system = system();
    let node = system.node(system.current().node);
    let take = |names: &mut Use<'_, Names>| names.0.remove(name);
    let had = node
        .names
        .perform(Kind::Unregister, Location::caller(), take);
    had.is_some()
}

/// Returns the process that has a name on the caller's node, if one has.
///
/// # Panics
///
/// If it receives other messages; or outside of executions.
#[track_caller]
pub fn whereis<M: Send + 'static>(name: &str) -> Option<Pid<M>> {
    whereis_on(system().current().node, name)
}

/// Returns the process that has a name on a node, if one has.
///
/// # Panics
///
/// If it receives other messages; or outside of executions.
#[track_caller]
pub fn whereis_on<M: Send + 'static>(node: Node, name: &str) -> Option<Pid<M>> {
    let id = look_up(node, name, Location::caller())?;
    // It is an error of the program to take it for one that receives something else.
    system().process(id).mailbox::<M>();
    Some(Pid::new(id))
}

fn look_up(node: Node, name: &str, location: &'static Location<'static>) -> Option<ProcessId> {
    let node = system().node(node);
    let find = |names: &mut Use<'_, Names>| names.0.get(name).copied();
    node.names.perform(Kind::Look, location, find)
}
