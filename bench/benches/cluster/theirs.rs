//! The register on three nodes, on turmoil: the same requests, over its simulated TCP.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use lockstep::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use turmoil::net::{TcpListener, TcpStream};

use crate::operations;

const PORT: u16 = 9_000;
const READ: u8 = 0;
const WRITE: u8 = 1;
const REPLICATE: u8 = 2;

/// A request is a byte that says what it is and a number; a reply is a number.
async fn call(stream: &mut TcpStream, request: u8, value: u64) -> std::io::Result<u64> {
    tell(stream, request, value).await?;
    stream.read_u64().await
}

async fn tell(stream: &mut TcpStream, request: u8, value: u64) -> std::io::Result<()> {
    let mut bytes = [request; 9];
    bytes[1..].copy_from_slice(&value.to_be_bytes());
    stream.write_all(&bytes).await
}

async fn serve(followers: &'static [&'static str]) -> turmoil::Result {
    let listener = TcpListener::bind(("0.0.0.0", PORT)).await?;
    let mut streams = Vec::new();
    for follower in followers {
        streams.push(TcpStream::connect((*follower, PORT)).await?);
    }
    let streams = Rc::new(RefCell::new(streams));
    let value = Rc::new(Cell::new(0));
    loop {
        let (stream, _) = listener.accept().await?;
        let (value, streams) = (Rc::clone(&value), Rc::clone(&streams));
        tokio::task::spawn_local(async move {
            // It ends when the client hangs up.
            let _ = answer(stream, &value, &streams).await;
        });
    }
}

async fn answer(
    mut stream: TcpStream,
    value: &Cell<u64>,
    followers: &RefCell<Vec<TcpStream>>,
) -> std::io::Result<()> {
    loop {
        let request = stream.read_u8().await?;
        let new = stream.read_u64().await?;
        if request != READ {
            value.set(new);
        }
        if request == WRITE {
            let mut streams = std::mem::take(&mut *followers.borrow_mut());
            for follower in &mut streams {
                tell(follower, REPLICATE, new).await?;
            }
            followers.borrow_mut().append(&mut streams);
        }
        if request != REPLICATE {
            stream.write_u64(value.get()).await?;
        }
    }
}

/// Three clients, ten operations each, and the verdict.
pub(crate) fn register(seed: u64) {
    let millisecond = Duration::from_millis(1);
    let mut sim = turmoil::Builder::new()
        .rng_seed(seed)
        .tick_duration(millisecond)
        .min_message_latency(Duration::ZERO)
        .max_message_latency(millisecond)
        .build();
    sim.host("b", || serve(&[]));
    sim.host("c", || serve(&[]));
    sim.host("a", || serve(&["b", "c"]));
    let recorder = Recorder::new();
    for client in 0..3 {
        let mut process = recorder.process();
        sim.client(format!("client-{client}"), async move {
            let mut stream = TcpStream::connect(("a", PORT)).await?;
            for op in operations(Seed::from(seed).derive(client)).iter() {
                process.invoke(op.clone());
                let ret = match op {
                    RegisterOp::Write(value) => {
                        call(&mut stream, WRITE, value).await?;
                        RegisterRet::Done
                    }
                    RegisterOp::Read | RegisterOp::Cas(..) => {
                        RegisterRet::Got(call(&mut stream, READ, 0).await?)
                    }
                };
                process.ok(ret);
            }
            Ok(())
        });
    }
    sim.run().expect("it comes to its end");
    drop(sim);
    Checker::linearizable(Register::new(0)).assert(&recorder.finish());
}
