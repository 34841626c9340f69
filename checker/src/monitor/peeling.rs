use crate::dense::dense;
use crate::monitor::cells::Free;
use crate::monitor::cover::{Cover, Told};
use crate::monitor::ends::Ends;
use crate::monitor::lives::Lives;
use crate::monitor::marks::Marks;
use crate::monitor::runs::{FreeRuns, Runs};
use crate::monitor::sources::NOBODY;
use crate::monitor::stays::{Losses, Span, Stays};
use crate::monitor::wants::Wants;

/// Peels the values of a stack off, the lowest first.
///
/// A value covers the cells in which it must be on the stack. It can be the lowest one if the others leave
/// a cell free in which it can be pushed, one in which it can be popped, and for each of its peeks one
/// in which it can be seen. If there is a linearization at all, then one in which the values are peeled
/// off in any order in which that is possible; and there is one if all are peeled off.
///
/// Take a linearization, and the value that is pushed first: no other value is on the stack when it is
/// pushed, when it is popped, or when it is seen; so it can be peeled off, and the rest is a
/// linearization still. For the other direction take a linearization of the rest, and a cell that the rest
/// leaves free: what is on the stack there can be popped by then or need not have been pushed; let it be so,
/// popped in the cell from the top on, or pushed there from the bottom on. Do so in each of the cells in
/// which the value is pushed, popped and seen; then it can be pushed, popped and seen there.
///
/// # Complexity
///
/// n log n for n operations.
///
/// # Sources
///
/// Our own, tested against brute force. Monitors that take values away one after the other are Abdulla,
/// Grahn, Jonsson, Krishna and Mathew's (PLDI 2025) and Lee and Mathur's (OOPSLA 2025).
pub(crate) struct Peeling<'s, 'f> {
    stays: &'s Stays<'f>,
    losses: Losses,
    cover: Cover,
    /// The cells that no value covers of those that are left.
    free: FreeRuns,
    wants: Wants,
    shows: Shows,
    /// By stay: the last run that was found in which it is alone, or [`NOBODY`].
    alone: Vec<u32>,
    /// By run: the one that was found before it in which the same value is alone, or [`NOBODY`].
    alone_before: Vec<u32>,
    /// By put and take, named as in [`rows`]: whether it has a cell.
    has_cell: Marks,
    /// By stay: how many of its operations have no cell yet.
    missing: Vec<u32>,
    /// Stays that can be peeled off.
    ready: Vec<u32>,
    lives: Lives,
}

/// The operations that see values and leave them there, by their places in the list of all.
struct Shows {
    /// The runs in which they can take effect, from one to before another.
    rows: Vec<Span>,
    /// Where these rows end; of those that have a cell, nowhere.
    ends: Ends,
}

/// The stays that cannot be peeled off.
pub(crate) type Stuck = Vec<u32>;

/// What [`Cover`] and [`Wants`] told and nobody has looked at.
#[derive(Default)]
struct News {
    told: Vec<Told>,
    served: Vec<u32>,
}

impl<'s, 'f> Peeling<'s, 'f> {
    /// Begins: all cells are known that no value covers.
    pub(crate) fn new(stays: &'s Stays<'f>, losses: Losses) -> Self {
        let present = (0..stays.len()).filter_map(|stay| present(stays, losses, stay));
        let changes = present.clone().flat_map(|(from, to, _)| [from, to]);
        let runs = Runs::new(stays.cells, changes);
        let covered = present.map(|(from, to, stay)| (runs.of(from), runs.of(to), stay + 1));
        let shows = Shows::new(stays, &runs);
        let rows = rows(stays, losses, &runs, &shows);
        let mut peeling = Self {
            stays,
            losses,
            cover: Cover::new(runs.len(), covered),
            wants: Wants::new(runs.len(), &rows),
            shows,
            alone: vec![NOBODY; stays.all.len()],
            alone_before: vec![NOBODY; runs.len() as usize],
            has_cell: Marks::none(2 * stays.all.len()),
            missing: (0..stays.len())
                .map(|stay| missing(stays, losses, stay))
                .collect(),
            ready: Vec::new(),
            lives: Lives::new(stays),
            free: FreeRuns::none(runs),
        };
        peeling.look(&mut News::default());
        peeling
    }

    /// Returns the first of some cells that no value covers of those that are left.
    pub(crate) fn first_free(&self, (from, to): Span) -> Option<u32> {
        self.free.first_from(from).filter(|&cell| cell < to)
    }

    /// Peels off what can be.
    ///
    /// # Errors
    ///
    /// What is left over, if anything is.
    pub(crate) fn run(mut self) -> Result<Lives, Stuck> {
        let mut news = News::default();
        while let Some(stay) = self.ready.pop() {
            self.lives.settle(self.stays, stay, &self.free);
            self.take_away(stay, &mut news);
            self.look(&mut news);
        }
        let stays = self.stays;
        let stuck = (0..stays.len()).filter(|&stay| self.missing[stay as usize] > 0);
        let stuck: Stuck = stuck.collect();
        if !stuck.is_empty() {
            return Err(stuck);
        }
        for stay in (0..stays.len()).filter(|&it| present(stays, self.losses, it).is_none()) {
            self.lives.settle(stays, stay, &self.free);
        }
        Ok(self.lives)
    }

