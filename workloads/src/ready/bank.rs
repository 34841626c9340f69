use lockstep_generator::Boxed;
use lockstep_models::{Bank, BankOp, BankRet};
use lockstep_scheduler::sync::Mutex;

use super::once_each::once_each;
use super::{BoxedSystem, Offer, Ready, calls, lock};
use crate::ClientError;

type System = BoxedSystem<BankOp<i64>, BankRet<i64>>;

/// What the accounts hold at the beginning: all of it is in the first.
const BALANCES: [i64; 8] = [100, 0, 0, 0, 0, 0, 0, 0];

impl Ready for Bank<i64> {
    const NAME: &'static str = "bank";
    const MODEL: &'static str = "bank";
    const ABOUT: &'static str =
        "transfers between accounts that cannot be overdrawn, and reads of all balances";
    const JUDGES: &'static [&'static str] = &["bank", "linearizable"];

    fn ready() -> Self {
        Bank::default()
    }

    fn last(&self) -> Option<Boxed<BankOp<i64>>> {
        Some(once_each(BankOp::Read))
    }

    fn offers() -> Vec<Offer<BankOp<i64>, BankRet<i64>>> {
        vec![
            Offer::correct("all accounts behind one mutex", in_memory),
            Offer::broken(
                "read-skew",
                "a mutex for each account, and reads that look at one after the other",
                read_skew,
            ),
            Offer::broken(
                "lost-update",
                "a transfer that looks at both balances and, a moment later, writes what it computed",
                lost_update,
            ),
            Offer::broken(
                "overdraft",
                "a transfer that sees that there is enough and, a moment later, takes it",
                overdraft,
            ),
        ]
    }
}

fn place(account: i64) -> usize {
    usize::try_from(account).expect("accounts are numbered from 0")
}

fn not_enough() -> ClientError {
    ClientError::fail("there is not enough on the account")
}

/// What a read tells of balances.
fn got(balances: impl IntoIterator<Item = i64>) -> BankRet<i64> {
    BankRet::Got((0..).zip(balances).collect())
}

/// Moves an amount, if there is enough.
fn moved(
    balances: &mut [i64; BALANCES.len()],
    (from, to, amount): (i64, i64, i64),
) -> Result<BankRet<i64>, ClientError> {
    if balances[place(from)] < amount {
        return Err(not_enough());
    }
    balances[place(from)] -= amount;
    balances[place(to)] += amount;
    Ok(BankRet::Done)
}

fn in_memory() -> System {
    let balances = Mutex::new(BALANCES);
    calls(move |op| match *op {
        BankOp::Read => Ok(got(*lock(&balances))),
        BankOp::Transfer { from, to, amount } => moved(&mut lock(&balances), (from, to, amount)),
    })
}

fn read_skew() -> System {
    let balances = BALANCES.map(Mutex::new);
    calls(move |op: &BankOp<i64>| match *op {
        BankOp::Read => Ok(got(balances.iter().map(|balance| *lock(balance)))),
        BankOp::Transfer { from, to, amount } => {
            // In one order, so that nobody waits for somebody who waits.
            let mut first = lock(&balances[place(from.min(to))]);
            let mut second = lock(&balances[place(from.max(to))]);
            let (payer, other) = if from < to {
                (&mut first, &mut second)
            } else {
                (&mut second, &mut first)
            };
            if **payer < amount {
                return Err(not_enough());
            }
            **payer -= amount;
            **other += amount;
            Ok(BankRet::Done)
        }
    })
}

fn lost_update() -> System {
    let balances = Mutex::new(BALANCES);
    calls(move |op| match *op {
        BankOp::Read => Ok(got(*lock(&balances))),
        BankOp::Transfer { from, to, amount } => {
            let mut seen = *lock(&balances);
            let done = moved(&mut seen, (from, to, amount))?;
            let mut now = lock(&balances);
            for account in [from, to] {
                now[place(account)] = seen[place(account)];
            }
            Ok(done)
        }
    })
}

fn overdraft() -> System {
    let balances = Mutex::new(BALANCES);
    calls(move |op| match *op {
        BankOp::Read => Ok(got(*lock(&balances))),
        BankOp::Transfer { from, to, amount } => {
            if lock(&balances)[place(from)] < amount {
                return Err(not_enough());
            }
            let mut balances = lock(&balances);
            balances[place(from)] -= amount;
            balances[place(to)] += amount;
            Ok(BankRet::Done)
        }
    })
}
