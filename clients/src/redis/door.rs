use std::error::Error;
use std::time::Duration;

use redis::{Client, RedisResult};

use super::Redis;
use crate::run_name::RunName;
use crate::session::Door;

/// Where a Redis server is, and the run's key in it.
#[derive(Clone)]
pub(crate) struct RedisDoor {
    client: Client,
    key: String,
    timeout: Duration,
}

impl RedisDoor {
    pub(crate) fn new(client: &Client, run: &RunName, timeout: Duration) -> Self {
        Self {
            client: client.clone(),
            key: run.as_key(),
            timeout,
        }
    }

    fn connect(&self) -> RedisResult<Redis> {
        let mut connection = self.client.get_connection_with_timeout(self.timeout)?;
        connection.set_read_timeout(Some(self.timeout))?;
        connection.set_write_timeout(Some(self.timeout))?;
        // A server that is still loading its data says so here.
        redis::cmd("PING").exec(&mut connection)?;
        Ok(Redis::new(connection, self.key.clone()))
    }

    fn delete(&self) -> RedisResult<()> {
        self.connect()?.delete()
    }
}

impl Door for RedisDoor {
    type Session = Redis;

    fn with_timeout(&self, timeout: Duration) -> Self {
        Self {
            timeout,
            ..self.clone()
        }
    }

    fn open(&self) -> Result<Redis, String> {
        self.connect().map_err(|error| error.to_string())
    }

    fn prepare(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.delete().map_err(Into::into)
    }

    fn clear(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.delete().map_err(Into::into)
    }
}
