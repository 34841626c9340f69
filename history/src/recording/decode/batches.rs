use std::num::NonZero;
use std::ops::Range;
use std::sync::Mutex;

use super::DecodeError;
use crate::in_order::{InOrder, lock, on_threads, unlock};

/// So many events are decoded at once by each thread: their operations fit a core's second cache.
const BATCH_EVENTS: u32 = 1 << 11;

/// Decodes the first so many events on several threads; `decode` adds the operations of some events.
///
/// Operations are put together in the order of their events, and the error is that of the first batch
/// that has one: both are what one thread would give.
pub(super) fn decode<O: Send>(
    events: u32,
    operations: usize,
    threads: NonZero<usize>,
    decode: impl Fn(Range<u32>, &mut Vec<O>) -> Result<(), DecodeError> + Sync,
) -> Result<Vec<O>, DecodeError> {
    let batches = Batches {
        events,
        decode,
        parts: Mutex::new(Parts {
            claimed: 0,
            decoded: InOrder::new(),
            spare: Vec::new(),
            error: None,
        }),
        operations: Mutex::new(Vec::with_capacity(operations)),
    };
    on_threads(threads, || batches.work());
    batches.append(&mut lock(&batches.operations));
    let error = unlock(batches.parts).error;
    error.map_or_else(|| Ok(unlock(batches.operations)), Err)
}

struct Batches<O, D> {
    events: u32,
    decode: D,
    parts: Mutex<Parts<O>>,
    /// What is put together so far.
    operations: Mutex<Vec<O>>,
}

/// What there is to do, and what waits to be put together.
struct Parts<O> {
    /// How many batches are being decoded, or are.
    claimed: u32,
    /// Batches that were decoded, and not appended yet.
    decoded: InOrder<Result<Vec<O>, DecodeError>>,
    /// Batches whose memory can be used again.
    spare: Vec<Vec<O>>,
    error: Option<DecodeError>,
}

impl<O, D: Fn(Range<u32>, &mut Vec<O>) -> Result<(), DecodeError>> Batches<O, D> {
    /// Decodes batches until there are no more, or one has failed.
    fn work(&self) {
        let mut claimed = lock(&self.parts).claim(self.events);
        while let Some((number, mut batch)) = claimed {
            let start = number * BATCH_EVENTS;
            let end = start.saturating_add(BATCH_EVENTS).min(self.events);
            let decoded = (self.decode)(start..end, &mut batch);
            let decoded = decoded.map(|()| batch);
            lock(&self.parts).decoded.add(number.into(), decoded);
            // Who is appending takes this batch, too: nobody waits for that.
            if let Ok(mut operations) = self.operations.try_lock() {
                self.append(&mut operations);
            }
            claimed = lock(&self.parts).claim(self.events);
        }
    }

    /// Appends the batches that were decoded and whose predecessors are there.
    fn append(&self, operations: &mut Vec<O>) {
        let mut next = lock(&self.parts).next();
        while let Some(mut batch) = next {
            operations.append(&mut batch);
            let mut parts = lock(&self.parts);
            parts.spare.push(batch);
            next = parts.next();
        }
    }
}

impl<O> Parts<O> {
    /// Returns the number of the next batch and memory for it, unless there is none or one has failed.
    fn claim(&mut self, events: u32) -> Option<(u32, Vec<O>)> {
        let number = self.claimed;
        if number >= events.div_ceil(BATCH_EVENTS) || self.error.is_some() {
            return None;
        }
        self.claimed += 1;
        Some((number, self.spare.pop().unwrap_or_default()))
    }

    /// Returns the batch that comes next, if it was decoded. What follows the first error is of no interest.
    fn next(&mut self) -> Option<Vec<O>> {
        if self.error.is_some() {
            return None;
        }
        match self.decoded.next()? {
            Ok(batch) => Some(batch),
            Err(error) => {
                self.error = Some(error);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Expected, Value};

    fn refused(event: u32) -> DecodeError {
        DecodeError {
            file: "run.jsonl".into(),
            line: event + 1,
            event,
            expected: Expected::new("f", &Value::Null, "a name"),
        }
    }

    proptest! {
        #[test]
        fn gives_what_one_thread_gives(
            events in prop_oneof![Just(0), 0..40_000u32],
            faults in prop::collection::vec(0..60_000u32, 0..4),
            threads in 1..5usize,
        ) {
            let read = |range: Range<u32>, batch: &mut Vec<u32>| {
                for event in range {
                    if faults.contains(&event) {
                        return Err(refused(event));
                    }
                    batch.push(event);
                }
                Ok(())
            };
            let mut one = Vec::new();
            let expected = read(0..events, &mut one).map(|()| one);
            let threads = NonZero::new(threads).expect("one at least");
            prop_assert_eq!(decode(events, 0, threads, read), expected);
        }
    }
}
