use crate::clash::{Clash, Reason};
use crate::monitor::cells::{Cells, Free};
use crate::monitor::chain::chain;
use crate::monitor::facts::Facts;
use crate::monitor::lives::{Lives, Settled};
use crate::monitor::sources::NOBODY;
use crate::monitor::stack::never_empty;
use crate::monitor::stays::{Losses, Span, Stays};
use crate::monitor::{Finding, returns_last};
use crate::scratch::List;

/// Judges a priority queue: values are put in, and a greatest one is taken out or looked at.
///
/// A value can be taken out, or seen, in the cells in which no greater one must be there; and if each can
/// be, and what sees that nothing is there can be in a cell in which nothing must be, there is a
/// linearization. For take the values from the greatest on. Given a linearization of the greater ones,
/// and a cell in which none of them must be there, those that are there can be taken out by then, the
/// greatest first, or need not have been put in; so the value can be taken out or seen there, and it does not
/// hinder the greater ones.
///
/// Values that are put in twice must not be there twice at a time, if anybody saw them. What crashed and
/// may have taken anything is treated as on a [stack](super::stack::judge).
///
/// # Complexity
///
/// Linear in the number of operations, but for [`Cells`].
///
/// # Sources
///
/// That each value can be judged against the greater ones is used by Lee and Mathur (OOPSLA 2025); the
/// linearization is our own, tested against brute force.
pub(crate) fn judge(facts: &Facts) -> Finding {
    let stays = match Stays::find(facts) {
        Ok(stays) => stays,
        Err(finding) => return finding,
    };
    match Ranked::new(&stays, Losses::None).order() {
        Ok(order) => Finding::Order(order),
        Err(fault) if stays.first_loss == NOBODY => Finding::Clash(fault.clash(&stays)),
        Err(_) => match Ranked::new(&stays, Losses::Any).order() {
            Ok(_) => Finding::Open("a crashed removal may have taken one of several values"),
            Err(fault) => Finding::Clash(fault.clash(&stays)),
        },
    }
}

/// Why there is no linearization.
struct Fault {
    seer: u32,
    losses: Losses,
    /// The stay that it is about and the cells in which it can take effect; none if it sees nothing.
    of: Option<(u32, Span)>,
}

struct Ranked<'s, 'f> {
    stays: &'s Stays<'f>,
    losses: Losses,
    /// The cells in which none of the values must be there that were looked at so far.
    free: Cells,
    lives: Lives,
    /// What cannot take effect, and returns first of those.
    fault: Option<Fault>,
}

impl<'s, 'f> Ranked<'s, 'f> {
    fn new(stays: &'s Stays<'f>, losses: Losses) -> Self {
        Self {
            stays,
            losses,
            free: Cells::all(stays.cells),
            lives: Lives::new(stays),
            fault: None,
        }
    }

    /// Returns a linearization.
    fn order(mut self) -> Result<Vec<u32>, Fault> {
        let by_rank = by_rank(self.stays);
        for equals in by_rank
            .chunk_by(|&one, &other| rank(self.stays, one) == rank(self.stays, other))
            .rev()
        {
            for &stay in equals {
                self.look_at(stay);
            }
            for &stay in equals {
                let (from, to) = self.stays.presence(stay, self.losses);
                self.free.remove(from, to);
            }
        }
        let mut empties = Vec::with_capacity(self.stays.empties.len());
        for &empty in &self.stays.empties {
            match self.first_free(self.stays.span(empty)) {
                Some(cell) => empties.push((cell, empty)),
                None => self.blame(empty, None),
            }
        }
        match self.fault {
            Some(fault) => Err(fault),
            None => {
                Ok((self.lives).order(self.stays, Settled::InnermostFirst, empties.into_iter()))
            }
        }
    }

    fn first_free(&self, (from, to): Span) -> Option<u32> {
        self.free.first_from(from).filter(|&cell| cell < to)
    }

    /// Finds the cells of a stay, given those that the greater values leave.
    fn look_at(&mut self, stay: u32) {
        let stays = self.stays;
        for find in stays.finds_of(stay) {
            let span = stays.find_span(stays.finds[find]);
            match self.first_free(span) {
                Some(cell) => _ = self.lives.note_find(find, cell),
                None => self.blame(stays.finds[find], Some((stay, span))),
            }
        }
        let take = stays.take_span(stay);
        if let Some(span) = take.filter(|&span| self.first_free(span).is_none()) {
            self.blame(stays.all[stay as usize].take, Some((stay, span)));
        }
        if self.fault.is_none() && stays.is_needed(stay) {
            self.lives.settle(stays, stay, &self.free);
        }
    }

    fn blame(&mut self, seer: u32, of: Option<(u32, Span)>) {
        let returned = |operation: u32| self.stays.facts.returned[operation as usize];
        let losses = self.losses;
        if (self.fault.as_ref()).is_none_or(|fault| returned(seer) < returned(fault.seer)) {
            self.fault = Some(Fault { seer, losses, of });
        }
    }
}

impl Fault {
    fn clash(self, stays: &Stays<'_>) -> Clash {
        let Self { seer, losses, of } = self;
        let Some((stay, span)) = of else {
            return never_empty(stays, losses, seer);
        };
        let greater = (0..stays.len()).filter(|&other| rank(stays, other) > rank(stays, stay));
        let chain = chain(stays, losses, span, greater, seer);
        let own = || stays.operations(stay);
        let after = own().find(|&operation| stays.span(operation).0 == span.0);
        let before = own().find(|&operation| stays.span(operation).1 == span.1);
        let mut operations = vec![seer, after.unwrap_or(seer), before.unwrap_or(seer)];
        operations.extend(chain.expect("greater values were there all the time"));
        Clash {
            reason: Reason::Outranked,
            known_by: returns_last(stays.facts, &operations),
            operations,
        }
    }
}

fn rank(stays: &Stays<'_>, stay: u32) -> u32 {
    stays.facts.ranks[stays.all[stay as usize].value as usize]
}

/// Returns the stays, the least values first.
fn by_rank(stays: &Stays<'_>) -> List {
    let scratch = &stays.facts.scratch;
    let mut next = scratch.filled(stays.facts.ranks.len() + 1, 0);
    for stay in 0..stays.len() {
        next[rank(stays, stay) as usize + 1] += 1;
    }
    for rank in 1..next.len() {
        next[rank] += next[rank - 1];
    }
    let mut order = scratch.filled(stays.all.len(), 0);
    for stay in 0..stays.len() {
        let place = &mut next[rank(stays, stay) as usize];
        order[*place as usize] = stay;
        *place += 1;
    }
    order
}
