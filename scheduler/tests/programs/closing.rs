//! Senders put messages into a queue unless it is closed; who closes it takes what is there, and one may
//! come later.

use super::primitives::{Arc, AtomicBool, AtomicUsize, Mutex, Ordering::SeqCst};
use super::run_all;

const MESSAGES: usize = 4;

#[derive(Default)]
struct Queue {
    is_closed: AtomicBool,
    messages: Mutex<Vec<usize>>,
    sent: AtomicUsize,
    received: AtomicUsize,
}

impl Queue {
    fn send_unless_closed(&self, message: usize) {
        if !self.is_closed.load(SeqCst) {
            self.messages.lock().unwrap().push(message);
            self.sent.fetch_add(1, SeqCst);
        }
    }

    fn send(&self, message: usize) {
        let mut messages = self.messages.lock().unwrap();
        if !self.is_closed.load(SeqCst) {
            messages.push(message);
            self.sent.fetch_add(1, SeqCst);
        }
    }

    fn receive_all(&self) {
        let messages = std::mem::take(&mut *self.messages.lock().unwrap());
        self.received.fetch_add(messages.len(), SeqCst);
    }
}

pub(super) fn racy() {
    send_and_close(Queue::send_unless_closed);
}

pub(super) fn correct() {
    send_and_close(Queue::send);
}

fn send_and_close(send: fn(&Queue, usize)) {
    let queue = Arc::new(Queue::default());
    let sender = || {
        let queue = Arc::clone(&queue);
        Box::new(move || (0..MESSAGES).for_each(|message| send(&queue, message)))
    };
    let closer = Arc::clone(&queue);
    run_all([
        sender(),
        sender(),
        Box::new(move || {
            closer.receive_all();
            closer.is_closed.store(true, SeqCst);
            closer.receive_all();
        }),
    ]);
    let [put, taken] = [&queue.sent, &queue.received].map(|count| count.load(SeqCst));
    assert_eq!(put, taken, "a message is lost");
}
