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
