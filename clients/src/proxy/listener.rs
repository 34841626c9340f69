use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use super::Way;
use super::flow::{Flow, OneWay};
use super::pump::Pump;
use super::shared::{Shared, close};

/// What clients connect to in place of a server, and what can keep them from it.
///
/// It moves the bytes of each connection, on two threads a connection, on the loopback device. It ends when it
/// is dropped.
///
/// # Examples
///
/// ```
/// use std::io::{Read, Write};
/// use std::net::{TcpListener, TcpStream};
///
/// use lockstep_clients::{Proxy, Way};
///
/// let server = TcpListener::bind("127.0.0.1:0")?;
/// let proxy = Proxy::start(server.local_addr()?)?;
/// let mut client = TcpStream::connect(proxy.address())?;
/// let (mut served, _) = server.accept()?;
///
/// client.write_all(b"hello")?;
/// let mut heard = [0; 5];
/// served.read_exact(&mut heard)?;
/// assert_eq!(&heard, b"hello");
///
/// proxy.cut(Way::Both);
/// assert_eq!(served.read(&mut heard)?, 0);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    listener: Option<JoinHandle<()>>,
}

impl Proxy {
    /// Starts a proxy for the server at `target`.
    ///
    /// # Errors
    ///
    /// If there is no free port.
    pub fn start(target: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        Ok(Self {
            address,
            shared,
            listener: Some(thread::spawn(move || listen(&listener, target, &theirs))),
        })
    }

    /// Returns where clients are to connect to.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Cuts connections.
    ///
    /// Both ways: those that are there are closed, and new ones closed at once. One way: a connection is closed
    /// when bytes come along that way, and they are thrown away. So with [`Way::ToClients`] the server does
    /// what it is asked for, and nobody hears of it.
    pub fn cut(&self, way: Way) {
        self.shared.set(way, Flow::Cut);
    }

    /// Holds back the bytes that go this way, until they are let through.
    pub fn hold(&self, way: Way) {
        self.shared.set(way, Flow::Held);
    }

    /// Lets everything through again, what was held first.
    pub fn heal(&self) {
        self.shared.set(Way::Both, Flow::Passes);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.close();
        // It waits for a connection, and looks whether it is closed when there is one.
        let woken = TcpStream::connect(self.address);
        if let (Ok(_), Some(listener)) = (woken, self.listener.take()) {
            let _ = listener.join();
        }
    }
}

fn listen(listener: &TcpListener, target: SocketAddr, shared: &Arc<Shared>) {
    for client in listener.incoming() {
        if shared.is_closed() {
            return;
        }
        // A connection that cannot be passed on is closed: who connected hears of it.
        if let Ok(client) = client
            && !shared.refuses()
        {
            let _ = pass_on(client, target, shared);
        }
    }
}

fn pass_on(client: TcpStream, target: SocketAddr, shared: &Arc<Shared>) -> io::Result<()> {
    let server = TcpStream::connect(target)?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let pump = |from: &TcpStream, to: &TcpStream, way| {
        Ok::<_, io::Error>(Pump {
            from: from.try_clone()?,
            to: to.try_clone()?,
            way,
            shared: Arc::clone(shared),
        })
    };
    let there = pump(&client, &server, OneWay::ToServer)?;
    let back = pump(&server, &client, OneWay::ToClients)?;
    if shared.admit((client, server)).is_err() {
        close(&there.from);
        close(&there.to);
        return Ok(());
    }
    thread::spawn(move || there.run());
    thread::spawn(move || back.run());
    Ok(())
}
