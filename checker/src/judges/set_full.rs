use std::cmp::Reverse;
use std::fmt;

use lockstep_history::{History, Operation, Outcome, Value};
use lockstep_models::{Element, GrowSetOp, GrowSetRet};

use super::clock::Clock;
use super::listed::{LISTED_MAX, cases, counted, element, named};
use super::numbering::Numbering;
use super::{Figure, Finding, Judge, Latencies, Report, Unit, Untested};

/// Judges what became of each element of a set that only grows.
///
/// An element is **known** from when its `add` completed with `ok`, or from when a read completed that saw
/// it. A read that begins after that should see it. By the reads that completed with a result, it is
///
/// | | if |
/// |---|---|
/// | stable | a read saw it, and none that began after it was known missed it |
/// | stale | reads missed it after it was known, and one that ended after the last of these began saw it |
/// | lost | a read missed it after it was known, and all that saw it had ended before that one began |
/// | never read | it was added for certain, and no read began after that or saw it |
/// | unconfirmed | nobody knows if it was added, and no read saw it |
///
/// Beside that it is **unexpected** if a read saw it that ended before any `add` of it was invoked that
/// did not fail, and **duplicated** if a read saw it twice. Lost, unexpected and duplicated elements make
/// a history invalid; stale ones do if the set has to be [`Consistency::Linearizable`]. For a set that
/// is only consistent in the end, an element is called lost though it would have come back later:
/// let such a test end with reads when all is calm.
///
/// The latency of a stable or stale element is the time from when it was known until the last read
/// began that missed it, 0 if none did; that of a lost one is the time from when it was known until the
/// last read that saw it ended, 0 if none did. Where not every event has a time, events are counted.
///
/// # Complexity
///
/// Linear in the number of operations and in the length of all reads together.
///
/// # Sources
///
/// Jepsen's `set-full`. That one orders reads by their beginning alone, so that an element can be lost
/// there though a read that ended later saw it; it does not find elements that a read saw twice,
/// nor those that nobody added.
///
/// # Examples
///
/// ```text
/// 0  ├─ add 3 ─┤   ├─ read → [] ─┤   ├─ read → [3] ─┤
/// ```
///
/// ```
/// use lockstep_checker::judges::{Consistency, Finding, Judge, Report, SetFull};
/// use lockstep_history::{Event, History};
/// use lockstep_models::{GrowSetOp::{Add, Read}, GrowSetRet::{Done, Got}};
///
/// let history = History::from_events([
///     Event::Invoke(0, Add(3)),
///     Event::Ok(0, Done),
///     Event::Invoke(0, Read),
///     Event::Ok(0, Got(vec![])),
///     Event::Invoke(0, Read),
///     Event::Ok(0, Got(vec![3])),
/// ])?;
/// let report = SetFull::new().judge(&history);
/// assert_eq!((report.stale, report.finding()), (1, Finding::Valid));
/// let strict = SetFull::new().consistency(Consistency::Linearizable);
/// assert_eq!(strict.judge(&history).finding(), Finding::Invalid);
/// # Ok::<(), lockstep_history::RuleBroken>(())
/// ```
#[derive(Clone, Debug)]
pub struct SetFull<V = Value> {
    initial: Vec<V>,
    consistency: Consistency,
}

/// When an element that is known has to be seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Consistency {
    /// In the end.
    #[default]
    Eventual,
    /// By every read that begins after that.
    Linearizable,
}

/// What [`SetFull`] found out. Each element counts as one of stable, stale, lost, never read,
/// unconfirmed and unexpected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetFullReport<V> {
    /// When a known element has to be seen.
    pub consistency: Consistency,
    /// How many different elements were added, by operations that did not fail, or were there at first.
    pub attempted: u64,
    /// How many reads completed with a result.
    pub reads: u64,
    /// How many elements were always seen.
    pub stable: u64,
    /// How many were missed for a while.
    pub stale: u64,
    /// How many are gone.
    pub lost: u64,
    /// How many no read could tell of.
    pub never_read: u64,
    /// How many were added or not.
    pub unconfirmed: u64,
    /// How many nobody had added.
    pub unexpected: u64,
    /// How many some read saw more than once.
    pub duplicated: u64,
    /// What latencies are counted in.
    pub unit: Unit,
    /// How long stable and stale elements were not there for certain.
    pub stable_latencies: Option<Latencies>,
    /// How long lost elements were there for certain.
    pub lost_latencies: Option<Latencies>,
    /// Ten of the lost and stale ones, the lost ones first, and of these those of the greatest latency.
    pub strayed: Vec<Strayed<V>>,
    /// The first ten that nobody had added.
    pub unexpected_elements: Vec<V>,
    /// The first ten that some read saw more than once.
    pub duplicated_elements: Vec<V>,
}

