use lockstep_checker::judges::{Consistency, Finding, Judge, Report, SetFull};
use lockstep_history::History;
use lockstep_models::{GrowSet, GrowSetOp, GrowSetRet};

use crate::histories::Below;
use crate::random::{Met, answered, assert_refused, done, failed, histories};

type Element = Below<12>;
type Set = History<GrowSetOp<Element>, GrowSetRet<Element>>;

/// A read: when it began, when it ended, what it saw.
type Read<'a> = (u32, u32, &'a [Element]);

fn reads(history: &Set) -> Vec<Read<'_>> {
    let answered = answered(history);
    let reads = answered.filter_map(|(read, ret)| match ret {
        GrowSetRet::Got(seen) => Some((read.invoked, read.completed?, seen.as_slice())),
        GrowSetRet::Done => None,
    });
    reads.collect()
}

/// Says what became of an element that was not there at first; `None` if the history does not name it.
fn fate(history: &Set, element: Element) -> Option<&'static str> {
    let operations = history.operations().iter();
    let adds = operations.filter(|one| one.op == GrowSetOp::Add(element) && !failed(one));
    let adds: Vec<_> = adds.collect();
    let reads = reads(history);
    let shows = |read: &&Read<'_>| read.2.contains(&element);
    let seen: Vec<_> = reads.iter().filter(shows).collect();
    let first_seen = seen.iter().map(|(_, ended, _)| *ended).min();
    let first_added = adds.iter().map(|add| add.invoked).min();
    match (first_added, first_seen) {
        (None, None) => return None,
        (None, Some(_)) => return Some("unexpected"),
        (Some(added), Some(seen)) if seen < added => return Some("unexpected"),
        _ => {}
    }
    let acknowledged = adds.iter().filter_map(|add| done(add));
    let Some(known) = acknowledged.chain(first_seen).min() else {
        return Some("unconfirmed");
    };
    let missed = reads.iter().filter(|read| !shows(read) && read.0 > known);
    let Some(missed) = missed.map(|(began, ..)| *began).max() else {
        return Some(if seen.is_empty() {
            "never read"
        } else {
            "stable"
        });
    };
    let comes_back = seen.iter().any(|(_, ended, _)| *ended > missed);
    Some(if comes_back { "stale" } else { "lost" })
}

fn is_doubled(history: &Set, element: Element) -> bool {
    let reads = reads(history);
    let times = |seen: &[Element]| seen.iter().filter(|one| **one == element).count();
    reads.iter().any(|(_, _, seen)| times(seen) > 1)
}

#[test]
fn each_element_has_the_fate_that_its_reads_tell() {
    let set = GrowSet::<Element>::new();
    let (mut eventual, mut strict) = (Met::default(), Met::default());
    for (seed, history) in histories(&set, 5_000) {
        let report = SetFull::new().judge(&history);
        let count = |fate_asked: &str| {
            let elements = Below::all().filter(|one| fate(&history, *one) == Some(fate_asked));
            elements.count() as u64
        };
        let expected = [
            ("stable", report.stable),
            ("stale", report.stale),
            ("lost", report.lost),
            ("never read", report.never_read),
            ("unconfirmed", report.unconfirmed),
            ("unexpected", report.unexpected),
        ];
        for (name, counted) in expected {
            assert_eq!(counted, count(name), "{name}, seed {seed}");
        }
        let doubled = Below::all().filter(|one| is_doubled(&history, *one));
        assert_eq!(report.duplicated, doubled.count() as u64, "seed {seed}");
        eventual.count(&report.finding());
        let judge = SetFull::new().consistency(Consistency::Linearizable);
        let finding = judge.judge(&history).finding();
        strict.count(&finding);
        if finding == Finding::Invalid {
            assert_refused(&set, seed, &history);
        }
    }
    eventual.assert_all_often();
    strict.assert_all_often();
}

#[test]
fn latencies_are_those_of_the_times_that_events_have() {
    let set = GrowSet::<Element>::new();
    let (mut stale, mut lost) = (0, 0);
    for (seed, history) in histories(&set, 3_000) {
        let times = (0..history.event_count()).map(|event| i64::from(event) * 1_000);
        let times = times.collect();
        let by_events = SetFull::new().judge(&history);
        let by_times = SetFull::new().judge(&history.with_times(times));
        for (one, other) in by_events.strayed.iter().zip(&by_times.strayed) {
            assert_eq!(one.latency * 1_000, other.latency, "seed {seed}");
            let from = i64::from(one.known.expect("none was there at first"));
            let until = match one.fate {
                lockstep_checker::judges::Fate::Stale => Some(one.missed),
                lockstep_checker::judges::Fate::Lost => one.seen,
            };
            let until = until.map_or(from, i64::from);
            assert_eq!(one.latency, (until - from).max(0), "seed {seed}");
        }
        stale += by_times.stale;
        lost += by_times.lost;
    }
    assert!(stale > 20 && lost > 100, "{stale} are stale, {lost} lost");
}
