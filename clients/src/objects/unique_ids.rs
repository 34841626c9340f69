use lockstep_models::{UniqueIds, UniqueIdsOp};

use crate::Integral;
use crate::capability::Sum;
use crate::lapse::Lapse;
use crate::session::Offered;

impl<S: Sum, V: Integral> Offered<S> for UniqueIds<V> {
    fn act(session: &mut S, op: &UniqueIdsOp) -> Result<V, Lapse> {
        match op {
            UniqueIdsOp::Generate => session.add(1).map(V::from),
        }
    }
}
