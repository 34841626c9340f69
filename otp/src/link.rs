use std::panic::{Location, resume_unwind};
use std::rc::Rc;

use lockstep_scheduler::{Kind, tasks};

use crate::exit::Dying;
use crate::process::{Process, ProcessId};
use crate::system::system;
use crate::wire::{Manner, Signal, signal};
use crate::{Exit, ExitReason};

/// Links the process that calls it to another: when one of them ends in disorder, so does the other.
///
/// If there is no such process any more, that is a signal to the caller.
///
/// # Panics
///
/// Outside of executions.
#[track_caller]
pub fn link(process: impl Into<ProcessId>) {
    let location = Location::caller();
    let all = system();
    let (own, other) = (all.current(), all.process(process.into()));
    own.amend(|life| life.add_link(other.id));
    if all.is_disconnected(own.node, other.node) {
        lose_link(&own, other.id);
        return raise_if_doomed(&own);
    }
    let (by, to) = (own.id, Rc::clone(&other));
    let manner = (Signal::Life(Kind::Link), Manner::Step);
    signal(&all, &own, &other, manner, location, move || {
        let is_over = to.amend(|life| {
            if life.ended.is_none() {
                life.add_link(by);
            }
            life.ended.is_some()
        });
        if is_over {
            let back = system().process(by);
            end_link(&to, &back, &ExitReason::NoProcess, Manner::Part, location);
        }
    });
    raise_if_doomed(&own);
}

/// Undoes a link.
///
/// # Panics
///
/// Outside of executions.
#[track_caller]
pub fn unlink(process: impl Into<ProcessId>) {
    let location = Location::caller();
    let all = system();
    let (own, other) = (all.current(), all.process(process.into()));
    let (by, to) = (own.id, Rc::clone(&other));
    let manner = (Signal::Life(Kind::Unlink), Manner::Step);
    signal(&all, &own, &other, manner, location, move || {
        to.amend(|life| life.remove_link(by));
    });
    own.amend(|life| life.remove_link(other.id));
}

/// Asks a process to end for a reason, as if one that is linked to it had ended for that.
///
/// One that traps exits gets a message. [`ExitReason::Normal`] asks for nothing.
///
/// # Panics
///
/// Outside of executions.
#[track_caller]
pub fn exit(process: impl Into<ProcessId>, reason: impl Into<ExitReason>) {
    ask_to_end(process.into(), reason.into(), false, Location::caller());
}

/// Ends a process, whether it wants to or not.
///
/// Those that are linked to it are told that it was [killed](ExitReason::Killed).
///
/// # Panics
///
/// Outside of executions.
#[track_caller]
pub fn kill(process: impl Into<ProcessId>) {
    let reason = ExitReason::Killed;
    ask_to_end(process.into(), reason, true, Location::caller());
}

/// Ends the process that calls it, for a reason. Its destructors run.
///
/// # Panics
///
/// It never returns; in a task that was not spawned as a process it is a panic like any other.
pub fn quit(reason: impl Into<ExitReason>) -> ! {
    let own = system().current();
    let reason = reason.into();
    assert!(!own.is_adopted(), "{} quits: {reason}", own.id);
    resume_unwind(Box::new(Dying(reason)))
}

fn ask_to_end(
    process: ProcessId,
    reason: ExitReason,
    is_kill: bool,
    location: &'static Location<'static>,
) {
    let all = system();
    let (own, other) = (all.current(), all.process(process));
    let (from, to) = (own.id, Rc::clone(&other));
    let manner = (Signal::Life(Kind::Interrupt), Manner::Step);
    signal(&all, &own, &other, manner, location, move || {
        hear_exit(&to, Exit { from, reason }, is_kill);
    });
    raise_if_doomed(&own);
}

/// Returns true if the process that calls it is linked to another, as far as it knows.
pub(crate) fn is_linked_to(other: ProcessId) -> bool {
    let own = system().current();
    own.amend(|life| life.links.contains(&other))
}

/// Sends the signal that a process has ended to one that is linked to it.
pub(crate) fn end_link(
    from: &Process,
    to: &Rc<Process>,
    reason: &ExitReason,
    manner: Manner,
    location: &'static Location<'static>,
) {
    let manner = (Signal::Life(Kind::Interrupt), manner);
    let (told, from_id) = (Rc::clone(to), from.id);
    let reason = reason.clone();
    signal(&system(), from, to, manner, location, move || {
        hear_of_link(&told, from_id, reason);
    });
}

/// Tells a process that it has lost the connection to one that it is linked to.
pub(crate) fn lose_link(own: &Process, other: ProcessId) {
    hear_of_link(own, other, ExitReason::NoConnection);
}

/// Lets the end of a linked process take effect, unless the link was undone meanwhile.
fn hear_of_link(own: &Process, from: ProcessId, reason: ExitReason) {
    let was_linked = own.amend(|life| {
        let was_linked = life.links.contains(&from);
        life.remove_link(from);
        was_linked
    });
    if was_linked {
        hear_exit(own, Exit { from, reason }, false);
    }
}

fn hear_exit(own: &Process, exit: Exit, is_kill: bool) {
    let (is_over, trap) = own.amend(|life| (life.is_over(), life.trap.clone()));
    match trap {
        _ if is_over => {}
        Some(tell) if !is_kill => tell(exit),
        _ if is_kill || exit.reason != ExitReason::Normal => doom(own, exit),
        _ => {}
    }
}

/// Lets a process end where it waits.
pub(crate) fn doom(own: &Process, exit: Exit) {
    let reason = exit.reason.clone();
    own.amend(|life| life.doom = Some(reason));
    if own.is_adopted() {
        tasks::interrupt(own.id.task(), Box::new(told(own, &exit)));
    } else {
        tasks::interrupt(own.id.task(), Box::new(Dying(exit.reason)));
    }
}

/// Returns what the body of a test panics with that is ended by another process.
fn told(own: &Process, Exit { from, reason }: &Exit) -> String {
    format!(
        "{reason}; this was the end of {from}, and {} is linked to it or was told to end",
        own.id
    )
}

/// Ends the running process if it has just ended itself.
pub(crate) fn raise_if_doomed(own: &Process) {
    if std::thread::panicking() {
        // It is on its way already, and this is one of its destructors.
        return;
    }
    let doom = own.amend(|life| life.doom.clone());
    match doom {
        Some(reason) if own.is_adopted() => panic!("{} ended itself: {reason}", own.id),
        Some(reason) => resume_unwind(Box::new(Dying(reason))),
        None => {}
    }
}
