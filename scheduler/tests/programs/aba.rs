//! A Treiber stack of three nodes whose numbers are used again.
//!
//! One task pops; the other pops two and pushes the first of them back. If all of that falls between
//! the first task's look at the head and its exchange, the exchange succeeds, and the node that the
//! other task has kept is the head.

use super::primitives::{Arc, AtomicUsize, Ordering::SeqCst};
use super::run_all;

/// The end of the list.
const NIL: usize = 3;
/// What a head has added to its node each time it is changed, where it has a version.
const VERSION: usize = 4;

struct Stack {
    head: AtomicUsize,
    next: [AtomicUsize; 3],
    /// How much the head's version grows with each change; without versions, nothing.
    step: usize,
}

impl Stack {
    /// Makes a stack with node 0 on node 1 on node 2.
    fn new(step: usize) -> Self {
        Self {
            head: AtomicUsize::new(0),
            next: [1, 2, NIL].map(AtomicUsize::new),
            step,
        }
    }

    fn pop(&self) -> Option<usize> {
        loop {
            let head = self.head.load(SeqCst);
            let node = head % VERSION;
            if node == NIL {
                return None;
            }
            let next = self.next[node].load(SeqCst);
            if self.exchange(head, next) {
                return Some(node);
            }
        }
    }

    fn push(&self, node: usize) {
        loop {
            let head = self.head.load(SeqCst);
            self.next[node].store(head % VERSION, SeqCst);
            if self.exchange(head, node) {
                return;
            }
        }
    }

    fn exchange(&self, head: usize, node: usize) -> bool {
        let new = head - head % VERSION + self.step + node;
        self.head
            .compare_exchange(head, new, SeqCst, SeqCst)
            .is_ok()
    }
}

pub(super) fn racy() {
    pop_and_push(0);
}

pub(super) fn correct() {
    pop_and_push(VERSION);
}

fn pop_and_push(step: usize) {
    let stack = Arc::new(Stack::new(step));
    let owners = Arc::new([0, 1, 2].map(|_| AtomicUsize::new(0)));
    let own = |node: Option<usize>, owners: &[AtomicUsize; 3]| {
        if let Some(node) = node {
            let before = owners[node].fetch_add(1, SeqCst);
            assert_eq!(before, 0, "a node was popped twice");
        }
    };
    let (one, other) = (Arc::clone(&stack), Arc::clone(&stack));
    let (owned, kept) = (Arc::clone(&owners), Arc::clone(&owners));
    run_all([
        Box::new(move || own(one.pop(), &owned)),
        Box::new(move || {
            let first = other.pop();
            own(other.pop(), &kept);
            if let Some(first) = first {
                other.push(first);
            }
        }),
    ]);
    while let Some(node) = stack.pop() {
        own(Some(node), &owners);
    }
}
