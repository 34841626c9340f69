use std::fmt;

use hashbrown::{HashMap, HashSet};
use lockstep_history::{History, Outcome, Value};
use lockstep_models::{Element, UniqueIdsOp};

use super::listed::{LISTED_MAX, cases, element};
use super::{Figure, Finding, Judge, Place, Report, Untested};

/// Judges that no id was given out twice.
///
/// # Complexity
///
/// Linear in the number of operations.
///
/// # Sources
///
/// Jepsen's `unique-ids`. This one says who got an id twice, and counts ids that were given out before
/// the history begins.
///
/// # Examples
///
/// ```
/// use lockstep_checker::judges::{Judge, UniqueIds};
/// use lockstep_history::{Event, History};
/// use lockstep_models::UniqueIdsOp::Generate;
///
/// let history = History::from_events([Event::Invoke(0, Generate), Event::Ok(0, "a")])?;
/// UniqueIds::new().assert(&history);
/// # Ok::<(), lockstep_history::RuleBroken>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct UniqueIds<V = Value> {
    before: Vec<V>,
}

/// What [`UniqueIds`] found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UniqueIdsReport<V> {
    /// How many operations asked for an id.
    pub attempted: u64,
    /// How many of them got one that was looked at.
    pub acknowledged: u64,
    /// The least and the greatest id that was got.
    pub range: Option<(V, V)>,
    /// How many ids were given out more than once.
    pub duplicated: u64,
    /// The first ten of them, in the order in which they were asked for first.
    pub duplicates: Vec<Duplicate<V>>,
}

/// An id that was given out more than once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate<V> {
    /// The id.
    pub id: V,
    /// Who got it; one alone if it was given out before the history begins.
    pub places: Vec<Place>,
}

impl<V: Element> UniqueIds<V> {
    /// Judges a generator that has given out nothing before the history begins.
    pub fn new() -> Self {
        Self { before: Vec::new() }
    }

    /// Sets which ids were given out before.
    #[must_use]
    pub fn given_out(mut self, ids: impl IntoIterator<Item = V>) -> Self {
        self.before = ids.into_iter().collect();
        self
    }
}

impl<V: Element> Judge for UniqueIds<V> {
    type Op = UniqueIdsOp;
    type Ret = V;
    type Report = UniqueIdsReport<V>;

    fn judge(&self, history: &History<UniqueIdsOp, V>) -> UniqueIdsReport<V> {
        let operations = history.operations();
        let got: Vec<(usize, &V)> = (0..)
            .zip(operations)
            .filter_map(|(place, operation)| match &operation.outcome {
                Outcome::Done(Some(id)) => Some((place, id)),
                _ => None,
            })
            .collect();
        let twice = given_out_twice(&self.before, &got);
        let duplicates = twice.iter().take(LISTED_MAX).map(|&id| {
            let who = got.iter().filter(|(_, got)| *got == id);
            Duplicate {
                id: id.clone(),
                places: who
                    .map(|&(place, _)| Place::of(&operations[place]))
                    .collect(),
            }
        });
        let ids = || got.iter().map(|(_, id)| *id);
        UniqueIdsReport {
            attempted: operations.len() as u64,
            acknowledged: got.len() as u64,
            range: ids()
                .min()
                .zip(ids().max())
                .map(|(least, greatest)| (least.clone(), greatest.clone())),
            duplicated: twice.len() as u64,
            duplicates: duplicates.collect(),
        }
    }
}

/// Returns the ids that were given out more than once, in the order of their first operation.
fn given_out_twice<'a, V: Element>(before: &'a [V], got: &[(usize, &'a V)]) -> Vec<&'a V> {
    const BEFORE: usize = usize::MAX;
    let mut first = HashMap::with_capacity(before.len() + got.len());
    first.extend(before.iter().map(|id| (id, BEFORE)));
    let mut again = Vec::new();
    for &(place, id) in got {
        let first = *first.entry(id).or_insert(place);
        if first != place {
            again.push((if first == BEFORE { place } else { first }, id));
        }
    }
    again.sort_unstable();
    let mut named = HashSet::new();
    let ids = again.into_iter().map(|(_, id)| id);
    ids.filter(|id| named.insert(*id)).collect()
}

impl<V: Element> Report for UniqueIdsReport<V> {
    fn finding(&self) -> Finding {
        match (self.acknowledged, self.duplicated) {
            (0, _) => Finding::Unknown(Untested::Results { of: "generate" }),
            (_, 0) => Finding::Valid,
            _ => Finding::Invalid,
        }
    }

    fn figures(&self) -> Vec<(&'static str, Figure)> {
        let range = self.range.as_ref();
        let range = range.map(|(least, greatest)| Figure::list([least, greatest].into_iter()));
        let duplicates = self.duplicates.iter().map(|duplicate| {
            let places = duplicate.places.iter().map(|place| place.figure());
            Figure::Fields(vec![
                ("id", Figure::text(&duplicate.id)),
                ("places", Figure::List(places.collect())),
            ])
        });
        vec![
            ("attempted", self.attempted.into()),
            ("acknowledged", self.acknowledged.into()),
            ("range", range.unwrap_or(Figure::Nothing)),
            ("duplicated", self.duplicated.into()),
            ("duplicates", Figure::List(duplicates.collect())),
        ]
    }
}

impl<V: Element> fmt::Display for UniqueIdsReport<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} duplicated; attempted {}, acknowledged {}",
            self.duplicated, self.attempted, self.acknowledged
        )?;
        match &self.range {
            Some((least, greatest)) => {
                writeln!(f, ", from {} to {}", element(least), element(greatest))?;
            }
            None => writeln!(f)?,
        }
        let told = self.duplicates.iter().map(|duplicate| {
            let who: Vec<_> = duplicate.places.iter().map(Place::to_string).collect();
            let before = if who.len() == 1 { "before, and " } else { "" };
            format!("{} {before}to {}", element(&duplicate.id), who.join(", "))
        });
        cases(f, told, self.duplicated)
    }
}
