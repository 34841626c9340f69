//! Programs, written once for both libraries.

macro_rules! programs {
    ($module:ident, $library:ident) => {
        pub(crate) mod $module {
            use std::sync::Arc;

            use $library::sync::atomic::{AtomicUsize, Ordering::SeqCst};
            use $library::sync::{Mutex, mpsc};
            use $library::thread;

            /// Two tasks add to a number, a hundred times each.
            pub(crate) fn atomics() {
                let count = Arc::new(AtomicUsize::new(0));
                let add = || {
                    let count = Arc::clone(&count);
                    thread::spawn(move || {
                        for _ in 0..100 {
                            count.fetch_add(1, SeqCst);
                        }
                    })
                };
                for task in [add(), add()] {
                    task.join().unwrap();
                }
            }

            /// Three tasks add to a number behind a lock, twenty times each.
            pub(crate) fn mutex() {
                let count = Arc::new(Mutex::new(0));
                let add = || {
                    let count = Arc::clone(&count);
                    thread::spawn(move || {
                        for _ in 0..20 {
                            *count.lock().unwrap() += 1;
                        }
                    })
                };
                for task in [add(), add(), add()] {
                    task.join().unwrap();
                }
            }

            /// Two tasks send a message to and fro, a hundred times.
            pub(crate) fn ping_pong() {
                let (ping, pinged) = mpsc::channel();
                let (pong, ponged) = mpsc::channel();
                let other = thread::spawn(move || {
                    for _ in 0..100 {
                        pong.send(pinged.recv().unwrap()).unwrap();
                    }
                });
                for number in 0..100 {
                    ping.send(number).unwrap();
                    assert_eq!(ponged.recv().unwrap(), number);
                }
                other.join().unwrap();
            }

            /// Ten tasks that do nothing.
            pub(crate) fn spawn() {
                let tasks: Vec<_> = (0..10).map(|_| thread::spawn(|| ())).collect();
                for task in tasks {
                    task.join().unwrap();
                }
            }
        }
    };
}

programs!(ours, lockstep);
programs!(theirs, shuttle);
