//! Waits whose time is over at the same moment, and what goes on after that.

use std::collections::BTreeSet;
use std::sync::Mutex;

use lockstep_scheduler::strategy::Named;
use lockstep_scheduler::sync::Arc;
use lockstep_scheduler::sync::mpsc::channel;
use lockstep_scheduler::time::Duration;
use lockstep_scheduler::{Runner, thread};

#[test]
fn who_is_late_at_the_same_time_goes_on_in_any_order() {
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let noted = Arc::clone(&seen);
    let body = move || {
        let wait = Duration::from_secs(1);
        let (nobody, silent) = channel::<()>();
        let (sender, receiver) = channel();
        let task = thread::spawn(move || {
            assert!(silent.recv_timeout(wait).is_err());
            // Whoever receives may have given up.
            let _ = sender.send(1);
        });
        let got = receiver.recv_timeout(wait);
        noted.lock().unwrap().insert(got.is_ok());
        task.join().unwrap();
        drop(nobody);
    };
    let runner = Runner::new().strategy(Named::Dpor(None));
    let statistics = runner.search(body).expect("it never fails");
    assert!(statistics.is_exhausted);
    assert_eq!(*seen.lock().unwrap(), BTreeSet::from([false, true]));
}
