use std::convert::Infallible;
use std::fs::File;
use std::io::{Cursor, Read};
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::body::{Body, Frame, SizeHint};

/// How much of a file is read at once.
const CHUNK: usize = 256 * 1024;

/// What an answer consists of.
#[derive(Debug)]
pub(super) enum Bytes {
    Text(Vec<u8>),
    /// A file, and how much of it is still to be read: no more than was promised.
    File(File, u64),
}

impl Bytes {
    pub(super) fn len(&self) -> u64 {
        match self {
            Bytes::Text(text) => text.len() as u64,
            Bytes::File(_, left) => *left,
        }
    }

    /// Takes what is sent next; nothing at the end.
    fn take(&mut self) -> Option<Vec<u8>> {
        match self {
            Bytes::Text(text) => Some(std::mem::take(text)).filter(|text| !text.is_empty()),
            Bytes::File(file, left) => {
                let most = usize::try_from(*left).unwrap_or(CHUNK).min(CHUNK);
                let mut chunk = vec![0; most];
                // A file that is shorter now than it was ends the connection: the length does not fit.
                let read = file.read(&mut chunk).unwrap_or(0);
                chunk.truncate(read);
                *left -= read as u64;
                (read > 0).then_some(chunk)
            }
        }
    }
}

impl Body for Bytes {
    type Data = Cursor<Vec<u8>>;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Infallible>>> {
        let data = self.take().map(Cursor::new);
        Poll::Ready(data.map(|data| Ok(Frame::data(data))))
    }

    fn is_end_stream(&self) -> bool {
        self.len() == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.len())
    }
}
