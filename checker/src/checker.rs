use std::num::NonZero;
use std::sync::Arc;

use lockstep_history::History;
use lockstep_models::Model;

use rayon::ThreadPoolBuilder;

use crate::judge::judge;
use crate::patience::Patience;
use crate::{Engine, Limits, Progress, Search, Verdict};

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
    pub(crate) model: M,
    pub(crate) engine: Engine,
    pub(crate) search: Search,
    pub(crate) limits: Limits,
    pub(crate) patience: Patience,
    threads: Option<NonZero<usize>>,
    pub(crate) progress: Arc<Progress>,
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
            engine: Engine::Auto,
            search: Search::Auto,
            limits: Limits::default(),
            patience: Patience::default(),
            threads: None,
            progress: Arc::default(),
        }
    }

    /// Sets what judges; the verdict is the same with each that ends.
    #[must_use]
    pub fn engine(mut self, engine: Engine) -> Self {
        self.engine = engine;
        self
    }

    /// Sets which search is used where there is one; the verdict is the same with each that ends.
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
    /// If a linearization or a refusal does not stand up to code that shares nothing with what found it:
    /// a fault of the model, whose [`Model::view`], [`Model::shape`] or [`Model::parts`] promise what its
    /// `step` does not keep, or of the checker. A linearization that the search found, or one of up to
    /// 65,536 operations, has to stand up to [`verify`](crate::verify); a longer one that monitors found
    /// to the object that views and shape promise. A monitor's refusal is checked by its certificate; and
    /// every refusal is searched again, plainly, where that takes a few milliseconds: up to 512 operations
    /// and 5,000 configurations.
    pub fn check(&self, history: &History<M::Op, M::Ret>) -> Verdict {
        match self.threads {
            None => judge(self, history),
            Some(threads) => match ThreadPoolBuilder::new().num_threads(threads.get()).build() {
                Ok(pool) => pool.install(|| judge(self, history)),
                // Without a pool of its own it runs where rayon's own threads are; the verdict is the same.
                Err(_) => judge(self, history),
            },
        }
    }
}
