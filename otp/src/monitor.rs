use std::panic::Location;
use std::rc::Rc;

use lockstep_scheduler::{Kind, Operation};

use crate::ExitReason;
use crate::life::{Monitored, Tell, Watcher};
use crate::process::{Process, ProcessId};
use crate::system::{System, system};
use crate::wire::{Manner, Signal, signal};

/// Which monitor: a process may monitor another several times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonitorRef(u64);

/// The news that a monitored process has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Down {
    /// Who asked for it.
    pub monitor: MonitorRef,
    /// Which process.
    pub process: ProcessId,
    /// Why it ended.
    pub reason: ExitReason,
}

impl MonitorRef {
    pub(crate) fn number(self) -> u64 {
        self.0
    }
}

/// Lets a process watch another, and calls `tell` when that has ended.
pub(crate) fn watch(
    own: &Rc<Process>,
    target: ProcessId,
    tell: Box<dyn FnOnce(Down)>,
    location: &'static Location<'static>,
) -> MonitorRef {
    let system = system();
    let target = system.process(target);
    let monitor = system.next_monitor();
    let monitored = Monitored {
        monitor,
        process: target.id,
        tell: Tell::Do(tell),
    };
    own.amend(|life| life.monitors.push(monitored));
    let watcher = Watcher {
        monitor,
        process: own.id,
        arrival: None,
    };
    if system.is_disconnected(own.node, target.node) {
        hear_down(own, monitor, ExitReason::NoConnection);
        return MonitorRef(monitor);
    }
    let monitoring = Signal::Life(Kind::Monitor);
    let to = Rc::clone(&target);
    signal(
        &system,
        own,
        &target,
        (monitoring, Manner::Step),
        location,
        move || {
            let is_over = to.amend(|life| {
                if life.ended.is_none() {
                    life.watchers.push(watcher);
                }
                life.ended.is_some()
            });
            if is_over {
                tell_watcher(&to, watcher, &ExitReason::NoProcess, Manner::Part, location);
            }
        },
    );
    MonitorRef(monitor)
}

/// As [`watch`], for who waits for the reply to a call: it is a part of the call, and no operation by itself.
pub(crate) fn watch_silently(
    all: &System,
    own: &Process,
    target: ProcessId,
    arrival: Operation,
    tell: Tell,
) -> u64 {
    let target = all.process(target);
    let monitor = all.next_monitor();
    let process = target.id;
    let down = |reason| Down {
        monitor: MonitorRef(monitor),
        process,
        reason,
    };
    if all.is_disconnected(own.node, target.node) {
        tell.tell(down(ExitReason::NoConnection));
        return monitor;
    }
    let watcher = Watcher {
        monitor,
        process: own.id,
        arrival: Some(arrival),
    };
    let has_ended = target.amend(|life| {
        if life.ended.is_none() {
            life.watchers.push(watcher);
        }
        life.ended.is_some()
    });
    if has_ended {
        tell.tell(down(ExitReason::NoProcess));
        return monitor;
    }
    let monitored = Monitored {
        monitor,
        process,
        tell,
    };
    own.amend(|life| life.monitors.push(monitored));
    monitor
}

/// Ends such a monitor.
pub(crate) fn unwatch(all: &System, own: &Process, monitor: u64) {
    let monitored = own.amend(|life| life.take_monitor(monitor));
    if let Some(monitored) = monitored {
        let target = all.process(monitored.process);
        target.amend(|life| {
            life.watchers.retain(|watcher| watcher.monitor != monitor);
        });
    }
}

/// Ends a monitor.
pub(crate) fn forget(own: &Process, monitor: MonitorRef, location: &'static Location<'static>) {
    let MonitorRef(number) = monitor;
    let Some(process) = own.amend(|life| life.monitored_by(number)) else {
        return;
    };
    let to = system().process(process);
    let target = Rc::clone(&to);
    let demonitoring = (Signal::Life(Kind::Demonitor), Manner::Step);
    signal(&system(), own, &to, demonitoring, location, move || {
        let is_another = |watcher: &Watcher| watcher.monitor != number;
        target.amend(|life| life.watchers.retain(is_another));
    });
    let monitored = own.amend(|life| life.take_monitor(number));
    drop(monitored);
}

/// Tells who watches that a process has ended.
pub(crate) fn tell_watcher(
    from: &Process,
    watcher: Watcher,
    reason: &ExitReason,
    manner: Manner,
    location: &'static Location<'static>,
) {
    let to = system().process(watcher.process);
    let told = Rc::clone(&to);
    let reason = reason.clone();
    let news = watcher.arrival.map_or(Signal::News, Signal::Reply);
    signal(&system(), from, &to, (news, manner), location, move || {
        hear_down(&told, watcher.monitor, reason);
    });
}

/// Tells a process of the end of one that it monitors, if it still does.
pub(crate) fn hear_down(own: &Process, monitor: u64, reason: ExitReason) {
    let monitored = own.amend(|life| life.take_monitor(monitor));
    if let Some(Monitored { process, tell, .. }) = monitored {
        tell.tell(Down {
            monitor: MonitorRef(monitor),
            process,
            reason,
        });
    }
}
