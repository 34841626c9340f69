use std::collections::{BTreeMap, VecDeque};

use lockstep_scheduler::{Kind, Target, Trace, TracedStep};
use serde::Serialize;

use super::held::held;

/// From a step to one of another task that it leads to. Steps are numbered from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Arrow {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) sort: Sort,
}

/// Why a step leads to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Sort {
    /// It spawns the other's task.
    Spawn,
    /// It is the last of a task that the other joins.
    Join,
    /// It sends what the other receives.
    Message,
    /// The other had to wait for it.
    Wake,
}

/// What tasks wait for at an object.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wait {
    /// That a lock is free.
    Lock,
    /// That somebody notifies.
    Notice,
    /// That all have arrived.
    Arrival,
    /// That an initializer is done.
    Initializer,
    /// That there are permits.
    Permit,
    /// That there is room for a message.
    Room,
    /// That there is another value.
    Value,
    /// That a channel is closed, if no message comes.
    Close,
}

const WAITS: usize = 8;

/// Returns what led to what, in the order of the steps that it led to.
pub(super) fn arrows(trace: &Trace) -> Vec<Arrow> {
    let mut causes = Causes::of(trace);
    for (step, number) in trace.steps.iter().zip(1..) {
        causes.take(step, number);
    }
    causes.arrows
}

struct Causes<'a> {
    trace: &'a Trace,
    arrows: Vec<Arrow>,
    /// By task, its last step.
    last: Vec<Option<usize>>,
    /// By task, the step that spawned it.
    spawned: Vec<Option<usize>>,
    /// By task, the last step that woke it as such.
    woken: Vec<Option<usize>>,
    /// By object, the last step that ended each sort of wait.
    opened: Vec<[Option<usize>; WAITS]>,
    /// By step, the lock that it lets go.
    freed: BTreeMap<usize, usize>,
    /// By object, the steps whose messages were not received.
    sent: Vec<VecDeque<usize>>,
}

impl<'a> Causes<'a> {
    fn of(trace: &'a Trace) -> Self {
        let (tasks, objects) = (trace.tasks.len(), trace.objects.len());
        Self {
            trace,
            arrows: Vec::new(),
            last: vec![None; tasks],
            spawned: vec![None; tasks],
            woken: vec![None; tasks],
            opened: vec![[None; WAITS]; objects],
            freed: (held(trace).iter())
                .filter_map(|held| Some((held.to?, held.object as usize)))
                .collect(),
            sent: vec![VecDeque::new(); objects],
        }
    }

    fn take(&mut self, step: &TracedStep, number: usize) {
        match step.target {
            Target::Task(task) => self.take_of_task(step, number, task.number() as usize),
            Target::Object(object) => self.take_of_object(step, number, object as usize),
            Target::Nothing => {}
        }
        if let Some(lock) = self.freed.get(&number) {
            self.opened[*lock][Wait::Lock as usize] = Some(number);
        }
        self.last[step.task.number() as usize] = Some(number);
    }

    fn take_of_task(&mut self, step: &TracedStep, number: usize, task: usize) {
        match step.kind {
            Kind::Spawn => self.spawned[task] = Some(number),
            Kind::Begin => self.add(self.spawned[task], number, Sort::Spawn),
            Kind::Join => self.add(self.last[task], number, Sort::Join),
            Kind::Unpark | Kind::WakeTask | Kind::Abort | Kind::Interrupt => {
                self.woken[task] = Some(number);
            }
            Kind::Park | Kind::Poll | Kind::Interrupted => {
                let woken = self.woken[task].take();
                self.add(woken, number, Sort::Wake);
            }
            _ => {}
        }
    }

    fn take_of_object(&mut self, step: &TracedStep, number: usize, object: usize) {
        if takes_message(step.kind)
            && let Some(sent) = self.sent[object].pop_front()
        {
            self.add(Some(sent), number, Sort::Message);
        } else if let Some(wait) = waits_for(step.kind) {
            let opened = self.opened[object][wait as usize];
            let before = self.last[step.task.number() as usize];
            // Who came to it later did not have to wait.
            self.add(opened.filter(|_| opened > before), number, Sort::Wake);
        }
        if matches!(step.kind, Kind::Send | Kind::TrySend | Kind::Deliver) {
            self.sent[object].push_back(number);
        }
        for wait in opens(step.kind) {
            self.opened[object][*wait as usize] = Some(number);
        }
    }

