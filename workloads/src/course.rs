use lockstep_generator::{Ask, Boxed, Context, Event, Generator, NEVER, Thread};

use crate::{Action, Stop};

/// What the threads of a run do, from its beginning to its end.
///
/// ```text
/// clients  ├──── main ────┤          ├─ last ─┤
/// nemesis  ├─── faults ───┤├─ heal ─┤
/// ```
///
/// Each stage begins when everybody has ended what the one before it gave.
pub(crate) struct Course<Op, Fault> {
    stages: Vec<Stage<Op, Fault>>,
    /// The stage of now, counted from 0; how many there are once all have ended.
    now: usize,
    /// Whether everybody has been free since the stage was reached.
    begun: bool,
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
        stop: Stop,
    ) -> Self {
        let main = Stage::Clients(main, faults);
        let last = last.map(|last| Stage::Clients(last, None));
        let stages = [Some(main), heal.map(Stage::Nemesis), last];
        Self {
            stages: stages.into_iter().flatten().collect(),
            now: 0,
            begun: true,
            stop,
        }
    }
}

impl<Op, Fault> Generator for Course<Op, Fault> {
    type Op = Action<Op, Fault>;

    fn ask(&mut self, context: &Context) -> Ask<Self::Op> {
        loop {
            let Some(stage) = self.stages.get_mut(self.now) else {
                return Ask::Done;
            };
            self.begun |= context.is_idle();
            if !self.begun {
                return Ask::Wait(NEVER);
            }
            let is_cut_short = self.now == 0 && self.stop.is_stopped();
            match stage.ask_unless(is_cut_short, context) {
                Ask::Done => {
                    self.now += 1;
                    self.begun = false;
                }
                answer => return answer,
            }
        }
    }

    fn update(&mut self, context: &Context, event: &Event<'_>) {
        if let Some(stage) = self.stages.get_mut(self.now) {
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
            Stage::Nemesis(faults) => {
                ask_only(faults, context, |thread| !thread.is_client()).map(Action::Fault)
            }
            Stage::Clients(ops, None) => ask_only(ops, context, Thread::is_client).map(Action::Op),
            Stage::Clients(ops, Some(faults)) => {
                let fault = ask_only(faults, context, |thread| !thread.is_client());
                if fault.is_op() {
                    return fault.map(Action::Fault);
                }
                let op = ask_only(ops, context, Thread::is_client).map(Action::Op);
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

/// Asks for an op of some of the threads, if one of them is free.
fn ask_only<G: Generator>(
    generator: &mut G,
    context: &Context,
    threads: impl Fn(Thread) -> bool,
) -> Ask<G::Op> {
    let context = context.only(threads);
    match context.next_free() {
        Some(next) => generator.ask(&context).or_for(next),
        None => Ask::Wait(NEVER),
    }
}

impl<Op, Fault> Clone for Course<Op, Fault> {
    fn clone(&self) -> Self {
        let stages = self.stages.iter().map(|stage| match stage {
            Stage::Clients(ops, faults) => Stage::Clients(ops.clone(), faults.clone()),
            Stage::Nemesis(faults) => Stage::Nemesis(faults.clone()),
        });
        Self {
            stages: stages.collect(),
            now: self.now,
            begun: self.begun,
            stop: self.stop.clone(),
        }
    }
}
