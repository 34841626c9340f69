use std::error::Error;
use std::marker::PhantomData;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use lockstep_workloads::{Client, ClientError, Opening, System};

use crate::session::{Door, Offered};

/// How long a client waits before it says that there is no way to the server: a server that is down is not
/// to be asked a hundred thousand times a second.
const PAUSE: Duration = Duration::from_millis(20);

/// How long the setup and the teardown wait for an answer: nobody's history depends on them.
const SETUP: Duration = Duration::from_secs(10);

/// An object behind a server, as a system.
pub(crate) struct Remote<M, D> {
    door: Arc<D>,
    object: PhantomData<fn(M)>,
}

impl<M, D: Door> Remote<M, D> {
    pub(crate) fn new(door: D) -> Self {
        Self {
            door: Arc::new(door),
            object: PhantomData,
        }
    }
}

impl<M, D> System for Remote<M, D>
where
    M: Offered<D::Session> + 'static,
    D: Door,
{
    type Op = M::Op;
    type Ret = M::Ret;

    fn setup(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.door.with_timeout(SETUP).prepare()
    }

    fn open(&self, _: &Opening) -> Result<Box<dyn Client<M::Op, M::Ret>>, ClientError> {
        let mut visitor = Visitor::<M, D> {
            door: Arc::clone(&self.door),
            session: None,
            object: PhantomData,
        };
        visitor.session()?;
        Ok(Box::new(visitor))
    }

    fn teardown(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.door.with_timeout(SETUP).clear()
    }
}

/// A process's way to the object; it opens a new session where the old one was lost.
struct Visitor<M, D: Door> {
    door: Arc<D>,
    session: Option<D::Session>,
    object: PhantomData<fn(M)>,
}

impl<M, D: Door> Visitor<M, D> {
    fn session(&mut self) -> Result<&mut D::Session, ClientError> {
        if self.session.is_none() {
            let opened = self.door.open().map_err(|reason| {
                thread::sleep(PAUSE);
                ClientError::fail(reason)
            });
            self.session = Some(opened?);
        }
        Ok(self.session.as_mut().expect("it was opened"))
    }
}

impl<M, D> Client<M::Op, M::Ret> for Visitor<M, D>
where
    M: Offered<D::Session>,
    D: Door,
{
    fn invoke(&mut self, op: &M::Op) -> Result<M::Ret, ClientError> {
        let done = M::act(self.session()?, op);
        done.map_err(|lapse| {
            if !lapse.keeps_session() {
                self.session = None;
            }
            lapse.into()
        })
    }
}
