use lockstep_history::{History, Operation};
use lockstep_models::{Model, Next};

use crate::problem::{Label, NEVER, Role, label, role};

/// The most operations that may be open at once: the model is asked anew about each of them at every return.
const WIDEST: usize = 32;
/// How many of the operations that come next are asked what they would rather see.
const AHEAD: usize = 8;

/// Linearizes one part of a history without a search: at every return what it forces, and nothing that would
/// have to be taken back. Returns nothing if that leads to no end; there may be a linearization all the same.
///
/// A part whose operations touch several parts of the object is none for it.
///
/// # Complexity
///
/// Linear in the number of operations, times how many are open at once. Nothing is numbered, hashed or
/// remembered, which a short history would pay for more than for its search.
pub(crate) fn greedy<M: Model>(
    model: &M,
    history: &History<M::Op, M::Ret>,
    operations: &[u32],
) -> Option<Vec<u32>> {
    let mut greedy = Greedy {
        model,
        history: history.operations(),
        ahead: operations,
        state: model.initial(),
        open: Vec::new(),
        order: Vec::with_capacity(operations.len()),
    };
    while let Some((&place, ahead)) = greedy.ahead.split_first() {
        let operation = &greedy.history[place as usize];
        if let Some((label, returned)) = label(model, operation) {
            greedy.settle_before(operation.invoked)?;
            greedy.open.push(Open {
                place,
                returned,
                label,
                role: role(model, label, true),
                hidden_at: None,
            });
            if greedy.open.len() > WIDEST {
                return None;
            }
        }
        greedy.ahead = ahead;
    }
    greedy.settle_before(NEVER)?;
    Some(greedy.order)
}

struct Greedy<'a, M: Model> {
    model: &'a M,
    history: &'a [Operation<M::Op, M::Ret>],
    /// The places of what is not invoked yet.
    ahead: &'a [u32],
    state: M::State,
    /// What is invoked and not placed yet, by invocation.
    open: Vec<Open<'a, M>>,
    order: Vec<u32>,
}

struct Open<'a, M: Model> {
    place: u32,
    returned: u32,
    label: Label<'a, M>,
    role: Role,
    /// Of an overwriter: where in the order another one is placed that it may be hidden before.
    hidden_at: Option<usize>,
}

impl<M: Model> Greedy<'_, M> {
    /// Places what returns before a moment.
    fn settle_before(&mut self, moment: u32) -> Option<()> {
        loop {
            let first = self.open.iter().min_by_key(|open| open.returned);
            let Some(open) = first.filter(|open| open.returned < moment) else {
                return Some(());
            };
            self.settle(open.place)?;
        }
    }

    /// Places an operation that returns.
    fn settle(&mut self, place: u32) -> Option<()> {
        self.absorb();
        let Some(forced) = self.find(place) else {
            return Some(());
        };
        if let Some(hidden_at) = self.open[forced].hidden_at
            && !self.is_wanted(forced)
        {
            self.hide(forced, hidden_at);
            return Some(());
        }
        if self.after(forced).is_some() {
            return self.put(forced);
        }
        self.put(self.leading_to(forced)?)?;
        self.find(place).map_or(Some(()), |forced| self.put(forced))
    }

    fn find(&self, place: u32) -> Option<usize> {
        self.open.iter().position(|open| open.place == place)
    }

    /// Places all that change nothing and are possible now.
    fn absorb(&mut self) {
        let Self {
            model,
            state,
            order,
            ..
        } = self;
        self.open.retain(|open| {
            let is_placed = open.role == Role::Observer && is_possible(*model, state, open.label);
            if is_placed {
                order.push(open.place);
            }
            !is_placed
        });
    }

    /// Returns the one state that an open operation leads to now.
    fn after(&self, at: usize) -> Option<M::State> {
        let (op, ret) = self.open[at].label;
        match self.model.step(&self.state, op, ret) {
            Next::One(state) => Some(state),
            _ => None,
        }
    }

    /// Returns what makes an open operation possible that is not, of several what returns first.
    fn leading_to(&self, forced: usize) -> Option<usize> {
        let leads = |&at: &usize| {
            let after = self.after(at);
            after.is_some_and(|state| is_possible(self.model, &state, self.open[forced].label))
        };
        let others = (0..self.open.len()).filter(|&at| self.open[at].role != Role::Observer);
        others
            .filter(leads)
            .min_by_key(|&at| self.open[at].returned)
    }

    /// Places an open operation behind all others, and what it makes possible behind that.
    fn put(&mut self, at: usize) -> Option<()> {
        self.state = self.after(at)?;
        let Open { place, role, .. } = self.open.remove(at);
        if role == Role::Overwriter {
            let overwriters = self
                .open
                .iter_mut()
                .filter(|open| open.role == Role::Overwriter);
            for open in overwriters {
                open.hidden_at.get_or_insert(self.order.len());
            }
        }
        self.order.push(place);
        self.absorb();
        Some(())
    }

    /// Places an open overwriter where nobody sees it: just before another one.
    fn hide(&mut self, at: usize, hidden_at: usize) {
        let place = self.open.remove(at).place;
        self.order.insert(hidden_at, place);
        for open in &mut self.open {
            let moves = |other| other > hidden_at || (other == hidden_at && open.place > place);
            open.hidden_at = open
                .hidden_at
                .map(|other| other + usize::from(moves(other)));
        }
    }

    /// Returns true if it seems that the next to look see what an open overwriter writes, and not what is there.
    fn is_wanted(&self, at: usize) -> bool {
        let Some(after) = self.after(at) else {
            return false;
        };
        let open = self.open.iter().map(|open| (open.label, open.role));
        let ahead = self.ahead.iter().take(AHEAD).filter_map(|&place| {
            let (label, _) = label(self.model, &self.history[place as usize])?;
            Some((label, role(self.model, label, true)))
        });
        let observers = open
            .chain(ahead)
            .filter(|(_, role)| *role == Role::Observer);
        let mut tastes = observers.map(|(label, _)| {
            [&self.state, &after].map(|state| is_possible(self.model, state, label))
        });
        tastes.find(|[now, then]| now != then) == Some([false, true])
    }
}

