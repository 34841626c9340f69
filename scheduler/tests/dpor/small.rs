//! Ten small tests, all of whose schedules can be tried. They are written once, for every scheduler
//! whose primitives stand in `primitives`.

use super::primitives::{
    Arc, AtomicUsize, Condvar, Mutex, Ordering::SeqCst, RwLock, channel, spawn,
};

pub(crate) struct Small {
    pub(crate) name: &'static str,
    pub(crate) body: fn(),
}

pub(crate) const ALL: [Small; 10] = [
    Small {
        name: "2 tasks x 1 addition",
        body: || additions(2, 1),
    },
    Small {
        name: "2 tasks x 4 additions",
        body: || additions(2, 4),
    },
    Small {
        name: "3 tasks x 2 additions",
        body: || additions(3, 2),
    },
    Small {
        name: "2 tasks x 3 sections of a mutex",
        body: || sections(2, 3),
    },
    Small {
        name: "3 tasks x 2 sections of a mutex",
        body: || sections(3, 2),
    },
    Small {
        name: "two flags",
        body: two_flags,
    },
    Small {
        name: "increments by compare and swap",
        body: increments,
    },
    Small {
        name: "two readers and a writer",
        body: readers,
    },
    Small {
        name: "two senders, one receiver",
        body: senders,
    },
    Small {
        name: "a wait for a notification",
        body: notification,
    },
];

fn additions(tasks: usize, count: usize) {
    let sum = Arc::new(AtomicUsize::new(0));
    let add = |_| {
        let sum = sum.clone();
        spawn(move || {
            for _ in 0..count {
                sum.fetch_add(1, SeqCst);
            }
        })
    };
    let tasks: Vec<_> = (0..tasks).map(add).collect();
    for task in tasks {
        task.join().unwrap();
    }
}

fn sections(tasks: usize, count: usize) {
    let sum = Arc::new(Mutex::new(0));
    let add = |_| {
        let sum = sum.clone();
        spawn(move || {
            for _ in 0..count {
                *sum.lock().unwrap() += 1;
            }
        })
    };
    let tasks: Vec<_> = (0..tasks).map(add).collect();
    for task in tasks {
        task.join().unwrap();
    }
}

/// Each raises its flag and looks at the other's.
fn two_flags() {
    let flags = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
    let raise = |own: usize| {
        let flags = flags.clone();
        spawn(move || {
            flags[own].store(1, SeqCst);
            flags[1 - own].load(SeqCst)
        })
    };
    let tasks = [raise(0), raise(1)];
    for task in tasks {
        task.join().unwrap();
    }
}

fn increments() {
    let sum = Arc::new(AtomicUsize::new(0));
    let increment = |_| {
        let sum = sum.clone();
        spawn(move || {
            let mut before = sum.load(SeqCst);
            while let Err(now) = sum.compare_exchange(before, before + 1, SeqCst, SeqCst) {
                before = now;
            }
        })
    };
    let tasks = [0, 1, 2].map(increment);
    for task in tasks {
        task.join().unwrap();
    }
}

fn readers() {
    let held = Arc::new(RwLock::new(0));
    let read = |_| {
        let held = held.clone();
        spawn(move || {
            let _ = *held.read().unwrap();
        })
    };
    let tasks = [0, 1].map(read);
    *held.write().unwrap() += 1;
    for task in tasks {
        task.join().unwrap();
    }
}

fn senders() {
    let (sender, receiver) = channel();
    let send = |number: usize| {
        let sender = sender.clone();
        spawn(move || {
            sender.send(number).unwrap();
            sender.send(number + 10).unwrap();
        })
    };
    let tasks = [0, 1].map(send);
    for _ in 0..4 {
        receiver.recv().unwrap();
    }
    for task in tasks {
        task.join().unwrap();
    }
}

fn notification() {
    let shared = Arc::new((Mutex::new(false), Condvar::new()));
    let other = shared.clone();
    let task = spawn(move || {
        *other.0.lock().unwrap() = true;
        other.1.notify_one();
    });
    let mut is_set = shared.0.lock().unwrap();
    while !*is_set {
        is_set = shared.1.wait(is_set).unwrap();
    }
    drop(is_set);
    task.join().unwrap();
}
