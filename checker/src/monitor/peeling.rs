use crate::dense::dense;
use crate::monitor::cells::Cells;
use crate::monitor::cover::Cover;
use crate::monitor::covering::Covering;
use crate::monitor::ends::Ends;
use crate::monitor::lives::Lives;
use crate::monitor::stays::{Losses, Stays};

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
    pub(crate) free: Cells,
    wants: Wants,
    peeks: Option<Peeks>,
    /// By stay: how many of its operations have no cell yet.
    missing: Vec<u32>,
    /// Stays that can be peeled off.
    ready: Vec<u32>,
    pub(crate) lives: Lives,
}

/// Operations that still need a cell, by the first in which they can take effect.
struct Wants {
    ends: Ends,
    /// Whose they are, in the same order: the number of a put, else that of a take, else that of a find.
    owners: Vec<u32>,
    /// By cell: how many begin no later.
    begun: Vec<u32>,
}

/// What is needed where values are seen that stay: a value can be seen where no other covers the cell.
struct Peeks {
    /// The cells that more than one value covers.
    cover: Cover,
    covering: Covering,
    /// By place in the list of finds.
    spans: Vec<(u32, u32)>,
    ends: Ends,
}

/// The stays that cannot be peeled off.
pub(crate) type Stuck = Vec<u32>;

impl<'s, 'f> Peeling<'s, 'f> {
    /// Begins: all cells are known that no value covers.
    pub(crate) fn new(stays: &'s Stays<'f>, losses: Losses) -> Self {
        let present = |stay| Some(stays.presence(stay, losses)).filter(|(from, to)| from < to);
        let intervals = (0..stays.len()).filter_map(present);
        let depths = Cover::depths(stays.cells, intervals);
        let peeks = (!stays.finds.is_empty()).then(|| Peeks::new(stays, losses, &depths));
        let mut peeling = Self {
            stays,
            losses,
            cover: Cover::new(depths),
            free: Cells::none(stays.cells),
            wants: Wants::new(stays),
            peeks,
            missing: (0..stays.len()).map(|stay| wanted(stays, stay)).collect(),
            ready: Vec::new(),
            lives: Lives::new(stays),
        };
        if let Some(mut peeks) = peeling.peeks.take() {
            peeling.see(&mut peeks);
            peeling.peeks = Some(peeks);
        }
        peeling.free_bare();
        peeling
    }

    /// Peels off what can be; all of it if no stay is left over.
    pub(crate) fn run(&mut self) -> Stuck {
        while let Some(stay) = self.ready.pop() {
            self.lives.settle(self.stays, stay, &self.free);
            self.take_away(stay);
        }
        let is_left = |stay: &u32| self.missing[*stay as usize] > 0 && self.stays.is_needed(*stay);
        (0..self.stays.len()).filter(is_left).collect()
    }

    fn take_away(&mut self, stay: u32) {
        let (from, to) = self.stays.presence(stay, self.losses);
        if from >= to {
            return;
        }
        self.cover.lower(from, to);
        if let Some(mut peeks) = self.peeks.take() {
            peeks.covering.remove(from, to, stay + 1);
            peeks.cover.lower(from, to);
            self.see(&mut peeks);
            self.peeks = Some(peeks);
        }
        self.free_bare();
    }

    fn free_bare(&mut self) {
        let mut bare = Vec::new();
        self.cover.take_bare(&mut bare);
        for cell in bare {
            self.free.insert(cell);
            while let Some(owner) = self.wants.take(cell) {
                self.give(owner, cell);
            }
        }
    }

    /// Gives an operation a cell.
    fn give(&mut self, owner: u32, cell: u32) {
        let stays = self.stays;
        match owner.checked_sub(2 * stays.len()) {
            Some(find) => self.give_find(find as usize, cell),
            None => self.count(owner % stays.len()),
        }
    }

    fn give_find(&mut self, find: usize, cell: u32) {
        if self.lives.note_find(find, cell) {
            self.count(self.stays.of[self.stays.finds[find] as usize]);
        }
    }

    fn count(&mut self, stay: u32) {
        let missing = &mut self.missing[stay as usize];
        *missing -= 1;
        if *missing == 0 {
            self.ready.push(stay);
        }
    }

    /// Gives cells to what sees values that are alone there now.
    fn see(&mut self, peeks: &mut Peeks) {
        let mut alone = Vec::new();
        peeks.cover.take_bare(&mut alone);
        for cell in alone {
            let Some(stay) = peeks.covering.only(cell).checked_sub(1) else {
                continue;
            };
            let finds = self.stays.finds_of(stay);
            let begun = peeks.spans[finds.clone()].partition_point(|(from, _)| *from <= cell);
            while let Some(find) = peeks.ends.take(finds.start, finds.start + begun, cell) {
                self.give_find(find, cell);
            }
        }
    }
}

/// Returns for how many operations of a stay a cell is to be found.
fn wanted(stays: &Stays<'_>, stay: u32) -> u32 {
    let takes = u32::from(stays.take_span(stay).is_some());
    1 + takes + dense(stays.finds_of(stay).len())
}

impl Wants {
    fn new(stays: &Stays<'_>) -> Self {
        let count = stays.len();
        let puts = (0..count).map(|stay| (stay, Some(stays.put_span(stay))));
        let takes = (0..count).map(|stay| (count + stay, stays.take_span(stay)));
        let finds = (0..).zip(&stays.finds);
        let finds = finds.map(|(place, &find)| (2 * count + place, Some(stays.find_span(find))));
        let all = puts.chain(takes).chain(finds);
        let all = all.filter_map(|(owner, span)| Some((owner, span?)));
        let mut begun = vec![0_u32; stays.cells as usize + 1];
        let mut wants = 0;
        for (_, (from, _)) in all.clone() {
            begun[from as usize + 1] += 1;
            wants += 1;
        }
        for cell in 1..begun.len() {
            begun[cell] += begun[cell - 1];
        }
        let (mut ends, mut owners) = (vec![0; wants], vec![0; wants]);
        for (owner, (from, to)) in all {
            let place = &mut begun[from as usize];
            ends[*place as usize] = to;
            owners[*place as usize] = owner;
            *place += 1;
        }
        Self {
            ends: Ends::new(ends),
            owners,
            begun,
        }
    }

    /// Takes out one that can take effect in this cell.
    fn take(&mut self, cell: u32) -> Option<u32> {
        let begun = self.begun[cell as usize] as usize;
        let place = self.ends.take(0, begun, cell)?;
        Some(self.owners[place])
    }
}

impl Peeks {
    fn new(stays: &Stays<'_>, losses: Losses, depths: &[u32]) -> Self {
        let named = |stay| {
            let (from, to) = stays.presence(stay, losses);
            (from < to).then_some((from, to, stay + 1))
        };
        let spans: Vec<_> = stays
            .finds
            .iter()
            .map(|&find| stays.find_span(find))
            .collect();
        Self {
            cover: Cover::beyond_one(depths),
            covering: Covering::new(stays.cells, (0..stays.len()).filter_map(named)),
            ends: Ends::new(spans.iter().map(|(_, to)| *to).collect()),
            spans,
        }
    }
}
