use std::error::Error;
use std::time::Duration;

use lockstep_models::Model;

use crate::lapse::Lapse;

/// How sessions of a server are opened, for the objects of one run.
pub(crate) trait Door: Send + Sync + 'static {
    type Session;

    /// Returns a door whose sessions wait so long for an answer.
    fn with_timeout(&self, timeout: Duration) -> Self;

    /// Opens a session, and waits until the server has answered in it.
    fn open(&self) -> Result<Self::Session, String>;

    /// Makes the place in which the objects of the run are kept, empty.
    fn prepare(&self) -> Result<(), Box<dyn Error + Send + Sync>>;

    /// Removes what [`prepare`](Door::prepare) made.
    fn clear(&self) -> Result<(), Box<dyn Error + Send + Sync>>;
}

/// An object that sessions of this kind offer.
pub(crate) trait Offered<S>: Model {
    /// Does an operation.
    fn act(session: &mut S, op: &Self::Op) -> Result<Self::Ret, Lapse>;
}
