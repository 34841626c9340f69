use lockstep_models::{PoolRet, Stack, StackOp};

use super::queue::answer;
use crate::Integral;
use crate::capability::{End, Line};
use crate::encoding::integer;
use crate::lapse::Lapse;
use crate::session::Offered;

impl<S: Line, V: Integral> Offered<S> for Stack<V> {
    fn act(session: &mut S, op: &StackOp<V>) -> Result<PoolRet<V>, Lapse> {
        match op {
            StackOp::Push(value) => session.push(integer(value)?).map(|()| PoolRet::Done),
            StackOp::Pop => session.take(End::Back).map(answer),
            StackOp::Peek => session.back().map(answer),
        }
    }
}
