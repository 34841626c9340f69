//! A rate limiter: so many may pass, and no more.
//!
//! Who asks how many have passed, and then says that there is one more, does so in two calls, between which others
//! ask, too:
//!
//! ```text
//!   client 1  ├─ get → 1 ─┤              ├─ put 2 ─┤ passes
//!   client 2       ├─ get → 1 ─┤ ├─ put 2 ─┤         passes
//! ```
//!
//! A server that does both in one call has no such gap: it does one call after the other.

use lockstep::otp::{self, Inbox, Pid, ReplyTo};
use lockstep::prelude::*;

use crate::{is_found, never_fails};

const LIMIT: u64 = 3;

/// What a limiter is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Acquire;

/// What it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Answer {
    Passed,
    Refused,
}

/// What a limiter is: the first few pass, and nobody after them.
struct Limiter;

impl Model for Limiter {
    type State = u64;
    type Op = Acquire;
    type Ret = Answer;

    fn initial(&self) -> u64 {
        0
    }

    fn step(&self, passed: &u64, _: &Acquire, answer: Option<&Answer>) -> Next<u64> {
        match answer {
            Some(Answer::Refused) => Next::when(*passed == LIMIT, || *passed),
            Some(Answer::Passed) => Next::when(*passed < LIMIT, || passed + 1),
            None => Next::One(LIMIT.min(passed + 1)),
        }
    }

    fn show_state(&self, passed: &u64) -> String {
        format!("{passed} of {LIMIT} have passed")
    }
}

enum Message {
    Get(ReplyTo<u64>),
    Put(u64, ReplyTo<()>),
    Acquire(ReplyTo<Answer>),
}

fn server(mut inbox: Inbox<Message>) {
    let mut passed = 0;
    loop {
        match inbox.recv() {
            Message::Get(reply) => reply.send(passed),
            Message::Put(new, reply) => {
                passed = new;
                reply.send(());
            }
            Message::Acquire(reply) if passed < LIMIT => {
                passed += 1;
                reply.send(Answer::Passed);
            }
            Message::Acquire(reply) => reply.send(Answer::Refused),
        }
    }
}

fn in_one_call(server: Pid<Message>) -> Answer {
    server.call(Message::Acquire)
}

fn in_two_calls(server: Pid<Message>) -> Answer {
    let passed = server.call(Message::Get);
    if passed >= LIMIT {
        return Answer::Refused;
    }
    server.call(|reply| Message::Put(passed + 1, reply));
    Answer::Passed
}

/// Three clients try twice each.
fn run(acquire: fn(Pid<Message>) -> Answer) {
    let server = otp::spawn(server);
    let generator = |_| cycle([Acquire]).expect("there is one").take(2);
    let act = move |Acquire| acquire(server);
    let history = Workers::new(3, Seed::from(1)).record(generator, act);
    Checker::linearizable(Limiter).assert(&history);
}

#[test]
fn a_limiter_that_counts_in_one_call_lets_as_many_pass_as_may() {
    never_fails(|| run(in_one_call));
}

#[test]
fn a_limiter_that_counts_in_two_calls_lets_more_pass() {
    is_found("not linearizable", || run(in_two_calls));
}