/// An element that was missed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strayed<V> {
    /// The element.
    pub element: V,
    /// Whether it is stale or lost.
    pub fate: Fate,
    /// The event from which on it was known; `None` for one that was there at first.
    pub known: Option<u32>,
    /// The event with which the last read began that missed it.
    pub missed: u32,
    /// The event with which the last read ended that saw it; `None` if none did.
    pub seen: Option<u32>,
    /// How long it was missing, or there, in the unit of the report.
    pub latency: i64,
}

/// What became of an element that was missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// It was not seen again.
    Lost,
    /// It was seen again.
    Stale,
}

impl<V: Element> SetFull<V> {
    /// Judges a set that is empty at first, and consistent in the end.
    pub fn new() -> Self {
        Self {
            initial: Vec::new(),
            consistency: Consistency::default(),
        }
    }

    /// Sets which elements are there at first.
    #[must_use]
    pub fn initial(mut self, elements: impl IntoIterator<Item = V>) -> Self {
        self.initial = elements.into_iter().collect();
        self
    }

    /// Sets when an element that is known has to be seen.
    #[must_use]
    pub fn consistency(mut self, consistency: Consistency) -> Self {
        self.consistency = consistency;
        self
    }
}

impl<V: Element> Default for SetFull<V> {
    fn default() -> Self {
        Self::new()
    }
}

/// What reads tell of an element.
#[derive(Clone, Copy, Default)]
struct Life {
    /// The first `add` that did not fail.
    added: Option<Moment>,
    /// From when on it is known.
    known: Option<Moment>,
    /// When the first read ended that saw it, and the last.
    first_seen: Option<u32>,
    last_seen: Option<u32>,
    /// The number of the last read that saw it, and of the first of those before it without a gap.
    last_read: Option<u32>,
    run_start: u32,
    doubled: bool,
}

/// An event, or what was before all of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Moment {
    Before,
    At(u32),
}

/// The elements of a history, and what reads tell of each, by its number.
struct Lives<'a, V> {
    numbering: Numbering<'a, V>,
    each: Vec<Life>,
    /// When each read began.
    reads: Vec<u32>,
}

impl<V: Element> Judge for SetFull<V> {
    type Op = GrowSetOp<V>;
    type Ret = GrowSetRet<V>;
    type Report = SetFullReport<V>;

    fn judge(&self, history: &History<GrowSetOp<V>, GrowSetRet<V>>) -> SetFullReport<V> {
        let mut lives = Lives {
            numbering: Numbering::new(),
            each: Vec::new(),
            reads: Vec::new(),
        };
        for element in &self.initial {
            lives.added(element, Moment::Before, Some(Moment::Before));
        }
        for operation in history.operations() {
            lives.take(operation);
        }
        lives.report(self.consistency, Clock::of(history))
    }
}

impl<'a, V: Element> Lives<'a, V> {
    fn take(&mut self, operation: &'a Operation<GrowSetOp<V>, GrowSetRet<V>>) {
        let completed = operation.completed.unwrap_or(operation.invoked);
        match (&operation.op, &operation.outcome) {
            (GrowSetOp::Add(element), Outcome::Done(_)) => {
                let known = Some(Moment::At(completed));
                self.added(element, Moment::At(operation.invoked), known);
            }
            (GrowSetOp::Add(element), Outcome::Unknown) => {
                self.added(element, Moment::At(operation.invoked), None);
            }
            (GrowSetOp::Read, Outcome::Done(Some(GrowSetRet::Got(seen)))) => {
                let number = u32::try_from(self.reads.len()).expect("fewer than 2^32 reads");
                self.reads.push(operation.invoked);
                let elements = self.numbering.of_list(seen);
                for &element in elements {
                    life(&mut self.each, element as usize).seen(number, completed);
                }
            }
            _ => {}
        }
    }

    fn added(&mut self, element: &'a V, at: Moment, known: Option<Moment>) {
        let element = self.numbering.of(element);
        let life = life(&mut self.each, element);
        life.added = earlier(life.added, Some(at));
        life.known = earlier(life.known, known);
    }

