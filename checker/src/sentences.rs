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
        Reason::TakenTooOften => vec![format!(
            "these took the same value more often than it was put in: {}",
            shown.join(", ")
        )],
        Reason::Covered => never_empty(shown),
        Reason::Overtaken => vec![
            format!(
                "{}, although what the second took was in front:",
                before(0, 1)
            ),
            in_front(&shown[2..]),
        ],
        Reason::LeftBehind => left_behind(shown),
    }
}

fn never_empty(shown: &[String]) -> Vec<String> {
    let found = format!("{} was open while something was always there", shown[0]);
    match &shown[1..] {
        [] => vec![format!("{found}, from the start on")],
        others => vec![format!("{found}:"), others.join(", ")],
    }
}

/// Says why one item was in front of another, by those who put them in as far as somebody did.
fn in_front(puts: &[String]) -> String {
    match puts {
        [first, second] => format!("{first} returned before {second} was invoked"),
        [second] => format!("it was there at the start, before {second}"),
        _ => "both were there at the start".into(),
    }
}

fn left_behind(shown: &[String]) -> Vec<String> {
    let (take, puts) = (&shown[0], &shown[1..]);
    match puts {
        [] | [_] => vec![
            format!("{take} took what was behind something that was there at the start"),
            "and that nobody can have taken out".into(),
        ],
        [put, others @ ..] => vec![
            format!("{take} took what {put} put in"),
            format!(
                "after the return of {}, and nobody can have taken that out",
                others.join(", ")
            ),
        ],
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
