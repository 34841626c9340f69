//! Real servers: those that are named by an address, and those that are started for a run.

use std::error::Error;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use lockstep::seed::Seed;
use lockstep::workloads::Nemesis;
use lockstep_clients::{
    LinkNemesis, LocalServer, LocalService, Persistence, ProcessNemesis, Proxy, Server, ServerError,
};
use thiserror::Error;

use super::Runnable;
use super::fault::{Fault, FaultName, expect_none};
use super::server_nemesis::ServerNemesis;
use super::subject::Subject;

pub(crate) use lockstep_clients::Served as Serves;

/// Which server is run against.
#[derive(Clone)]
pub(crate) enum Target {
    /// One that somebody else runs, or a database in a file.
    There(Box<Server>),
    /// One that is started for the run, and what its address is to end with.
    Here(LocalService, String),
}

/// Text that names no server.
#[derive(Debug, Error)]
pub(crate) enum UnknownServer {
    #[error(transparent)]
    Address(#[from] ServerError),
    #[error("{program} has no setting `{found}`; expected {expected}")]
    Setting {
        program: &'static str,
        found: String,
        expected: &'static str,
    },
}

impl Target {
    /// Opens the object of a workload on the server, starting that if it is to be.
    pub(super) fn subject<R: Runnable>(
        &self,
        faults: &[FaultName],
        seed: Seed,
    ) -> Result<Subject<R>, Box<dyn Error>> {
        let run = format!("{}_{seed}", R::NAME.replace('-', "_")).parse()?;
        match self {
            Target::There(server) => {
                expect_none(faults)?;
                Ok(Subject::of(R::served_by(server, &run)?))
            }
            Target::Here(service, ending) => {
                let local = Arc::new(LocalServer::start(*service)?);
                let proxy = Arc::new(Proxy::start(local.address())?);
                let through = local.server_at(proxy.address());
                let server: Server = format!("{through}{ending}").parse()?;
                let nemesis = (!faults.is_empty()).then(|| {
                    let process = ProcessNemesis::new(Arc::clone(&local));
                    let link = LinkNemesis::new(proxy.clone());
                    Box::new(ServerNemesis { process, link }) as Box<dyn Nemesis<Fault = Fault>>
                });
                let system = R::served_by(&server, &run)?;
                // Who waits for Ctrl-C does so to the end of the process, which the server is not to wait for.
                let abandoned = Arc::downgrade(&local);
                Ok(Subject {
                    system,
                    nemesis,
                    started: Some(Box::new((proxy, local))),
                    abandon: Box::new(move || {
                        // It may have been killed before.
                        let _ = abandoned.upgrade().map(|local| local.kill());
                    }),
                })
            }
        }
    }
}

impl FromStr for Target {
    type Err = UnknownServer;

    fn from_str(text: &str) -> Result<Self, UnknownServer> {
        let (name, setting) = text.split_once('?').unwrap_or((text, ""));
        let none = |program, expected| {
            let found = setting.to_owned();
            Err(UnknownServer::Setting {
                program,
                found,
                expected,
            })
        };
        let here = |service| Ok(Target::Here(service, String::new()));
        match (name, setting) {
            ("redis", "" | "persistence=always") => here(LocalService::Redis(Persistence::Always)),
            ("redis", "persistence=none") => here(LocalService::Redis(Persistence::None)),
            ("redis", _) => none("redis", "persistence=always or persistence=none"),
            ("etcd", "") => here(LocalService::Etcd),
            ("etcd", _) => none("etcd", "none"),
            ("postgres", _) => {
                let ending = &text[name.len()..];
                // Its parameters are looked at before it is started.
                format!("postgres://localhost/postgres{ending}").parse::<Server>()?;
                Ok(Target::Here(LocalService::Postgres, ending.to_owned()))
            }
            _ => Ok(Target::There(Box::new(text.parse()?))),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::There(server) => write!(f, "{server}"),
            Target::Here(LocalService::Redis(Persistence::None), _) => {
                f.write_str("redis?persistence=none")
            }
            Target::Here(LocalService::Redis(Persistence::Always), _) => f.write_str("redis"),
            Target::Here(LocalService::Postgres, ending) => write!(f, "postgres{ending}"),
            Target::Here(LocalService::Etcd, _) => f.write_str("etcd"),
        }
    }
}
