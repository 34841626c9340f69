use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;

use super::flow::{Flow, OneWay};
use super::shared::{Shared, close};

/// How many bytes are moved at once.
const PIECE: usize = 16 * 1024;

/// Moves the bytes of one connection one way, until one end closes it or it is cut.
pub(super) struct Pump {
    pub(super) from: TcpStream,
    pub(super) to: TcpStream,
    pub(super) way: OneWay,
    pub(super) shared: Arc<Shared>,
}

impl Pump {
    pub(super) fn run(mut self) {
        let mut piece = vec![0; PIECE];
        loop {
            let read = self.from.read(&mut piece).unwrap_or(0);
            let cut = self.shared.flow(self.way) == Flow::Cut;
            if read == 0 && !cut {
                // The other way may still have something to move.
                let _ = self.to.shutdown(Shutdown::Write);
                return;
            }
            if cut || self.to.write_all(&piece[..read]).is_err() {
                close(&self.from);
                close(&self.to);
                return;
            }
        }
    }
}
