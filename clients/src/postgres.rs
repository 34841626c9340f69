use std::collections::BTreeMap;
use std::error::Error;
use std::future::Future;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio_postgres::error::DbError;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, NoTls, Statement};

use crate::lapse::Lapse;
use crate::run_name::RunName;
use crate::session::Door;
use crate::sql::{Access, Database, Row, Sql};
use crate::{Isolation, Update};

/// Where a PostgreSQL server is, and the run's table in it.
#[derive(Clone)]
pub(crate) struct PostgresDoor {
    pub(crate) config: Config,
    pub(crate) isolation: Isolation,
    pub(crate) update: Update,
    pub(crate) table: String,
    pub(crate) timeout: Duration,
}

impl PostgresDoor {
    pub(crate) fn new(
        config: &Config,
        (isolation, update): (Isolation, Update),
        run: &RunName,
        timeout: Duration,
    ) -> Self {
        Self {
            config: config.clone(),
            isolation,
            update,
            table: run.as_table(),
            timeout,
        }
    }

    fn connect(&self) -> Result<Postgres, Lapse> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(Lapse::unsent)?;
        let client = within(&runtime, self.timeout, async {
            let (client, connection) = self.config.connect(NoTls).await?;
            tokio::spawn(connection);
            Ok(client)
        })?;
        let postgres = Postgres {
            runtime,
            client,
            statements: BTreeMap::new(),
            table: self.table.clone(),
            timeout: self.timeout,
        };
        postgres.say(&format!(
            "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL {}",
            self.isolation.as_sql()
        ))?;
        Ok(postgres)
    }

    fn say(&self, statements: &str) -> Result<(), Box<dyn Error + Send + Sync>> {
        let said = self.connect().and_then(|postgres| postgres.say(statements));
        said.map_err(|lapse| lapse.into_reason().into())
    }
}

impl Door for PostgresDoor {
    type Session = Sql<Postgres>;

    fn with_timeout(&self, timeout: Duration) -> Self {
        Self {
            timeout,
            ..self.clone()
        }
    }

    fn open(&self) -> Result<Self::Session, String> {
        let postgres = self.connect().map_err(Lapse::into_reason)?;
        Ok(Sql::new(postgres, self.update))
    }

    fn prepare(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        let table = &self.table;
        self.say(&format!(
            "DROP TABLE IF EXISTS {table}; CREATE TABLE {table} (k BIGINT PRIMARY KEY, v BIGINT)"
        ))
    }

    fn clear(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.say(&format!("DROP TABLE {}", self.table))
    }
}

/// A connection to a PostgreSQL server, with all that drives it: it is used by one thread.
pub(crate) struct Postgres {
    runtime: Runtime,
    client: Client,
    statements: BTreeMap<&'static str, Statement>,
    table: String,
    timeout: Duration,
}

impl Postgres {
    fn say(&self, statements: &str) -> Result<(), Lapse> {
        within(
            &self.runtime,
            self.timeout,
            self.client.batch_execute(statements),
        )
    }

    fn prepared(&mut self, statement: &'static str) -> Result<Statement, Lapse> {
        if let Some(prepared) = self.statements.get(statement) {
            return Ok(prepared.clone());
        }
        let text = statement.replace('#', &self.table);
        let prepare = self.client.prepare(&text);
        let prepared = within(&self.runtime, self.timeout, prepare);
        // What was only prepared has changed nothing.
        let prepared = prepared.map_err(Lapse::before_the_commit)?;
        self.statements.insert(statement, prepared.clone());
        Ok(prepared)
    }
}

impl Database for Postgres {
    fn begin(&mut self, access: Access) -> Result<(), Lapse> {
        self.say(match access {
            Access::Reads => "BEGIN READ ONLY",
            Access::Writes => "BEGIN",
        })
    }

    fn rows(
        &mut self,
        statement: &'static str,
        arguments: &[Option<i64>],
    ) -> Result<Vec<Row>, Lapse> {
        let prepared = self.prepared(statement)?;
        let arguments = as_sql(arguments);
        let query = self.client.query(&prepared, &arguments);
        let rows = within(&self.runtime, self.timeout, query)?;
        Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
    }

    fn execute(
        &mut self,
        statement: &'static str,
        arguments: &[Option<i64>],
    ) -> Result<u64, Lapse> {
        let prepared = self.prepared(statement)?;
        let arguments = as_sql(arguments);
        let execute = self.client.execute(&prepared, &arguments);
        within(&self.runtime, self.timeout, execute)
    }

    fn commit(&mut self) -> Result<(), Lapse> {
        self.say("COMMIT")
    }

    fn roll_back(&mut self) -> Result<(), Lapse> {
        self.say("ROLLBACK")
    }
}

fn as_sql(arguments: &[Option<i64>]) -> Vec<&(dyn ToSql + Sync)> {
    let argument = |argument| argument as &(dyn ToSql + Sync);
    arguments.iter().map(argument).collect()
}

/// Waits for an answer, but no longer than `timeout`.
fn within<T>(
    runtime: &Runtime,
    timeout: Duration,
    answer: impl Future<Output = Result<T, tokio_postgres::Error>>,
) -> Result<T, Lapse> {
    match runtime.block_on(async { tokio::time::timeout(timeout, answer).await }) {
        Ok(answer) => answer.map_err(|error| lapse(&error)),
        Err(_) => Err(Lapse::lost(format_args!("no answer within {timeout:?}"))),
    }
}

/// An error of the server takes back what its statement did, unless the server is going down.
fn lapse(error: &tokio_postgres::Error) -> Lapse {
    match error.as_db_error() {
        Some(told) if takes_back(told) => {
            Lapse::refused(format_args!("{}: {}", told.code().code(), told.message()))
        }
        Some(told) => Lapse::lost(told),
        None => Lapse::lost(with_source(error)),
    }
}

/// Classes by PostgreSQL's documentation, appendix A: `08` connections, `57P` operators, `58` the system,
/// `XX` internal errors. A commit can end with the others only if it did not happen.
fn takes_back(error: &DbError) -> bool {
    let code = error.code().code();
    !["08", "57P", "58", "XX"]
        .iter()
        .any(|class| code.starts_with(class))
}

fn with_source(error: &tokio_postgres::Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}
