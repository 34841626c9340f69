use lockstep_models::{Log, LogOp, LogRet};

use crate::Integral;
use crate::capability::Line;
use crate::encoding::integer;
use crate::lapse::Lapse;
use crate::session::Offered;

impl<S: Line, V: Integral> Offered<S> for Log<V> {
    fn act(session: &mut S, op: &LogOp<V>) -> Result<LogRet<V>, Lapse> {
        match op {
            LogOp::Append(value) => session.push(integer(value)?).map(|()| LogRet::Done),
            LogOp::Read => {
                let values = session.whole()?;
                Ok(LogRet::Got(values.into_iter().map(V::from).collect()))
            }
        }
    }
}
