use lockstep_models::{
    Bank, CasRegister, Counter, FifoQueue, GrowSet, Log, Model, MultiRegister, Mutex, OwnedMutex,
    Register, Set, Stack, UniqueIds,
};
use lockstep_workloads::BoxedSystem;
use thiserror::Error;

use crate::etcd::{Etcd, EtcdDoor};
use crate::postgres::{Postgres, PostgresDoor};
use crate::redis::{Redis, RedisDoor};
use crate::remote::Remote;
use crate::server::Place;
use crate::session::Offered;
use crate::sql::Sql;
use crate::sqlite::{Sqlite, SqliteDoor};
use crate::{Integral, RunName, Server};

/// An object behind a server, ready for a workload.
pub type Service<M> = BoxedSystem<<M as Model>::Op, <M as Model>::Ret>;

/// An object that servers offer.
///
/// What clients of the system say of an operation:
///
/// | it ended with | if |
/// |---|---|
/// | `ok` | the server said so |
/// | `fail` | the server refused it, or could not serialize it, or took it back; it was not possible, as to release a mutex that another process holds; or nothing that makes it happen was sent, as where there is no connection, or a transaction was lost before its commit |
/// | `info` | there was no answer in time, or the connection was lost; the process goes on under a new number, with a new connection |
///
/// # Examples
///
/// A counter in SQLite, and three clients that add to it and read it:
///
/// ```
/// use lockstep_checker::{Checker, Verdict};
/// use lockstep_clients::{Served, Server};
/// use lockstep_generator::Generator;
/// use lockstep_models::Counter;
/// use lockstep_seed::Seed;
/// use lockstep_workloads::{Ready, Workers};
///
/// let server: Server = "sqlite".parse()?;
/// let system = Counter::served_by(&server, &"tour".parse()?)?;
/// let workload = Counter::ready().workload(system, 3, Seed::from(7))?;
/// let run = Workers::new(3, Seed::from(7)).run(&workload.with_main(|main| main.take(60)))?;
/// let verdict = Checker::linearizable(Counter::new()).check(&run.history);
/// assert!(matches!(verdict, Verdict::Valid(_)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Served: Model {
    /// Returns the object as this server offers it, under the name of the run.
    ///
    /// It is made by the setup of a run, in its default state, and removed by the teardown; what a run of the
    /// same name left behind is removed first. Nothing is sent until then.
    ///
    /// # Errors
    ///
    /// [`Unserved`] if the server has nothing that the object could be made of.
    fn served_by(server: &Server, run: &RunName) -> Result<Service<Self>, Unserved>;
}

/// Says that a server does not offer an object, and why.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{server} does not offer this object: {reason}")]
pub struct Unserved {
    /// What the server is called.
    pub server: &'static str,
    /// Why.
    pub reason: &'static str,
}

impl<V: Integral> Served for Register<V> {
    fn served_by(server: &Server, run: &RunName) -> Result<Service<Self>, Unserved> {
        everywhere::<Self>(server, run)
    }
}

impl<V: Integral> Served for CasRegister<V> {
    fn served_by(server: &Server, run: &RunName) -> Result<Service<Self>, Unserved> {
        everywhere::<Self>(server, run)
    }
}

impl<K: Integral, V: Integral> Served for MultiRegister<K, V> {
    fn served_by(server: &Server, run: &RunName) -> Result<Service<Self>, Unserved> {
        everywhere::<Self>(server, run)
    }
}

impl<V: Integral> Served for GrowSet<V> {
    fn served_by(server: &Server, run: &RunName) -> Result<Service<Self>, Unserved> {
        everywhere::<Self>(server, run)
    }
}

impl<V: Integral> Served for Set<V> {
    fn served_by(server: &Server, run: &RunName) -> Result<Service<Self>, Unserved> {
        everywhere::<Self>(server, run)
    }
}

impl Served for Counter {
    fn served_by(server: &Server, run: &RunName) -> Result<Service<Self>, Unserved> {
        everywhere::<Self>(server, run)
    }
}

impl Served for Mutex {
    fn served_by(server: &Server, run: &RunName) -> Result<Service<Self>, Unserved> {
        everywhere::<Self>(server, run)
    }
}

impl Served for OwnedMutex {
    fn served_by(server: &Server, run: &RunName) -> Result<Service<Self>, Unserved> {
        everywhere::<Self>(server, run)
    }
}

/// As it is by default: eight accounts, 0 to 7, of which the first holds 100.
impl<K: Integral> Served for Bank<K> {
    fn served_by(server: &Server, run: &RunName) -> Result<Service<Self>, Unserved> {
        everywhere::<Self>(server, run)
    }
}

impl<V: Integral> Served for UniqueIds<V> {
    fn served_by(server: &Server, run: &RunName) -> Result<Service<Self>, Unserved> {
        everywhere::<Self>(server, run)
    }
}

impl<V: Integral> Served for FifoQueue<V> {
    fn served_by(server: &Server, run: &RunName) -> Result<Service<Self>, Unserved> {
        where_there_are_lines::<Self>(server, run)
    }
}

impl<V: Integral> Served for Stack<V> {
    fn served_by(server: &Server, run: &RunName) -> Result<Service<Self>, Unserved> {
        where_there_are_lines::<Self>(server, run)
    }
}

impl<V: Integral> Served for Log<V> {
    fn served_by(server: &Server, run: &RunName) -> Result<Service<Self>, Unserved> {
        where_there_are_lines::<Self>(server, run)
    }
}

/// Returns an object that all servers offer.
fn everywhere<M>(server: &Server, run: &RunName) -> Result<Service<M>, Unserved>
where
    M: Offered<Sql<Sqlite>> + Offered<Sql<Postgres>> + Offered<Redis> + Offered<Etcd> + 'static,
{
    if let Place::Etcd(place) = &server.place {
        let door = EtcdDoor::new(place, run, server.timeout);
        return Ok(Box::new(Remote::<M, _>::new(door)));
    }
    where_there_are_lines::<M>(server, run)
}

/// Returns an object that needs values in a row, which etcd does not have.
fn where_there_are_lines<M>(server: &Server, run: &RunName) -> Result<Service<M>, Unserved>
where
    M: Offered<Sql<Sqlite>> + Offered<Sql<Postgres>> + Offered<Redis> + 'static,
{
    let timeout = server.timeout;
    Ok(match &server.place {
        Place::Sqlite(path) => {
            let door = SqliteDoor::new(path.clone(), run, timeout);
            Box::new(Remote::<M, _>::new(door))
        }
        Place::Redis(client) => {
            let door = RedisDoor::new(client, run, timeout);
            Box::new(Remote::<M, _>::new(door))
        }
        Place::Postgres(config, isolation, update) => {
            let door = PostgresDoor::new(config, (*isolation, *update), run, timeout);
            Box::new(Remote::<M, _>::new(door))
        }
        Place::Etcd(_) => {
            return Err(Unserved {
                server: server.product(),
                reason: "it keeps keys apart, and has no list that values are put to the end of",
            });
        }
    })
}