    fn report(self, consistency: Consistency, clock: Clock<'_>) -> SetFullReport<V> {
        let mut report = SetFullReport {
            consistency,
            attempted: 0,
            reads: self.reads.len() as u64,
            stable: 0,
            stale: 0,
            lost: 0,
            never_read: 0,
            unconfirmed: 0,
            unexpected: 0,
            duplicated: 0,
            unit: clock.unit(),
            stable_latencies: None,
            lost_latencies: None,
            strayed: Vec::new(),
            unexpected_elements: Vec::new(),
            duplicated_elements: Vec::new(),
        };
        let mut latencies = Spans::default();
        let mut strayed = Vec::new();
        for (&element, life) in self.numbering.elements().iter().zip(&self.each) {
            strayed.extend(report.take(element, *life, &self.reads, clock, &mut latencies));
        }
        // Sorting is stable, and elements come in the order in which they were met.
        strayed.sort_by_key(|one| (one.fate, Reverse(one.latency)));
        strayed.truncate(LISTED_MAX);
        report.strayed = strayed.into_iter().map(Strayed::cloned).collect();
        report.stable_latencies = Latencies::of(latencies.stable);
        report.lost_latencies = Latencies::of(latencies.lost);
        report
    }
}

/// Returns what is known of an element, which may be met for the first time.
fn life(each: &mut Vec<Life>, element: usize) -> &mut Life {
    if element >= each.len() {
        each.resize(element + 1, Life::default());
    }
    &mut each[element]
}

fn earlier(one: Option<Moment>, other: Option<Moment>) -> Option<Moment> {
    one.into_iter().chain(other).min()
}

impl Life {
    /// Takes a read that saw it, by the number of the read and when that ended.
    fn seen(&mut self, read: u32, ended: u32) {
        if self.last_read == Some(read) {
            self.doubled = true;
            return;
        }
        if self.last_read.is_none_or(|last| last + 1 < read) {
            self.run_start = read;
        }
        self.last_read = Some(read);
        self.first_seen = Some(self.first_seen.map_or(ended, |first| first.min(ended)));
        self.last_seen = self.last_seen.max(Some(ended));
    }

    /// Returns when the last read began that missed it after it was known, if one did.
    fn missed(&self, known: Moment, reads: &[u32]) -> Option<u32> {
        let last = u32::try_from(reads.len()).ok()?.checked_sub(1)?;
        // Reads are numbered as they began: the last that missed it is the last of all, or the one
        // before those that saw it without a gap up to the end.
        let missing = if self.last_read == Some(last) {
            self.run_start.checked_sub(1)?
        } else {
            last
        };
        let began = reads[missing as usize];
        (Moment::At(began) > known).then_some(began)
    }

    /// Returns true if a read saw it before anybody can have put it in.
    fn is_unexpected(&self) -> bool {
        let seen = self.first_seen.map(Moment::At);
        seen.is_some_and(|seen| self.added.is_none_or(|added| seen < added))
    }
}

/// The latencies of all elements.
#[derive(Default)]
struct Spans {
    stable: Vec<i64>,
    lost: Vec<i64>,
}

impl<V: Element> SetFullReport<V> {
    /// Counts an element, and returns it if it was missed.
    fn take<'a>(
        &mut self,
        element: &'a V,
        life: Life,
        reads: &[u32],
        clock: Clock<'_>,
        spans: &mut Spans,
    ) -> Option<Strayed<&'a V>> {
        self.attempted += u64::from(life.added.is_some());
        if life.doubled {
            self.duplicated += 1;
            list(&mut self.duplicated_elements, element);
        }
        if life.is_unexpected() {
            self.unexpected += 1;
            list(&mut self.unexpected_elements, element);
            return None;
        }
        let Some(known) = earlier(life.known, life.first_seen.map(Moment::At)) else {
            self.unconfirmed += 1;
            return None;
        };
        let Some(missed) = life.missed(known, reads) else {
            let counted = if life.last_seen.is_some() {
                &mut self.stable
            } else {
                &mut self.never_read
            };
            *counted += 1;
            if life.last_seen.is_some() {
                spans.stable.push(0);
            }
            return None;
        };
        let known = match known {
            Moment::Before => None,
            Moment::At(event) => Some(event),
        };
        let since = |event| clock.between(known.unwrap_or(0), event);
        let (fate, latency) = if life.last_seen > Some(missed) {
            (Fate::Stale, since(missed))
        } else {
            (Fate::Lost, life.last_seen.map_or(0, since))
        };
        match fate {
            Fate::Stale => {
                self.stale += 1;
                spans.stable.push(latency);
            }
            Fate::Lost => {
                self.lost += 1;
                spans.lost.push(latency);
            }
        }
        Some(Strayed {
            element,
            fate,
            known,
            missed,
            seen: life.last_seen,
            latency,
        })
    }
}

fn list<V: Clone>(listed: &mut Vec<V>, element: &V) {
    if listed.len() < LISTED_MAX {
        listed.push(element.clone());
    }
}

