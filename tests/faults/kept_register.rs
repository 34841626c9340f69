use std::error::Error;
use std::time::Duration;

use lockstep::models::{RegisterOp, RegisterRet};
use lockstep::otp::cluster::{self, Disk};
use lockstep::otp::{self, Inbox, Node, ReplyTo};
use lockstep::workloads::{Client, ClientError, Opening, System};

/// How long a client waits.
const PATIENCE: Duration = Duration::from_secs(1);

/// When a server answers that a value was written.
#[derive(Clone, Copy)]
pub(crate) enum Accept {
    AfterSync,
    BeforeSync,
}

/// A register that a server keeps on the disk of its node.
#[derive(Clone, Copy)]
pub(crate) struct KeptRegister {
    pub(crate) server: Node,
    pub(crate) accept: Accept,
}

enum Message {
    Read(ReplyTo<i64>),
    Write(i64, ReplyTo<()>),
}

/// Starts the server on its node.
pub(crate) fn serve(node: Node, accept: Accept) {
    cluster::run(node, move || {
        otp::register("register", otp::spawn(server(accept))).expect("nobody has the name");
    });
}

fn server(accept: Accept) -> impl FnOnce(Inbox<Message>) {
    move |mut inbox| {
        let disk = Disk::here();
        let mut value = disk.read("value").unwrap_or_default();
        loop {
            match inbox.recv() {
                Message::Read(reply) => reply.send(value),
                Message::Write(new, reply) => {
                    value = new;
                    disk.write("value", value);
                    match accept {
                        Accept::AfterSync => {
                            disk.sync();
                            reply.send(());
                        }
                        Accept::BeforeSync => {
                            reply.send(());
                            disk.sync();
                        }
                    }
                }
            }
        }
    }
}

impl System for KeptRegister {
    type Op = RegisterOp<i64>;
    type Ret = RegisterRet<i64>;

    fn setup(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        serve(self.server, self.accept);
        Ok(())
    }

    fn open(&self, _: &Opening) -> Result<Box<dyn Client<Self::Op, Self::Ret>>, ClientError> {
        Ok(Box::new(*self))
    }
}

impl Client<RegisterOp<i64>, RegisterRet<i64>> for KeptRegister {
    fn invoke(&mut self, op: &RegisterOp<i64>) -> Result<RegisterRet<i64>, ClientError> {
        let server = otp::whereis_on(self.server, "register");
        let server = server.ok_or_else(|| ClientError::fail("the server is down"))?;
        let answer = match *op {
            RegisterOp::Write(value) => server
                .try_call(PATIENCE, |reply| Message::Write(value, reply))
                .map(|()| RegisterRet::Done),
            _ => server
                .try_call(PATIENCE, Message::Read)
                .map(RegisterRet::Got),
        };
        answer.map_err(ClientError::info)
    }
}
