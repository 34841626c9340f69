//! A register on three nodes: writes go to the leader, which sends them on to the followers and does not wait.
//!
//! Who reads from a follower may see what was overwritten already.
//!
//! ```text
//!   client ── write 1 ──▶ leader ── ok ──▶ client
//!                            └──── 1 ────────────────────▶ follower
//!   client ── read ─────────────────────▶ follower ── 0 ──▶ client
//! ```

use lockstep::otp::{Inbox, Pid, ReplyTo, cluster};
use lockstep::prelude::*;
use lockstep::rand;

use crate::{is_found, never_fails};

type Op = RegisterOp<u64>;
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

/// Three clients do so many operations each; whom they read from is what differs.
fn run(reads_from: fn(&[Pid<Message>; 3]) -> Pid<Message>, operations: u64) {
    let [a, b, c] = cluster::start_nodes(["a", "b", "c"]);
    let followers = [b, c].map(|node| cluster::spawn(node, replica(Vec::new())));
    let leader = cluster::spawn(a, replica(followers.to_vec()));
    let replicas = [leader, followers[0], followers[1]];
    let generator = |seed| {
        let pool = [Op::Read, Op::Write(1), Op::Write(2), Op::Write(3)];
        let pool = random(pool).expect("there are some");
        pool.seed(seed).take(operations)
    };
    let history = Workers::new(3, Seed::from(1)).record(generator, move |op| match op {
        Op::Write(value) => {
            leader.call(|reply| Message::Write(value, reply));
            Ret::Done
        }
        _ => Ret::Got(reads_from(&replicas).call(Message::Read)),
    });
    Checker::linearizable(Register::new(0)).assert(&history);
}

fn from_the_leader(replicas: &[Pid<Message>; 3]) -> Pid<Message> {
    replicas[0]
}

fn from_any(replicas: &[Pid<Message>; 3]) -> Pid<Message> {
    *rand::choose(replicas)
}

#[test]
fn who_reads_from_the_leader_sees_a_register() {
    never_fails(|| run(from_the_leader, 10));
}

#[test]
fn who_reads_from_a_follower_may_see_what_is_old() {
    is_found("not linearizable", || run(from_any, 10));
}