    fn take_away(&mut self, stay: u32, news: &mut News) {
        let mut run = self.alone[stay as usize];
        while run != NOBODY {
            self.set_free(run, news);
            run = self.alone_before[run as usize];
        }
        let (from, to) = self.stays.presence(stay, self.losses);
        let runs = &self.free.runs;
        self.cover.remove(runs.of(from), runs.of(to), stay + 1);
    }

    /// Looks in which runs no more than one value is left.
    fn look(&mut self, news: &mut News) {
        self.cover.tell(&mut news.told);
        while let Some((run, name)) = news.told.pop() {
            match name.checked_sub(1) {
                None => self.set_free(run, news),
                Some(stay) => self.set_alone(stay, run),
            }
        }
    }

    fn set_free(&mut self, run: u32, news: &mut News) {
        self.free.insert(run);
        self.wants.serve(run, &mut news.served);
        while let Some(name) = news.served.pop() {
            match name.checked_sub(2 * self.stays.len()) {
                Some(find) => {
                    self.shows.ends.remove(find as usize);
                    self.give_find(find as usize, run);
                }
                None => self.give(name),
            }
        }
    }

    /// Notes that a value is alone in a run: there it can be seen.
    fn set_alone(&mut self, stay: u32, run: u32) {
        let last = &mut self.alone[stay as usize];
        self.alone_before[run as usize] = std::mem::replace(last, run);
        let finds = self.stays.finds_of(stay);
        let rows = &self.shows.rows[finds.clone()];
        let begun = finds.start + rows.partition_point(|(from, _)| *from <= run);
        while let Some(find) = self.shows.ends.take(finds.start, begun, run) {
            self.give_find(find, run);
        }
    }

    /// Notes that there is a cell for a put or a take, maybe again.
    fn give(&mut self, name: u32) {
        if self.has_cell.mark(name as usize) {
            self.count(name / 2);
        }
    }

    fn give_find(&mut self, find: usize, run: u32) {
        let operation = self.stays.finds[find];
        let cell = self
            .stays
            .find_span(operation)
            .0
            .max(self.free.runs.start(run));
        if self.lives.note_find(find, cell) {
            self.count(self.stays.of[operation as usize]);
        }
    }

    fn count(&mut self, stay: u32) {
        let missing = &mut self.missing[stay as usize];
        *missing -= 1;
        if *missing == 0 {
            self.ready.push(stay);
        }
    }
}

/// Returns the cells in which a value must be there, if there are any, and its stay.
fn present(stays: &Stays<'_>, losses: Losses, stay: u32) -> Option<(u32, u32, u32)> {
    let (from, to) = stays.presence(stay, losses);
    (from < to).then_some((from, to, stay))
}

/// Returns for how many operations of a stay a cell is to be found.
///
/// Where a value need not be there at any time it hinders none, and it can be peeled off last: then all
/// cells are free.
fn missing(stays: &Stays<'_>, losses: Losses, stay: u32) -> u32 {
    if present(stays, losses, stay).is_none() {
        return 0;
    }
    let takes = u32::from(stays.take_span(stay).is_some());
    1 + takes + dense(stays.finds_of(stay).len())
}

/// Returns the runs, from one to before another, of which operations need one that is free, and names of
/// the operations: twice the number of a stay for its put, one more for its take, and above all of
/// these the place of a find. A find may need one of two rows, or one in which its value is alone.
fn rows(stays: &Stays<'_>, losses: Losses, runs: &Runs, shows: &Shows) -> Vec<(u32, u32, u32)> {
    let mut rows = Vec::with_capacity(stays.facts.len());
    for (begin, end, stay) in (0..stays.len()).filter_map(|stay| present(stays, losses, stay)) {
        let mut add = |(from, to): Span, name| {
            if from < to {
                rows.push((from, to, name));
            }
        };
        add(runs.around(stays.put_span(stay)), 2 * stay);
        if let Some(span) = stays.take_span(stay) {
            add(runs.around(span), 2 * stay + 1);
        }
        let (begin, end) = (runs.of(begin), runs.of(end));
        for find in stays.finds_of(stay) {
            let (from, to) = shows.rows[find];
            let name = 2 * stays.len() + dense(find);
            add((from, to.min(begin)), name);
            add((from.max(end), to), name);
        }
    }
    rows
}

impl Shows {
    fn new(stays: &Stays<'_>, runs: &Runs) -> Self {
        let rows = (stays.finds.iter()).map(|&find| runs.around(stays.find_span(find)));
        let rows: Vec<Span> = rows.collect();
        let ends = Ends::new(rows.iter().map(|(_, to)| *to).collect());
        Self { rows, ends }
    }
}
