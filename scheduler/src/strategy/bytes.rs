use super::{Execution, Point, Strategy};
use crate::TaskId;

/// Makes a schedule of bytes, so that a fuzzer can look for one.
///
/// Where several tasks can go on, the next byte says who does: 0 for the one that goes on without a
/// pre-emption, and then those after it by number, in a circle. Where there are more than 256 of them, it
/// takes two bytes, and so on. After the last byte nobody is pre-empted. Bytes that differ a little make
/// schedules that differ a little.
///
/// # Examples
///
/// In a fuzz target, with what the fuzzer gives for `bytes`:
///
/// ```
/// use lockstep_scheduler::strategy::Bytes;
/// use lockstep_scheduler::sync::{Arc, atomic::{AtomicU32, Ordering::SeqCst}};
/// use lockstep_scheduler::{Runner, thread};
///
/// let fails_with = |bytes: &'static [u8]| {
///     let runner = Runner::new().iterations(1).strategy_with("bytes", move || Bytes::new(bytes));
///     let body = || {
///         let count = Arc::new(AtomicU32::new(0));
///         let other = Arc::clone(&count);
///         let task = thread::spawn(move || other.store(other.load(SeqCst) + 1, SeqCst));
///         count.store(count.load(SeqCst) + 1, SeqCst);
///         task.join().unwrap();
///         assert_eq!(count.load(SeqCst), 2);
///     };
///     runner.search(body).is_err()
/// };
/// assert!(!fails_with(&[]));
/// assert!(fails_with(&[0, 1, 0, 1]));
/// ```
#[derive(Clone, Debug)]
pub struct Bytes {
    bytes: Vec<u8>,
    /// How many are used up.
    place: usize,
}

impl Bytes {
    /// Makes the strategy.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            bytes: bytes.into(),
            place: 0,
        }
    }

    /// Returns the number that the next bytes say, below `count` or a little above.
    fn next_below(&mut self, count: usize) -> usize {
        let (mut number, mut room) = (0, 1_usize);
        while room < count {
            let byte = self.bytes.get(self.place).copied().unwrap_or(0);
            self.place += 1;
            number = number << 8 | usize::from(byte);
            room = room.saturating_mul(256);
        }
        number
    }
}

impl Strategy for Bytes {
    fn begin(&mut self, _: &Execution<'_>) -> bool {
        self.place = 0;
        true
    }

    fn choose(&mut self, point: &Point<'_>) -> TaskId {
        let natural = point.most_natural();
        let count = point.ready_count();
        match self.next_below(count) {
            0 => natural,
            steps => {
                let before = point.ready().take_while(|task| *task != natural).count();
                point.nth_ready((before + steps) % count)
            }
        }
    }
}
