use std::net::{Shutdown, TcpStream};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::Way;
use super::flow::{Flow, OneWay};

/// What the threads of a proxy have in common.
#[derive(Debug, Default)]
pub(super) struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    to_server: Flow,
    to_clients: Flow,
    connections: Vec<(TcpStream, TcpStream)>,
    closed: bool,
}

impl Shared {
    /// Sets what happens to bytes that go this way; where both ways are cut, no connection is left.
    pub(super) fn set(&self, way: Way, flow: Flow) {
        let mut state = self.lock();
        if way.includes(OneWay::ToServer) {
            state.to_server = flow;
        }
        if way.includes(OneWay::ToClients) {
            state.to_clients = flow;
        }
        if state.is_cut() {
            state.close_connections();
        }
        self.changed.notify_all();
    }

    /// Waits while bytes that go this way are held, and returns what happens to them then.
    pub(super) fn flow(&self, way: OneWay) -> Flow {
        let held = |state: &mut State| !state.closed && state.flow(way) == Flow::Held;
        let state = self.changed.wait_while(self.lock(), held);
        let state = state.unwrap_or_else(PoisonError::into_inner);
        if state.closed {
            Flow::Cut
        } else {
            state.flow(way)
        }
    }

    /// Keeps a connection to close it later, unless there is to be none now.
    pub(super) fn admit(&self, connection: (TcpStream, TcpStream)) -> Result<(), Closed> {
        let mut state = self.lock();
        if state.refuses() {
            return Err(Closed);
        }
        // Those that have ended are let go of.
        state
            .connections
            .retain(|(client, _)| client.peer_addr().is_ok());
        state.connections.push(connection);
        Ok(())
    }

    /// Returns true if there are to be no connections now.
    pub(super) fn refuses(&self) -> bool {
        self.lock().refuses()
    }

    pub(super) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        state.close_connections();
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Says that there are to be no connections.
#[derive(Debug)]
pub(super) struct Closed;

impl State {
    fn flow(&self, way: OneWay) -> Flow {
        match way {
            OneWay::ToServer => self.to_server,
            OneWay::ToClients => self.to_clients,
        }
    }

    fn is_cut(&self) -> bool {
        (self.to_server, self.to_clients) == (Flow::Cut, Flow::Cut)
    }

    fn refuses(&self) -> bool {
        self.closed || self.is_cut()
    }

    fn close_connections(&mut self) {
        for (client, server) in self.connections.drain(..) {
            close(&client);
            close(&server);
        }
    }
}

pub(super) fn close(stream: &TcpStream) {
    // It may be closed already.
    let _ = stream.shutdown(Shutdown::Both);
}
