use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::resume_unwind;
use std::ptr;

use corosensei::stack::DefaultStack;
use corosensei::{Coroutine, CoroutineResult, Yielder};

use super::abandoned::{Abandoned, Room};

/// A task that can be left in the middle and gone on with later, on the thread that made it.
pub(crate) struct Fiber {
    coroutine: Coroutine<(), (), (), DefaultStack>,
    stack_bytes: usize,
    room: Room,
    #[cfg(unix)]
    ends: super::overflow::Ends,
}

/// Whether a task has come to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    Suspended,
    Ended,
}

thread_local! {
    /// How the task that is running leaves; null outside of tasks.
    static WAY_OUT: Cell<*const Yielder<(), ()>> = const { Cell::new(ptr::null()) };
    /// Whether the task that is resumed next is to unwind.
    static UNWINDS: Cell<bool> = const { Cell::new(false) };
    /// What it is to panic with.
    static THROWN: Cell<Option<Box<dyn Any + Send>>> = const { Cell::new(None) };
    /// Stacks to be used again: to make one takes as long as hundreds of steps.
    static STACKS: RefCell<Vec<(usize, DefaultStack)>> = const { RefCell::new(Vec::new()) };
}

/// What a task panics with that is unwound.
struct Unwound;

/// The most stacks that a thread keeps.
const KEPT: usize = 1_024;

impl Fiber {
    /// Makes a task of its own stack, of at least so many bytes and a guard page.
    ///
    /// # Errors
    ///
    /// If the system has no room for the stack.
    pub(crate) fn new(stack_bytes: usize, main: impl FnOnce() + 'static) -> std::io::Result<Self> {
        #[cfg(unix)]
        super::overflow::install();
        let kept = STACKS.with_borrow_mut(|stacks| {
            // Those of another size were left by a runner with other options.
            std::iter::from_fn(|| stacks.pop()).find(|(bytes, _)| *bytes == stack_bytes)
        });
        let stack = match kept {
            Some((_, stack)) => stack,
            None => DefaultStack::new(stack_bytes)?,
        };
        let room = Room::of(&stack);
        #[cfg(unix)]
        let ends = super::overflow::ends(&stack, stack_bytes);
        let body = move |yielder: &Yielder<(), ()>, ()| {
            WAY_OUT.set(ptr::from_ref(yielder));
            main();
        };
        Ok(Self {
            coroutine: Coroutine::with_stack(stack, body),
            stack_bytes,
            room,
            #[cfg(unix)]
            ends,
        })
    }

    /// Runs the task until it is suspended or ends.
    pub(crate) fn resume(&mut self) -> Progress {
        #[cfg(unix)]
        super::overflow::watch(self.ends);
        let result = self.coroutine.resume(());
        WAY_OUT.set(ptr::null());
        #[cfg(unix)]
        super::overflow::unwatch();
        match result {
            CoroutineResult::Yield(()) => Progress::Suspended,
            CoroutineResult::Return(()) => Progress::Ended,
        }
    }

    /// Unwinds a task that was suspended, by a panic where it was left; one that has not begun begins.
    ///
    /// It has not ended then if a destructor was suspended.
    pub(crate) fn unwind(&mut self) -> Progress {
        self.throw(Box::new(Unwound))
    }

    /// Resumes a task that was suspended by a panic where it was left; one that has not begun begins.
    pub(crate) fn throw(&mut self, payload: Box<dyn Any + Send>) -> Progress {
        if self.coroutine.started() {
            UNWINDS.set(true);
            THROWN.set(Some(payload));
        }
        self.resume()
    }

    /// Takes the stack back of a task that has ended.
    ///
    /// # Panics
    ///
    /// If it has not.
    pub(crate) fn recycle(self) {
        let stack = self.coroutine.into_stack();
        STACKS.with_borrow_mut(|stacks| {
            if stacks.len() < KEPT {
                stacks.push((self.stack_bytes, stack));
            }
        });
    }

    /// Leaves a task where it is for ever. Nothing of it is dropped, and its stack stays until it is
    /// given back: something may still point to it.
    pub(crate) fn abandon(self) -> Abandoned {
        let room = self.room;
        std::mem::forget(self);
        Abandoned(room)
    }
}

/// Leaves the task that is running, until it is resumed.
///
/// # Panics
///
/// If no task is running; or if the task is unwound.
pub(crate) fn suspend() {
    let way_out = WAY_OUT.get();
    assert!(!way_out.is_null(), "no task is running on this thread");
    // SAFETY: `Fiber::new` sets the pointer when the task starts, to what lives as long as the task's
    // main function, on the task's own stack. It is null while no task runs, and this function sets it
    // anew when the task is resumed, so that it is always that of the running task, whose main
    // function is below this call.
    unsafe { (*way_out).suspend(()) };
    WAY_OUT.set(way_out);
    if UNWINDS.get() {
        UNWINDS.set(false);
        resume_unwind(THROWN.take().unwrap_or_else(|| Box::new(Unwound)));
    }
}

/// Keeps a closure for longer than its borrows are known to live.
///
/// # Safety
///
/// The caller must see to it that the closure has returned, or was dropped, or will never run again and
/// what it borrows is never freed, before any borrow of it ends.
pub(super) unsafe fn outliving<'a>(
    main: Box<dyn FnOnce() + Send + 'a>,
) -> Box<dyn FnOnce() + Send + 'static> {
    // SAFETY: both types have the same layout; the caller answers for the lifetime.
    unsafe { std::mem::transmute(main) }
}