impl<V: Clone> Strayed<&V> {
    fn cloned(self) -> Strayed<V> {
        Strayed {
            element: self.element.clone(),
            fate: self.fate,
            known: self.known,
            missed: self.missed,
            seen: self.seen,
            latency: self.latency,
        }
    }
}

impl<V: Element> Strayed<V> {
    fn figure(&self) -> Figure {
        let fate = match self.fate {
            Fate::Lost => "lost",
            Fate::Stale => "stale",
        };
        let event = |event: Option<u32>| event.map_or(Figure::Nothing, Figure::from);
        Figure::Fields(vec![
            ("element", Figure::text(&self.element)),
            ("fate", Figure::text(fate)),
            ("known", event(self.known)),
            ("missed", event(Some(self.missed))),
            ("seen", event(self.seen)),
            ("latency", self.latency.into()),
        ])
    }

    fn told(&self, unit: Unit) -> String {
        let element = element(&self.element);
        let known = match self.known {
            Some(event) => format!("known from event {event} on"),
            None => "there at first".into(),
        };
        let missed = format!("missed by a read that began at event {}", self.missed);
        let latency = unit.show(self.latency);
        match (self.fate, self.seen) {
            (Fate::Stale, _) => format!("{element} is stale: {known}, {missed}, {latency} later"),
            (Fate::Lost, None) => format!("{element} is lost: {known}, {missed}, never seen"),
            (Fate::Lost, Some(seen)) => {
                format!("{element} is lost: {known}, {missed}, seen up to event {seen}")
            }
        }
    }
}

impl<V: Element> Report for SetFullReport<V> {
    fn finding(&self) -> Finding {
        let stale = match self.consistency {
            Consistency::Eventual => 0,
            Consistency::Linearizable => self.stale,
        };
        if self.lost + self.unexpected + self.duplicated + stale > 0 {
            Finding::Invalid
        } else if self.reads == 0 {
            Finding::Unknown(Untested::Results { of: "read" })
        } else if self.stable + self.stale == 0 {
            Finding::Unknown(Untested::Known)
        } else {
            Finding::Valid
        }
    }

    fn figures(&self) -> Vec<(&'static str, Figure)> {
        let consistency = match self.consistency {
            Consistency::Eventual => "eventual",
            Consistency::Linearizable => "linearizable",
        };
        let latencies =
            |latencies: Option<Latencies>| latencies.map_or(Figure::Nothing, Latencies::figure);
        vec![
            ("consistency", Figure::text(consistency)),
            ("attempted", self.attempted.into()),
            ("reads", self.reads.into()),
            ("stable", self.stable.into()),
            ("stale", self.stale.into()),
            ("lost", self.lost.into()),
            ("never_read", self.never_read.into()),
            ("unconfirmed", self.unconfirmed.into()),
            ("unexpected", self.unexpected.into()),
            ("duplicated", self.duplicated.into()),
            ("unit", Figure::text(self.unit.name())),
            ("stable_latencies", latencies(self.stable_latencies)),
            ("lost_latencies", latencies(self.lost_latencies)),
            (
                "strayed",
                Figure::List(self.strayed.iter().map(Strayed::figure).collect()),
            ),
            (
                "unexpected_elements",
                Figure::list(self.unexpected_elements.iter()),
            ),
            (
                "duplicated_elements",
                Figure::list(self.duplicated_elements.iter()),
            ),
        ]
    }
}

impl<V: Element> fmt::Display for SetFullReport<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} lost, {} unexpected, {} duplicated, {} stale, {} stable; {} in {}",
            self.lost,
            self.unexpected,
            self.duplicated,
            self.stale,
            self.stable,
            counted(self.attempted, "element"),
            counted(self.reads, "read")
        )?;
        if self.never_read + self.unconfirmed > 0 {
            let (never_read, unconfirmed) = (self.never_read, self.unconfirmed);
            writeln!(f, "  {never_read} never read, {unconfirmed} unconfirmed")?;
        }
        let latencies = [
            ("missing for", self.stable_latencies),
            ("there for", self.lost_latencies),
        ];
        for (name, latencies) in latencies {
            if let Some(latencies) = latencies {
                writeln!(f, "  {name}: {}", latencies.show(self.unit))?;
            }
        }
        let told = self.strayed.iter().map(|one| one.told(self.unit));
        cases(f, told, self.lost + self.stale)?;
        named(f, "unexpected", &self.unexpected_elements, self.unexpected)?;
        named(f, "duplicated", &self.duplicated_elements, self.duplicated)
    }
}
