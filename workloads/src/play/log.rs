use lockstep_models::{Element, Log, LogOp, LogRet, Sequence};
use lockstep_seed::Stream;

use crate::{Play, Supply};

impl<V: Element + From<i64>> Play for Log<V> {
    fn mix(&self) -> &'static [(&'static str, u32)] {
        &[("append", 1), ("read", 1)]
    }

    /// Reads grow rarer as the log grows, see [`Supply::reads_all`].
    fn ask(&self, f: &str, _process: u64, supply: &mut Supply) -> LogOp<V> {
        if f == "read" && supply.reads_all(supply.given()) {
            LogOp::Read
        } else {
            LogOp::Append(supply.fresh().into())
        }
    }

    fn answer(
        &self,
        state: &Sequence<V>,
        op: &LogOp<V>,
        _chance: &mut Stream,
    ) -> Option<LogRet<V>> {
        Some(match op {
            LogOp::Append(_) => LogRet::Done,
            LogOp::Read => LogRet::Got(state.iter().cloned().collect()),
        })
    }

    fn unheard(&self, op: &LogOp<V>, value: i64) -> Option<(LogOp<V>, LogRet<V>)> {
        let reads = matches!(op, LogOp::Read);
        reads.then(|| (LogOp::Read, LogRet::Got(vec![value.into()])))
    }
}
