use std::error::Error;
use std::time::Duration;

use super::Etcd;
use super::gateway::Gateway;
use crate::lapse::Lapse;
use crate::run_name::RunName;
use crate::session::Door;

/// Where an etcd server is, and what the keys of the run begin with.
#[derive(Clone)]
pub(crate) struct EtcdDoor {
    place: String,
    prefix: String,
    timeout: Duration,
}

impl EtcdDoor {
    pub(crate) fn new(place: &str, run: &RunName, timeout: Duration) -> Self {
        Self {
            place: place.to_owned(),
            prefix: run.as_key(),
            timeout,
        }
    }

    fn delete(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        let deleted = self.session().delete_all();
        deleted.map_err(|lapse| lapse.into_reason().into())
    }

    fn session(&self) -> Etcd {
        Etcd::new(Gateway::new(&self.place, self.timeout), self.prefix.clone())
    }
}

impl Door for EtcdDoor {
    type Session = Etcd;

    fn with_timeout(&self, timeout: Duration) -> Self {
        Self {
            timeout,
            ..self.clone()
        }
    }

    fn open(&self) -> Result<Etcd, String> {
        let mut session = self.session();
        // One request is answered before the session counts as open.
        let answered = session.look();
        answered.map(|()| session).map_err(Lapse::into_reason)
    }

    fn prepare(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.delete()
    }

    fn clear(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.delete()
    }
}
