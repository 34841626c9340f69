//! A lock with a lease: who has it loses it after a time, so that nobody waits for ever for one who has crashed.
//!
//! A client cannot know that its lease is over when what it wrote is still on its way, or when it was stopped for
//! a while between a look at the clock and the write:
//!
//! ```text
//!   client 1  ├─ lease ── read 0 ── write 1 ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─▶┤
//!   client 2                         over ├─ lease ── read 0 ── write 1 ─┤
//! ```
//!
//! Two have added, and the sum is 1. The storage has to look as well: each lease has a number, a fencing token,
//! greater than all before it, and once the storage has seen a token it refuses what comes with a smaller one.

use std::time::Duration;

use lockstep::otp::cluster::{self, Unreliable};
use lockstep::otp::{self, Inbox, Pid, ReplyTo};
use lockstep::prelude::*;
use lockstep::rand;

use crate::{SECOND, is_found, never_fails};

type Op = CounterOp;
type Ret = CounterRet;

const LEASE: Duration = Duration::from_secs(10);
const PATIENCE: Duration = Duration::from_secs(60);

/// The right to use the storage, for a while.
#[derive(Clone, Copy)]
struct Lease {
    token: u64,
    until: Duration,
}

enum ToLock {
    /// Asks for a lease, which somebody else may have.
    Acquire(ReplyTo<Option<Lease>>),
    Release(u64),
}

fn lock(mut inbox: Inbox<ToLock>) {
    let mut lease = Lease {
        token: 0,
        until: Duration::ZERO,
    };
    loop {
        match inbox.recv() {
            ToLock::Acquire(reply) if otp::now() < lease.until => reply.send(None),
            ToLock::Acquire(reply) => {
                lease = Lease {
                    token: lease.token + 1,
                    until: otp::now() + LEASE,
                };
                reply.send(Some(lease));
            }
            ToLock::Release(token) if token == lease.token => lease.until = Duration::ZERO,
            ToLock::Release(_) => {}
        }
    }
}

/// What is done to the number in the storage, with the token of a lease.
enum ToStorage {
    Load(u64, ReplyTo<Option<i64>>),
    Store(u64, i64, ReplyTo<Option<()>>),
}

/// Whether a storage that has seen one token does what comes with another one.
type Admits = fn(seen: u64, token: u64) -> bool;

fn storage(admits: Admits) -> impl FnOnce(Inbox<ToStorage>) {
    move |mut inbox| {
        let (mut number, mut seen) = (0, 0);
        loop {
            let message = inbox.recv();
            let (ToStorage::Load(token, _) | ToStorage::Store(token, ..)) = message;
            let is_admitted = admits(seen, token);
            seen = seen.max(token);
            match message {
                ToStorage::Load(_, reply) => reply.send(is_admitted.then_some(number)),
                ToStorage::Store(_, new, reply) => {
                    if is_admitted {
                        number = new;
                    }
                    reply.send(is_admitted.then_some(()));
                }
            }
        }
    }
}

#[derive(Clone, Copy)]
struct Service {
    lock: Pid<ToLock>,
    storage: Pid<ToStorage>,
}

impl Service {
    /// Does an operation on the counter, with a lease of the lock.
    fn act(self, op: Op) -> Result<Ret, Failure> {
        let lease = self.acquire()?;
        let done = match op {
            Op::Read => self.load(lease).map(Ret::Got),
            Op::Add(amount) => self.add(lease, amount).map(|()| Ret::Done),
        };
        self.lock.send(ToLock::Release(lease.token));
        done
    }

    fn acquire(self) -> Result<Lease, Failure> {
        loop {
            let asked = self.lock.try_call(PATIENCE, ToLock::Acquire);
            if let Some(lease) = asked.map_err(|_| Failure::Fail)? {
                return Ok(lease);
            }
            otp::sleep(SECOND);
        }
    }

    fn load(self, lease: Lease) -> Result<i64, Failure> {
        let load = |reply| ToStorage::Load(lease.token, reply);
        let answer = self.storage.try_call(PATIENCE, load);
        answer.map_err(|_| Failure::Fail)?.ok_or(Failure::Fail)
    }

    /// Writes only while the lease lasts, by the clock of the client: the write itself may come later.
    fn add(self, lease: Lease, amount: i64) -> Result<(), Failure> {
        let sum = self.load(lease)? + amount;
        if otp::now() >= lease.until {
            return Err(Failure::Fail);
        }
        let store = |reply| ToStorage::Store(lease.token, sum, reply);
        let answer = self.storage.try_call(PATIENCE, store);
        answer.map_err(|_| Failure::Info)?.ok_or(Failure::Fail)
    }
}

/// Makes the network so slow for a while that a message can take longer than a lease lasts.
fn slow_down(_: Inbox<()>) {
    let delays = Duration::ZERO..=2 * LEASE;
    Unreliable::new().delay(delays).begin();
    otp::sleep(5 * LEASE);
    Unreliable::new().begin();
}

/// Two workers add and read, each time from one of two nodes.
fn run(admits: Admits) {
    let [server, disk, a, b] = cluster::start_nodes(["server", "disk", "a", "b"]);
    let service = Service {
        lock: cluster::spawn(server, lock),
        storage: cluster::spawn(disk, storage(admits)),
    };
    otp::spawn(slow_down);
    let generator = |seed| {
        let pool = random([Op::Add(1), Op::Read]).expect("there are some");
        pool.seed(seed).take(3)
    };
    let history = Workers::new(2, Seed::from(1)).try_record(generator, move |op| {
        let node = *rand::choose(&[a, b]);
        cluster::run(node, move || service.act(op))
    });
    Checker::linearizable(Counter::new()).assert(&history);
}

#[test]
fn a_storage_that_looks_at_tokens_refuses_who_comes_after_the_lease() {
    never_fails(|| run(|seen, token| seen <= token));
}

#[test]
fn who_writes_after_the_lease_loses_what_another_has_added() {
    is_found("not linearizable", || run(|_, _| true));
}
