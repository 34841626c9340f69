use std::fmt::Display;
use std::io::{self, Write};

/// Says something on stderr, where all goes that is no result.
///
/// If nobody reads stderr, there is nobody to tell that to either.
pub(crate) fn note(text: impl Display) {
    let _ = writeln!(io::stderr(), "{text}");
}
