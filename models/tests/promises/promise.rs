use lockstep_models::{Datum, View};

use crate::states;
use crate::subject::Subject;

/// Checks what the view of `op` promises in `state`, and that `other` sees no more than it may.
pub(crate) fn check<S: Subject>(
    subject: &S,
    state: &S::State,
    op: &S::Op,
    ret: Option<&S::Ret>,
    other: &S::Op,
) {
    let next = states(subject.step(state, op, ret));
    let possible = !next.is_empty();
    let unchanged = next.iter().all(|next| next == state);
    let cell = || subject.cell(state, op);
    let content = || subject.contents(state);
    let kept = match subject.view(op, ret) {
        View::Opaque => true,
        View::Read(value) => unchanged && possible == (*cell() == *value),
        View::Differs(value) => unchanged && possible == (*cell() != *value),
        View::Idle => unchanged && possible,
        View::Write(value) => possible && next.iter().all(|next| *subject.cell(next, op) == *value),
        View::Swap(from, to) => {
            let swapped = |next| *subject.cell(next, op) == *to;
            possible == (*cell() == *from) && next.iter().all(swapped)
        }
        View::MaySwap(from, _) if *cell() != *from => unchanged && possible,
        View::MaySwap(_, to) => possible && next.iter().all(|next| *subject.cell(next, op) == *to),
        View::Puts(value) => {
            next.len() == 1
                && subject
                    .contents(&next[0])
                    .iter()
                    .any(|held| **held == *value)
                && only_what_names_it_sees(subject, value, state, &next[0], other)
        }
        View::Takes(value) => {
            let takes = |next| holds_exactly(&content(), with(&subject.contents(next), value));
            next.iter().all(takes)
        }
        View::TakesSomething => {
            let left = content().len().saturating_sub(1);
            possible && next.iter().all(|next| subject.contents(next).len() == left)
        }
        View::Finds(value) => {
            unchanged && (!possible || content().iter().any(|held| **held == *value))
        }
        View::FindsNothing => unchanged && possible == content().is_empty(),
        View::Counts(number) => unchanged && possible == (sum(&*cell()) == number),
        View::Adds(number) => {
            let added = |next| sum(&*subject.cell(next, op)) == sum(&*cell()) + number;
            possible && next.iter().all(added)
        }
        View::Holds(values) => unchanged && (!possible || holds_exactly(&content(), values.all())),
    };
    assert!(kept, "{op:?} → {ret:?} in {state:?} leads to {next:?}");
}

/// Returns true if `other` can see no more after `value` was put in than before, unless it names it.
fn only_what_names_it_sees<S: Subject>(
    subject: &S,
    value: &dyn Datum,
    before: &S::State,
    after: &S::State,
    other: &S::Op,
) -> bool {
    let possible = |state, ret| !states(subject.step(state, other, Some(ret))).is_empty();
    subject.answers(after, other).iter().all(|ret| {
        let view = subject.view(other, Some(ret));
        names(&view, value) || !possible(after, ret) || possible(before, ret)
    })
}

/// Returns true if an operation with this view may have seen `value`.
pub(crate) fn names(view: &View<'_>, value: &dyn Datum) -> bool {
    match view {
        View::Takes(named) | View::Finds(named) => *named == value,
        View::Holds(named) => named.all().contains(&value),
        View::TakesSomething => true,
        _ => false,
    }
}

fn with<'a>(held: &'a [Box<dyn Datum>], value: &'a dyn Datum) -> Vec<&'a dyn Datum> {
    held.iter().map(Box::as_ref).chain([value]).collect()
}

fn holds_exactly(held: &[Box<dyn Datum>], mut values: Vec<&dyn Datum>) -> bool {
    for one in held {
        match values.iter().position(|value| **one == **value) {
            Some(place) => values.swap_remove(place),
            None => return false,
        };
    }
    values.is_empty()
}

fn sum(cell: &dyn Datum) -> i128 {
    let sum = cell.as_any().downcast_ref::<i64>();
    i128::from(*sum.expect("what is counted is a number of 64 bits here"))
}
