use redis::{Cmd, Connection, ErrorKind, FromRedisValue, Pipeline, RedisError, RedisResult};

use crate::lapse::Lapse;

/// A connection to a Redis server, and the run's key.
pub(crate) struct Redis {
    connection: Connection,
    key: String,
}

impl Redis {
    pub(super) fn new(connection: Connection, key: String) -> Self {
        Self { connection, key }
    }

    /// Runs a command on the run's key.
    pub(super) fn ask<T: FromRedisValue>(
        &mut self,
        command: &str,
        arguments: &[i64],
    ) -> Result<T, Lapse> {
        let mut asked = redis::cmd(command);
        asked.arg(&self.key).arg(arguments);
        self.query(&asked)
    }

    pub(super) fn query<T: FromRedisValue>(&mut self, command: &Cmd) -> Result<T, Lapse> {
        let answer = command.query(&mut self.connection);
        answer.map_err(|error| lapse(&error))
    }

    pub(super) fn transact<T: FromRedisValue>(&mut self, commands: &Pipeline) -> Result<T, Lapse> {
        let answer = commands.query(&mut self.connection);
        answer.map_err(|error| lapse(&error))
    }

    pub(super) fn key(&self) -> &str {
        &self.key
    }

    pub(super) fn delete(&mut self) -> RedisResult<()> {
        redis::cmd("DEL").arg(&self.key).exec(&mut self.connection)
    }
}

/// What the server answers with an error has changed nothing.
fn lapse(error: &RedisError) -> Lapse {
    match error.kind() {
        ErrorKind::Server(_) | ErrorKind::Extension | ErrorKind::Client => Lapse::refused(error),
        _ => Lapse::lost(error),
    }
}
