use lockstep_models::{Counter, CounterOp, CounterRet};

use crate::capability::Sum;
use crate::lapse::Lapse;
use crate::session::Offered;

impl<S: Sum> Offered<S> for Counter {
    fn act(session: &mut S, op: &CounterOp) -> Result<CounterRet, Lapse> {
        match *op {
            CounterOp::Add(amount) => session.add(amount).map(|_| CounterRet::Done),
            CounterOp::Read => session.total().map(CounterRet::Got),
        }
    }
}
