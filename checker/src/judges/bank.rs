use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use lockstep_history::{History, Outcome, Value};
use lockstep_models::{self as models, BankOp, BankRet, Element, Overdrafts};

use super::listed::{LISTED_MAX, cases, counted, element, elements};
use super::{Figure, Finding, Judge, Place, Report, Untested};

/// Judges that transfers between accounts neither make nor lose money.
///
/// Every read that completed with a result has to see exactly the accounts that there are, their
/// balances have to have the one sum that never changes, and, unless overdrafts are allowed, none may
/// be below 0. That holds at every moment of a bank, so a read that breaks it is wrong, whatever else
/// happened. A bank can keep it and still not be linearizable: by reads of an old moment.
///
/// # Complexity
///
/// Linear in the number of operations and in the length of all reads together, times the logarithm of
/// the number of accounts.
///
/// # Sources
///
/// Jepsen's `jepsen.tests.bank`. That judge says of each read the first fault that it finds; this one
/// counts all.
///
/// # Examples
///
/// ```
/// use lockstep_checker::judges::{Bank, Finding, Judge, Report};
/// use lockstep_history::{Event, History};
/// use lockstep_models::{BankOp::Read, BankRet::Got};
///
/// let history = History::from_events([
///     Event::Invoke(0, Read),
///     Event::Ok(0, Got(vec![("a", 10), ("b", 85)])),
/// ])?;
/// let report = Bank::of(&lockstep_models::Bank::new([("a", 10), ("b", 90)])).judge(&history);
/// assert_eq!(report.finding(), Finding::Invalid);
/// assert_eq!(report.bad_reads[0].sum, 95);
/// # Ok::<(), lockstep_history::RuleBroken>(())
/// ```
#[derive(Clone, Debug)]
pub struct Bank<K = Value> {
    accounts: Option<Vec<K>>,
    total: Option<i128>,
    overdrafts: Overdrafts,
}

/// Where the accounts and the sum are known from that reads have to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// From the settings.
    Given,
    /// What was not given is as the first read saw it: reads that differ cannot all be right.
    FirstRead,
}

/// What [`Bank`] found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankReport<K> {
    /// How many reads completed with a result.
    pub reads: u64,
    /// The accounts that each read has to see, in their order.
    pub accounts: Vec<K>,
    /// The sum that each read has to see.
    pub total: i128,
    /// Where accounts and sum are known from.
    pub basis: Basis,
    /// How many reads have any fault.
    pub wrong_reads: u64,
    /// How many reads have another sum.
    pub wrong_sums: u64,
    /// How many reads miss accounts, see one twice, or see one that there is not.
    pub wrong_accounts: u64,
    /// How many reads see less than 0 on an account; none if overdrafts are allowed.
    pub negative: u64,
    /// The first ten wrong reads.
    pub bad_reads: Vec<BadRead<K>>,
}

/// A read that no bank answers so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRead<K> {
    /// Which read it is.
    pub place: Place,
    /// The sum of all balances it saw.
    pub sum: i128,
    /// The accounts that it misses.
    pub missing: Vec<K>,
    /// Those that it saw though there are none such, or saw again.
    pub unexpected: Vec<K>,
    /// The balances below 0, unless overdrafts are allowed.
    pub negative: Vec<(K, i64)>,
}

impl<K: Element> Bank<K> {
    /// Judges that all reads see the same accounts with the same sum, and nothing below 0.
    pub fn new() -> Self {
        Self {
            accounts: None,
            total: None,
            overdrafts: Overdrafts::default(),
        }
    }

    /// Judges by the accounts of a bank, and the sum of what they hold at first.
    pub fn of(bank: &models::Bank<K>) -> Self {
        let accounts = bank.accounts().map(|(account, _)| account.clone());
        let total = bank.accounts().map(|(_, balance)| balance).sum();
        Self::new().accounts(accounts).total(total)
    }

    /// Sets which accounts there are.
    #[must_use]
    pub fn accounts(mut self, accounts: impl IntoIterator<Item = K>) -> Self {
        let accounts: BTreeSet<K> = accounts.into_iter().collect();
        self.accounts = Some(accounts.into_iter().collect());
        self
    }

    /// Sets the sum of all balances.
    #[must_use]
    pub fn total(mut self, total: i128) -> Self {
        self.total = Some(total);
        self
    }

    /// Sets whether balances can be below 0.
    #[must_use]
    pub fn overdrafts(mut self, overdrafts: Overdrafts) -> Self {
        self.overdrafts = overdrafts;
        self
    }

    /// Returns a report of no reads, for a history that begins with this one.
    fn report(&self, first: Option<&[(K, i64)]>) -> BankReport<K> {
        let first = first.unwrap_or_default();
        let seen = || -> Vec<K> {
            let accounts: BTreeSet<&K> = first.iter().map(|(account, _)| account).collect();
            accounts.into_iter().cloned().collect()
        };
        let given = self.accounts.is_some() && self.total.is_some();
        BankReport {
            reads: 0,
            accounts: self.accounts.clone().unwrap_or_else(seen),
            total: self.total.unwrap_or_else(|| sum(first)),
            basis: if given {
                Basis::Given
            } else {
                Basis::FirstRead
            },
            wrong_reads: 0,
            wrong_sums: 0,
            wrong_accounts: 0,
            negative: 0,
            bad_reads: Vec::new(),
        }
    }
}

impl<K: Element> Default for Bank<K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Element> Judge for Bank<K> {
    type Op = BankOp<K>;
    type Ret = BankRet<K>;
    type Report = BankReport<K>;

