/// The lines of events; nothing is kept where they are 1, 2, 3, ….
#[derive(Clone, Debug, Default)]
pub(crate) struct Lines {
    /// So many events stand on the lines from 1 on, one on each.
    counted: u32,
    /// The lines of the events after those.
    rest: Vec<u32>,
}

impl Lines {
    /// Returns the line of an event.
    pub(crate) fn of(&self, event: u32) -> u32 {
        match event.checked_sub(self.counted) {
            None => event + 1,
            Some(place) => self.rest[place as usize],
        }
    }

    /// Makes the lines of so many events, of which the last have these.
    pub(super) fn from_rest(events: usize, rest: Vec<u32>) -> Self {
        let counted = u32::try_from(events - rest.len()).expect("fewer than 2^32 events");
        Self { counted, rest }
    }

    /// Returns the lines of the last events, of which the first does not stand where it is counted.
    pub(super) fn rest(&self) -> &[u32] {
        &self.rest
    }

    pub(super) fn push(&mut self, line: u32) {
        if self.rest.is_empty() && line == self.counted + 1 {
            self.counted += 1;
        } else {
            self.rest.push(line);
        }
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.rest.shrink_to_fit();
    }

    pub(super) fn heap_bytes(&self) -> usize {
        super::size_of_all(&self.rest)
    }
}
