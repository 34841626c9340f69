use std::cell::{Cell, RefCell};
use std::panic::Location;
use std::rc::Rc;
use std::time::Duration;

use lockstep_scheduler::tasks::{Courier, Next, come_to};
use lockstep_scheduler::{Kind, Operation};

use crate::Pid;
use crate::pid::send;
use crate::process::ProcessId;
use crate::system::{place, system};
use crate::wire::Manner;

/// The clocks of an execution, each of which can be set again once it has rung.
#[derive(Default)]
pub(crate) struct Timers {
    clocks: RefCell<Vec<Rc<Clock>>>,
    /// Those that are not set.
    idle: RefCell<Vec<usize>>,
}

/// What does something at a time.
struct Clock {
    courier: Courier,
    alarm: Rc<Alarm>,
    /// How often it was set.
    times: Cell<u64>,
}

/// What a clock does when it rings; nothing if it is not set.
type Alarm = Cell<Option<Box<dyn FnOnce()>>>;

/// A message that will be sent at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimerRef {
    to: ProcessId,
    setting: Setting,
    due: Duration,
}

/// Which clock, and which time that it was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Setting {
    clock: usize,
    times: u64,
}

/// Sends a message after so much virtual time; returns what may call it back.
///
/// When it arrives then is the strategy's choice, as of all that can happen at that time. It arrives even if
/// the process has ended that sends it, but not if its node has stopped.
///
/// # Panics
///
/// Outside of executions.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use lockstep_otp as otp;
/// use lockstep_scheduler::Runner;
///
/// Runner::new().iterations(10).run(|| {
///     let mut inbox = otp::inbox();
///     let second = Duration::from_secs(1);
///     otp::send_after(inbox.pid(), "late", 2 * second);
///     let early = otp::send_after(inbox.pid(), "early", second);
///     assert_eq!(otp::cancel_timer(early), Some(second));
///     assert_eq!(inbox.recv(), "late");
///     assert_eq!(otp::now(), 2 * second);
/// });
/// ```
#[track_caller]
pub fn send_after<M: Send + 'static>(pid: Pid<M>, message: M, after: Duration) -> TimerRef {
    let location = Location::caller();
    let all = system();
    let (from, receiver) = (all.current(), all.process(pid.id()));
    let arrival = receiver.arrival(Kind::Deliver, location);
    let starts = all.node(from.node).starts();
    let alarm = move || {
        let all = system();
        let node = all.node(from.node);
        if node.is_up() && node.starts() == starts {
            send(&all, &from, &receiver, message, Manner::Part, location);
        }
    };
    TimerRef {
        to: pid.id(),
        setting: all.timers.set(arrival, after, Box::new(alarm)),
        due: place().time + after,
    }
}

/// Calls a message back, and returns how much time was left; nothing if it was sent already.
///
/// # Panics
///
/// Outside of its execution.
#[track_caller]
pub fn cancel_timer(timer: TimerRef) -> Option<Duration> {
    let system = system();
    let to = system.process(timer.to);
    come_to(to.arrival(Kind::Cancel, Location::caller()));
    let is_cancelled = system.timers.stop(timer.setting);
    is_cancelled.then(|| timer.due.saturating_sub(place().time))
}

impl Timers {
    /// Sets a clock that does something after so much time, which others see as an operation.
    pub(crate) fn set(
        &self,
        operation: Operation,
        after: Duration,
        act: Box<dyn FnOnce()>,
    ) -> Setting {
        let idle = self.idle.borrow_mut().pop();
        let place = idle.unwrap_or_else(|| self.add());
        let clock = Rc::clone(&self.clocks.borrow()[place]);
        clock.alarm.set(Some(act));
        clock.times.update(|times| times + 1);
        let after = Some(after);
        clock.courier.call(Next { operation, after });
        Setting {
            clock: place,
            times: clock.times.get(),
        }
    }

    /// Stops a clock before it rings; returns false if it has rung.
    pub(crate) fn stop(&self, setting: Setting) -> bool {
        let clock = Rc::clone(&self.clocks.borrow()[setting.clock]);
        let is_it = clock.times.get() == setting.times;
        let alarm = if is_it { clock.alarm.take() } else { None };
        let Some(alarm) = alarm else {
            return false;
        };
        clock.courier.recall();
        self.idle.borrow_mut().push(setting.clock);
        drop(alarm);
        true
    }

    fn add(&self) -> usize {
        let mut clocks = self.clocks.borrow_mut();
        let place = clocks.len();
        let alarm = Rc::new(Alarm::new(None));
        let rings = Rc::clone(&alarm);
        let act = move || {
            if let Some(act) = rings.take() {
                system().timers.idle.borrow_mut().push(place);
                act();
            }
            None
        };
        clocks.push(Rc::new(Clock {
            courier: Courier::new("timer", Location::caller(), act),
            alarm,
            times: Cell::new(0),
        }));
        place
    }
}
