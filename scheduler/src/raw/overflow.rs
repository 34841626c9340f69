//! Says so when a task has used up its stack, which else is a bare segmentation fault.

use std::cell::Cell;
use std::mem::MaybeUninit;
use std::ptr;
use std::sync::{Once, OnceLock};

use corosensei::stack::Stack;

thread_local! {
    /// The lowest address and the size of the stack that is in use on this thread; 0 if it is the
    /// thread's own.
    static STACK: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
}

static BEFORE: OnceLock<libc::sigaction> = OnceLock::new();

/// The most bytes that the guard at the end of a stack can have: the largest page.
const GUARD_MAX: usize = 64 * 1_024;

/// Where a stack ends, and how many bytes it has.
#[derive(Clone, Copy)]
pub(super) struct Ends(usize, usize);

pub(super) fn ends(stack: &impl Stack, bytes: usize) -> Ends {
    Ends(stack.limit().get(), bytes)
}

/// Says which stack is in use from now on.
#[inline]
pub(super) fn watch(Ends(limit, bytes): Ends) {
    STACK.set((limit, bytes));
}

/// Says that the thread's own stack is in use again.
pub(super) fn unwatch() {
    STACK.set((0, 0));
}

/// Takes over the signals that an overflow causes; whatever else causes them goes to who had them.
pub(super) fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        for signal in [libc::SIGSEGV, libc::SIGBUS] {
            take_over(signal);
        }
    });
}

fn take_over(signal: i32) {
    let mut before = MaybeUninit::<libc::sigaction>::zeroed();
    let mut ours = MaybeUninit::<libc::sigaction>::zeroed();
    // SAFETY: a zeroed `sigaction` is a valid one, of no flags and the default action. The handler has
    // the type that SA_SIGINFO asks for, and runs on the alternate stack that std gives each of its
    // threads, on which alone tasks run. `before` is written by the call, else stays zeroed.
    let before = unsafe {
        let action = ours.assume_init_mut();
        action.sa_sigaction = on_fault as *const () as usize;
        action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
        libc::sigaction(signal, ours.as_ptr(), before.as_mut_ptr());
        before.assume_init()
    };
    if signal == libc::SIGSEGV {
        let _ = BEFORE.set(before);
    }
}

extern "C" fn on_fault(signal: i32, info: *mut libc::siginfo_t, _: *mut libc::c_void) {
    // SAFETY: the system gives the handler a valid `info`.
    let address = unsafe { (*info).si_addr() }.addr();
    let (limit, size) = STACK.get();
    if limit != 0 && (limit..limit + GUARD_MAX).contains(&address) {
        say(b"\nlockstep: a task has used up its stack of ");
        say_number(size / 1_024);
        say(b" KiB; Runner::stack_bytes sets how large it is\n");
        // SAFETY: it may be called anywhere.
        unsafe { libc::abort() };
    }
    let before = BEFORE.get().map_or(ptr::null(), ptr::from_ref);
    // SAFETY: both pointers may be null. The instruction that faulted is run again when this returns,
    // and faults into the handler that was there before.
    unsafe { libc::sigaction(signal, before, ptr::null_mut()) };
}

/// Writes to the standard error, as much as it takes at once: nothing else may be used in a handler.
fn say(text: &[u8]) {
    // SAFETY: the pointer and the length are those of a slice.
    unsafe { libc::write(libc::STDERR_FILENO, text.as_ptr().cast(), text.len()) };
}

fn say_number(number: usize) {
    let mut digits = [0; 20];
    let mut place = digits.len();
    let mut rest = number;
    loop {
        place -= 1;
        digits[place] = b'0' + u8::try_from(rest % 10).unwrap_or_default();
        rest /= 10;
        if rest == 0 {
            return say(&digits[place..]);
        }
    }
}
