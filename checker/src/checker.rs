use std::num::NonZero;
use std::sync::Arc;

use lockstep_history::History;
use lockstep_models::Model;

use rayon::ThreadPoolBuilder;
use rayon::prelude::*;

use crate::attempts::{Answer, Attempts};
use crate::explain::explain;
use crate::merge::merge;
use crate::part::{Part, Subject};
use crate::partition::partition;
use crate::patience::Patience;
use crate::progress::Advance;
use crate::recheck::missed_linearization;
use crate::wall::{First, Wall};
use crate::{Limit, Limits, Progress, Search, Verdict, verify};

/// Judges histories against a model.
///
/// # Examples
///
/// ```text
/// 0  ├─ write 1 ─┤   ├─ read → 0 ─┤
/// ```
///
/// ```
/// use lockstep_checker::Checker;
/// use lockstep_history::{Event, History};
/// use lockstep_models::{Register, RegisterOp::{Read, Write}, RegisterRet::{Done, Got}};
///
/// let history = History::from_events([
///     Event::Invoke(0, Write(1)),
///     Event::Ok(0, Done),
///     Event::Invoke(0, Read),
///     Event::Ok(0, Got(0)),
/// ])?;
/// let verdict = Checker::linearizable(Register::new(0)).check(&history);
/// let counterexample = verdict.counterexample().expect("the write is over when 0 is read");
/// assert_eq!(counterexample.sentence(), "not linearizable: no place for process 0's read → 0");
/// # Ok::<(), lockstep_history::RuleBroken>(())
/// ```
#[derive(Clone, Debug)]
pub struct Checker<M> {
    model: M,
    search: Search,
    limits: Limits,
    patience: Patience,
    threads: Option<NonZero<usize>>,
    progress: Arc<Progress>,
}

impl<M: Model + Sync> Checker<M> {
    /// Checks that every operation takes effect at one instant between its start and its end.
    ///
    /// Operations that failed did not happen. One whose end nobody knows, or that never returned, takes
    /// effect at any later time, or never.
    ///
    /// # Complexity
    ///
    /// Linear in the length of the history and, at worst, exponential in the number of operations open
    /// at once, of which crashed operations are part to the end of the history: deciding is NP-complete
    /// (Gibbons and Korach, SIAM J. Comput. 1997). Histories of independent keys, or of objects whose
    /// operations have [parts](Model::parts), are judged part by part.
    ///
    /// # Determinism
    ///
    /// Verdict, witness and counterexample depend on the history and the model, not on time or the
    /// number of threads; [`Verdict::Unknown`] does if the limit is time.
    ///
    /// # Sources
    ///
    /// The search is Wing and Gong's (JPDC 1993) with Lowe's configurations at return events (CCPE
    /// 2017); splitting by keys is Horn and Kroening's (FORTE 2015) and rests on locality (Herlihy and
    /// Wing, TOPLAS 1990).
    pub fn linearizable(model: M) -> Self {
        Self {
            model,
            search: Search::Auto,
            limits: Limits::default(),
            patience: Patience::default(),
            threads: None,
            progress: Arc::default(),
        }
    }

    /// Sets which search is used; the verdict is the same with each that ends.
    #[must_use]
    pub fn search(mut self, search: Search) -> Self {
        self.search = search;
        self
    }

    /// Gives every attempt up after about so many configurations, so that small histories need them all.
    ///
    /// The verdict stays the same; this is how the tests see to it.
    #[doc(hidden)]
    #[must_use]
    pub fn impatient(mut self, configurations: u64) -> Self {
        self.patience = Patience::short(configurations);
        self
    }

    /// Sets how much a check may use.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets how many threads to use; by default one per core.
    #[must_use]
    pub fn threads(mut self, threads: NonZero<usize>) -> Self {
        self.threads = Some(threads);
        self
    }

    /// Tells how far the check has come through `progress`.
    #[must_use]
    pub fn progress(mut self, progress: Arc<Progress>) -> Self {
        self.progress = progress;
        self
    }

    /// Panics with the printed counterexample unless the history is correct.
    ///
    /// # Panics
    ///
    /// If the verdict is [`Verdict::Invalid`], with its counterexample, or [`Verdict::Unknown`], with
    /// the limit: unknown is never a pass. And as [`Checker::check`] does.
    #[track_caller]
    pub fn assert(&self, history: &History<M::Op, M::Ret>) {
        match self.check(history) {
            Verdict::Valid(_) => {}
            Verdict::Invalid(counterexample) => panic!("{counterexample}"),
            Verdict::Unknown(limit) => panic!("nobody knows whether it is linearizable: {limit}"),
        }
    }

