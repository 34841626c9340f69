use hashbrown::{HashMap, HashSet};
use lockstep_history::{History, Outcome};
use lockstep_models::{Model, Next};

/// The most operations that are looked at.
const OPERATIONS: usize = 512;
/// The most configurations that are visited.
const CONFIGURATIONS: usize = 5_000;

/// Searches a refused history for a sequential order once more, by the plainest search there is.
///
/// It shares nothing with the search that refused, and uses nothing that the model promises beyond its
/// steps. What it returns is an order that the refusal has missed; it returns none as well where there
/// are more than 512 operations or 5,000 configurations to be looked at.
pub(crate) fn missed_order<M: Model>(
    model: &M,
    history: &History<M::Op, M::Ret>,
) -> Option<Vec<u32>> {
    if history.operations().len() > OPERATIONS {
        return None;
    }
    let mut programs: HashMap<u64, usize> = HashMap::new();
    let mut keys = HashMap::new();
    let mut recheck = Recheck {
        model,
        history,
        programs: Vec::new(),
        keys: Vec::new(),
        met: HashSet::new(),
        order: Vec::new(),
    };
    for (place, operation) in (0u32..).zip(history.operations()) {
        let fresh = keys.len();
        recheck
            .keys
            .push(*keys.entry(operation.key.as_ref()).or_insert(fresh));
        if matches!(operation.outcome, Outcome::Failed) {
            continue;
        }
        let program = *programs.entry(operation.process).or_insert_with(|| {
            recheck.programs.push(Vec::new());
            recheck.programs.len() - 1
        });
        recheck.programs[program].push(place);
    }
    let start = (
        vec![0; recheck.programs.len()],
        vec![model.initial(); keys.len()],
    );
    let found = recheck.goes_on_from(&start);
    (found == Ok(true)).then_some(recheck.order)
}

/// How far each process has come, and the state of each independent object.
type Configuration<M> = (Vec<usize>, Vec<<M as Model>::State>);

/// There was more to be visited than the bound allows.
#[derive(Debug, PartialEq, Eq)]
struct TooMany;

struct Recheck<'a, M: Model> {
    model: &'a M,
    history: &'a History<M::Op, M::Ret>,
    /// What each process did, in turn.
    programs: Vec<Vec<u32>>,
    /// The independent object of each operation, in dense numbers.
    keys: Vec<usize>,
    met: HashSet<Configuration<M>>,
    order: Vec<u32>,
}

impl<M: Model> Recheck<'_, M> {
    /// Returns true, with the order, if what must be placed yet can be placed from here.
    fn goes_on_from(&mut self, here: &Configuration<M>) -> Result<bool, TooMany> {
        let mut ended = true;
        for program in 0..self.programs.len() {
            let Some(&place) = self.programs[program].get(here.0[program]) else {
                continue;
            };
            let operation = &self.history.operations()[place as usize];
            let ret = match &operation.outcome {
                Outcome::Done(ret) => ret.as_ref(),
                _ => None,
            };
            ended &= !matches!(operation.outcome, Outcome::Done(_));
            let key = self.keys[place as usize];
            let states = match self.model.step(&here.1[key], &operation.op, ret) {
                Next::None => Vec::new(),
                Next::One(next) => vec![next],
                Next::Many(all) => all,
            };
            for state in states {
                let mut next = here.clone();
                next.0[program] += 1;
                next.1[key] = state;
                if self.goes_on_with(place, &next)? {
                    return Ok(true);
                }
            }
        }
        Ok(ended)
    }

    fn goes_on_with(&mut self, place: u32, next: &Configuration<M>) -> Result<bool, TooMany> {
        if !self.met.insert(next.clone()) {
            return Ok(false);
        }
        if self.met.len() > CONFIGURATIONS {
            return Err(TooMany);
        }
        self.order.push(place);
        if self.goes_on_from(next)? {
            return Ok(true);
        }
        self.order.pop();
        Ok(false)
    }
}
