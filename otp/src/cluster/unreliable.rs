use std::ops::RangeInclusive;
use std::panic::Location;
use std::time::Duration;

use lockstep_scheduler::{Kind, rand};
use lockstep_seed::Stream;

use crate::system::system;

/// What a network does to single messages between nodes, by seed.
///
/// Signals of the system, such as of monitors and links, and replies to calls are not lost.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use lockstep_otp as otp;
/// use lockstep_otp::cluster::{self, Unreliable};
/// use lockstep_scheduler::Runner;
///
/// Runner::new().iterations(10).run(|| {
///     let [node] = cluster::start_nodes(["a"]);
///     let milliseconds = |count| Duration::from_millis(count);
///     Unreliable::new().delay(milliseconds(1)..=milliseconds(5)).begin();
///     let mut inbox = otp::inbox();
///     let to = inbox.pid();
///     cluster::spawn::<()>(node, move |_| to.send(1));
///     assert_eq!(inbox.recv(), 1);
///     assert!(otp::now() >= milliseconds(1));
/// });
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreliable {
    /// Of how many messages one is lost; 0 if none is.
    one_lost_of: u64,
    delay: Option<RangeInclusive<Duration>>,
    reorders: bool,
}

impl Unreliable {
    /// Returns a network that does nothing to messages.
    pub fn new() -> Self {
        Self {
            one_lost_of: 0,
            delay: None,
            reorders: false,
        }
    }

    /// Loses each message with the chance of one in so many; 0 is never.
    #[must_use]
    pub fn lose_one_in(self, messages: u64) -> Self {
        let one_lost_of = messages;
        Self {
            one_lost_of,
            ..self
        }
    }

    /// Lets each message take some virtual time in these bounds, all equally likely. Those from one process
    /// to another still keep their order.
    ///
    /// # Panics
    ///
    /// If the bounds are the wrong way round.
    #[must_use]
    pub fn delay(self, bounds: RangeInclusive<Duration>) -> Self {
        assert!(
            !bounds.is_empty(),
            "the delays are from {:?} to {:?}; the shorter one comes first",
            bounds.start(),
            bounds.end()
        );
        let delay = Some(bounds);
        Self { delay, ..self }
    }

    /// Lets messages from one process to another arrive in another order than that in which they were sent.
    #[must_use]
    pub fn reorder(self) -> Self {
        let reorders = true;
        Self { reorders, ..self }
    }

    /// Makes the network so, from now on.
    ///
    /// # Panics
    ///
    /// Outside of executions.
    #[track_caller]
    pub fn begin(self) {
        let network = &system().network;
        network.reach(Kind::Fault, Location::caller());
        network.spoil(self, rand::stream());
    }

    pub(super) fn loses(&self, stream: &mut Stream) -> bool {
        self.one_lost_of > 0 && stream.below(self.one_lost_of) == 0
    }

    pub(super) fn delay_of(&self, stream: &mut Stream) -> Option<Duration> {
        let bounds = self.delay.as_ref()?;
        let nanoseconds = |time: &Duration| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX / 2);
        let (least, most) = (nanoseconds(bounds.start()), nanoseconds(bounds.end()));
        Some(Duration::from_nanos(least + stream.below(most - least + 1)))
    }

    pub(super) fn reorders(&self) -> bool {
        self.reorders
    }
}

impl Default for Unreliable {
    fn default() -> Self {
        Self::new()
    }
}
