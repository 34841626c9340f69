use std::collections::BTreeMap;

use lockstep_models::{Bank, BankOp, BankRet};

use crate::Integral;
use crate::capability::{Accounts, Moved, Transfer};
use crate::encoding::integer;
use crate::lapse::Lapse;
use crate::session::Offered;

/// Servers keep what was moved: what an account holds is that and what it held at first.
impl<S: Accounts, K: Integral> Offered<S> for Bank<K> {
    fn act(session: &mut S, op: &BankOp<K>) -> Result<BankRet<K>, Lapse> {
        let first = first::<K>()?;
        match op {
            BankOp::Transfer { from, to, amount } => {
                let transfer = transfer(&first, (integer(from)?, integer(to)?), *amount)?;
                match transfer.map_or(Ok(Moved::Done), |transfer| session.transfer(&transfer))? {
                    Moved::Done => Ok(BankRet::Done),
                    Moved::Refused => Err(Lapse::refused("the account does not hold enough")),
                }
            }
            BankOp::Read => {
                let mut held = first;
                for (account, moved) in session.balances()? {
                    *held.entry(account).or_default() += moved;
                }
                let held = held.into_iter();
                let held = held.map(|(account, balance)| (K::from(account), balance));
                Ok(BankRet::Got(held.collect()))
            }
        }
    }
}

/// Returns what the accounts hold at first.
fn first<K: Integral>() -> Result<BTreeMap<i64, i64>, Lapse> {
    let bank = Bank::<K>::default();
    let accounts = bank.accounts().map(|(account, balance)| {
        let balance = i64::try_from(balance).map_err(Lapse::refused);
        Ok((integer(account)?, balance?))
    });
    accounts.collect()
}

/// Returns what has to be moved; `None` if that is nothing.
fn transfer(
    first: &BTreeMap<i64, i64>,
    (from, to): (i64, i64),
    amount: i64,
) -> Result<Option<Transfer>, Lapse> {
    let (from, to) = if amount < 0 { (to, from) } else { (from, to) };
    let beyond = || Lapse::refused("the amount is beyond 64 bits");
    let amount = amount.checked_abs().ok_or_else(beyond)?;
    let held = first.get(&from).filter(|_| first.contains_key(&to));
    let held = held.ok_or_else(|| Lapse::refused("there is no such account"))?;
    Ok((from != to && amount != 0).then_some(Transfer {
        from,
        to,
        amount,
        least: -held,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_account_can_pay_what_it_held_at_first() {
        let first = first::<i64>().unwrap();
        let paid = transfer(&first, (0, 1), 100).unwrap().unwrap();
        assert_eq!(paid.of(0, 0), Some((-100, 100)));
        assert_eq!(paid.of(-1, 0), None);
    }

    #[test]
    fn a_negative_amount_moves_the_other_way() {
        let first = first::<i64>().unwrap();
        let moved = transfer(&first, (1, 0), -7).unwrap();
        assert_eq!(moved, transfer(&first, (0, 1), 7).unwrap());
    }

    #[test]
    fn nothing_is_moved_to_oneself_or_to_nobody() {
        let first = first::<i64>().unwrap();
        assert_eq!(transfer(&first, (3, 3), 7).ok(), Some(None));
        assert!(matches!(
            transfer(&first, (0, 8), 7),
            Err(Lapse::Refused(_))
        ));
    }
}
