use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Duration;

use lockstep_generator::{Dispatch, Event, EventKind, Generator, NEVER, Next, Thread};
use lockstep_scheduler::sync::{Condvar, Mutex, MutexGuard};
use lockstep_scheduler::time::Instant;

use crate::Stop;
use crate::stop::Wake;

/// Where the threads of a run come for their next op, and tell how the last one ended.
///
/// Whoever comes asks the generator for all that are free: what it gives to others is laid down in their
/// places, and they are woken. Of those who sleep one has the alarm set to the time before which the
/// generator has nothing; so nobody has to wait for somebody who hands things out.
pub(crate) struct Desk<G: Generator> {
    start: Instant,
    stop: Stop,
    state: Mutex<State<G>>,
    /// Where each thread sleeps.
    beds: Vec<Condvar>,
    /// Where the run's end is waited for.
    end: Condvar,
}

struct State<G: Generator> {
    dispatch: Dispatch<G>,
    places: Vec<Place<G::Op>>,
    /// The place of the one with the alarm, and when it goes off.
    alarm: Option<(usize, u64)>,
    /// The time before which the generator has nothing more, as far as it was asked.
    until_ns: u64,
    is_over: bool,
    at_work: usize,
}

/// What is known of a thread.
struct Place<Op> {
    op: Option<Op>,
    sleeps: bool,
}

/// How an op ended, as the thread tells that did it.
pub(crate) struct Ended<'a> {
    pub(crate) kind: EventKind,
    pub(crate) op: Option<&'a dyn Any>,
    pub(crate) ret: Option<&'a dyn Any>,
}

const STUCK: &str = "the generator waits for something to happen while nothing is going on";

/// A panic of the generator is caught before the lock is let go.
const UNPOISONED: &str = "nobody panics at the desk";

