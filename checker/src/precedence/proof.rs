use hashbrown::HashSet;

use crate::dense::dense;
use crate::precedence::accesses::{Accesses, Source};
use crate::precedence::contradiction::{Ground, Link, Why};
use crate::precedence::graph::{Graph, Rule};
use crate::precedence::route::{Cause, Hop, Route};

/// A cycle and the grounds of its steps, in the numbers of the history.
pub(crate) struct Proof {
    pub(crate) cycle: Vec<Link>,
    pub(crate) grounds: Vec<Ground>,
}

/// An operation that read what nobody wrote, by its place in the history.
pub(crate) struct ThinAir {
    pub(crate) read: u32,
    /// Who shows that it took effect, if it never returned.
    pub(crate) grounds: Vec<Ground>,
}

impl ThinAir {
    /// Returns the first of the history.
    pub(crate) fn find(accesses: &Accesses) -> Option<Self> {
        let unwritten = (0u32..).zip(&accesses.all);
        let unwritten = unwritten.filter(|(_, access)| access.reads == Some(Source::Nobody));
        let place = |number: u32| accesses.sessions.places[number as usize];
        let (number, _) = unwritten.min_by_key(|(number, _)| place(*number))?;
        Some(Self {
            read: place(number),
            grounds: evidence(accesses, vec![number]),
        })
    }
}

/// Writes out why the steps of a cycle hold, down to what is evident.
///
/// What was derived rests on what was known in earlier rounds; so this ends.
pub(crate) fn prove(graph: &Graph<'_>, cycle: &[Hop]) -> Proof {
    let route = Route::new(graph);
    let mut paths: Vec<Option<Vec<Hop>>> = vec![None; graph.derived.len()];
    let mut ahead: Vec<u32> = derived_of(cycle).collect();
    while let Some(index) = ahead.pop() {
        if paths[index as usize].is_none() {
            let path = ground(graph, &route, index);
            ahead.extend(derived_of(&path));
            paths[index as usize] = Some(path);
        }
    }
    let hops = paths.iter().flatten().flatten().chain(cycle);
    let derived = hops.clone().filter_map(|hop| match hop.why {
        Cause::Derived(index) => graph.derived[index as usize].rule.operation(),
        _ => None,
    });
    let named = hops.flat_map(|hop| [hop.from, hop.to]).chain(derived);
    let mut grounds = evidence(graph.accesses, named.collect());
    let link = |hop: &Hop| link(graph, *hop);
    grounds.extend((0..paths.len()).filter_map(|index| {
        let path = paths[index].as_ref()?;
        Some(Ground {
            link: derived_link(graph, dense(index)),
            path: path.iter().map(link).collect(),
        })
    }));
    Proof {
        grounds,
        cycle: cycle.iter().map(link).collect(),
    }
}

/// Returns who shows that those of the operations took effect that never returned.
pub(crate) fn evidence(accesses: &Accesses, operations: Vec<u32>) -> Vec<Ground> {
    let mut known = HashSet::new();
    let mut ahead = operations;
    let mut grounds = Vec::new();
    while let Some(number) = ahead.pop() {
        if !accesses.crashed[number as usize] || !known.insert(number) {
            continue;
        }
        let readers = accesses.readers.of(number).iter();
        let reader = readers.min_by_key(|reader| (accesses.crashed[**reader as usize], **reader));
        let reader = *reader.expect("what nobody saw is left out");
        ahead.push(reader);
        let [from, to] = [number, reader].map(|number| accesses.sessions.places[number as usize]);
        grounds.push(Ground {
            link: Link {
                from,
                to,
                why: Why::ReadsFrom,
            },
            path: Vec::new(),
        });
    }
    grounds
}

fn derived_of(hops: &[Hop]) -> impl Iterator<Item = u32> {
    hops.iter().filter_map(|hop| match hop.why {
        Cause::Derived(index) => Some(index),
        _ => None,
    })
}

fn ground(graph: &Graph<'_>, route: &Route<'_>, index: u32) -> Vec<Hop> {
    let derived = graph.derived[index as usize];
    match derived.rule {
        Rule::Seen { read } => route.path(derived.from, read, derived.round),
        Rule::Overwritten { write: Some(write) } => route.path(write, derived.to, derived.round),
        Rule::Overwritten { write: None } => Vec::new(),
    }
}

fn link(graph: &Graph<'_>, hop: Hop) -> Link {
    let places = &graph.accesses.sessions.places;
    let why = match hop.why {
        Cause::Program => Why::Program,
        Cause::ReadsFrom => Why::ReadsFrom,
        Cause::Derived(index) => return derived_link(graph, index),
    };
    Link {
        from: places[hop.from as usize],
        to: places[hop.to as usize],
        why,
    }
}

fn derived_link(graph: &Graph<'_>, index: u32) -> Link {
    let Accesses { sessions, .. } = graph.accesses;
    let place = |number: u32| sessions.places[number as usize];
    let derived = graph.derived[index as usize];
    Link {
        from: place(derived.from),
        to: place(derived.to),
        why: match derived.rule {
            Rule::Seen { read } => Why::Seen { read: place(read) },
            Rule::Overwritten { write } => Why::Overwritten {
                write: write.map(place),
            },
        },
    }
}
