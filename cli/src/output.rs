use std::io::{self, Write};

/// Where results go: stdout, for as long as somebody reads it.
#[derive(Debug, Default)]
pub(crate) struct Output {
    closed: bool,
}

impl Output {
    /// Writes all of it at once.
    ///
    /// That nobody reads any more, as with `| head -1`, is no error: see [`Output::is_closed`].
    pub(crate) fn write(&mut self, text: impl AsRef<[u8]>) -> io::Result<()> {
        if self.closed {
            return Ok(());
        }
        let mut stdout = io::stdout().lock();
        match stdout
            .write_all(text.as_ref())
            .and_then(|()| stdout.flush())
        {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            result => result,
        }
    }

    /// Returns true once the reader has gone.
    pub(crate) fn is_closed(&self) -> bool {
        self.closed
    }
}
