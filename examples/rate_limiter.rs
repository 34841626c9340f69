//! Three may pass, and four try. Each looks whether there is room before it takes it: between the look
//! and the taking others can come in.

use lockstep::Runner;
use lockstep::sync::Arc;
use lockstep::sync::atomic::{AtomicU64, Ordering::SeqCst};
use lockstep::thread;

/// How many may pass.
const LIMIT: u64 = 3;

/// Looks first and takes later.
pub(crate) fn broken() {
    four_try(|taken| {
        let has_room = taken.load(SeqCst) < LIMIT;
        if has_room {
            taken.fetch_add(1, SeqCst);
        }
        has_room
    });
}

/// Takes only what is as it was when it looked.
pub(crate) fn correct() {
    four_try(|taken| {
        let take = |count| (count < LIMIT).then_some(count + 1);
        taken.fetch_update(SeqCst, SeqCst, take).is_ok()
    });
}

fn four_try(acquire: fn(&AtomicU64) -> bool) {
    let taken = Arc::new(AtomicU64::new(0));
    let callers: Vec<_> = (0..4)
        .map(|_| {
            let taken = Arc::clone(&taken);
            thread::spawn(move || acquire(&taken))
        })
        .collect();
    let passed = callers.into_iter().map(|caller| caller.join().unwrap());
    let passed = passed.filter(|passed| *passed).count() as u64;
    assert!(passed <= LIMIT, "{passed} passed where {LIMIT} may");
}

fn main() {
    Runner::new().strategy("pos").run(correct);
    let bug = Runner::new().strategy("pos").try_run(broken);
    println!("{}", bug.expect_err("it is broken"));
}
