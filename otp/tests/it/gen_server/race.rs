use std::convert::Infallible;

use lockstep_otp::{self as otp, Context, ExitReason, GenServer, ReplyTo, Server};

use crate::search::{always, assert_found};

/// The server of the founding document: two clients read it, and write what they have made of that.
struct Counter(u32);

enum Call {
    Get(ReplyTo<u32>),
    Set(u32, ReplyTo<()>),
    Add(u32, ReplyTo<()>),
}

impl GenServer for Counter {
    type Args = u32;
    type Call = Call;
    type Cast = Infallible;
    type Info = Infallible;

    fn init(number: u32, _: &mut Context<Self>) -> Result<Self, ExitReason> {
        Ok(Self(number))
    }

    fn handle_call(&mut self, call: Call, _: &mut Context<Self>) {
        match call {
            Call::Get(reply) => reply.send(self.0),
            Call::Set(number, reply) => {
                self.0 = number;
                reply.send(());
            }
            Call::Add(number, reply) => {
                self.0 += number;
                reply.send(());
            }
        }
    }
}

fn two_add_one(add: fn(Server<Counter>)) {
    let counter = Counter::start_link(0).unwrap();
    let mut inbox = otp::inbox();
    let done = inbox.pid();
    for _ in 0..2 {
        otp::spawn_link::<()>(move |_| {
            add(counter);
            done.send(());
        });
    }
    (0..2).for_each(|_| inbox.recv());
    assert_eq!(counter.call(Call::Get), 2, "an update is lost");
}

#[test]
fn an_update_is_lost_that_is_made_of_two_calls() {
    assert_found("an update is lost", 50, || {
        two_add_one(|counter| {
            let number = counter.call(Call::Get);
            counter.call(|reply| Call::Set(number + 1, reply));
        });
    });
}

#[test]
fn no_update_is_lost_that_is_one_call() {
    always(|| two_add_one(|counter| counter.call(|reply| Call::Add(1, reply))));
}
