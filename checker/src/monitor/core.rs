use crate::clash::{Clash, Reason};
use crate::dense::dense;
use crate::monitor::facts::{Facts, Form};
use crate::monitor::peeling::Peeling;
use crate::monitor::returns_last;
use crate::monitor::sources::NOBODY;
use crate::monitor::stays::{Losses, Span, Stays};

/// Returns why values cannot be peeled off a stack, in as few of them as can be.
///
/// Values are left out, many at a time and then fewer, the last ones first, as long as some of the rest cannot
/// be peeled off (Zeller and Hildebrandt, IEEE TSE 2002). What cannot be done without does not become
/// dispensable later, so no value is left over that can be left out.
///
/// # Complexity
///
/// As that of [`Peeling`], some tens of times; where more would be needed the rest stays.
pub(crate) fn core(stays: &Stays<'_>, losses: Losses, stuck: Vec<u32>) -> Clash {
    let mut core = Core {
        stays,
        losses,
        steps_left: STEPS + stuck.len() * 16,
        stuck,
    };
    core.shrink();
    core.clash()
}

/// How many values may be looked at while a core is shrunk, beside 16 for each that is in it.
const STEPS: usize = 1 << 22;

struct Core<'s, 'f> {
    stays: &'s Stays<'f>,
    losses: Losses,
    steps_left: usize,
    /// Stays that cannot be peeled off.
    stuck: Vec<u32>,
}

impl Core<'_, '_> {
    fn shrink(&mut self) {
        let stays = self.stays;
        let returned = |&stay: &u32| {
            let ends = stays
                .operations(stay)
                .map(|operation| stays.span(operation).1);
            ends.filter(|&end| end < stays.cells).max()
        };
        self.stuck.sort_by_cached_key(returned);
        let mut chunk = (self.stuck.len() / 2).max(1);
        loop {
            self.leave_out(chunk);
            if chunk == 1 {
                return;
            }
            chunk /= 2;
        }
    }

    /// Leaves out runs of so many that can be left out.
    fn leave_out(&mut self, chunk: usize) {
        let mut end = self.stuck.len();
        while end > 0 && self.steps_left >= self.stuck.len() {
            self.steps_left -= self.stuck.len();
            let start = end.saturating_sub(chunk);
            let rest = [&self.stuck[..start], &self.stuck[end..]].concat();
            let stuck = Extract::new(self.stays, self.losses, &rest).stuck(self.losses);
            end = start;
            if !stuck.is_empty() {
                end = stuck.partition_point(|&place| place < start);
                self.stuck = stuck.into_iter().map(|place| rest[place]).collect();
            }
        }
    }

    fn clash(self) -> Clash {
        let extract = Extract::new(self.stays, self.losses, &self.stuck);
        let blocked = extract.blocked(self.losses);
        let mut others: Vec<u32> = (self.stuck.iter())
            .flat_map(|&stay| self.stays.operations(stay))
            .collect();
        others.sort_unstable();
        let mut sorted = blocked.clone();
        sorted.sort_unstable();
        others.retain(|operation| sorted.binary_search(operation).is_err());
        let reason = Reason::Stuck {
            blocked: dense(blocked.len()),
        };
        let operations = [blocked, others].concat();
        Clash {
            reason,
            known_by: returns_last(self.stays.facts, &operations),
            operations,
        }
    }
}

/// The facts about some stays alone, each with a value of its own: its place among them.
struct Extract {
    facts: Facts,
    /// By operation: what it is among all.
    names: Vec<u32>,
}

