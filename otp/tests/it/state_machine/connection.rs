use std::time::Duration;

use lockstep_otp::{self as otp, ExitReason, MachineContext, ReplyTo, StateMachine};

use crate::search::{always, assert_found};

const SECOND: Duration = Duration::from_secs(1);

/// A connection whose attempts time out and are made again, and answers late.
///
/// An answer says which attempt it is for. A connection that does not look takes the answer to an attempt that
/// it has given up for that to the one that it waits for.
struct Connection {
    is_looking: bool,
    attempt: u32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Connecting,
    Connected,
}

enum Event {
    GiveUp,
    Answer(u32),
    /// Which attempt has led to the connection.
    Attempts(ReplyTo<u32>),
}

impl StateMachine for Connection {
    type Args = bool;
    type State = State;
    type Event = Event;

    fn init(
        is_looking: bool,
        context: &mut MachineContext<Self>,
    ) -> Result<(State, Self), ExitReason> {
        let mut connection = Self {
            is_looking,
            attempt: 0,
        };
        connection.try_again(context);
        Ok((State::Connecting, connection))
    }

    fn handle_event(&mut self, state: State, event: Event, context: &mut MachineContext<Self>) {
        match (state, event) {
            (State::Connecting, Event::GiveUp) => self.try_again(context),
            (State::Connecting, Event::Answer(attempt)) => {
                if attempt == self.attempt || !self.is_looking {
                    assert_eq!(attempt, self.attempt, "it is connected to what it gave up");
                    context.next_state(State::Connected);
                }
            }
            (State::Connected, Event::Attempts(reply)) => reply.send(self.attempt),
            (State::Connecting, attempts @ Event::Attempts(_)) => context.postpone(attempts),
            (State::Connected, _) => {}
        }
    }
}

impl Connection {
    /// Asks a peer that answers after a second, which is as long as it waits.
    fn try_again(&mut self, context: &mut MachineContext<Self>) {
        self.attempt += 1;
        let (machine, attempt) = (context.machine(), self.attempt);
        // The second attempt finds the peer awake.
        let after = if attempt == 1 { SECOND } else { SECOND / 2 };
        machine.cast_after(after, Event::Answer(attempt));
        context.state_timeout(SECOND, Event::GiveUp);
    }
}

fn connect(is_looking: bool) {
    let connection = Connection::start_link(is_looking).unwrap();
    let attempt = connection.call(Event::Attempts);
    assert!(attempt <= 2);
    otp::sleep(SECOND);
}

#[test]
fn an_answer_that_comes_in_the_instant_of_the_timeout_is_taken_for_another() {
    let says = "it is connected to what it gave up";
    assert_found(says, 50, || connect(false));
}

#[test]
fn a_connection_that_looks_at_its_answers_takes_the_right_one() {
    always(|| connect(true));
}
