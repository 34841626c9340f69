use lockstep_generator::{Ask, Context, Event, EventKind, Generator};

/// Takes out what is left: asks for `take` again and again, until nothing is found.
///
/// Meant for one thread. It gives up when [`PATIENCE`] in a row did not succeed.
#[derive(Clone, Debug)]
pub(crate) struct Drain<Op, Ret> {
    take: Op,
    nothing: Ret,
    failures: u32,
    is_empty: bool,
}

/// How many may fail in a row, as when nobody serves any more.
const PATIENCE: u32 = 10;

impl<Op, Ret> Drain<Op, Ret> {
    /// Drains by this op until it returns this.
    pub(crate) fn new(take: Op, nothing: Ret) -> Self {
        Self {
            take,
            nothing,
            failures: 0,
            is_empty: false,
        }
    }
}

impl<Op: Clone, Ret: PartialEq + 'static> Generator for Drain<Op, Ret> {
    type Op = Op;

    fn ask(&mut self, _: &Context) -> Ask<Op> {
        if self.is_empty || self.failures == PATIENCE {
            Ask::Done
        } else {
            Ask::Op(self.take.clone())
        }
    }

    fn update(&mut self, _: &Context, event: &Event<'_>) {
        match event.kind {
            EventKind::Invoke => {}
            EventKind::Ok => {
                self.failures = 0;
                self.is_empty |= event.ret::<Ret>() == Some(&self.nothing);
            }
            EventKind::Fail | EventKind::Info => self.failures += 1,
        }
    }
}
