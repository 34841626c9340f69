use std::io::{self, Read};

/// Cuts a stream into pieces of whole lines.
pub(crate) struct Pieces<R> {
    source: R,
    /// What was read of the next piece already; it holds no newline.
    rest: Vec<u8>,
    /// A piece is about as long as this, or as its line if that is longer.
    piece_bytes: usize,
    number: u64,
    ended: bool,
}

impl<R: Read> Pieces<R> {
    pub(crate) fn new(source: R, piece_bytes: usize) -> Self {
        Self {
            source,
            rest: Vec::new(),
            piece_bytes,
            number: 0,
            ended: false,
        }
    }

    /// Puts the next piece into `piece` and returns its number, from 0; `None` after the last.
    ///
    /// A stream that cannot be read further ends with a piece that is an error.
    pub(crate) fn next(&mut self, piece: &mut Vec<u8>) -> Option<(u64, io::Result<()>)> {
        piece.clear();
        if self.ended {
            return None;
        }
        piece.append(&mut self.rest);
        let filled = self.fill(piece);
        self.ended |= filled.is_err();
        if filled.is_ok() && piece.is_empty() {
            return None;
        }
        self.number += 1;
        Some((self.number - 1, filled))
    }

    fn fill(&mut self, piece: &mut Vec<u8>) -> io::Result<()> {
        loop {
            let start = piece.len();
            // A long line is read in steps that grow with it.
            let wanted = self.piece_bytes.max(start);
            piece.reserve(wanted);
            let step = self.source.by_ref().take(wanted as u64);
            if { step }.read_to_end(piece)? == 0 {
                self.ended = true;
                return Ok(());
            }
            if let Some(newline) = memchr::memrchr(b'\n', &piece[start..]) {
                let end = start + newline + 1;
                self.rest.extend_from_slice(&piece[end..]);
                piece.truncate(end);
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A stream that gives a few bytes at a time, as a pipe does.
    struct Dripping<'a>(&'a [u8], usize);

    impl Read for Dripping<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let bytes = self.1.min(buffer.len());
            self.0.read(&mut buffer[..bytes])
        }
    }

    proptest! {
        #[test]
        fn pieces_are_the_stream_cut_after_newlines(
            text in "[ab\n]{0,60}",
            piece_bytes in 1..20usize,
            drip in 1..7usize,
        ) {
            let mut pieces = Pieces::new(Dripping(text.as_bytes(), drip), piece_bytes);
            let mut piece = Vec::new();
            let mut joined = Vec::new();
            while let Some((_, read)) = pieces.next(&mut piece) {
                read.expect("memory can be read");
                prop_assert!(!piece.is_empty());
                joined.extend_from_slice(&piece);
                prop_assert!(piece.ends_with(b"\n") || joined.len() == text.len());
            }
            prop_assert_eq!(joined, text.into_bytes());
        }
    }
}
