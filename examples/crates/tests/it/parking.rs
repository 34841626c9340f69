//! `parking` takes loom's types by `cfg(loom)` and its feature `loom`.

use lockstep_crates::prove;
use lockstep_loom::thread;

fn unparked() {
    let (parker, unparker) = parking::pair();
    let task = thread::spawn(move || unparker.unpark());
    parker.park();
    task.join().unwrap();
}

#[test]
fn who_parks_is_unparked() {
    prove("parks_once", unparked);
}

/// Two tokens may come as one, and are never lost.
fn unparked_by_two() {
    let (parker, unparker) = parking::pair();
    let also = unparker.clone();
    let tasks = [
        thread::spawn(move || unparker.unpark()),
        thread::spawn(move || also.unpark()),
    ];
    parker.park();
    for task in tasks {
        task.join().unwrap();
    }
}

#[test]
fn who_parks_is_unparked_by_either_of_two() {
    prove("parks_for_two", unparked_by_two);
}
