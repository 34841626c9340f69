use std::io::{self, Read};
use std::num::NonZero;
use std::sync::Mutex;

use crate::in_order::{InOrder, lock, on_threads, unlock};
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
            read: InOrder::new(),
            spare: Vec::new(),
            error: None,
        }),
    };
    on_threads(threads, || assembly.work());
    unlock(assembly.parts).finish()
}

struct Assembly<R> {
    pieces: Mutex<Pieces<R>>,
    read: ReadLines,
    parts: Mutex<Parts>,
}

/// What is put together so far.
struct Parts {
    builder: RecordingBuilder,
    /// Chunks that were read, and not appended yet.
    read: InOrder<io::Result<Chunk>>,
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
        self.read.add(number, chunk);
        while let Some(chunk) = self.read.next() {
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
