use super::{Access, Database};
use crate::Update;
use crate::lapse::Lapse;

/// A session of a database, and where it computes new values.
pub(crate) struct Sql<D> {
    pub(super) database: D,
    pub(super) update: Update,
}

impl<D: Database> Sql<D> {
    pub(crate) fn new(database: D, update: Update) -> Self {
        Self { database, update }
    }

    /// Does all that `act` does in one transaction.
    ///
    /// Until the commit is sent nothing has happened, so that whatever goes wrong before is known not to have.
    pub(super) fn transact<T>(
        &mut self,
        access: Access,
        act: impl FnOnce(&mut D) -> Result<T, Lapse>,
    ) -> Result<T, Lapse> {
        let begun = self.database.begin(access);
        let acted = begun.and_then(|()| act(&mut self.database));
        let done = match acted {
            Ok(done) => self.database.commit().map(|()| done),
            Err(lapse) => Err(lapse.before_the_commit()),
        };
        done.map_err(|lapse| self.after(lapse))
    }

    /// Rolls back what was refused, so that the session can go on.
    fn after(&mut self, lapse: Lapse) -> Lapse {
        let Lapse::Refused(reason) = lapse else {
            return lapse;
        };
        match self.database.roll_back() {
            Ok(()) => Lapse::Refused(reason),
            Err(_) => Lapse::Unsent(reason),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Row;
    use super::*;

    /// Fails as it is told to, and remembers what it was asked for.
    #[derive(Default)]
    struct Fails {
        at: &'static str,
        refuses: &'static str,
        asked: Vec<&'static str>,
    }

    impl Fails {
        fn answer(&mut self, asked: &'static str) -> Result<(), Lapse> {
            self.asked.push(asked);
            if self.at == asked {
                return Err(Lapse::lost(asked));
            }
            if self.refuses == asked {
                return Err(Lapse::refused(asked));
            }
            Ok(())
        }
    }

    impl Database for Fails {
        fn begin(&mut self, _: Access) -> Result<(), Lapse> {
            self.answer("begin")
        }

        fn rows(&mut self, _: &'static str, _: &[Option<i64>]) -> Result<Vec<Row>, Lapse> {
            self.answer("rows").map(|()| Vec::new())
        }

        fn execute(&mut self, _: &'static str, _: &[Option<i64>]) -> Result<u64, Lapse> {
            self.answer("execute").map(|()| 1)
        }

        fn commit(&mut self) -> Result<(), Lapse> {
            self.answer("commit")
        }

        fn roll_back(&mut self) -> Result<(), Lapse> {
            self.answer("roll back")
        }
    }

    fn write(at: &'static str) -> (Result<u64, Lapse>, Vec<&'static str>) {
        let database = Fails {
            at,
            ..Fails::default()
        };
        let mut sql = Sql::new(database, Update::Client);
        let done = sql.transact(Access::Writes, |database| database.execute("", &[]));
        (done, sql.database.asked)
    }

    #[test]
    fn what_is_lost_before_the_commit_did_not_happen() {
        for at in ["begin", "execute"] {
            let (done, asked) = write(at);
            assert!(matches!(done, Err(Lapse::Unsent(_))), "{done:?}");
            assert!(!asked.contains(&"commit"));
        }
    }

    #[test]
    fn nobody_knows_how_a_lost_commit_ended() {
        assert!(matches!(write("commit").0, Err(Lapse::Lost(_))));
    }

    #[test]
    fn what_is_refused_is_rolled_back_and_the_session_goes_on() {
        let mut sql = Sql::new(Fails::default(), Update::Client);
        let refuse = |_: &mut Fails| Err::<(), _>(Lapse::refused("not now"));
        let done = sql.transact(Access::Writes, refuse);
        assert!(matches!(done, Err(Lapse::Refused(_))));
        assert_eq!(sql.database.asked, ["begin", "roll back"]);
    }

    #[test]
    fn a_commit_that_is_refused_is_rolled_back() {
        let database = Fails {
            refuses: "commit",
            ..Fails::default()
        };
        let mut sql = Sql::new(database, Update::Client);
        let done = sql.transact(Access::Reads, |_| Ok(()));
        assert!(matches!(done, Err(Lapse::Refused(_))));
        assert_eq!(sql.database.asked, ["begin", "commit", "roll back"]);
    }

    #[test]
    fn a_session_that_cannot_roll_back_is_lost() {
        let database = Fails {
            at: "roll back",
            ..Fails::default()
        };
        let mut sql = Sql::new(database, Update::Client);
        let refuse = |_: &mut Fails| Err::<(), _>(Lapse::refused("not now"));
        assert!(matches!(
            sql.transact(Access::Writes, refuse),
            Err(Lapse::Unsent(_))
        ));
    }
}