    fn add(&mut self, from: Option<usize>, to: usize, sort: Sort) {
        let task_of = |number: usize| self.trace.steps[number - 1].task;
        if let Some(from) = from.filter(|from| task_of(*from) != task_of(to)) {
            self.arrows.push(Arrow { from, to, sort });
        }
    }
}

fn takes_message(kind: Kind) -> bool {
    matches!(kind, Kind::Receive | Kind::TryReceive | Kind::Received)
}

fn waits_for(kind: Kind) -> Option<Wait> {
    Some(match kind {
        Kind::Lock | Kind::Read | Kind::Write | Kind::ReadUpgradable | Kind::Upgrade => Wait::Lock,
        Kind::Wake | Kind::Notified => Wait::Notice,
        Kind::Pass => Wait::Arrival,
        Kind::Once => Wait::Initializer,
        Kind::Acquire => Wait::Permit,
        Kind::Send | Kind::Sent => Wait::Room,
        Kind::Changed => Wait::Value,
        Kind::Receive | Kind::Received => Wait::Close,
        _ => return None,
    })
}

fn opens(kind: Kind) -> &'static [Wait] {
    match kind {
        Kind::Downgrade => &[Wait::Lock],
        Kind::NotifyOne | Kind::NotifyAll => &[Wait::Notice],
        Kind::Arrive => &[Wait::Arrival],
        Kind::Complete => &[Wait::Initializer],
        Kind::Release => &[Wait::Permit],
        Kind::Receive | Kind::TryReceive => &[Wait::Room],
        Kind::Send | Kind::Store | Kind::Update => &[Wait::Value],
        Kind::Close => &[Wait::Close, Wait::Value, Wait::Permit],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::script::trace;

    fn drawn(script: &str) -> Vec<(usize, usize, Sort)> {
        let arrows = arrows(&trace(script));
        let ends = |arrow: &Arrow| (arrow.from, arrow.to, arrow.sort);
        arrows.iter().map(ends).collect()
    }

    #[test]
    fn a_task_comes_from_who_spawns_it_and_goes_to_who_joins_it() {
        let script = "T0 spawn T1\nT1 begin T1\nT1 yield\nT0 join T1";
        assert_eq!(drawn(script), [(1, 2, Sort::Spawn), (3, 4, Sort::Join)]);
    }

    #[test]
    fn messages_are_taken_in_the_order_in_which_they_were_sent() {
        let script = "T0 send channel 0\nT1 send channel 0\nT2 receive channel 0\nT2 try_receive channel 0\n\
                      T2 try_receive channel 0";
        assert_eq!(
            drawn(script),
            [(1, 3, Sort::Message), (2, 4, Sort::Message)]
        );
    }

    #[test]
    fn only_who_had_to_wait_for_a_lock_was_woken() {
        let waited = "T1 yield\nT0 lock mutex 0\nT0 unlock mutex 0\nT1 lock mutex 0";
        assert_eq!(drawn(waited), [(3, 4, Sort::Wake)]);
        let came_later = "T0 lock mutex 0\nT0 unlock mutex 0\nT1 yield\nT1 lock mutex 0";
        assert_eq!(drawn(came_later), []);
    }

    #[test]
    fn who_waits_at_a_condition_variable_lets_the_mutex_go() {
        let script = "T1 lock mutex 0\nT0 yield\nT1 wait condvar 0\nT0 lock mutex 0\nT0 notify_one condvar 0\n\
                      T1 wake condvar 0\nT0 unlock mutex 0\nT1 lock mutex 0";
        let expected = [(3, 4, Sort::Wake), (5, 6, Sort::Wake), (7, 8, Sort::Wake)];
        assert_eq!(drawn(script), expected);
    }

    #[test]
    fn a_token_wakes_who_parks_once() {
        let script = "T0 unpark T1\nT1 park T1\nT1 park T1";
        assert_eq!(drawn(script), [(1, 2, Sort::Wake)]);
    }
}
