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
        let range = self.range();
        let answers = self.transact(&Transaction::new().get_all(&range))?;
        let found = answers.found.iter().flatten();
        let numbers = found.map(|found| {
            let number = found.key.strip_prefix(&range.0);
            let number = number.and_then(|number| number.parse().ok());
            number.ok_or_else(|| Lapse::refused(format_args!("{} is no element", found.key)))
        });
        numbers.collect()
    }
}
