use lockstep_history::{History, Outcome};
use lockstep_models::Model;

use crate::clash::{Clash, Reason};

/// Says why operations contradict each other, in lines for people.
pub(crate) fn tell<M: Model>(
    model: &M,
    history: &History<M::Op, M::Ret>,
    clash: &Clash,
) -> Vec<String> {
    let shown: Vec<String> = (clash.operations.iter())
        .map(|&place| {
            let operation = &history.operations()[place as usize];
            let ret = match &operation.outcome {
                Outcome::Done(ret) => ret.as_ref(),
                _ => None,
            };
            let shown = model.show_op(&operation.op, ret);
            format!("process {}'s {shown}", operation.process)
        })
        .collect();
    lines(clash.reason, &shown)
}

fn lines(reason: Reason, shown: &[String]) -> Vec<String> {
    let by = |place: usize| shown[place].as_str();
    let before =
        |one: usize, other: usize| format!("{} returned before {} was invoked", by(one), by(other));
    match reason {
        Reason::Unproduced => vec![format!("nothing can have led to {}", by(0))],
        Reason::Early => vec![format!(
            "{} returned before {}, which alone can have led to it, was invoked",
            by(0),
            by(1)
        )],
        Reason::SwappedTwice => {
            let from = shown
                .get(2)
                .map_or("at the start".into(), |by| format!("by {by}"));
            vec![format!(
                "{} and {} both took a value that was there once: {from}",
                by(0),
                by(1)
            )]
        }
        Reason::Circle => vec![format!(
            "each of these needs another one first: {}",
            shown.join(", ")
        )],
        Reason::AgainstSwaps => vec![
            before(0, 1),
            format!(
                "but {} has to come first: it is about the value that the other one, or a swap before it, took away",
                by(1)
            ),
        ],
        Reason::Interleaved => interleaved(shown),
        Reason::AfterStart => vec![before(0, 1), "which saw what was there at the start".into()],
    }
}

fn interleaved(shown: &[String]) -> Vec<String> {
    let [first, one, other, last] = shown else {
        return shown.to_vec();
    };
    let pair = |one: &String, other: &String| {
        if one == other {
            one.clone()
        } else {
            format!("{one} and {other}")
        }
    };
    vec![
        format!("{first} returned before {one} was invoked,"),
        format!("and {other} before {last}; but nothing can come between what belongs together:"),
        format!("{}; {}", pair(first, last), pair(one, other)),
    ]
}
