use std::collections::HashMap;

use lockstep_history::Event;
use lockstep_models::Model;
use lockstep_seed::Stream;

use crate::simulation::Happened;
use crate::{Injected, Play, Violation};

/// What an easy violation shows: supplies give no number below 0.
const UNHEARD: i64 = -1;

/// How far a subtle violation looks for another answer, in like operations to either side.
const NEAR: usize = 32;

/// The places of an invocation and of its `ok` or `fail`.
#[derive(Clone, Copy)]
struct End {
    invoked: usize,
    ended: usize,
}

/// An operation as it is going to be told.
struct Lie<M: Model> {
    end: End,
    op: M::Op,
    ret: M::Ret,
}

/// Changes one answer: the first one from the place that was asked for on that can be changed, or
/// else the last before it. `None` if no answer can be.
pub(crate) fn inject<M: Play>(
    violation: Violation,
    model: &M,
    happened: &mut [Happened<M>],
    chance: &mut Stream,
) -> Option<Injected> {
    let lie = find(violation, model, happened, chance)?;
    let (End { invoked, ended }, was) = (lie.end, told(model, happened, lie.end));
    let (Event::Ok(process, _) | Event::Fail(process)) = happened[ended].event else {
        unreachable!("an end is ok or fail");
    };
    happened[invoked].event = Event::Invoke(process, lie.op);
    happened[ended].event = Event::Ok(process, lie.ret);
    Some(Injected {
        event: u32::try_from(ended).expect("fewer than 2^32 events"),
        process,
        was,
        now: told(model, happened, lie.end),
    })
}

fn find<M: Play>(
    violation: Violation,
    model: &M,
    happened: &[Happened<M>],
    chance: &mut Stream,
) -> Option<Lie<M>> {
    let ends = ends(happened);
    let events = u32::try_from(happened.len()).expect("fewer than 2^32 events");
    let from = violation.at().of(events) as usize;
    let from = ends.partition_point(|end| end.ended < from);
    let (before, after) = ends.split_at(from);
    let in_turn = || after.iter().chain(before.iter().rev()).copied();
    match violation {
        Violation::Easy { .. } => in_turn().find_map(|end| {
            let (op, ret) = model.unheard(op(happened, end), UNHEARD)?;
            Some(Lie { end, op, ret })
        }),
        Violation::Subtle { .. } => {
            let alike = Alike::of(happened, &ends);
            // What was answered first: a refusal that becomes an answer is the last resort.
            let (answered, refused): (Vec<_>, Vec<_>) =
                in_turn().partition(|&end| answer(happened, end).is_some());
            answered.into_iter().chain(refused).find_map(|end| {
                let ret = alike.other_answer(end, chance)?;
                let op = op(happened, end).clone();
                Some(Lie { end, op, ret })
            })
        }
    }
}

/// Returns the operations that came to an end, in the order of their ends.
fn ends<M: Model>(happened: &[Happened<M>]) -> Vec<End> {
    let mut open = HashMap::new();
    let mut ends = Vec::new();
    for (place, what) in happened.iter().enumerate() {
        match what.event {
            Event::Invoke(process, _) => {
                open.insert(process, place);
            }
            Event::Ok(process, _) | Event::Fail(process) => {
                let invoked = open[&process];
                ends.push(End {
                    invoked,
                    ended: place,
                });
            }
            Event::Info(_) => {}
        }
    }
    ends
}

/// The ends of operations by what they ask, and which object.
struct Alike<'a, M: Model> {
    happened: &'a [Happened<M>],
    ends: HashMap<(u32, &'a M::Op), Vec<End>>,
}

impl<'a, M: Model> Alike<'a, M> {
    fn of(happened: &'a [Happened<M>], all: &[End]) -> Self {
        let mut ends: HashMap<_, Vec<End>> = HashMap::new();
        for &end in all {
            let asked = (happened[end.invoked].object, op(happened, end));
            ends.entry(asked).or_default().push(end);
        }
        Self { happened, ends }
    }

    /// Returns another answer that a like operation got not far from this one.
    fn other_answer(&self, end: End, chance: &mut Stream) -> Option<M::Ret> {
        let asked = (self.happened[end.invoked].object, op(self.happened, end));
        let alike = &self.ends[&asked];
        let place = alike.partition_point(|other| other.ended < end.ended);
        let near = place.saturating_sub(NEAR)..(place + NEAR).min(alike.len());
        let own = answer(self.happened, end);
        let answers = alike[near]
            .iter()
            .filter_map(|&other| answer(self.happened, other));
        let others: Vec<_> = answers.filter(|&answer| Some(answer) != own).collect();
        (!others.is_empty()).then(|| (*chance.choose(&others)).clone())
    }
}

/// Writes an operation and its end for people.
fn told<M: Model>(model: &M, happened: &[Happened<M>], end: End) -> String {
    let op = op(happened, end);
    match answer(happened, end) {
        None => format!("{}, refused", model.show_op(op, None)),
        some => model.show_op(op, some),
    }
}

fn op<M: Model>(happened: &[Happened<M>], end: End) -> &M::Op {
    let Event::Invoke(_, op) = &happened[end.invoked].event else {
        unreachable!("an operation begins with invoke");
    };
    op
}

fn answer<M: Model>(happened: &[Happened<M>], end: End) -> Option<&M::Ret> {
    match &happened[end.ended].event {
        Event::Ok(_, ret) => Some(ret),
        _ => None,
    }
}
