use super::Etcd;
use super::transaction::Transaction;
use crate::capability::{Cell, Swap};
use crate::lapse::Lapse;

/// A key, or none while it holds nothing.
impl Cell for Etcd {
    fn read(&mut self) -> Result<Option<i64>, Lapse> {
        let key = self.key();
        let answers = self.transact(&Transaction::new().get(&key))?;
        Ok(answers.one(0).map(|found| found.value))
    }

    fn write(&mut self, value: Option<i64>) -> Result<(), Lapse> {
        let key = self.key();
        self.transact(&Transaction::new().put(&key, value))
            .map(|_| ())
    }

    fn swap(&mut self, from: Option<i64>, to: Option<i64>) -> Result<Swap, Lapse> {
        let key = self.key();
        let swap = Transaction::new().holds(&key, from).put(&key, to);
        Ok(Swap::done_if(self.transact(&swap)?.held))
    }
}