fn is_possible<M: Model>(model: &M, state: &M::State, (op, ret): Label<'_, M>) -> bool {
    model.step(state, op, ret) != Next::None
}

#[cfg(test)]
mod tests {
    use lockstep_history::Event::{self, Info, Invoke, Ok};
    use lockstep_models::CasRegister;
    use lockstep_models::RegisterOp::{self, Cas, Read, Write};
    use lockstep_models::RegisterRet::{self, Done, Got};

    use super::*;
    use crate::verify;

    type Happened = Event<RegisterOp<u32>, RegisterRet<u32>>;

    fn order(events: impl IntoIterator<Item = Happened>) -> Option<Vec<u32>> {
        let (model, history) = (CasRegister::new(0), History::from_events(events).unwrap());
        let operations: Vec<u32> = (0..).take(history.operations().len()).collect();
        let order = greedy(&model, &history, &operations)?;
        verify(&model, &history, &order).unwrap();
        Some(order)
    }

    /// Two write at once, and then one reads.
    fn order_of_a_race(read: u32) -> Option<Vec<u32>> {
        order([
            Invoke(0, Write(1)),
            Invoke(1, Write(2)),
            Ok(0, Done),
            Ok(1, Done),
            Invoke(0, Read),
            Ok(0, Got(read)),
        ])
    }

    #[test]
    fn hides_a_write_that_nobody_has_seen() {
        assert_eq!(order_of_a_race(1), Some(vec![1, 0, 2]));
    }

    #[test]
    fn shows_a_write_that_is_read_later() {
        assert_eq!(order_of_a_race(2), Some(vec![0, 1, 2]));
    }

    #[test]
    fn places_first_what_makes_an_answer_possible() {
        let found = order([
            Invoke(0, Cas(1, 2)),
            Invoke(1, Write(1)),
            Ok(0, Done),
            Ok(1, Done),
        ]);
        assert_eq!(found, Some(vec![1, 0]));
    }

    #[test]
    fn uses_what_never_returned_where_nothing_else_does() {
        let found = order([Invoke(0, Write(1)), Info(0), Invoke(1, Read), Ok(1, Got(1))]);
        assert_eq!(found, Some(vec![0, 1]));
    }

    #[test]
    fn keeps_writes_hidden_before_one_in_their_order() {
        let found = order([
            Invoke(0, Write(1)),
            Invoke(1, Write(2)),
            Invoke(2, Write(3)),
            Ok(2, Done),
            Ok(1, Done),
            Ok(0, Done),
            Invoke(0, Read),
            Ok(0, Got(3)),
        ]);
        assert_eq!(found, Some(vec![0, 1, 2, 3]));
    }

    #[test]
    fn leaves_to_the_search_what_is_wide() {
        let invoked = (0..).map(|process| Invoke(process, Write(1)));
        assert!(order(invoked.clone().take(WIDEST)).is_some());
        assert!(order(invoked.take(WIDEST + 1)).is_none());
    }

    #[test]
    fn finds_nothing_where_there_is_nothing() {
        let found = order([Invoke(0, Read), Ok(0, Got(1))]);
        assert_eq!(found, None);
    }
}
