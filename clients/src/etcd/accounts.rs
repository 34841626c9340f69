use super::Etcd;
use super::transaction::Transaction;
use crate::capability::{Accounts, Moved, Transfer};
use crate::lapse::Lapse;

/// A key for each account. Who transfers writes both if neither has changed since they were read.
impl Accounts for Etcd {
    fn transfer(&mut self, transfer: &Transfer) -> Result<Moved, Lapse> {
        let keys = [self.numbered(transfer.from), self.numbered(transfer.to)];
        let [payer, other] = &keys;
        self.attempt(|etcd| {
            let found = etcd.transact(&Transaction::new().get(payer).get(other))?;
            let of = |place| {
                let found = found.one(place);
                found.map_or((0, 0), |found| (found.value, found.revision))
            };
            let ((from, from_revision), (to, to_revision)) = (of(0), of(1));
            let Some((left, more)) = transfer.of(from, to) else {
                return Ok(Some(Moved::Refused));
            };
            let write = Transaction::new()
                .unchanged(payer, from_revision)
                .unchanged(other, to_revision)
                .put(payer, Some(left))
                .put(other, Some(more));
            Ok(etcd.transact(&write)?.held.then_some(Moved::Done))
        })
    }

    fn balances(&mut self) -> Result<Vec<(i64, i64)>, Lapse> {
        self.all_numbered()
    }
}
