use lockstep_models::{Bank, BankOp, BankRet, Table};

use crate::histories::object::States;
use crate::histories::{Below, Object};

type Account = Below<2>;

/// Its accounts hold little, so that transfers are often impossible.
impl Object for Bank<Account> {
    const STATES: States = States::Finite;

    fn ops(&self, _: u64) -> Vec<BankOp<Account>> {
        let [one, other] = [Below(0), Below(1)];
        let transfer = |from, to, amount| BankOp::Transfer { from, to, amount };
        vec![
            BankOp::Read,
            BankOp::Read,
            BankOp::Read,
            transfer(one, other, 1),
            transfer(one, other, 2),
            transfer(other, one, 1),
            transfer(other, one, -1),
            transfer(one, one, 5),
        ]
    }

    fn answers(&self, state: &Table<Account, i128>, op: &BankOp<Account>) -> Vec<BankRet<Account>> {
        let BankOp::Read = op else {
            return vec![BankRet::Done];
        };
        let seen = |more: i64| {
            let mut balances = state.iter().map(|(account, balance)| {
                let balance = i64::try_from(*balance).expect("it is a small bank");
                (*account, balance)
            });
            let mut seen: Vec<_> = balances.by_ref().collect();
            if let Some((_, balance)) = seen.first_mut() {
                *balance += more;
            }
            if let Some((_, balance)) = seen.last_mut() {
                *balance -= more;
            }
            seen
        };
        let lossy = seen(0)
            .into_iter()
            .map(|(account, balance)| (account, balance + 1));
        vec![
            BankRet::Got(seen(0)),
            BankRet::Got(seen(1)),
            BankRet::Got(seen(-1)),
            BankRet::Got(lossy.collect()),
            BankRet::Got(seen(0).into_iter().skip(1).collect()),
        ]
    }
}
