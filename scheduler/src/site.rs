use std::hash::{Hash, Hasher};
use std::panic::Location;

use crate::{Kind, Operation};

/// A place in the source at which something is done.
///
/// It is the same in every execution, unlike objects, whose numbers hang on the schedule.
#[derive(Clone, Copy, Debug, Eq)]
pub(crate) struct Site {
    kind: Kind,
    location: &'static Location<'static>,
}

impl Site {
    pub(crate) fn of(operation: &Operation) -> Self {
        Self {
            kind: operation.kind,
            location: operation.location,
        }
    }

    /// Hashes what is at hand: the name of the file is not.
    pub(crate) fn digest(&self) -> u32 {
        let (line, column) = (self.location.line(), self.location.column());
        (line << 12 ^ column << 6 ^ self.kind as u32).wrapping_mul(0x9e37_79b1)
    }
}

impl PartialEq for Site {
    /// Compares the places only if they are not the same in memory, which they need not be.
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
            && (std::ptr::eq(self.location, other.location) || self.location == other.location)
    }
}

impl Hash for Site {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u32(self.digest());
    }
}
