use super::Etcd;
use super::transaction::Transaction;
use crate::capability::{Elements, Held};
use crate::lapse::Lapse;

/// A key for each element.
impl Elements for Etcd {
    fn add(&mut self, element: i64) -> Result<Held, Lapse> {
        let key = self.numbered(element);
        let add = Transaction::new().holds(&key, None).put(&key, Some(1));
        Ok(Held::there_if(!self.transact(&add)?.held))
    }

    fn remove(&mut self, element: i64) -> Result<Held, Lapse> {
        let key = self.numbered(element);
        let removed = self.transact(&Transaction::new().put(&key, None))?;
        Ok(Held::there_if(removed.deleted == 1))
    }

    fn contains(&mut self, element: i64) -> Result<Held, Lapse> {
        let key = self.numbered(element);
        let answers = self.transact(&Transaction::new().get(&key))?;
        Ok(Held::there_if(answers.one(0).is_some()))
    }

    fn all(&mut self) -> Result<Vec<i64>, Lapse> {
        let all = self.all_numbered()?;
        Ok(all.into_iter().map(|(element, _)| element).collect())
    }
}
