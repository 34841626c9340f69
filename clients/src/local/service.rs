use std::fmt;
use std::net::SocketAddr;
use std::path::Path;

use super::program;

/// A server that can be started here, if its program is installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LocalService {
    /// One node of Redis.
    Redis(Persistence),
    /// PostgreSQL, whose files are not forced to the disk: they survive the end of its processes, not that of
    /// the machine.
    Postgres,
    /// One node of etcd.
    Etcd,
}

/// What of its data Redis has again after it was killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Persistence {
    /// Nothing.
    None,
    /// Everything: each write is on the disk before it is answered.
    Always,
}

impl LocalService {
    /// Returns the name of its program.
    pub fn program(self) -> &'static str {
        match self {
            LocalService::Redis(_) => "redis-server",
            LocalService::Postgres => "postgres",
            LocalService::Etcd => "etcd",
        }
    }

    /// Returns true if its program is installed.
    pub fn is_installed(self) -> bool {
        program::find(self.program()).is_some()
    }

    /// Returns what it is called with; `peers` is a port for what servers of one cluster say to each other.
    pub(super) fn arguments(self, folder: &Path, port: u16, peers: u16) -> Vec<String> {
        let folder = folder.join("data").display().to_string();
        match self {
            LocalService::Redis(persistence) => {
                let appends = match persistence {
                    Persistence::None => "no",
                    Persistence::Always => "yes",
                };
                let options = format!(
                    "--port {port} --bind 127.0.0.1 --dir {folder} --save  --appendonly {appends} \
                     --appendfsync always"
                );
                words(&options)
            }
            LocalService::Postgres => words(&format!(
                "-D {folder} -p {port} -h 127.0.0.1 -k  -c fsync=off -c deadlock_timeout=50ms"
            )),
            LocalService::Etcd => {
                let clients = format!("http://127.0.0.1:{port}");
                let peers = format!("http://127.0.0.1:{peers}");
                words(&format!(
                    "--data-dir {folder} --listen-client-urls {clients} \
                     --advertise-client-urls {clients} --listen-peer-urls {peers} \
                     --initial-advertise-peer-urls {peers} --initial-cluster default={peers}"
                ))
            }
        }
    }

    /// Returns the text of the [`Server`](crate::Server) that listens here.
    pub(super) fn text(self, address: SocketAddr) -> String {
        match self {
            LocalService::Redis(_) => format!("redis://{address}"),
            LocalService::Postgres => format!("postgres://postgres@{address}/postgres"),
            LocalService::Etcd => format!("etcd://{address}"),
        }
    }
}

/// Splits at single spaces: between two of them is an empty word.
fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

impl fmt::Display for LocalService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.program())
    }
}
