use serde_json::json;

use super::gateway::Gateway;
use super::transaction::{Answers, Transaction, encoded};
use crate::lapse::Lapse;

/// How often an operation is tried anew that others came in the way of.
const ATTEMPTS_MAX: u32 = 32;

/// A way to an etcd server, and what the keys of the run begin with.
pub(crate) struct Etcd {
    gateway: Gateway,
    prefix: String,
}

impl Etcd {
    pub(super) fn new(gateway: Gateway, prefix: String) -> Self {
        Self { gateway, prefix }
    }

    /// Returns the key of the one thing that the run has.
    pub(super) fn key(&self) -> String {
        format!("{}/cell", self.prefix)
    }

    /// Returns the key of the thing with this number.
    pub(super) fn numbered(&self, number: i64) -> String {
        format!("{}/{number}", self.prefix)
    }

    /// Returns what the keys with numbers begin with, and the first key behind all of them.
    pub(super) fn range(&self) -> (String, String) {
        // `0` comes after `/`.
        (format!("{}/", self.prefix), format!("{}0", self.prefix))
    }

    /// Gets everything with a number, and what it holds.
    pub(super) fn all_numbered(&mut self) -> Result<Vec<(i64, i64)>, Lapse> {
        let range = self.range();
        let answers = self.transact(&Transaction::new().get_all(&range))?;
        let found = answers.found.iter().flatten();
        let numbers = found.map(|found| {
            let number = found.key.strip_prefix(&range.0);
            let number = number.and_then(|number| number.parse().ok());
            let none = || Lapse::refused(format_args!("{} has no number", found.key));
            Ok((number.ok_or_else(none)?, found.value))
        });
        numbers.collect()
    }

    pub(super) fn transact(&mut self, transaction: &Transaction) -> Result<Answers, Lapse> {
        let answer = self.gateway.ask("txn", &transaction.request())?;
        Answers::read(&answer)
    }

    /// Tries until an attempt is not come in the way of.
    pub(super) fn attempt<T>(
        &mut self,
        mut once: impl FnMut(&mut Self) -> Result<Option<T>, Lapse>,
    ) -> Result<T, Lapse> {
        for _ in 0..ATTEMPTS_MAX {
            if let Some(done) = once(self)? {
                return Ok(done);
            }
        }
        Err(Lapse::refused(format_args!(
            "others changed it during each of {ATTEMPTS_MAX} attempts"
        )))
    }

    /// Reads something, to hear whether the server is there.
    pub(super) fn look(&mut self) -> Result<(), Lapse> {
        let key = self.key();
        self.transact(&Transaction::new().get(&key)).map(|_| ())
    }

    /// Deletes all keys of the run.
    pub(super) fn delete_all(&mut self) -> Result<(), Lapse> {
        let (key, end) = self.range();
        let request = json!({"key": encoded(&key), "range_end": encoded(&end)});
        self.gateway.ask("deleterange", &request).map(|_| ())
    }
}
