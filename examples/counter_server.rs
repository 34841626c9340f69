//! A server counts, and two clients add one each. Who reads the count and then writes what follows does that in two
//! calls: the other client's may come in between, and one of the two is lost.
//!
//! ```text
//!   client  ├─ get ─┤ 0        ├─ set 1 ─┤
//!   client        ├─ get ─┤ 0          ├─ set 1 ─┤
//!   server                                            1
//! ```

use std::convert::Infallible;

use lockstep::Runner;
use lockstep::otp::{self, Context, ExitReason, GenServer, ReplyTo, Server};

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

    fn init(count: u32, _: &mut Context<Self>) -> Result<Self, ExitReason> {
        Ok(Self(count))
    }

    fn handle_call(&mut self, call: Call, _: &mut Context<Self>) {
        match call {
            Call::Get(reply) => reply.send(self.0),
            Call::Set(count, reply) => {
                self.0 = count;
                reply.send(());
            }
            Call::Add(count, reply) => {
                self.0 += count;
                reply.send(());
            }
        }
    }
}

/// Reads and writes in two calls.
pub(crate) fn broken() {
    two_clients_add_one(|counter| {
        let count = counter.call(Call::Get);
        counter.call(|reply| Call::Set(count + 1, reply));
    });
}

/// Adds in one call.
pub(crate) fn correct() {
    two_clients_add_one(|counter| counter.call(|reply| Call::Add(1, reply)));
}

fn two_clients_add_one(add: fn(Server<Counter>)) {
    let counter = Counter::start_link(0).expect("it starts");
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

fn main() {
    Runner::new().run(correct);
    let bug = Runner::new().try_run(broken).expect_err("it is broken");
    println!("{bug}");
}
