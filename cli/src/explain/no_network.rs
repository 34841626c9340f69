//! What stands in for the service where it was not built in.

use std::time::Duration;

use thiserror::Error;

use super::Answer;
use super::permission::Permission;
use super::question::Question;

/// Nobody can be asked.
#[derive(Debug, Error)]
#[error(
    "this command is built without the network, so nothing was sent; for an explanation: \
     cargo install --path cli --features explain"
)]
pub(crate) struct NoNetwork;

pub(super) fn ask(_: &Permission, _: &Question, _: Duration) -> Result<Answer, NoNetwork> {
    Err(NoNetwork)
}
