use lockstep_models::{Bank, BankOp, BankRet, Element, Model, Next, Table};
use lockstep_seed::Stream;

use crate::{Play, Supply};

/// The greatest amount of a transfer, as in Jepsen.
const AMOUNT_MAX: u32 = 5;

/// Transfers between two different accounts, if there are two; one that would overdraw ends with `fail`.
impl<K: Element + From<i64>> Play for Bank<K> {
    fn mix(&self) -> &'static [(&'static str, u32)] {
        &[("transfer", 1), ("read", 1)]
    }

    fn ask(&self, f: &str, _process: u64, supply: &mut Supply) -> BankOp<K> {
        let accounts = u32::try_from(self.accounts().len()).expect("fewer than 2^32 accounts");
        if f == "read" || accounts == 0 {
            return BankOp::Read;
        }
        let from = supply.below(accounts);
        let further = 1 + supply.below((accounts - 1).max(1));
        let to = (from + further) % i64::from(accounts);
        BankOp::Transfer {
            from: account(self, from),
            to: account(self, to),
            amount: 1 + supply.below(AMOUNT_MAX),
        }
    }

    /// Refuses to be read where 64 bits do not hold a balance.
    fn answer(
        &self,
        state: &Table<K, i128>,
        op: &BankOp<K>,
        _chance: &mut Stream,
    ) -> Option<BankRet<K>> {
        match op {
            BankOp::Read => {
                let balances = state.iter().map(|(account, &balance)| {
                    let balance = i64::try_from(balance).ok()?;
                    Some((account.clone(), balance))
                });
                balances.collect::<Option<_>>().map(BankRet::Got)
            }
            BankOp::Transfer { .. } => {
                let possible = self.step(state, op, Some(&BankRet::Done)) != Next::None;
                possible.then_some(BankRet::Done)
            }
        }
    }

    fn unheard(&self, op: &BankOp<K>, value: i64) -> Option<(BankOp<K>, BankRet<K>)> {
        let reads = matches!(op, BankOp::Read);
        reads.then(|| {
            let seen = self.accounts();
            let seen = seen.map(|(account, _)| (account.clone(), value));
            (BankOp::Read, BankRet::Got(seen.collect()))
        })
    }
}

/// Returns the account at this place, in their order.
fn account<K: Element>(bank: &Bank<K>, place: i64) -> K {
    let place = usize::try_from(place).expect("a place was drawn");
    let (account, _) = bank
        .accounts()
        .nth(place)
        .expect("it is below their number");
    account.clone()
}
