//! `concurrent-queue` takes loom's types by `cfg(loom)` and its feature `loom`.

use concurrent_queue::{ConcurrentQueue, PopError, PushError};
use lockstep_checker::Checker;
use lockstep_crates::{Scheduled, prove};
use lockstep_history::{ProcessHandle, Recorder};
use lockstep_loom::sync::Arc;
use lockstep_loom::thread;
use lockstep_models::{FifoQueue, PoolRet, QueueOp};

type Process = ProcessHandle<QueueOp<u32>, PoolRet<u32>, Scheduled>;

fn push(process: &mut Process, queue: &ConcurrentQueue<u32>, value: u32) {
    process.op(QueueOp::Enqueue(value), |_| {
        queue.push(value).expect("there is room");
        PoolRet::Done
    });
}

fn pop(process: &mut Process, queue: &ConcurrentQueue<u32>) {
    process.op(QueueOp::Dequeue, |_| match queue.pop() {
        Ok(value) => PoolRet::Got(value),
        Err(_) => PoolRet::Empty,
    });
}

/// One pushes, one pushes and pops, and the rest is popped; what they saw has to fit a queue.
fn linearizable(queue: ConcurrentQueue<u32>) {
    let queue = Arc::new(queue);
    let recorder = Recorder::with_order(Scheduled::default());
    let (mut main, mut other) = (recorder.process(), recorder.process());
    let theirs = Arc::clone(&queue);
    let task = thread::spawn(move || push(&mut other, &theirs, 1));
    push(&mut main, &queue, 2);
    pop(&mut main, &queue);
    task.join().unwrap();
    pop(&mut main, &queue);
    pop(&mut main, &queue);
    Checker::linearizable(FifoQueue::default()).assert(&recorder.finish());
}

#[test]
fn a_bounded_queue_is_linearizable() {
    prove("bounded_is_linearizable", || {
        linearizable(ConcurrentQueue::bounded(2))
    });
}

#[test]
fn an_unbounded_queue_is_linearizable() {
    prove("unbounded_is_linearizable", || {
        linearizable(ConcurrentQueue::unbounded())
    });
}

/// Two push into a queue with room for one.
fn full() {
    let queue = Arc::new(ConcurrentQueue::bounded(1));
    let theirs = Arc::clone(&queue);
    let task = thread::spawn(move || theirs.push(1));
    let pushed = [queue.push(2), task.join().unwrap()];
    assert_eq!(pushed.iter().filter(|pushed| pushed.is_ok()).count(), 1);
    let refused = pushed.into_iter().find_map(Result::err).unwrap();
    let left = queue.pop().unwrap();
    assert!(matches!(refused, PushError::Full(value) if value + left == 3));
}

#[test]
fn a_full_queue_takes_one_of_two_values_and_gives_the_other_back() {
    prove("full_takes_one", full);
}

/// A value that was pushed before the queue was closed can be popped, and nothing can be pushed after.
fn closing() {
    let queue = Arc::new(ConcurrentQueue::unbounded());
    let theirs = Arc::clone(&queue);
    let task = thread::spawn(move || theirs.push(1).is_ok());
    queue.close();
    let is_pushed = task.join().unwrap();
    assert!(queue.push(2).is_err());
    assert_eq!(queue.pop().is_ok(), is_pushed);
    assert_eq!(queue.pop(), Err(PopError::Closed));
}

#[test]
fn a_closed_queue_keeps_what_it_has() {
    prove("closing_keeps_values", closing);
}

/// Two push and one pops, all beside each other.
fn three() {
    let queue = Arc::new(ConcurrentQueue::bounded(2));
    let push = |value| {
        let queue = Arc::clone(&queue);
        thread::spawn(move || queue.push(value).expect("there is room"))
    };
    let pushing = [push(1), push(2)];
    let mut popped: Vec<_> = queue.pop().into_iter().collect();
    pushing.into_iter().for_each(|task| task.join().unwrap());
    popped.extend(queue.try_iter());
    popped.sort_unstable();
    assert_eq!(popped, [1, 2]);
}

#[test]
fn a_value_is_popped_once() {
    prove("three_tasks", three);
}
