//! A service keeps orders on its disk, and its node crashes and starts again: what was accepted has to be there.
//!
//! What is written to a disk may be lost in a crash until it is synced. Who accepts an order before that may forget
//! it:
//!
//! ```text
//!   client   ├─ add 1 ─ accepted ─┤                  ├─ read → nothing ─┤
//!   service      write 1 ─┴─ crash, before the sync ─┴─ start again
//! ```

use std::time::Duration;

use lockstep::otp::cluster::{self, Disk};
use lockstep::otp::{self, Inbox, Node, ReplyTo};
use lockstep::prelude::*;
use lockstep::thread;

type Op = GrowSetOp<u64>;
type Ret = GrowSetRet<u64>;

enum Message {
    Add(u64, ReplyTo<()>),
    Read(ReplyTo<Vec<u64>>),
}

/// Accepts an order that was written.
type Accept = fn(&Disk, ReplyTo<()>);

/// Accepts what may be lost.
pub(crate) fn broken() {
    crash_and_recover(|disk, reply| {
        reply.send(());
        disk.sync();
    });
}

/// Accepts what cannot be lost any more.
pub(crate) fn correct() {
    crash_and_recover(|disk, reply| {
        disk.sync();
        reply.send(());
    });
}

fn service(accept: Accept) -> impl FnOnce(Inbox<Message>) {
    move |mut inbox| {
        let disk = Disk::here();
        let mut orders: Vec<u64> = disk.read("orders").unwrap_or_default();
        loop {
            match inbox.recv() {
                Message::Read(reply) => reply.send(orders.clone()),
                Message::Add(order, reply) => {
                    orders.push(order);
                    disk.write("orders", orders.clone());
                    accept(&disk, reply);
                }
            }
        }
    }
}

fn start(node: Node, accept: Accept) {
    cluster::run(node, move || {
        otp::register("orders", otp::spawn(service(accept))).expect("nobody has the name");
    });
}

/// If there is no answer, the order may have been added; and may not.
fn act(node: Node, op: &Op) -> Result<Ret, Failure> {
    let service = otp::whereis_on(node, "orders").ok_or(Failure::Fail)?;
    let within = Duration::from_secs(1);
    let answer = match *op {
        Op::Read => service.try_call(within, Message::Read).map(Ret::Got),
        Op::Add(order) => {
            let done = service.try_call(within, |reply| Message::Add(order, reply));
            done.map(|()| Ret::Done)
        }
    };
    answer.map_err(|_| Failure::Info)
}

/// Two clients add orders and read, while the node crashes and starts again.
fn crash_and_recover(accept: Accept) {
    let [node] = cluster::start_nodes(["orders"]);
    start(node, accept);
    let crash = thread::spawn(move || {
        cluster::stop_node(node);
        cluster::start_node(node);
        start(node, accept);
    });
    let history = Workers::new(2, Seed::from(1)).try_record(orders, move |op| act(node, &op));
    crash.join().expect("it does not panic");
    Checker::linearizable(GrowSet::new()).assert(&history);
}

/// Each client adds orders with numbers of its own.
fn orders(seed: Seed) -> impl Generator<Op = Op> + Clone + Send {
    let first = seed.stream().below(1 << 40) << 8;
    let ops = (first..first + 3).flat_map(|order| [Op::Add(order), Op::Read]);
    cycle(ops.collect::<Vec<_>>())
        .expect("there are some")
        .take(6)
}

fn main() {
    Runner::new().run(correct);
    let bug = Runner::new().try_run(broken).expect_err("it is broken");
    println!("{bug}");
}
