use hashbrown::HashSet;
use lockstep_history::{History, Outcome};
use lockstep_models::{Model, Next};

/// The most operations that are looked at.
const OPERATIONS: usize = WORDS * 64;
const WORDS: usize = 8;
/// The most configurations that are visited.
const CONFIGURATIONS: usize = 5_000;

/// Searches a refused history for a linearization once more, by the plainest search there is.
///
/// It shares nothing with the search that refused, and uses nothing that the model promises beyond its
/// steps. Of `operations`, places in the history in the order of their invocations, those that returned
/// up to the event must be placed, those still open there may be. What it returns is a linearization
/// that the refusal has missed; it returns none as well where there are more than 512 operations or
/// 5,000 configurations to be looked at.
///
/// # Sources
///
/// Wing and Gong's search (JPDC 1993), with the memory of configurations that Lowe added to it (CCPE
/// 2017).
pub(crate) fn missed_linearization<M: Model>(
    model: &M,
    history: &History<M::Op, M::Ret>,
    operations: &[u32],
    event: u32,
) -> Option<Vec<u32>> {
    let taking_part: Vec<TakingPart<'_, M>> = operations
        .iter()
        .filter_map(|&place| TakingPart::new(history, place))
        .take_while(|operation| operation.invoked < event)
        .take(OPERATIONS + 1)
        .collect();
    if taking_part.len() > OPERATIONS {
        return None;
    }
    let mut search = Recheck {
        model,
        placed: Placed::default(),
        operations: taking_part,
        event,
        met: HashSet::new(),
        order: Vec::new(),
    };
    let found = search.goes_on_from(&model.initial());
    (found == Ok(true)).then_some(search.order)
}

/// An operation that takes part: it did not fail.
struct TakingPart<'a, M: Model> {
    op: &'a M::Op,
    ret: Option<&'a M::Ret>,
    invoked: u32,
    /// The event at which it returned, if it did.
    returned: Option<u32>,
    place: u32,
}

impl<'a, M: Model> TakingPart<'a, M> {
    fn new(history: &'a History<M::Op, M::Ret>, place: u32) -> Option<Self> {
        let operation = &history.operations()[place as usize];
        let (ret, returned) = match &operation.outcome {
            Outcome::Failed => return None,
            Outcome::Done(ret) => (ret.as_ref(), operation.completed),
            Outcome::Unknown => (None, None),
        };
        Some(Self {
            op: &operation.op,
            ret,
            invoked: operation.invoked,
            returned,
            place,
        })
    }
}

/// A set of operations: a bit for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Placed([u64; WORDS]);

impl Placed {
    fn flip(&mut self, number: usize) {
        self.0[number / 64] ^= 1 << (number % 64);
    }

    /// Returns the numbers that are not in the set, in order.
    fn missing(self) -> impl Iterator<Item = usize> {
        (0..WORDS).flat_map(move |word| {
            let mut missing = !self.0[word];
            std::iter::from_fn(move || {
                let bit = missing.trailing_zeros();
                missing &= missing.checked_sub(1)?;
                Some(word * 64 + bit as usize)
            })
        })
    }
}

/// There was more to be visited than the bound allows.
#[derive(Debug, PartialEq, Eq)]
struct TooMany;

struct Recheck<'a, M: Model> {
    model: &'a M,
    operations: Vec<TakingPart<'a, M>>,
    event: u32,
    placed: Placed,
    /// What was placed, by place in the history, in this order.
    order: Vec<u32>,
    met: HashSet<(Placed, M::State)>,
}

impl<M: Model> Recheck<'_, M> {
    /// Returns true, with the order, if what must be placed yet can be placed behind this state.
    fn goes_on_from(&mut self, state: &M::State) -> Result<bool, TooMany> {
        let mut open = Vec::new();
        let mut earliest = u32::MAX;
        for number in self.placed.missing() {
            let Some(operation) = self.operations.get(number) else {
                break;
            };
            if operation.invoked > earliest {
                break;
            }
            earliest = earliest.min(operation.returned.unwrap_or(u32::MAX));
            open.push(number);
        }
        if earliest > self.event {
            return Ok(true);
        }
        for number in open {
            if self.operations[number].invoked < earliest && self.goes_on_with(number, state)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Places the operation next; takes it back if that leads nowhere.
    fn goes_on_with(&mut self, number: usize, state: &M::State) -> Result<bool, TooMany> {
        let TakingPart { op, ret, place, .. } = self.operations[number];
        self.placed.flip(number);
        self.order.push(place);
        let states = match self.model.step(state, op, ret) {
            Next::None => Vec::new(),
            Next::One(next) => vec![next],
            Next::Many(all) => all,
        };
        for next in states {
            if self.met.insert((self.placed, next.clone())) {
                if self.met.len() > CONFIGURATIONS {
                    return Err(TooMany);
                }
                if self.goes_on_from(&next)? {
                    return Ok(true);
                }
            }
        }
        self.placed.flip(number);
        self.order.pop();
        Ok(false)
    }
}
