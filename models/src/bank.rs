use std::collections::BTreeMap;

use lockstep_history::{Codec, Expected, Value};

use crate::{Element, JsonForm, Model, Next, Overdrafts, Table, View, json, show};

/// What a bank is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum BankOp<K = Value> {
    /// Move this amount from one account to another; a negative one moves the other way.
    Transfer {
        /// Where it is taken.
        from: K,
        /// Where it is put.
        to: K,
        /// How much it is.
        amount: i64,
    },
    /// What do all accounts hold?
    Read,
}

/// What a bank answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum BankRet<K = Value> {
    /// The amount was moved.
    Done,
    /// The read got these balances, in any order.
    Got(Vec<(K, i64)>),
}

/// Accounts between which amounts are moved, read all at once.
///
/// A transfer between accounts that exist happens as a whole or, where [`Overdrafts`] are refused and
/// the account that pays would hold less than 0, not at all: then a client is told `fail`. Balances are
/// exact, 128 bits wide, so that amounts of 64 bits cannot overflow them in any history.
///
/// # Format
///
/// | operation  | value on `invoke`                  | value on `ok`                  |
/// |------------|------------------------------------|--------------------------------|
/// | `transfer` | `{"from": a, "to": a, "amount": n}` | the same or null              |
/// | `read`     | not looked at                      | `{a: n, …}`, in any order      |
///
/// A text that is an integer of 64 bits names the same account as the integer, since the names of a
/// JSON object are texts. A balance that is null counts as an account that is not there.
///
/// The initial state is an object {a: n}. By default there are eight accounts, 0 to 7; the first holds
/// 100, the others nothing.
///
/// # Examples
///
/// ```
/// use lockstep_models::BankOp::{Read, Transfer};
/// use lockstep_models::BankRet::Got;
/// use lockstep_models::{Bank, Model, Next};
///
/// let bank = Bank::new([("a", 10), ("b", 90)]);
/// let transfer = Transfer { from: "a", to: "b", amount: 4 };
/// let Next::One(after) = bank.step(&bank.initial(), &transfer, None) else {
///     panic!("there is enough");
/// };
/// let seen = Got(vec![("a", 6), ("b", 94)]);
/// assert_eq!(bank.step(&after, &Read, Some(&seen)), Next::One(after.clone()));
/// assert_eq!(bank.step(&bank.initial(), &Read, Some(&seen)), Next::None);
/// ```
#[derive(Clone, Debug)]
pub struct Bank<K: Ord = Value> {
    initial: Table<K, i128>,
    overdrafts: Overdrafts,
}

impl<K: Element> Bank<K> {
    /// Makes a bank of these accounts, which refuses overdrafts.
    pub fn new(accounts: impl IntoIterator<Item = (K, i64)>) -> Self {
        let accounts = accounts.into_iter();
        Self {
            initial: accounts
                .map(|(account, balance)| (account, balance.into()))
                .collect(),
            overdrafts: Overdrafts::default(),
        }
    }

    /// Sets whether balances can be below 0.
    #[must_use = "it returns the bank with the option set"]
    pub fn overdrafts(mut self, overdrafts: Overdrafts) -> Self {
        self.overdrafts = overdrafts;
        self
    }

    /// Returns the accounts, with what they hold before the first operation, in their order.
    pub fn accounts(&self) -> impl ExactSizeIterator<Item = (&K, i128)> {
        self.initial
            .iter()
            .map(|(account, &balance)| (account, balance))
    }

    /// Returns true if a transfer that leaves this with the account that pays does not happen.
    fn refuses(&self, left: i128) -> bool {
        self.overdrafts == Overdrafts::Refused && left < 0
    }

    fn moved(&self, state: &Table<K, i128>, from: &K, to: &K, amount: i64) -> Next<Table<K, i128>> {
        let (payer, other) = if amount < 0 { (to, from) } else { (from, to) };
        let amount = i128::from(amount).abs();
        let (Some(held), Some(held_by_other)) = (state.get(payer), state.get(other)) else {
            return Next::None;
        };
        // What an account pays to itself it has again, and so no check that it has it is needed.
        if payer == other || amount == 0 {
            return Next::One(state.clone());
        }
        let left = held - amount;
        Next::when(!self.refuses(left), || {
            state
                .with(payer.clone(), left)
                .with(other.clone(), held_by_other + amount)
        })
    }
}

/// Eight accounts, 0 to 7; the first holds 100, the others nothing.
impl<K: Element + From<i64>> Default for Bank<K> {
    fn default() -> Self {
        Self::new((0..8).map(|account| (account.into(), if account == 0 { 100 } else { 0 })))
    }
}

impl Bank {
    /// Makes a bank from the JSON of its initial state: an object {account: balance}.
    ///
    /// # Errors
    ///
    /// [`Expected`] if it is no object, or a balance is no integer of 64 bits.
    pub fn from_initial(initial: &Value) -> Result<Self, Expected> {
        let entries = json::initial_entries(initial)?;
        let accounts = entries.iter().map(|(name, balance)| {
            let amount = balance.as_int().ok_or_else(|| {
                Expected::new("a balance of the initial state", balance, json::INTEGER)
            })?;
            Ok((named(name), amount))
        });
        accounts.collect::<Result<Vec<_>, _>>().map(Self::new)
    }
}

