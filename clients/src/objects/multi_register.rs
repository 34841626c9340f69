use lockstep_models::{MicroOp, MultiRegister, Reads, Txn};

use crate::Integral;
use crate::capability::{Cells, Micro};
use crate::encoding::{held, integer, value};
use crate::lapse::Lapse;
use crate::session::Offered;

impl<S: Cells, K: Integral, V: Integral> Offered<S> for MultiRegister<K, V> {
    fn act(session: &mut S, txn: &Txn<K, V>) -> Result<Reads<V>, Lapse> {
        let micros = txn.0.iter().map(|micro| match micro {
            MicroOp::Read(key) => Ok(Micro::Read(integer(key)?)),
            MicroOp::Write(key, new) => Ok(Micro::Write(integer(key)?, held(new)?)),
        });
        let micros: Vec<_> = micros.collect::<Result<_, Lapse>>()?;
        let seen = session.transact(&micros)?;
        Ok(Reads(
            seen.into_iter().map(|held| Some(value(held))).collect(),
        ))
    }
}