    /// Judges a history.
    ///
    /// # Panics
    ///
    /// If a linearization that the search found does not stand up to [`verify`], or a refusal does not
    /// stand up to a plain search that shares nothing with it: a fault of the model, whose
    /// [`Model::view`] or [`Model::parts`] promise what its `step` does not keep, or of the checker.
    /// A refusal is searched again only where that takes a few milliseconds: up to 512 operations and
    /// 5,000 configurations.
    pub fn check(&self, history: &History<M::Op, M::Ret>) -> Verdict {
        match self.threads {
            None => self.judge(history),
            Some(threads) => match ThreadPoolBuilder::new().num_threads(threads.get()).build() {
                Ok(pool) => pool.install(|| self.judge(history)),
                // Without a pool of its own it runs where rayon's own threads are; the verdict is the same.
                Err(_) => self.judge(history),
            },
        }
    }

    fn judge(&self, history: &History<M::Op, M::Ret>) -> Verdict {
        let parts: Vec<Part<'_, M>> = partition(&self.model, history)
            .into_par_iter()
            .map(|operations| Part::new(&self.model, history, operations))
            .collect();
        let mut answers = self.search_all(&parts, self.limits.memory_bytes / MEMORY_SHARES);
        for (part, answer) in parts.iter().zip(&mut answers) {
            if let Answer::GaveUp(Limit::Memory { .. }) = answer {
                *answer = self.attempts(part, self.limits.memory_bytes).run();
            }
        }
        if let Some((part, wall)) = first_wall(&parts, &answers) {
            self.recheck(history, part, wall);
            return Verdict::Invalid(Box::new(explain(history, part, wall)));
        }
        let mut orders = Vec::with_capacity(answers.len());
        for answer in answers {
            match answer {
                Answer::Order(order) => orders.push(order),
                Answer::GaveUp(limit) => return Verdict::Unknown(limit),
                Answer::Wall(_) => unreachable!("a wall was reported above"),
            }
        }
        let witness = merge(history, &orders);
        if let Err(flaw) = verify(&self.model, history, witness.order()) {
            panic!("the linearization found does not stand up: {flaw}");
        }
        Verdict::Valid(witness)
    }

    /// Panics if a refusal does not stand up to a plain search, as far as that goes.
    fn recheck(&self, history: &History<M::Op, M::Ret>, part: &Part<'_, M>, wall: Wall) {
        let event = part.returning(wall.layer).returned;
        let missed = missed_linearization(&self.model, history, &part.operations, event);
        if let Some(order) = missed {
            panic!(
                "the refusal does not stand up: up to event {event} the operations {order:?} are a \
                 linearization; the model's `view` or `parts` promise what its `step` does not keep, \
                 or it is a fault of the checker"
            );
        }
    }

    fn attempts<'s>(&'s self, part: &'s Part<'_, M>, memory_bytes: u64) -> Attempts<'s> {
        Attempts {
            subject: part,
            search: self.search,
            limits: &self.limits,
            patience: &self.patience,
            advance: Advance::new(&self.progress),
            memory_bytes,
        }
    }

    /// Searches all parts at once, the longest first, each with `memory_bytes`.
    fn search_all(&self, parts: &[Part<'_, M>], memory_bytes: u64) -> Vec<Answer> {
        let mut places: Vec<usize> = (0..parts.len()).collect();
        places.sort_by_key(|&place| std::cmp::Reverse(parts[place].problem.entries.len()));
        let mut answers: Vec<(usize, Answer)> = places
            .into_par_iter()
            .with_max_len(1)
            .map(|place| {
                let answer = self.attempts(&parts[place], memory_bytes).run();
                (place, answer)
            })
            .collect();
        answers.sort_by_key(|(place, _)| *place);
        answers.into_iter().map(|(_, answer)| answer).collect()
    }
}

/// Into how many shares the memory is cut while the parts of a history are searched side by side.
///
/// A part that needs more than its share is searched again, alone, so that the answer does not depend
/// on how many threads there are.
const MEMORY_SHARES: u64 = 16;

/// Returns the part whose wall comes first in the history, and the wall.
///
/// It is the first of the history only if every part has told where its own is, or that it has none.
fn first_wall<'p, 'a, M: Model + Sync>(
    parts: &'p [Part<'a, M>],
    answers: &[Answer],
) -> Option<(&'p Part<'a, M>, Wall)> {
    let walls = (parts.iter().zip(answers)).filter_map(|(part, answer)| match answer {
        Answer::Wall(wall) => Some((part, *wall)),
        _ => None,
    });
    let (part, wall) = walls.min_by_key(|(part, wall)| part.returning(wall.layer).returned)?;
    let all_told = answers.iter().all(|answer| match answer {
        Answer::Order(_) => true,
        Answer::Wall(wall) => wall.first == First::Proved,
        Answer::GaveUp(_) => false,
    });
    let first = if all_told {
        First::Proved
    } else {
        First::AtMost
    };
    Some((part, Wall { first, ..wall }))
}
