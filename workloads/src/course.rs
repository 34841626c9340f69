use std::time::Duration;

use lockstep_generator::{Ask, Boxed, Context, Event, Generator, NEVER, Thread};

use crate::{Action, Stop, Watch};

/// What the threads of a run do, from its beginning to its end.
///
/// ```text
/// clients  ├──── main ────┤          ├─ last ─┤
/// nemesis  ├─── faults ───┤├─ heal ─┤
/// ```
///
/// The nemesis heals when it has ended its last fault, whoever still waits for that; last operations begin when
/// everybody has ended. Whoever has not after a time of grace is left behind, and the others go on without.
pub(crate) struct Course<Op, Fault> {
    stages: Vec<Stage<Op, Fault>>,
    /// The stage of now, counted from 0; how many there are once all have ended.
    now: usize,
    /// Whether whom the stage needs has been free since it was reached.
    begun: bool,
    /// Since when, in nanoseconds, it is waited for those.
    waited_since_ns: Option<u64>,
    /// How long it is waited for those; for ever if `None`.
    grace: Option<Duration>,
    /// Who did not end in time.
    left_behind: Vec<Thread>,
    /// What ends the first stage early.
    stop: Stop,
}

/// What is done side by side.
enum Stage<Op, Fault> {
    Clients(Boxed<Op>, Option<Boxed<Fault>>),
    Nemesis(Boxed<Fault>),
}

impl<Op, Fault> Course<Op, Fault> {
    pub(crate) fn new(
        main: Boxed<Op>,
        faults: Option<Boxed<Fault>>,
        heal: Option<Boxed<Fault>>,
        last: Option<Boxed<Op>>,
        watch: &Watch,
    ) -> Self {
        let main = Stage::Clients(main, faults);
        let last = last.map(|last| Stage::Clients(last, None));
        let stages = [Some(main), heal.map(Stage::Nemesis), last];
        Self {
            stages: stages.into_iter().flatten().collect(),
            now: 0,
            begun: true,
            waited_since_ns: None,
            grace: watch.grace,
            left_behind: Vec::new(),
            stop: watch.stop.clone(),
        }
    }

    /// Returns nothing if the stage of now may begin, else the time until which it waits.
    fn wait_for_stage(&mut self, context: &Context) -> Option<u64> {
        let needs_all = matches!(self.stages[self.now], Stage::Clients(..));
        let is_needed = |thread: Thread| needs_all || !thread.is_client();
        let threads = context.threads().iter();
        let busy = threads.filter(|thread| !context.free().contains(*thread));
        let busy: Vec<Thread> = busy
            .filter(|thread| is_needed(*thread) && !self.left_behind.contains(thread))
            .collect();
        if busy.is_empty() {
            return None;
        }
        let Some(grace) = self.grace else {
            return Some(NEVER);
        };
        let now_ns = context.time_ns();
        let since_ns = *self.waited_since_ns.get_or_insert(now_ns);
        let grace_ns = u64::try_from(grace.as_nanos()).unwrap_or(NEVER);
        let until_ns = since_ns.saturating_add(grace_ns);
        if now_ns < until_ns {
            return Some(until_ns);
        }
        self.left_behind.extend(busy);
        None
    }
}

impl<Op, Fault> Generator for Course<Op, Fault> {
    type Op = Action<Op, Fault>;

    fn ask(&mut self, context: &Context) -> Ask<Self::Op> {
        while self.now < self.stages.len() {
            if !self.begun {
                if let Some(until_ns) = self.wait_for_stage(context) {
                    return Ask::Wait(until_ns);
                }
                self.begun = true;
            }
            let others = context.only(|thread| !self.left_behind.contains(&thread));
            let is_cut_short = self.now == 0 && self.stop.is_stopped();
            match self.stages[self.now].ask_unless(is_cut_short, &others) {
                Ask::Done => {
                    self.now += 1;
                    self.begun = false;
                    self.waited_since_ns = None;
                }
                answer => return answer,
            }
        }
        Ask::Done
    }

    /// Tells the stage of now, once it has begun: what ends before is of another one.
    fn update(&mut self, context: &Context, event: &Event<'_>) {
        if self.begun
            && let Some(stage) = self.stages.get_mut(self.now)
        {
            stage.update(context, event);
        }
    }
}

impl<Op, Fault> Stage<Op, Fault> {
    /// Asks, unless it is to give nothing any more.
    fn ask_unless(&mut self, is_cut_short: bool, context: &Context) -> Ask<Action<Op, Fault>> {
        if is_cut_short {
            Ask::Done
        } else {
            self.ask(context)
        }
    }

    /// Asks for both; it is done when what matters most is.
    fn ask(&mut self, context: &Context) -> Ask<Action<Op, Fault>> {
        match self {
            Stage::Nemesis(faults) => context.only(is_nemesis).ask(faults).map(Action::Fault),
            Stage::Clients(ops, None) => context.only(Thread::is_client).ask(ops).map(Action::Op),
            Stage::Clients(ops, Some(faults)) => {
                let fault = context.only(is_nemesis).ask(faults);
                if fault.is_op() {
                    return fault.map(Action::Fault);
                }
                let op = context.only(Thread::is_client).ask(ops).map(Action::Op);
                match (op, fault) {
                    (Ask::Wait(op_ns), Ask::Wait(fault_ns)) => Ask::Wait(op_ns.min(fault_ns)),
                    (answer, _) => answer,
                }
            }
        }
    }

    fn update(&mut self, context: &Context, event: &Event<'_>) {
        let is_client = event.thread.is_client();
        let context = context.only(|thread| thread.is_client() == is_client);
        match self {
            Stage::Clients(ops, _) if is_client => ops.update(&context, event),
            Stage::Clients(_, Some(faults)) | Stage::Nemesis(faults) if !is_client => {
                faults.update(&context, event);
            }
            _ => {}
        }
    }
}

fn is_nemesis(thread: Thread) -> bool {
    !thread.is_client()
}
