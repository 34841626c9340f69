use super::Etcd;
use super::transaction::Transaction;
use crate::capability::{Cell, Sum};
use crate::lapse::Lapse;

/// A key, or none while the sum is 0. Who adds writes the sum if it has not changed since it was read.
impl Sum for Etcd {
    fn add(&mut self, amount: i64) -> Result<i64, Lapse> {
        let key = self.key();
        self.attempt(|etcd| {
            let found = etcd.transact(&Transaction::new().get(&key))?;
            let (before, revision) = found
                .one(0)
                .map_or((0, 0), |found| (found.value, found.revision));
            let beyond = || Lapse::refused("the sum is beyond 64 bits");
            let after = before.checked_add(amount).ok_or_else(beyond)?;
            let write = Transaction::new()
                .unchanged(&key, revision)
                .put(&key, Some(after));
            Ok(etcd.transact(&write)?.held.then_some(after))
        })
    }

    fn total(&mut self) -> Result<i64, Lapse> {
        Ok(self.read()?.unwrap_or(0))
    }
}
