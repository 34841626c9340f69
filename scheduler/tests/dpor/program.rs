use std::sync::Mutex as Plain;

use lockstep_scheduler::sync::atomic::{AtomicU32, Ordering::SeqCst};
use lockstep_scheduler::sync::mpsc::{Receiver, SyncSender, sync_channel};
use lockstep_scheduler::sync::{Arc, Barrier, Condvar, Mutex, Once, RwLock};
use lockstep_scheduler::thread;
use lockstep_seed::Stream;

use crate::kept::keep;
use crate::watched::Notes;

/// What a task does.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Act {
    Load(usize),
    Store(usize),
    Add(usize),
    /// Adds one if it is zero.
    Cas(usize),
    /// Adds to what a mutex holds.
    Lock(usize),
    TryLock(usize),
    /// Acquires one mutex while it holds the other.
    Nested(usize),
    Read,
    Write,
    TryWrite,
    Send,
    TrySend,
    Receive,
    TryReceive,
    /// Waits until somebody has notified.
    Wait,
    NotifyOne,
    NotifyAll,
    Park,
    /// Unparks the first task.
    Unpark,
    Once,
    Barrier,
    Yield,
}

/// Acts on atomics.
pub(crate) const ATOMICS: &[fn(usize) -> Act] = &[Act::Load, Act::Store, Act::Add, Act::Cas];
/// Acts on atomics and mutexes.
pub(crate) const LOCKS: &[fn(usize) -> Act] = &[
    Act::Load,
    Act::Add,
    Act::Lock,
    Act::Lock,
    Act::TryLock,
    Act::Nested,
];
/// All acts.
pub(crate) const ALL: &[fn(usize) -> Act] = &[
    Act::Load,
    Act::Store,
    Act::Cas,
    Act::Lock,
    Act::TryLock,
    Act::Nested,
    |_| Act::Read,
    |_| Act::Write,
    |_| Act::TryWrite,
    |_| Act::Send,
    |_| Act::TrySend,
    |_| Act::Receive,
    |_| Act::TryReceive,
    |_| Act::Wait,
    |_| Act::NotifyOne,
    |_| Act::NotifyAll,
    |_| Act::Park,
    |_| Act::Unpark,
    |_| Act::Once,
    |_| Act::Barrier,
    |_| Act::Yield,
];

/// By task: what it does.
pub(crate) type Program = Vec<Vec<Act>>;

pub(crate) fn draw(stream: &mut Stream, acts: &[fn(usize) -> Act], most: u64) -> Program {
    let tasks = 2 + stream.below(2);
    let mut left = most;
    let mut program = Vec::new();
    for _ in 0..tasks {
        let count = (1 + stream.below(3)).min(left);
        left -= count;
        let mut act = || stream.choose(acts)(usize::try_from(stream.below(2)).unwrap());
        program.push((0..count).map(|_| act()).collect());
    }
    program
}

/// What the tasks of a program share.
struct Shared {
    atomics: [AtomicU32; 2],
    mutexes: [Mutex<u32>; 2],
    lock: RwLock<u32>,
    once: Once,
    barrier: Barrier,
    changed: Condvar,
    sender: SyncSender<u32>,
    receiver: Plain<Option<Receiver<u32>>>,
}

/// Runs a program. Nobody waits for its tasks, so that one that waits for ever is no failure.
pub(crate) fn run(program: &Program, notes: &std::sync::Arc<Plain<Notes>>) {
    let (sender, receiver) = sync_channel(1);
    let shared = Arc::new(Shared {
        atomics: [AtomicU32::new(0), AtomicU32::new(0)],
        mutexes: [Mutex::new(0), Mutex::new(0)],
        lock: RwLock::new(0),
        once: Once::new(),
        barrier: Barrier::new(2),
        changed: Condvar::new(),
        sender,
        receiver: Plain::new(Some(receiver)),
    });
    notes.lock().unwrap().resize(program.len(), Vec::new());
    let mut first = None;
    for (number, acts) in program.iter().cloned().enumerate() {
        let (shared, notes) = (Arc::clone(&shared), Arc::clone(notes));
        // One task alone has the receiver.
        let receiver = shared.receiver.lock().unwrap().take();
        let before = first.clone();
        let task = thread::spawn(move || {
            for act in acts {
                let seen = shared.act(act, receiver.as_ref(), before.as_ref());
                notes.lock().unwrap()[number].push(seen);
            }
            // What is dropped is used, too.
            keep((shared, receiver));
        });
        first = first.or_else(|| Some(task.thread().clone()));
    }
    keep(shared);
}

impl Shared {
    fn act(
        &self,
        act: Act,
        receiver: Option<&Receiver<u32>>,
        first: Option<&thread::Thread>,
    ) -> u32 {
        let flag = |is_set: bool| 100 + u32::from(is_set);
        let add = |held: &mut u32| {
            *held += 1;
            *held
        };
        match act {
            Act::Load(at) => self.atomics[at].load(SeqCst),
            Act::Store(at) => {
                self.atomics[at].store(7, SeqCst);
                0
            }
            Act::Add(at) => self.atomics[at].fetch_add(1, SeqCst),
            Act::Cas(at) => flag(
                self.atomics[at]
                    .compare_exchange(0, 1, SeqCst, SeqCst)
                    .is_ok(),
            ),
            Act::Lock(at) => add(&mut self.mutexes[at].lock().unwrap()),
            Act::TryLock(at) => {
                let locked = self.mutexes[at].try_lock();
                locked.map_or(100, |mut held| add(&mut held))
            }
            Act::Nested(at) => {
                let outer = self.mutexes[at].lock().unwrap();
                *outer + add(&mut self.mutexes[1 - at].lock().unwrap())
            }
            Act::Read => *self.lock.read().unwrap(),
            Act::Write => add(&mut self.lock.write().unwrap()),
            Act::TryWrite => {
                let locked = self.lock.try_write();
                locked.map_or(100, |mut held| add(&mut held))
            }
            Act::Send => flag(self.sender.send(1).is_ok()),
            Act::TrySend => flag(self.sender.try_send(2).is_ok()),
            Act::Receive => receiver.map_or(99, |receiver| receiver.recv().unwrap_or(98)),
            Act::TryReceive => receiver.map_or(99, |receiver| receiver.try_recv().unwrap_or(98)),
            Act::Wait => *self.changed.wait(self.mutexes[0].lock().unwrap()).unwrap(),
            Act::NotifyOne => {
                self.changed.notify_one();
                0
            }
            Act::NotifyAll => {
                self.changed.notify_all();
                0
            }
            Act::Park => {
                thread::park();
                0
            }
            Act::Unpark => {
                first.inspect(|first| first.unpark());
                0
            }
            Act::Once => {
                let mut ran = false;
                self.once.call_once(|| ran = true);
                flag(ran)
            }
            Act::Barrier => flag(self.barrier.wait().is_leader()),
            Act::Yield => {
                thread::yield_now();
                0
            }
        }
    }
}
