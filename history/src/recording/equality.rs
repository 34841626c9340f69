use super::{EventRef, Recording};

/// Events are equal if all their fields are, wherever they stand.
impl PartialEq for EventRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.process() == other.process()
            && self.kind() == other.kind()
            && self.f() == other.f()
            && self.given_value() == other.given_value()
            && self.time() == other.time()
            && self.index() == other.index()
            && self.extras().eq(other.extras())
    }
}

/// Recordings are equal if their events are, whatever files they were read from.
impl PartialEq for Recording {
    fn eq(&self, other: &Self) -> bool {
        self.events().eq(other.events())
    }
}
