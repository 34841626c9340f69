use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use thiserror::Error;
use tokio_postgres::Config;

use crate::etcd::EtcdDoor;
use crate::postgres::PostgresDoor;
use crate::redis::RedisDoor;
use crate::session::Door;
use crate::sqlite::SqliteDoor;
use crate::{Isolation, Update};

/// How long a client waits for an answer, unless it is told otherwise.
const TIMEOUT: Duration = Duration::from_secs(2);

/// A server that offers objects: which one, where, and how it is used.
///
/// # Format
///
/// | text | is |
/// |---|---|
/// | `sqlite` | an SQLite database in a temporary file, which goes when the run ends |
/// | `sqlite:PATH` | the SQLite database in this file, which is made if it is not there |
/// | `redis://HOST:PORT/DB` | a Redis server, and the number of a database in it |
/// | `postgres://USER:PASSWORD@HOST:PORT/DB?…` | a PostgreSQL server, and a database in it |
/// | `etcd://HOST:PORT` | an etcd server, without encryption |
///
/// What stands behind the `?` of a PostgreSQL server are its own parameters and two more:
///
/// | parameter | is |
/// |---|---|
/// | `isolation` | `read-committed`, which is the default, `repeatable-read` or `serializable` |
/// | `update` | `server`, which is the default, or `client`: see [`Update`] |
///
/// # Examples
///
/// ```
/// use lockstep_clients::Server;
///
/// let server: Server = "postgres://postgres@localhost/postgres?update=client".parse()?;
/// assert_eq!(server.to_string(), "postgres://postgres@localhost/postgres?update=client");
///
/// let error = "postgres://localhost?isolation=none".parse::<Server>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     r#"the isolation of the server is "none"; expected read-committed, repeatable-read or serializable"#
/// );
/// # Ok::<(), lockstep_clients::ServerError>(())
/// ```
#[derive(Clone)]
pub struct Server {
    text: String,
    pub(crate) place: Place,
    pub(crate) timeout: Duration,
}

/// What a client of each server has to know.
#[derive(Clone)]
pub(crate) enum Place {
    Sqlite(Option<PathBuf>),
    Redis(redis::Client),
    Postgres(Box<Config>, Isolation, Update),
    Etcd(String),
}

/// Why a text does not name a server.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ServerError {
    /// It begins with nothing that is known.
    #[error(
        "the server is {0:?}; expected sqlite, sqlite:PATH, redis://…, postgres://… or etcd://HOST:PORT"
    )]
    Unknown(String),
    /// What stands behind the beginning is not right.
    #[error("the server is {text:?}: {reason}")]
    Place {
        /// The text.
        text: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A parameter has no such value.
    #[error("the {parameter} of the server is {value:?}; expected {expected}")]
    Parameter {
        /// The name of the parameter.
        parameter: &'static str,
        /// What it is.
        value: String,
        /// What it can be.
        expected: &'static str,
    },
}

impl Server {
    /// Sets how long a client waits for an answer, until it says that nobody knows; 2 s by default.
    #[must_use = "it returns the server with the time set"]
    pub fn with_timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// Opens a session and closes it; returns why that is not possible.
    pub(crate) fn ping(&self) -> Result<(), String> {
        let run = "ping".parse().expect("it is the name of a run");
        let timeout = self.timeout;
        match &self.place {
            Place::Sqlite(path) => answers(&SqliteDoor::new(path.clone(), &run, timeout)),
            Place::Redis(client) => answers(&RedisDoor::new(client, &run, timeout)),
            Place::Postgres(config, isolation, update) => {
                let used = (*isolation, *update);
                answers(&PostgresDoor::new(config, used, &run, timeout))
            }
            Place::Etcd(place) => answers(&EtcdDoor::new(place, &run, timeout)),
        }
    }

    /// Returns what it is called: SQLite, Redis, PostgreSQL or etcd.
    pub fn product(&self) -> &'static str {
        match self.place {
            Place::Sqlite(_) => "SQLite",
            Place::Redis(_) => "Redis",
            Place::Postgres(..) => "PostgreSQL",
            Place::Etcd(_) => "etcd",
        }
    }
}

impl FromStr for Server {
    type Err = ServerError;

    fn from_str(text: &str) -> Result<Self, ServerError> {
        Ok(Self {
            text: text.to_owned(),
            place: place(text)?,
            timeout: TIMEOUT,
        })
    }
}

fn answers(door: &impl Door) -> Result<(), String> {
    door.open().map(|_| ())
}

