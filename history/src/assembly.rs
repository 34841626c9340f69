use std::collections::BTreeMap;
use std::io::{self, Read};
use std::num::NonZero;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::pieces::Pieces;
use crate::recording::{Chunk, RecordingBuilder};
use crate::{Fault, ReadError, Recording};

/// Reads the events of whole lines into a chunk.
type ReadLines = fn(&[u8], &mut Chunk);

/// Reads a stream of lines piece by piece, on several threads, and puts together what they read.
///
/// The chunks are appended in the order of the pieces, so neither the recording nor the error depends
/// on the number of threads, nor on how long pieces are. At most the columns of the file are held at
/// once, and a piece of its text for each thread.
///
/// # Errors
///
/// For the first line that has a fault, or if the stream cannot be read so far.
pub(crate) fn read_lines(
    pieces: Pieces<impl Read + Send>,
    builder: RecordingBuilder,
    threads: NonZero<usize>,
    read: ReadLines,
) -> Result<Recording, ReadError> {
    let assembly = Assembly {
        pieces: Mutex::new(pieces),
        read,
        parts: Mutex::new(Parts {
            builder,
            next: 0,
            waiting: BTreeMap::new(),
            spare: Vec::new(),
            error: None,
        }),
    };
    thread::scope(|scope| {
        for _ in 1..threads.get() {
            scope.spawn(|| assembly.work());
        }
        assembly.work();
    });
    let parts = assembly.parts.into_inner();
    parts.unwrap_or_else(PoisonError::into_inner).finish()
}

struct Assembly<R> {
    pieces: Mutex<Pieces<R>>,
    read: ReadLines,
    parts: Mutex<Parts>,
}

/// What is put together so far.
struct Parts {
    builder: RecordingBuilder,
    /// The number of the chunk that is appended next.
    next: u64,
    /// Chunks whose predecessors are still being read.
    waiting: BTreeMap<u64, io::Result<Chunk>>,
    /// Chunks whose memory can be used again.
    spare: Vec<Chunk>,
    error: Option<ReadError>,
}

impl<R: Read> Assembly<R> {
    /// Reads pieces until there are no more, or the recording has failed.
    fn work(&self) {
        let mut piece = Vec::new();
        let mut spare = lock(&self.parts).chunk();
        while let Some(mut chunk) = spare {
            let Some((number, filled)) = lock(&self.pieces).next(&mut piece) else {
                return;
            };
            if filled.is_ok() {
                (self.read)(&piece, &mut chunk);
            }
            spare = lock(&self.parts).take(number, filled.map(|()| chunk));
        }
    }
}

impl Parts {
    /// Takes a chunk that was read; returns one to read the next piece into, unless reading failed.
    fn take(&mut self, number: u64, chunk: io::Result<Chunk>) -> Option<Chunk> {
        self.waiting.insert(number, chunk);
        while let Some(chunk) = self.waiting.remove(&self.next) {
            self.next += 1;
            if let Err(error) = self.append(chunk) {
                // What follows the first fault is of no interest.
                self.error.get_or_insert(error);
                return None;
            }
        }
        self.chunk()
    }

    fn append(&mut self, chunk: io::Result<Chunk>) -> Result<(), ReadError> {
        let mut chunk = chunk.map_err(|error| self.builder.io_error(error))?;
        self.builder.append(&mut chunk)?;
        self.spare.push(chunk);
        Ok(())
    }

    /// Returns an empty chunk, unless reading failed.
    fn chunk(&mut self) -> Option<Chunk> {
        let is_good = self.error.is_none();
        is_good.then(|| self.spare.pop().unwrap_or_else(|| self.builder.chunk()))
    }

    fn finish(self) -> Result<Recording, ReadError> {
        match self.error {
            Some(error) => Err(error),
            None if self.builder.is_empty() => Err(self.builder.error(1, Fault::Empty)),
            None => Ok(self.builder.finish()),
        }
    }
}

/// A thread that panicked ends the scope with its panic; nobody looks at what it left behind.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
