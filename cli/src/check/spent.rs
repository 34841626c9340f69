use std::{fmt, mem, thread};

/// Something large that nobody needs any more; to give it back piece by piece takes time.
pub(crate) struct Spent(Box<dyn Send>);

impl Spent {
    pub(crate) fn new(it: impl Send + 'static) -> Self {
        Self(Box::new(it))
    }

    /// Gives it back while something else goes on; at once where no thread can be had.
    pub(crate) fn give_back(self) {
        _ = thread::Builder::new().spawn(|| drop(self.0));
    }

    /// Leaves it to the system, which takes everything back at once when the command ends.
    pub(crate) fn leave(self) {
        mem::forget(self.0);
    }
}

impl fmt::Debug for Spent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Spent")
    }
}