    fn judge(&self, history: &History<BankOp<K>, BankRet<K>>) -> BankReport<K> {
        let operations = history.operations().iter();
        let mut reads = operations
            .filter_map(|operation| match (&operation.op, &operation.outcome) {
                (BankOp::Read, Outcome::Done(Some(BankRet::Got(seen)))) => {
                    Some((Place::of(operation), seen.as_slice()))
                }
                _ => None,
            })
            .peekable();
        let mut report = self.report(reads.peek().map(|(_, seen)| *seen));
        for (place, seen) in reads {
            report.take(place, seen, self.overdrafts);
        }
        report
    }
}

impl<K: Element> BankReport<K> {
    fn take(&mut self, place: Place, seen: &[(K, i64)], overdrafts: Overdrafts) {
        self.reads += 1;
        let sum = sum(seen);
        let is_negative = |balance: i64| overdrafts == Overdrafts::Refused && balance < 0;
        let negative = seen.iter().any(|(_, balance)| is_negative(*balance));
        let accounts = self.sees_all(seen);
        self.wrong_sums += u64::from(sum != self.total);
        self.wrong_accounts += u64::from(!accounts);
        self.negative += u64::from(negative);
        if sum == self.total && accounts && !negative {
            return;
        }
        self.wrong_reads += 1;
        if self.bad_reads.len() < LISTED_MAX {
            let (missing, unexpected) = self.compare(seen);
            let below = seen.iter().filter(|(_, balance)| is_negative(*balance));
            self.bad_reads.push(BadRead {
                place,
                sum,
                missing,
                unexpected,
                negative: below.cloned().collect(),
            });
        }
    }

    fn sees_all(&self, seen: &[(K, i64)]) -> bool {
        if seen.len() != self.accounts.len() {
            return false;
        }
        let accounts = || seen.iter().map(|(account, _)| account);
        // Most systems answer in the order of the accounts.
        accounts().eq(&self.accounts) || {
            let mut sorted: Vec<&K> = accounts().collect();
            sorted.sort_unstable();
            sorted.into_iter().eq(&self.accounts)
        }
    }

    /// Returns the accounts that a read misses, and those that it saw too often.
    fn compare(&self, seen: &[(K, i64)]) -> (Vec<K>, Vec<K>) {
        let mut due: BTreeMap<&K, bool> = self.accounts.iter().map(|one| (one, true)).collect();
        let mut unexpected = Vec::new();
        for (account, _) in seen {
            match due.insert(account, false) {
                Some(true) => {}
                Some(false) | None => unexpected.push(account.clone()),
            }
        }
        let missing = due.into_iter().filter(|(_, due)| *due);
        (
            missing.map(|(account, _)| account.clone()).collect(),
            unexpected,
        )
    }
}

fn sum<K>(balances: &[(K, i64)]) -> i128 {
    balances
        .iter()
        .map(|(_, balance)| i128::from(*balance))
        .sum()
}

impl<K: Element> Report for BankReport<K> {
    fn finding(&self) -> Finding {
        match (self.reads, self.wrong_reads) {
            (0, _) => Finding::Unknown(Untested::Results { of: "read" }),
            (_, 0) => Finding::Valid,
            _ => Finding::Invalid,
        }
    }

    fn figures(&self) -> Vec<(&'static str, Figure)> {
        let basis = match self.basis {
            Basis::Given => "given",
            Basis::FirstRead => "first read",
        };
        vec![
            ("reads", self.reads.into()),
            ("accounts", Figure::list(self.accounts.iter())),
            ("total", self.total.into()),
            ("basis", Figure::text(basis)),
            ("wrong_reads", self.wrong_reads.into()),
            ("wrong_sums", self.wrong_sums.into()),
            ("wrong_accounts", self.wrong_accounts.into()),
            ("negative", self.negative.into()),
            (
                "bad_reads",
                Figure::List(self.bad_reads.iter().map(BadRead::figure).collect()),
            ),
        ]
    }
}

impl<K: Element> BadRead<K> {
    fn figure(&self) -> Figure {
        let negative = self.negative.iter().map(|(account, balance)| {
            Figure::Fields(vec![
                ("account", Figure::text(account)),
                ("balance", (*balance).into()),
            ])
        });
        Figure::Fields(vec![
            ("place", self.place.figure()),
            ("sum", self.sum.into()),
            ("missing", Figure::list(self.missing.iter())),
            ("unexpected", Figure::list(self.unexpected.iter())),
            ("negative", Figure::List(negative.collect())),
        ])
    }

    /// Writes what is wrong, where this sum is expected.
    fn told(&self, total: i128) -> String {
        let mut faults = Vec::new();
        if self.sum != total {
            faults.push(format!("the sum is {}, not {total}", self.sum));
        }
        if !self.missing.is_empty() {
            faults.push(format!("misses {}", elements(&self.missing)));
        }
        if !self.unexpected.is_empty() {
            faults.push(format!("should not see {}", elements(&self.unexpected)));
        }
        let below = self.negative.iter();
        faults
            .extend(below.map(|(account, balance)| format!("{} has {balance}", element(account))));
        format!("{}: {}", self.place, faults.join("; "))
    }
}

impl<K: Element> fmt::Display for BankReport<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} wrong, of {}: {} by the sum, {} by the accounts, {} below 0",
            self.wrong_reads,
            counted(self.reads, "read"),
            self.wrong_sums,
            self.wrong_accounts,
            self.negative,
        )?;
        let basis = match self.basis {
            Basis::Given => "",
            Basis::FirstRead => ", as in the first read",
        };
        if self.reads > 0 {
            let accounts = counted(self.accounts.len() as u64, "account");
            writeln!(
                f,
                "  expected: {accounts} with the sum {}{basis}",
                self.total
            )?;
        }
        let told = self.bad_reads.iter().map(|read| read.told(self.total));
        cases(f, told, self.wrong_reads)
    }
}