fn holds_exactly<K: Element>(state: &Table<K, i128>, seen: &[(K, i64)]) -> bool {
    state.len() == seen.len() && {
        let seen: BTreeMap<&K, i128> = seen
            .iter()
            .map(|(account, balance)| (account, i128::from(*balance)))
            .collect();
        state
            .iter()
            .eq(seen.iter().map(|(&account, balance)| (account, balance)))
    }
}

impl<K: Element> Model for Bank<K> {
    type State = Table<K, i128>;
    type Op = BankOp<K>;
    type Ret = BankRet<K>;

    fn initial(&self) -> Table<K, i128> {
        self.initial.clone()
    }

    fn step(
        &self,
        state: &Table<K, i128>,
        op: &BankOp<K>,
        ret: Option<&BankRet<K>>,
    ) -> Next<Table<K, i128>> {
        match (op, ret) {
            (BankOp::Transfer { from, to, amount }, None | Some(BankRet::Done)) => {
                self.moved(state, from, to, *amount)
            }
            (BankOp::Read, None) => Next::One(state.clone()),
            (BankOp::Read, Some(BankRet::Got(seen))) => {
                Next::when(holds_exactly(state, seen), || state.clone())
            }
            _ => Next::None,
        }
    }

    fn observes(&self, op: &BankOp<K>, _ret: Option<&BankRet<K>>) -> bool {
        matches!(op, BankOp::Read)
    }

    fn view<'a>(&self, op: &'a BankOp<K>, ret: Option<&'a BankRet<K>>) -> View<'a> {
        match (op, ret) {
            (BankOp::Read, None) => View::Idle,
            _ => View::Opaque,
        }
    }

    fn show_op(&self, op: &BankOp<K>, ret: Option<&BankRet<K>>) -> String {
        match op {
            BankOp::Transfer { from, to, amount } => {
                let (from, to) = (show::item(from), show::item(to));
                format!("transfer {amount} from {from} to {to}")
            }
            BankOp::Read => show::asked("read", ret.map(show_ret)),
        }
    }

    fn show_state(&self, state: &Table<K, i128>) -> String {
        if state.is_empty() {
            return "there are no accounts".into();
        }
        let balances = show::list(state.iter().map(balance), state.len());
        format!("the accounts hold {balances}")
    }
}

fn show_ret<K: Element>(ret: &BankRet<K>) -> String {
    match ret {
        BankRet::Done => "done".into(),
        BankRet::Got(seen) => {
            let seen_balances = seen.iter().map(|(account, seen)| balance((account, seen)));
            format!("{{{}}}", show::list(seen_balances, seen.len()))
        }
    }
}

fn balance<K: Element>((account, balance): (&K, impl std::fmt::Display)) -> String {
    format!("{}: {balance}", show::item(account))
}

const TRANSFER: &str = r#"{"from": account, "to": account, "amount": an integer of 64 bits}"#;

impl<K: JsonForm> Codec for Bank<K> {
    type Op = BankOp<K>;
    type Ret = BankRet<K>;

    fn op(&self, _process: u64, f: &str, value: &Value) -> Result<BankOp<K>, Expected> {
        match f {
            "transfer" => transfer(value).ok_or_else(|| json::bad_value(f, value, TRANSFER)),
            "read" => Ok(BankOp::Read),
            _ => Err(json::unknown(f, "transfer or read")),
        }
    }

    fn ret(&self, op: &BankOp<K>, value: &Value) -> Result<Option<BankRet<K>>, Expected> {
        match op {
            BankOp::Transfer { .. } if value.is_null() || transfer(value).as_ref() == Some(op) => {
                Ok(Some(BankRet::Done))
            }
            BankOp::Transfer { .. } => {
                let expected = format!("{} or null", self.write_op(op).1);
                Err(json::bad_result("transfer", value, &expected))
            }
            BankOp::Read => balances(value).map(|seen| Some(BankRet::Got(seen))),
        }
    }

    fn write_op(&self, op: &BankOp<K>) -> (&'static str, Value) {
        match op {
            BankOp::Transfer { from, to, amount } => {
                let fields = [
                    ("from".into(), from.clone().into()),
                    ("to".into(), to.clone().into()),
                    ("amount".into(), (*amount).into()),
                ];
                ("transfer", Value::Map(fields.into()))
            }
            BankOp::Read => ("read", Value::Null),
        }
    }

    fn write_ret(&self, op: &BankOp<K>, ret: &BankRet<K>) -> Value {
        match ret {
            BankRet::Done => self.write_op(op).1,
            BankRet::Got(seen) => {
                let entries = seen.iter();
                let entries = entries.map(|(account, balance)| (name(account), (*balance).into()));
                Value::Map(entries.collect())
            }
        }
    }
}

