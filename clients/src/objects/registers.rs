use lockstep_models::{CasRegister, Register, RegisterOp, RegisterRet};

use crate::Integral;
use crate::capability::{Cell, Swap};
use crate::encoding::{held, value};
use crate::lapse::Lapse;
use crate::session::Offered;

impl<S: Cell, V: Integral> Offered<S> for Register<V> {
    fn act(session: &mut S, op: &RegisterOp<V>) -> Result<RegisterRet<V>, Lapse> {
        act(session, op)
    }
}

impl<S: Cell, V: Integral> Offered<S> for CasRegister<V> {
    fn act(session: &mut S, op: &RegisterOp<V>) -> Result<RegisterRet<V>, Lapse> {
        act(session, op)
    }
}

fn act<V: Integral>(cell: &mut impl Cell, op: &RegisterOp<V>) -> Result<RegisterRet<V>, Lapse> {
    match op {
        RegisterOp::Read => cell.read().map(|held| RegisterRet::Got(value(held))),
        RegisterOp::Write(new) => cell.write(held(new)?).map(|()| RegisterRet::Done),
        RegisterOp::Cas(from, to) => Ok(match cell.swap(held(from)?, held(to)?)? {
            Swap::Done => RegisterRet::Done,
            Swap::Refused => RegisterRet::Refused,
        }),
    }
}
