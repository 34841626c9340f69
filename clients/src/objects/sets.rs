use lockstep_models::{GrowSet, GrowSetOp, GrowSetRet, Set, SetOp};

use crate::Integral;
use crate::capability::{Elements, Held};
use crate::encoding::integer;
use crate::lapse::Lapse;
use crate::session::Offered;

impl<S: Elements, V: Integral> Offered<S> for GrowSet<V> {
    fn act(session: &mut S, op: &GrowSetOp<V>) -> Result<GrowSetRet<V>, Lapse> {
        match op {
            GrowSetOp::Add(element) => session.add(integer(element)?).map(|_| GrowSetRet::Done),
            GrowSetOp::Read => {
                let elements = session.all()?;
                Ok(GrowSetRet::Got(elements.into_iter().map(V::from).collect()))
            }
        }
    }
}

impl<S: Elements, V: Integral> Offered<S> for Set<V> {
    fn act(session: &mut S, op: &SetOp<V>) -> Result<bool, Lapse> {
        Ok(match op {
            SetOp::Add(element) => session.add(integer(element)?)? == Held::Missing,
            SetOp::Remove(element) => session.remove(integer(element)?)? == Held::There,
            SetOp::Contains(element) => session.contains(integer(element)?)? == Held::There,
        })
    }
}