/// Returns what a name says that may be a text. JSON's objects have texts where EDN's maps have
/// integers.
fn named(name: &Value) -> Value {
    let number = name.as_text().and_then(|text| {
        let number: i64 = text.parse().ok()?;
        // Not what is no integer as JSON writes it, such as `007`.
        (number.to_string() == text).then_some(number)
    });
    number.map_or_else(|| name.clone(), Value::Int)
}

/// Writes the name of an account as JSON's objects have it.
fn name<K: JsonForm>(account: &K) -> Value {
    match account.clone().into() {
        Value::Int(number) => Value::from(number.to_string().as_str()),
        other => other,
    }
}

fn transfer<K: JsonForm>(value: &Value) -> Option<BankOp<K>> {
    let Value::Map(fields) = value else {
        return None;
    };
    let field = |name: &str| {
        let mut fields = fields.iter();
        let found = fields.find(|(field, _)| field.as_text() == Some(name));
        found.map(|(_, value)| value)
    };
    Some(BankOp::Transfer {
        from: K::read(&named(field("from")?))?,
        to: K::read(&named(field("to")?))?,
        amount: field("amount")?.as_int()?,
    })
}

fn balances<K: JsonForm>(value: &Value) -> Result<Vec<(K, i64)>, Expected> {
    let Value::Map(entries) = value else {
        let expected = "an object {account: balance}";
        return Err(json::bad_result("read", value, expected));
    };
    let present = entries.iter().filter(|(_, balance)| !balance.is_null());
    let seen = present.map(|(name, balance)| {
        let unknown = || Expected::new("an account that read got", name, K::EXPECTED);
        let expected = "an integer of 64 bits or null";
        let unfit = || Expected::new("a balance that read got", balance, expected);
        let account = K::read(&named(name)).ok_or_else(unknown)?;
        Ok((account, balance.as_int().ok_or_else(unfit)?))
    });
    seen.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use BankOp::{Read, Transfer};
    use BankRet::{Done, Got};

    fn pay(from: &'static str, to: &'static str, amount: i64) -> BankOp<&'static str> {
        Transfer { from, to, amount }
    }

    #[test]
    fn moves_what_is_there() {
        let bank = Bank::new([("a", 10), ("b", 0)]);
        let after = Next::One(Bank::new([("a", 3), ("b", 7)]).initial());
        for op in [pay("a", "b", 7), pay("b", "a", -7)] {
            assert_eq!(bank.step(&bank.initial(), &op, Some(&Done)), after);
        }
    }

    #[test]
    fn refuses_to_overdraw_the_account_that_pays() {
        let bank = Bank::new([("a", 10), ("b", -5)]);
        for op in [pay("a", "b", 11), pay("b", "a", -11), pay("b", "a", 1)] {
            assert_eq!(bank.step(&bank.initial(), &op, Some(&Done)), Next::None);
        }
        let paid = Next::One(Bank::new([("a", 8), ("b", -3)]).initial());
        assert_eq!(bank.step(&bank.initial(), &pay("a", "b", 2), None), paid);
    }

    #[test]
    fn overdraws_where_that_is_allowed() {
        let bank = Bank::new([("a", 10), ("b", 0)]).overdrafts(Overdrafts::Allowed);
        let after = Next::One(Bank::new([("a", -1), ("b", 11)]).initial());
        assert_eq!(bank.step(&bank.initial(), &pay("a", "b", 11), None), after);
    }

    #[test]
    fn knows_no_other_accounts() {
        let bank = Bank::new([("a", 10)]).overdrafts(Overdrafts::Allowed);
        for op in [pay("a", "c", 0), pay("c", "a", 1), pay("c", "c", 0)] {
            assert_eq!(bank.step(&bank.initial(), &op, None), Next::None);
        }
    }

    #[test]
    fn what_an_account_pays_to_itself_changes_nothing() {
        let bank = Bank::new([("a", 10)]);
        let same = Next::One(bank.initial());
        assert_eq!(bank.step(&bank.initial(), &pay("a", "a", 11), None), same);
    }

    #[test]
    fn rejects_a_read_that_misses_repeats_or_invents_an_account() {
        let bank = Bank::new([("a", 10), ("b", 0)]);
        let wrong = [
            vec![("a", 10)],
            vec![("a", 10), ("a", 10)],
            vec![("a", 10), ("c", 0)],
            vec![("a", 9), ("b", 1)],
        ];
        for seen in wrong {
            assert_eq!(
                bank.step(&bank.initial(), &Read, Some(&Got(seen))),
                Next::None
            );
        }
    }

    #[test]
    fn is_shown_in_words() {
        let bank = Bank::new([("a", 10), ("b", 0)]);
        assert_eq!(
            bank.show_op(&pay("a", "b", 5), None),
            "transfer 5 from a to b"
        );
        let seen = Got(vec![("b", 0), ("a", 10)]);
        assert_eq!(bank.show_op(&Read, Some(&seen)), "read → {b: 0, a: 10}");
        assert_eq!(bank.show_op(&Read, None), "read → ?");
        assert_eq!(
            bank.show_state(&bank.initial()),
            "the accounts hold a: 10, b: 0"
        );
        let none: Bank<i64> = Bank::new([]);
        assert_eq!(none.show_state(&none.initial()), "there are no accounts");
    }
}
