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
        Reason::AfterStart => vec![
            before(0, 1),
            "whose value goes back to the start, with no write in between".into(),
        ],
        Reason::TakenTooOften => listed(
            "these took the same value more often than it was put in:".into(),
            shown,
        ),
        Reason::Covered => never_empty(shown),
        Reason::Overtaken => vec![
            format!("{},", before(0, 1)),
            "although what the second took was in front of what the first took:".into(),
            in_front(&shown[2..]),
        ],
        Reason::LeftBehind => left_behind(shown),
        Reason::Gone => vec![
            before(1, 0),
            "and nothing can have put the value in again that it took out".into(),
        ],
        Reason::TakenTwice => vec![format!(
            "{} took a value that was not put in so many times",
            join(shown)
        )],
        Reason::NeverEmpty => all_the_while("something", shown),
        Reason::Outranked => all_the_while("something greater", shown),
        Reason::Stuck { blocked } => stuck(&shown[..blocked as usize]),
        Reason::Uncounted
        | Reason::Recounted
        | Reason::Unput
        | Reason::Lost
        | Reason::Missed
        | Reason::Apart
        | Reason::Shrunk
        | Reason::Disordered => grown(reason, shown),
        Reason::NoFirst => vec![format!(
            "{} is impossible at the start, and nothing before it can have changed that",
            by(0)
        )],
        Reason::Kept => vec![
            format!("{},", before(0, 1)),
            "and nothing between them can have changed what the first left".into(),
        ],
        Reason::Unmade => vec![
            format!("{},", before(0, 1)),
            "and nothing between them can have led to what the second needs".into(),
        ],
        Reason::Exclude => vec![
            format!(
                "neither of {} and {} can come after the other:",
                by(0),
                by(1)
            ),
            "nothing between them can have changed what the first of them left".into(),
        ],
        Reason::UsedUp if shown.len() == 1 => vec![format!(
            "whatever can have led to {} was needed before it",
            by(0)
        )],
        Reason::UsedUp => vec![
            format!("{} needs another value than was there before,", by(1)),
            format!(
                "and whatever can have led to that was needed before {} returned",
                by(0)
            ),
        ],
    }
}

fn listed(head: String, shown: &[String]) -> Vec<String> {
    let listed = shown.iter().take(LISTED).cloned();
    let more = shown.len().saturating_sub(LISTED);
    let more = (more > 0).then(|| format!("and {more} more"));
    [head].into_iter().chain(listed).chain(more).collect()
}

fn never_empty(shown: &[String]) -> Vec<String> {
    let found = format!("{} was open while something was always there", shown[0]);
    match &shown[1..] {
        [] => vec![format!("{found}, from the start on")],
        others => listed(format!("{found}:"), others),
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
        [put, others @ ..] => {
            let took = format!("{take} took what {put} put in,");
            let left = match others {
                [_] => "and nobody can have taken out what was in before that:",
                _ => "and too few can have taken out all that was in before that:",
            };
            let left = listed(left.into(), others);
            [took].into_iter().chain(left).collect()
        }
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

/// The most periods or operations that are listed.
const LISTED: usize = 8;

fn join(shown: &[String]) -> String {
    match shown {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

fn all_the_while(what: &str, shown: &[String]) -> Vec<String> {
    let [seer, after, before, periods @ ..] = shown else {
        return shown.to_vec();
    };
    let bound = |other: &String, words: String| if other == seer { String::new() } else { words };
    let mut lines = vec![format!(
        "all the while that {seer} was open{}{}, {what} was there:",
        bound(after, format!(", after {after} was invoked")),
        bound(before, format!(", before {before} returned")),
    )];
    for period in periods.chunks_exact(2).take(LISTED) {
        let from = match &period[0] {
            first if first == seer => "from the start".into(),
            first => format!("from when {first} returned"),
        };
        lines.push(match &period[1] {
            last if last == seer => format!("  {from}, and nobody took it"),
            last => format!("  {from} until {last} was invoked"),
        });
    }
    let more = (periods.len() / 2).saturating_sub(LISTED);
    if more > 0 {
        lines.push(format!("  and {more} more such periods"));
    }
    lines
}

fn stuck(blocked: &[String]) -> Vec<String> {
    let mut lines = vec![
        "of these values one must have been the lowest on the stack, with no other below it; but"
            .into(),
        "each has an operation that took effect while another of them was on the stack:".into(),
    ];
    lines.extend(
        blocked
            .iter()
            .take(LISTED)
            .map(|shown| format!("  {shown}")),
    );
    let more = blocked.len().saturating_sub(LISTED);
    if more > 0 {
        lines.push(format!("  and {more} more"));
    }
    lines
}

/// Says why operations on what only grows contradict each other.
fn grown(reason: Reason, shown: &[String]) -> Vec<String> {
    let by = |place: usize| shown[place].as_str();
    let before = || format!("{} returned before {} was invoked,", by(0), by(1));
    match reason {
        Reason::Uncounted => vec![format!(
            "no choice of the additions that it can have seen adds up to {}",
            by(0)
        )],
        Reason::Recounted => vec![
            before(),
            "and with what was added in between the sum must have been further on".into(),
        ],
        Reason::Unput => vec![format!(
            "{} saw something that nobody had put in before it returned",
            by(0)
        )],
        Reason::Lost => vec![format!("{} did not see what was there at the start", by(0))],
        Reason::Missed => vec![before(), "which did not see what the first put in".into()],
        Reason::Apart => vec![
            format!("{} and {} do not fit together:", by(0), by(1)),
            "one of them must have seen all that the other saw, in the same order if there is one"
                .into(),
        ],
        Reason::Shrunk => vec![before(), "which saw less".into()],
        _ => vec![
            before(),
            format!("and yet {} saw what the second put in without,", by(2)),
            "or before, what the first did".into(),
        ],
    }
}
