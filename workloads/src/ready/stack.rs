use lockstep_models::{PoolRet, Stack, StackOp};
use lockstep_scheduler::sync::Mutex;
use lockstep_scheduler::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use super::{BoxedSystem, Offer, Ready, calls, lock};
use crate::Values;

type System = BoxedSystem<StackOp<i64>, PoolRet<i64>>;

impl Ready for Stack<i64> {
    const NAME: &'static str = "stack";
    const MODEL: &'static str = "stack";
    const ABOUT: &'static str = "pushes, pops and looks at the top";
    const JUDGES: &'static [&'static str] = &["linearizable"];
    const VALUES: Values = Values::Unique;

    fn ready() -> Self {
        Stack::new()
    }

    fn offers() -> Vec<Offer<StackOp<i64>, PoolRet<i64>>> {
        vec![
            Offer::correct("a list behind a mutex", in_memory),
            Offer::broken(
                "aba",
                "a linked list by compare-and-set, whose nodes are used again while a pop still looks at them",
                aba,
            ),
            Offer::broken(
                "lost-push",
                "a linked list whose head is read and, a moment later, written",
                lost_push,
            ),
        ]
    }
}

fn got(top: Option<i64>) -> PoolRet<i64> {
    top.map_or(PoolRet::Empty, PoolRet::Got)
}

fn in_memory() -> System {
    let items = Mutex::new(Vec::new());
    calls(move |op| match op {
        StackOp::Push(value) => {
            lock(&items).push(*value);
            Ok(PoolRet::Done)
        }
        StackOp::Pop => Ok(got(lock(&items).pop())),
        StackOp::Peek => Ok(got(lock(&items).last().copied())),
    })
}

/// A list of nodes in one arena, by their places from 1; 0 ends it.
#[derive(Default)]
struct Linked {
    head: AtomicUsize,
    nodes: Mutex<Vec<Node>>,
    free: Mutex<Vec<usize>>,
}

#[derive(Clone, Copy)]
struct Node {
    value: i64,
    below: usize,
}

impl Linked {
    /// Makes a node, of one that nobody uses any more if there is one, and returns its place.
    fn node(&self, value: i64) -> usize {
        let used = lock(&self.free).pop();
        let mut nodes = lock(&self.nodes);
        let node = Node { value, below: 0 };
        if let Some(place) = used {
            nodes[place - 1] = node;
            place
        } else {
            nodes.push(node);
            nodes.len()
        }
    }

    fn at(&self, place: usize) -> Option<Node> {
        let nodes = lock(&self.nodes);
        (place > 0).then(|| nodes[place - 1])
    }

    fn put_above(&self, place: usize, below: usize) {
        lock(&self.nodes)[place - 1].below = below;
    }

    fn peek(&self) -> PoolRet<i64> {
        got(self.at(self.head.load(SeqCst)).map(|node| node.value))
    }
}

fn aba() -> System {
    let list = Linked::default();
    calls(move |op| match op {
        StackOp::Push(value) => {
            let place = list.node(*value);
            let mut head = list.head.load(SeqCst);
            loop {
                list.put_above(place, head);
                match list.head.compare_exchange(head, place, SeqCst, SeqCst) {
                    Ok(_) => return Ok(PoolRet::Done),
                    Err(now) => head = now,
                }
            }
        }
        StackOp::Pop => {
            let mut head = list.head.load(SeqCst);
            while let Some(node) = list.at(head) {
                match list.head.compare_exchange(head, node.below, SeqCst, SeqCst) {
                    Ok(_) => {
                        lock(&list.free).push(head);
                        return Ok(PoolRet::Got(node.value));
                    }
                    Err(now) => head = now,
                }
            }
            Ok(PoolRet::Empty)
        }
        StackOp::Peek => Ok(list.peek()),
    })
}

fn lost_push() -> System {
    let list = Linked::default();
    calls(move |op| match op {
        StackOp::Push(value) => {
            let place = list.node(*value);
            list.put_above(place, list.head.load(SeqCst));
            list.head.store(place, SeqCst);
            Ok(PoolRet::Done)
        }
        StackOp::Pop => {
            let mut head = list.head.load(SeqCst);
            while let Some(node) = list.at(head) {
                match list.head.compare_exchange(head, node.below, SeqCst, SeqCst) {
                    Ok(_) => return Ok(PoolRet::Got(node.value)),
                    Err(now) => head = now,
                }
            }
            Ok(PoolRet::Empty)
        }
        StackOp::Peek => Ok(list.peek()),
    })
}