fn place(text: &str) -> Result<Place, ServerError> {
    if text == "sqlite" {
        return Ok(Place::Sqlite(None));
    }
    if let Some(path) = text.strip_prefix("sqlite:") {
        return sqlite(text, path);
    }
    match text.split_once("://") {
        Some(("redis", _)) => {
            let client = redis::Client::open(text);
            client.map(Place::Redis).map_err(|error| wrong(text, error))
        }
        Some(("postgres" | "postgresql", _)) => postgres(text),
        Some(("etcd", place)) => etcd(text, place),
        _ => Err(ServerError::Unknown(text.to_owned())),
    }
}

fn wrong(text: &str, reason: impl fmt::Display) -> ServerError {
    ServerError::Place {
        text: text.to_owned(),
        reason: reason.to_string(),
    }
}

fn sqlite(text: &str, path: &str) -> Result<Place, ServerError> {
    if path.is_empty() {
        return Err(wrong(text, "no file is named; expected sqlite:PATH"));
    }
    Ok(Place::Sqlite(Some(path.into())))
}

fn postgres(text: &str) -> Result<Place, ServerError> {
    let (base, query) = text.split_once('?').unwrap_or((text, ""));
    let (mut isolation, mut update) = (Isolation::default(), Update::default());
    let mut others = Vec::new();
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
        match parameter.split_once('=') {
            Some(("isolation", level)) => {
                isolation = Isolation::parse(level).ok_or_else(|| ServerError::Parameter {
                    parameter: "isolation",
                    value: level.to_owned(),
                    expected: "read-committed, repeatable-read or serializable",
                })?;
            }
            Some(("update", place)) => {
                update = Update::parse(place).ok_or_else(|| ServerError::Parameter {
                    parameter: "update",
                    value: place.to_owned(),
                    expected: "server or client",
                })?;
            }
            _ => others.push(parameter),
        }
    }
    let plain = match &others[..] {
        [] => base.to_owned(),
        others => format!("{base}?{}", others.join("&")),
    };
    let config = plain.parse().map_err(|error: tokio_postgres::Error| {
        let source = std::error::Error::source(&error).map(ToString::to_string);
        wrong(text, source.unwrap_or_else(|| error.to_string()))
    })?;
    Ok(Place::Postgres(Box::new(config), isolation, update))
}

fn etcd(text: &str, place: &str) -> Result<Place, ServerError> {
    let place = place.trim_end_matches('/');
    let parts = place.rsplit_once(':');
    let fits = parts.is_some_and(|(host, port)| {
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "-._[]:".contains(letter);
        !host.is_empty() && host.chars().all(plain) && port.parse::<u16>().is_ok()
    });
    if fits {
        Ok(Place::Etcd(place.to_owned()))
    } else {
        Err(wrong(text, "expected etcd://HOST:PORT"))
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Server").field(&self.text).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        text.parse::<Server>().unwrap_err().to_string()
    }

    #[test]
    fn each_server_is_known_by_its_beginning() {
        for (text, product) in [
            ("sqlite", "SQLite"),
            ("sqlite:runs/a.sqlite", "SQLite"),
            ("redis://127.0.0.1:6379", "Redis"),
            ("postgres://postgres@127.0.0.1", "PostgreSQL"),
            ("postgresql://127.0.0.1/db?connect_timeout=3", "PostgreSQL"),
            ("etcd://127.0.0.1:2379", "etcd"),
            ("etcd://[::1]:2379/", "etcd"),
        ] {
            let server: Server = text.parse().unwrap();
            assert_eq!(
                (server.product(), server.to_string().as_str()),
                (product, text)
            );
        }
    }

    #[test]
    fn the_parameters_of_postgres_are_told_from_its_own() {
        let text = "postgres://u@h/db?update=client&connect_timeout=3&isolation=serializable";
        let server: Server = text.parse().unwrap();
        let Place::Postgres(config, isolation, update) = server.place else {
            panic!("it is a PostgreSQL server");
        };
        assert_eq!(
            (isolation, update),
            (Isolation::Serializable, Update::Client)
        );
        assert_eq!(config.get_connect_timeout(), Some(&Duration::from_secs(3)));
        assert_eq!(config.get_dbname(), Some("db"));
    }

    #[test]
    fn an_error_says_what_was_expected() {
        assert_eq!(
            error("mysql://h"),
            "the server is \"mysql://h\"; expected sqlite, sqlite:PATH, redis://…, postgres://… or \
             etcd://HOST:PORT"
        );
        assert_eq!(
            error("sqlite:"),
            "the server is \"sqlite:\": no file is named; expected sqlite:PATH"
        );
        assert_eq!(
            error("etcd://h"),
            "the server is \"etcd://h\": expected etcd://HOST:PORT"
        );
        assert_eq!(
            error("postgres://h?update=both"),
            "the update of the server is \"both\"; expected server or client"
        );
        assert!(error("postgres://h?colour=red").starts_with("the server is \"postgres://h?"));
        assert!(error("redis://h:port").starts_with("the server is \"redis://h:port\": "));
    }
}
