//! A task goes to sleep because nothing was there when it looked; who brings it wakes only sleepers.

use super::primitives::{Arc, AtomicBool, Mutex, Ordering::SeqCst};
use super::run_all;

#[derive(Default)]
struct Mailbox {
    has_mail: Mutex<bool>,
    is_asleep: AtomicBool,
}

pub(super) fn racy() {
    wait(|mailbox| {
        let has_mail = *mailbox.has_mail.lock().unwrap();
        if !has_mail {
            mailbox.is_asleep.store(true, SeqCst);
        }
    });
}

/// Falls asleep before it lets go of the lock.
pub(super) fn correct() {
    wait(|mailbox| {
        let has_mail = mailbox.has_mail.lock().unwrap();
        if !*has_mail {
            mailbox.is_asleep.store(true, SeqCst);
        }
    });
}

fn wait(receive: fn(&Mailbox)) {
    let mailbox = Arc::new(Mailbox::default());
    let (receiver, sender) = (Arc::clone(&mailbox), Arc::clone(&mailbox));
    run_all([
        Box::new(move || receive(&receiver)),
        Box::new(move || {
            *sender.has_mail.lock().unwrap() = true;
            sender.is_asleep.swap(false, SeqCst);
        }),
    ]);
    assert!(
        !mailbox.is_asleep.load(SeqCst),
        "one sleeps and nobody is left to wake it"
    );
}
