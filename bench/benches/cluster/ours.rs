//! A register on three nodes, and two processes that send each other messages, on Lockstep.

use lockstep::otp::{self, Inbox, Node, Pid, ReplyTo, cluster};
use lockstep::prelude::*;

use crate::{MESSAGES, Op, operations};

type Ret = RegisterRet<u64>;

enum Message {
    Read(ReplyTo<u64>),
    Write(u64, ReplyTo<()>),
    Replicate(u64),
}

fn replica(followers: Vec<Pid<Message>>) -> impl FnOnce(Inbox<Message>) {
    move |mut inbox| {
        let mut value = 0;
        loop {
            match inbox.recv() {
                Message::Read(reply) => reply.send(value),
                Message::Replicate(new) => value = new,
                Message::Write(new, reply) => {
                    value = new;
                    for follower in &followers {
                        follower.send(Message::Replicate(new));
                    }
                    reply.send(());
                }
            }
        }
    }
}

/// Three clients, ten operations each, and the verdict.
pub(crate) fn register() {
    let [a, b, c] = cluster::start_nodes(["a", "b", "c"]);
    let followers = [b, c].map(|node| cluster::spawn(node, replica(Vec::new())));
    let leader = cluster::spawn(a, replica(followers.to_vec()));
    let history = Workers::new(3, Seed::from(1)).record(operations, move |op| match op {
        Op::Write(value) => {
            leader.call(|reply| Message::Write(value, reply));
            Ret::Done
        }
        _ => Ret::Got(leader.call(Message::Read)),
    });
    Checker::linearizable(Register::new(0)).assert(&history);
}

/// Two processes of one node send a number to and fro.
pub(crate) fn ping_pong_here() {
    ping_pong(Node::NONE);
}

/// The same between two nodes.
pub(crate) fn ping_pong_there() {
    let [there] = cluster::start_nodes(["there"]);
    ping_pong(there);
}

fn ping_pong(there: Node) {
    let mut inbox: Inbox<u64> = otp::inbox();
    let back = inbox.pid();
    let forth = cluster::spawn(there, move |mut inbox: Inbox<u64>| {
        loop {
            back.send(inbox.recv());
        }
    });
    for number in 0..MESSAGES / 2 {
        forth.send(number);
        assert_eq!(inbox.recv(), number);
    }
}