impl Extract {
    fn new(stays: &Stays<'_>, losses: Losses, some: &[u32]) -> Self {
        let of = |(value, &stay)| {
            let operations = stays.operations(stay);
            operations.map(move |operation| (operation, value))
        };
        let mut operations: Vec<(u32, u32)> = (0..).zip(some).flat_map(of).collect();
        if losses == Losses::Any && stays.first_loss != NOBODY {
            operations.push((stays.first_loss, 0));
        }
        operations.sort_unstable();
        let all = stays.facts;
        let place = |&(operation, _): &(u32, u32)| operation as usize;
        let mut initial: Vec<(u32, u32)> = (some.iter().copied())
            .zip(0..)
            .filter(|(stay, _)| stays.all[*stay as usize].put == NOBODY)
            .collect();
        initial.sort_unstable();
        let column = |of: &[u32]| operations.iter().map(|it| of[place(it)]).collect();
        let mut facts = Facts {
            acts: operations.iter().map(|it| all.acts[place(it)]).collect(),
            values: operations.iter().map(|(_, value)| *value).collect(),
            invoked: column(&all.invoked),
            returned: column(&all.returned),
            form: Form::Stack,
            value_count: dense(some.len()),
            initial: initial.into_iter().map(|(_, value)| value).collect(),
            ..Facts::default()
        };
        facts.compress_moments();
        let names = operations.into_iter().map(|(operation, _)| operation);
        Self {
            facts,
            names: names.collect(),
        }
    }

    fn stays(&self) -> Stays<'_> {
        let found = Stays::find(&self.facts);
        found.expect("what was left out is about other values")
    }

    /// Returns those that cannot be peeled off, by their places among the stays.
    fn stuck(&self, losses: Losses) -> Vec<usize> {
        let stays = self.stays();
        let stuck = Peeling::new(&stays, losses).run().err().unwrap_or_default();
        let mut stuck: Vec<usize> = (stuck.into_iter())
            .map(|stay| stays.all[stay as usize].value as usize)
            .collect();
        stuck.sort_unstable();
        stuck
    }

    /// Returns of each stay an operation, if there is one, for which the others leave no cell.
    fn blocked(&self, losses: Losses) -> Vec<u32> {
        let stays = self.stays();
        let room = Room::new(&stays, losses);
        let blocked = (0..stays.len()).filter_map(|stay| room.blocked(&stays, losses, stay));
        blocked
            .map(|operation| self.names[operation as usize])
            .collect()
    }
}

/// How many cells before each no value covers, and how many only one does.
struct Room {
    bare: Vec<u32>,
    alone: Vec<u32>,
}

impl Room {
    fn new(stays: &Stays<'_>, losses: Losses) -> Self {
        let present = |stay| Some(stays.presence(stay, losses)).filter(|(from, to)| from < to);
        let depths = depths(stays.cells, (0..stays.len()).filter_map(present));
        let counted = |depth| {
            let before = depths.iter().scan(0, move |count, &it| {
                *count += u32::from(it == depth);
                Some(*count)
            });
            [0].into_iter().chain(before).collect()
        };
        Self {
            bare: counted(0),
            alone: counted(1),
        }
    }

    fn blocked(&self, stays: &Stays<'_>, losses: Losses, stay: u32) -> Option<u32> {
        let none = |counts: &[u32], (from, to): Span| {
            from >= to || counts[from as usize] == counts[to as usize]
        };
        let own = stays.presence(stay, losses);
        let take = stays
            .take_span(stay)
            .filter(|&span| none(&self.bare, span))
            .map(|_| stays.all[stay as usize].take);
        let put = none(&self.bare, stays.put_span(stay)).then_some(stays.all[stay as usize].put);
        let mut finds = stays.finds[stays.finds_of(stay)].iter().copied();
        let find = finds.find(|&find| {
            let (from, to) = stays.find_span(find);
            let within = (from.max(own.0), to.min(own.1));
            none(&self.bare, (from, to)) && none(&self.alone, within)
        });
        take.or(put).filter(|&it| it != NOBODY).or(find)
    }
}

/// Returns how many cover each cell, as intervals from one cell to before another say.
fn depths(cells: u32, intervals: impl Iterator<Item = (u32, u32)>) -> Vec<u32> {
    let mut depths = vec![0_u32; cells as usize + 1];
    for (from, to) in intervals {
        depths[from as usize] = depths[from as usize].wrapping_add(1);
        depths[to as usize] = depths[to as usize].wrapping_sub(1);
    }
    depths.pop();
    let mut depth = 0_u32;
    for change in &mut depths {
        depth = depth.wrapping_add(*change);
        *change = depth;
    }
    depths
}
