use std::time::Duration;

use lockstep_otp::{self as otp, Context, Down, Exit, ExitReason, GenServer, Inbox, Pid, Server};

/// A server that does what it is sent, and says what it sees.
pub(crate) struct Puppet {
    watch: Pid<Seen>,
}

pub(crate) type Act = Box<dyn FnOnce(&mut Puppet, &mut Context<Puppet>) + Send>;

#[derive(Debug, PartialEq)]
pub(crate) enum News {
    Word(&'static str),
    Down(Down),
    Exit(Exit),
}

#[derive(Debug, PartialEq)]
pub(crate) enum Seen {
    Word(String),
    Down(Down),
    Exit(Exit),
    /// When.
    Timeout(Duration),
    Terminated(ExitReason),
}

impl GenServer for Puppet {
    type Args = Pid<Seen>;
    type Call = Act;
    type Cast = Act;
    type Info = News;

    fn init(watch: Pid<Seen>, _: &mut Context<Self>) -> Result<Self, ExitReason> {
        Ok(Self { watch })
    }

    fn handle_call(&mut self, call: Act, context: &mut Context<Self>) {
        call(self, context);
    }

    fn handle_cast(&mut self, cast: Act, context: &mut Context<Self>) {
        cast(self, context);
    }

    fn handle_info(&mut self, info: News, _: &mut Context<Self>) {
        self.watch.send(match info {
            News::Word(word) => Seen::Word(word.to_owned()),
            News::Down(down) => Seen::Down(down),
            News::Exit(exit) => Seen::Exit(exit),
        });
    }

    fn handle_continue(&mut self, info: News, context: &mut Context<Self>) {
        match info {
            News::Word(word) => self.watch.send(Seen::Word(format!("goes on with {word}"))),
            other => self.handle_info(other, context),
        }
    }

    fn handle_timeout(&mut self, _: &mut Context<Self>) {
        self.watch.send(Seen::Timeout(otp::now()));
    }

    fn terminate(&mut self, reason: &ExitReason) {
        self.watch.send(Seen::Terminated(reason.clone()));
    }
}

/// Lets a puppet do something, and returns what that returns.
#[track_caller]
pub(crate) fn tell<R: Send + 'static>(
    puppet: Server<Puppet>,
    act: impl FnOnce(&mut Puppet, &mut Context<Puppet>) -> R + Send + 'static,
) -> R {
    puppet.call(|reply| Box::new(move |puppet, context| reply.send(act(puppet, context))))
}

/// Returns the words of so many messages.
#[track_caller]
pub(crate) fn seen_by(inbox: &mut Inbox<Seen>, messages: usize) -> Vec<String> {
    let word = |inbox: &mut Inbox<Seen>| match inbox.recv() {
        Seen::Word(word) => word,
        other => panic!("{other:?} is no word"),
    };
    (0..messages).map(|_| word(inbox)).collect()
}