impl<G> Desk<G>
where
    G: Generator,
    G::Op: 'static,
{
    pub(crate) fn new(generator: G, clients: u32, nemesis: bool, stop: Stop) -> Self {
        let threads = clients as usize + usize::from(nemesis);
        let places = (0..threads).map(|_| Place {
            op: None,
            sleeps: false,
        });
        Self {
            start: Instant::now(),
            stop,
            state: Mutex::new(State {
                dispatch: Dispatch::new(generator, clients, nemesis),
                places: places.collect(),
                alarm: None,
                until_ns: 0,
                is_over: false,
                at_work: threads,
            }),
            beds: (0..threads).map(|_| Condvar::new()).collect(),
            end: Condvar::new(),
        }
    }

    /// Returns the nanoseconds since the run began.
    pub(crate) fn now_ns(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_nanos()).unwrap_or(NEVER - 1)
    }

    /// Tells how the thread's op ended, if it did one, and returns its next one; none when all is over.
    pub(crate) fn next(&self, thread: Thread, mut ended: Option<&Ended<'_>>) -> Option<G::Op> {
        let mut state = self.lock();
        let me = state.place(thread);
        loop {
            // Whoever was given an op leaves the others to be asked for to the next one who comes.
            if state.places[me].op.is_none() {
                let asked = catch_unwind(AssertUnwindSafe(|| {
                    if let Some(ended) = ended.take() {
                        let event = ended.event(thread);
                        state.dispatch.complete_with(self.now_ns(), &event);
                    }
                    self.hand_out(&mut state);
                }));
                if let Err(panic) = asked {
                    drop(state);
                    resume_unwind(panic);
                }
            }
            if self.stop.is_at_once() {
                return None;
            }
            if let Some(op) = state.places[me].op.take() {
                self.pass_alarm_on(&mut state, me);
                return Some(op);
            }
            if state.is_over {
                return None;
            }
            state = self.sleep(state, me);
        }
    }

    /// Asks the generator until it has nothing for anybody.
    fn hand_out(&self, state: &mut State<G>) {
        while !state.is_over {
            let next = if self.stop.is_at_once() {
                Next::Done
            } else {
                state.dispatch.next(self.now_ns())
            };
            match next {
                Next::Op(thread, op) => {
                    let place = state.place(thread);
                    state.places[place].op = Some(op);
                    if state.places[place].sleeps {
                        self.beds[place].notify_one();
                    }
                }
                Next::Wait(until_ns) => {
                    let is_stuck = until_ns == NEVER && state.dispatch.context().is_idle();
                    assert!(!is_stuck, "{STUCK}");
                    state.until_ns = until_ns;
                    return;
                }
                Next::Done => self.end(state),
            }
        }
    }

    fn end(&self, state: &mut State<G>) {
        state.is_over = true;
        self.end.notify_all();
        for bed in &self.beds {
            bed.notify_one();
        }
    }

    fn sleep<'a>(
        &self,
        mut state: MutexGuard<'a, State<G>>,
        me: usize,
    ) -> MutexGuard<'a, State<G>> {
        let sets_alarm = state.needs_alarm();
        if sets_alarm {
            state.alarm = Some((me, state.until_ns));
        }
        state.places[me].sleeps = true;
        let bed = &self.beds[me];
        let mut state = if sets_alarm {
            let left = Duration::from_nanos(state.until_ns.saturating_sub(self.now_ns()));
            let woken = bed.wait_timeout(state, left);
            woken.expect(UNPOISONED).0
        } else {
            bed.wait(state).expect(UNPOISONED)
        };
        state.places[me].sleeps = false;
        if state.alarm.is_some_and(|(holder, _)| holder == me) {
            state.alarm = None;
        }
        state
    }

    /// Wakes somebody to set the alarm, if nobody has one that goes off in time.
    fn pass_alarm_on(&self, state: &mut State<G>, me: usize) {
        if state.is_over || !state.needs_alarm() {
            return;
        }
        let mut others = state.places.iter().enumerate();
        let heir = others.find(|(place, other)| *place != me && other.sleeps && other.op.is_none());
        if let Some((place, _)) = heir {
            state.alarm = Some((place, state.until_ns));
            self.beds[place].notify_one();
        }
    }

    /// Has a thread do its work; then it has left for good.
    ///
    /// A panic ends the run: no more ops are handed out. It goes on once that is said.
    pub(crate) fn employ(&self, work: impl FnOnce()) {
        let worked = catch_unwind(AssertUnwindSafe(work));
        let mut state = self.lock();
        if worked.is_err() {
            self.end(&mut state);
        }
        state.at_work -= 1;
        if state.at_work == 0 {
            self.end.notify_all();
        }
        drop(state);
        if let Err(panic) = worked {
            resume_unwind(panic);
        }
    }

    /// Ends the run for want of so many threads, which the system had no room for.
    pub(crate) fn miss(&self, threads: usize) {
        let mut state = self.lock();
        state.at_work -= threads;
        self.end(&mut state);
    }

    /// Waits until all is over and all threads have left, for the latter no longer than `grace`.
    ///
    /// Returns how many are still at work.
    pub(crate) fn wait(&self, grace: Option<Duration>) -> usize {
        let at_work = |state: &mut State<G>| state.at_work > 0;
        let state = self.lock();
        let Some(grace) = grace else {
            let state = self.end.wait_while(state, at_work);
            return state.expect(UNPOISONED).at_work;
        };
        let goes_on = |state: &mut State<G>| state.at_work > 0 && !state.is_over;
        let state = self.end.wait_while(state, goes_on).expect(UNPOISONED);
        let state = self.end.wait_timeout_while(state, grace, at_work);
        state.expect(UNPOISONED).0.at_work
    }

    fn lock(&self) -> MutexGuard<'_, State<G>> {
        self.state.lock().expect(UNPOISONED)
    }
}

impl<G: Generator> State<G> {
    /// Returns true if nobody will wake when the generator may have something again.
    fn needs_alarm(&self) -> bool {
        let goes_off = self.alarm.map_or(NEVER, |(_, at_ns)| at_ns);
        self.until_ns < goes_off
    }

    fn place(&self, thread: Thread) -> usize {
        match thread {
            Thread::Client(number) => number as usize,
            Thread::Nemesis => self.places.len() - 1,
        }
    }
}

impl Ended<'_> {
    fn event(&self, thread: Thread) -> Event<'_> {
        let mut event = Event::new(thread, self.kind);
        if let Some(op) = self.op {
            event = event.with_op(op);
        }
        if let Some(ret) = self.ret {
            event = event.with_ret(ret);
        }
        event
    }
}

impl<G> Wake for Desk<G>
where
    G: Generator + Send,
    G::Op: Send + 'static,
{
    /// Wakes whoever sleeps, to ask again.
    fn wake(&self) {
        let _state = self.lock();
        for bed in &self.beds {
            bed.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use lockstep_generator::cycle;

    use super::*;

    #[test]
    fn a_run_that_misses_a_thread_ends_for_those_that_work() {
        let ops = cycle(["op"]).expect("there is an op");
        let desk = Desk::new(ops, 3, false, Stop::new());
        desk.employ(|| {
            let first = Thread::Client(0);
            assert_eq!(desk.next(first, None), Some("op"));
            desk.miss(2);
            let ended = Ended {
                kind: EventKind::Ok,
                op: None,
                ret: None,
            };
            assert_eq!(desk.next(first, Some(&ended)), None);
        });
        assert_eq!(desk.wait(None), 0);
    }
}
