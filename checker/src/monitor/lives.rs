use crate::dense::dense;
use crate::monitor::cells::Free;
use crate::monitor::sources::NOBODY;
use crate::monitor::stays::Stays;
use crate::scratch::List;

/// In which cells values are put in, seen and taken out, and from them a linearization.
///
/// Of two values one is the inner one: of two on a stack the one that lies above the other, of two in a
/// priority queue the greater. It leaves before the other one can be seen or taken. A value gets the
/// shortest life that its free cells allow, those in which it need not be there and no value that is further
/// in must be there:
///
/// - if it can have been put in and taken out in one of them, the first of these;
/// - else from the last of them in which it can have been put in, or the last cell at all, to the first of
///   them in which it can have been taken out.
///
/// So no free cell lies within a life; and what sees or takes a value that is further out, or sees nothing,
/// is in a free cell of every value that is further in, and does not meet it there.
///
/// # Sources
///
/// Our own, tested against brute force.
#[derive(Debug)]
pub(crate) struct Lives {
    /// By stay.
    of: Vec<Life>,
    /// By place in the list of finds of the stays.
    find_cells: Vec<u32>,
    /// The stays that have lives, the outermost first or last.
    order: List,
}

#[derive(Clone, Copy, Debug, Default)]
struct Life {
    from: u32,
    to: u32,
}

impl Lives {
    pub(crate) fn new(stays: &Stays<'_>) -> Self {
        Self {
            of: vec![Life::default(); stays.all.len()],
            find_cells: vec![NOBODY; stays.finds.len()],
            order: stays.facts.scratch.room(stays.all.len()),
        }
    }

    /// Notes a cell in which a find, by place in their list, can take effect; true if it is the first.
    pub(crate) fn note_find(&mut self, find: usize, cell: u32) -> bool {
        let is_first = self.find_cells[find] == NOBODY;
        if is_first {
            self.find_cells[find] = cell;
        }
        is_first
    }

    /// Gives a stay its life, where these cells are free, and it can be taken out in one of them.
    pub(crate) fn settle(&mut self, stays: &Stays<'_>, stay: u32, free: &impl Free) {
        let (put_from, put_to) = stays.put_span(stay);
        let begins = stays.take_span(stay).map_or(stays.cells, |span| span.0);
        let to = free.first_from(begins).unwrap_or(stays.cells);
        let last_put = || {
            let last = free.last_before(put_to).filter(|&cell| cell >= put_from);
            last.unwrap_or(put_to - 1)
        };
        let from = if to < put_to { to } else { last_put() };
        for find in stays.finds_of(stay) {
            let cell = &mut self.find_cells[find];
            if *cell < put_to || from == to {
                *cell = from;
            } else if *cell >= begins {
                *cell = to;
            }
        }
        self.of[stay as usize] = Life { from, to };
        self.order.push(stay);
    }

    /// Returns a linearization.
    ///
    /// `settled` tells whether the stays were settled from the outermost on, and `empties` in which cells
    /// operations take effect that see nothing. In a cell values leave first, the innermost before the
    /// others; then come values that stay no longer, and what sees nothing or sees values that were there
    /// before and will be; then values arrive, the outermost before the others.
    ///
    /// # Complexity
    ///
    /// Linear in the number of cells.
    pub(crate) fn order(
        mut self,
        stays: &Stays<'_>,
        settled: Settled,
        empties: impl Iterator<Item = (u32, u32)>,
    ) -> Vec<u32> {
        if settled == Settled::InnermostFirst {
            self.order.reverse();
        }
        let mut placed = Placed {
            all: Vec::with_capacity(stays.facts.len()),
        };
        for &stay in self.order.iter().rev() {
            self.leave(stays, stay, &mut placed);
        }
        for &stay in &self.order {
            self.stay(stays, stay, &mut placed);
        }
        placed.all.extend(empties);
        for &stay in &self.order {
            self.arrive(stays, stay, &mut placed);
        }
        drop(self);
        placed.by_cell(stays)
    }

    fn leave(&self, stays: &Stays<'_>, stay: u32, placed: &mut Placed) {
        let Life { from, to } = self.of[stay as usize];
        if from < to {
            self.finds_at(stays, stay, |cell| cell == to, placed);
            placed.add(to, stays.all[stay as usize].take);
        }
    }

    fn stay(&self, stays: &Stays<'_>, stay: u32, placed: &mut Placed) {
        let Life { from, to } = self.of[stay as usize];
        if from < to {
            return self.finds_at(stays, stay, |cell| from < cell && cell < to, placed);
        }
        placed.add(from, stays.all[stay as usize].put);
        self.finds_at(stays, stay, |_| true, placed);
        placed.add(to, stays.all[stay as usize].take);
    }

    fn arrive(&self, stays: &Stays<'_>, stay: u32, placed: &mut Placed) {
        let Life { from, to } = self.of[stay as usize];
        if from < to {
            placed.add(from, stays.all[stay as usize].put);
            self.finds_at(stays, stay, |cell| cell == from, placed);
        }
    }

    fn finds_at(
        &self,
        stays: &Stays<'_>,
        stay: u32,
        is_meant: impl Fn(u32) -> bool,
        placed: &mut Placed,
    ) {
        for find in stays.finds_of(stay) {
            let cell = self.find_cells[find];
            if is_meant(cell) {
                placed.add(cell, stays.finds[find]);
            }
        }
    }
}

/// Whether the outermost stays were settled first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Settled {
    OutermostFirst,
    InnermostFirst,
}

/// Operations and the cells in which they take effect; in one cell, in this order.
#[derive(Debug)]
struct Placed {
    all: Vec<(u32, u32)>,
}

impl Placed {
    /// Adds an operation, if it is one.
    fn add(&mut self, cell: u32, operation: u32) {
        if operation != NOBODY {
            self.all.push((cell, operation));
        }
    }

    /// Returns the operations by cell.
    fn by_cell(self, stays: &Stays<'_>) -> Vec<u32> {
        let mut next = stays.facts.scratch.filled(stays.cells as usize + 1, 0);
        for &(cell, _) in &self.all {
            next[cell as usize] += 1;
        }
        let mut before = 0;
        for next in &mut next {
            before += std::mem::replace(next, before);
        }
        let mut order = vec![0; self.all.len()];
        for (cell, operation) in self.all {
            let place = &mut next[cell as usize];
            order[*place as usize] = operation;
            *place += 1;
        }
        debug_assert!(dense(order.len()) == before);
        order
    }
}
