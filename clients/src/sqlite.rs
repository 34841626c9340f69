use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, params_from_iter};

use crate::Update;
use crate::lapse::Lapse;
use crate::run_name::RunName;
use crate::session::Door;
use crate::sql::{Access, Database, Row, Sql};

/// The file of a database, and the run's table in it.
#[derive(Clone)]
pub(crate) struct SqliteDoor {
    path: PathBuf,
    keep: Keep,
    table: String,
    timeout: Duration,
}

/// What is left when the run has ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    File,
    Nothing,
}

impl SqliteDoor {
    /// Takes this file or, if there is none, one of its own in the folder for temporary files.
    pub(crate) fn new(path: Option<PathBuf>, run: &RunName, timeout: Duration) -> Self {
        let own = || {
            let file = format!("lockstep-{run}-{}.sqlite", std::process::id());
            (std::env::temp_dir().join(file), Keep::Nothing)
        };
        let (path, keep) = path.map_or_else(own, |path| (path, Keep::File));
        Self {
            path,
            keep,
            table: run.as_table(),
            timeout,
        }
    }

    fn connect(&self) -> rusqlite::Result<Connection> {
        let connection = Connection::open(&self.path)?;
        connection.busy_timeout(self.timeout)?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        Ok(connection)
    }
}

impl Door for SqliteDoor {
    type Session = Sql<Sqlite>;

    fn with_timeout(&self, timeout: Duration) -> Self {
        Self {
            timeout,
            ..self.clone()
        }
    }

    fn open(&self) -> Result<Self::Session, String> {
        let opened = self.connect();
        let connection = opened.map_err(|error| format!("{}: {error}", self.path.display()))?;
        let database = Sqlite {
            connection,
            table: self.table.clone(),
        };
        Ok(Sql::new(database, Update::Server))
    }

    fn prepare(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        let connection = self.connect()?;
        // Readers and a writer do not wait for each other.
        connection.pragma_update(None, "journal_mode", "WAL")?;
        let table = &self.table;
        connection.execute_batch(&format!(
            "DROP TABLE IF EXISTS {table}; CREATE TABLE {table} (k INTEGER PRIMARY KEY, v INTEGER)"
        ))?;
        Ok(())
    }

    fn clear(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        if self.keep == Keep::File {
            let table = &self.table;
            self.connect()?
                .execute_batch(&format!("DROP TABLE {table}"))?;
            return Ok(());
        }
        fs::remove_file(&self.path)?;
        for beside in ["-wal", "-shm"] {
            let mut path = self.path.clone().into_os_string();
            path.push(beside);
            // Whoever closes the database last removes them.
            if fs::exists(&path)? {
                fs::remove_file(&path)?;
            }
        }
        Ok(())
    }
}

/// A connection to an SQLite database.
pub(crate) struct Sqlite {
    connection: Connection,
    table: String,
}

impl Sqlite {
    fn say(&self, statement: &str) -> Result<(), Lapse> {
        self.connection.execute_batch(statement).map_err(lapse)
    }
}

impl Database for Sqlite {
    fn begin(&mut self, access: Access) -> Result<(), Lapse> {
        self.say(match access {
            Access::Reads => "BEGIN",
            // Who reads first and then wants to write is refused if somebody else wrote in between.
            Access::Writes => "BEGIN IMMEDIATE",
        })
    }

    fn rows(
        &mut self,
        statement: &'static str,
        arguments: &[Option<i64>],
    ) -> Result<Vec<Row>, Lapse> {
        let query = || {
            let text = statement.replace('#', &self.table);
            let mut prepared = self.connection.prepare_cached(&text)?;
            let rows = prepared.query_map(params_from_iter(arguments), |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
            rows.collect::<Result<_, rusqlite::Error>>()
        };
        query().map_err(lapse)
    }

    fn execute(
        &mut self,
        statement: &'static str,
        arguments: &[Option<i64>],
    ) -> Result<u64, Lapse> {
        let execute = || {
            let text = statement.replace('#', &self.table);
            let mut prepared = self.connection.prepare_cached(&text)?;
            prepared.execute(params_from_iter(arguments))
        };
        execute().map(|rows| rows as u64).map_err(lapse)
    }

    fn commit(&mut self) -> Result<(), Lapse> {
        self.say("COMMIT")
    }

    fn roll_back(&mut self) -> Result<(), Lapse> {
        // Some errors have ended the transaction already.
        if self.connection.is_autocommit() {
            return Ok(());
        }
        self.say("ROLLBACK")
    }
}

/// A database that is busy, and a constraint, are told before anything changes.
fn lapse(error: rusqlite::Error) -> Lapse {
    match error.sqlite_error_code() {
        Some(
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::ConstraintViolation,
        ) => Lapse::refused(error),
        _ => Lapse::lost(error),
    }
}
