use std::num::NonZero;
use std::sync::Arc;

use lockstep_history::History;
use lockstep_models::Model;

use crate::patience::Patience;
use crate::scratch::Scratch;
use crate::threads::Threads;
use crate::{Engine, Limits, Progress, Property, Search, Verdict, causal, judge, sequential};

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
pub struct Checker<M: Model> {
    pub(crate) model: M,
    pub(crate) property: Property,
    judge: Judge<M>,
    pub(crate) engine: Engine,
    pub(crate) search: Search,
    pub(crate) limits: Limits,
    pub(crate) patience: Patience,
    threads: Threads,
    pub(crate) scratch: Scratch,
    pub(crate) progress: Arc<Progress>,
}

/// What judges a property. A program has the code for those that it asks for, and not for all.
type Judge<M> = fn(&Checker<M>, &History<<M as Model>::Op, <M as Model>::Ret>) -> Verdict;

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
        Self::new(model, Property::Linearizable, judge::judge)
    }

    /// Checks that some order of all operations explains them, in which each process's keep their order.
    ///
    /// Time says nothing here: what one process did after another had ended may come before it. The
    /// order is one for all independent keys, since a history of which each key has an order may have
    /// none itself. Operations that failed did not happen; one whose end nobody knows, or that never
    /// returned, takes effect after what its process did before, or never.
    ///
    /// Where the operations are reads, writes and swaps of registers by [`Model::view`], and each value
    /// that was read was written once, it is known who read from whom. Then what follows from that is
    /// looked at first; most histories that are wrong contradict themselves there.
    ///
    /// # Complexity
    ///
    /// Exponential in the number of processes at worst, whatever was open at once: deciding is
    /// NP-complete, even where it is known who read from whom (Gibbons and Korach, SIAM J. Comput.
    /// 1997). Histories of registers that are in fact linearizable take time linear in their length
    /// times the number of processes, but for a logarithm.
    ///
    /// # Determinism
    ///
    /// That of [`Checker::linearizable`].
    ///
    /// # Sources
    ///
    /// Lamport's definition (IEEE Trans. Comput. 1979). The rules by which more follows are those of
    /// Zennou, Bouajjani, Enea and Erradi (CAV 2019).
    ///
    /// # Examples
    ///
    /// ```text
    /// 0  ├─ write 1 ─┤
    /// 1                ├─ read → 0 ─┤
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
    ///     Event::Invoke(1, Read),
    ///     Event::Ok(1, Got(0)),
    /// ])?;
    /// assert!(Checker::sequential(Register::new(0)).check(&history).is_valid());
    /// assert!(!Checker::linearizable(Register::new(0)).check(&history).is_valid());
    /// # Ok::<(), lockstep_history::RuleBroken>(())
    /// ```
    pub fn sequential(model: M) -> Self {
        Self::new(model, Property::Sequential, sequential::judge)
    }

    /// Checks that registers are causal memory: each process sees causes before effects.
    ///
    /// The causes of an operation are what its process did before, the writes that it read from, and the
    /// causes of those. For each process there must be an order of all writes and its own reads which
    /// keeps causes before effects, and in which each of these reads gets the last write before it. Two
    /// processes may see writes in different orders if neither is a cause of the other.
    ///
    /// A history is refused for one of these patterns: `ThinAirRead`, `CyclicCO`, `WriteCOInitRead`,
    /// `WriteCORead`, and of one process `WriteHBInitRead` and `CyclicHB`; see
    /// [`Pattern`](crate::Pattern).
    ///
    /// It is decided for reads and writes of registers, by [`Model::view`], where each value that was
    /// read was written once; otherwise the verdict is unknown with [`Limit::Unfit`](crate::Limit::Unfit). A write that never
    /// returned counts if somebody read from it. Every independent key is a register, and so is each part
    /// of an object that has [parts](Model::parts).
    ///
    /// # Complexity
    ///
    /// O(*n* · *k*²) for *n* operations of *k* processes, times how often what was found lets more be
    /// found: a few times in practice, *n* times at worst. The witness takes 4 · *n* · *k* bytes.
    ///
    /// # Determinism
    ///
    /// That of [`Checker::linearizable`].
    ///
    /// # Sources
    ///
    /// Causal memory is Ahamad, Neiger, Burns, Kohli and Hutto's (Distributed Computing 1995), the
    /// patterns are Bouajjani, Enea, Guerraoui and Hamza's (POPL 2017).
    ///
    /// # Examples
    ///
    /// ```text
    /// 0  ├─ write 1 ─┤ ├─ write 2 ─┤
    /// 1                              ├─ read → 2 ─┤ ├─ read → 1 ─┤
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
    ///     Event::Invoke(0, Write(2)),
    ///     Event::Ok(0, Done),
    ///     Event::Invoke(1, Read),
    ///     Event::Ok(1, Got(2)),
    ///     Event::Invoke(1, Read),
    ///     Event::Ok(1, Got(1)),
    /// ])?;
    /// let verdict = Checker::causal(Register::new(0)).check(&history);
    /// let counterexample = verdict.counterexample().expect("2 was written after 1");
    /// assert_eq!(
    ///     counterexample.sentence(),
    ///     "not causally consistent: process 1's read → 1 got what process 0's write 2 had overwritten"
    /// );
    /// # Ok::<(), lockstep_history::RuleBroken>(())
    /// ```
    pub fn causal(model: M) -> Self {
        Self::new(model, Property::Causal, causal::judge)
    }

    /// Checks that registers converge causally: all processes agree on one order of the writes.
    ///
    /// There must be an order of all operations, one for all, which keeps causes before effects, and in
    /// which each read gets the last write among its causes; it need not know of others. What causes
    /// are, and for which histories it is decided, is as for [`Checker::causal`]. Neither of the two
    /// implies the other, and sequential consistency implies both.
    ///
    /// A history is refused for one of these patterns: `ThinAirRead`, `CyclicCO`, `WriteCOInitRead`,
    /// `WriteCORead`, and `CyclicCF`; see [`Pattern`](crate::Pattern).
    ///
    /// # Complexity
    ///
    /// O(*n* · *k* · log *n*) for *n* operations of *k* processes, and 4 · *n* · *k* bytes.
    ///
    /// # Determinism
    ///
    /// That of [`Checker::linearizable`].
    ///
    /// # Sources
    ///
    /// Causal convergence is Perrin, Mostéfaoui and Jard's (`PPoPP` 2016), the patterns are Bouajjani,
    /// Enea, Guerraoui and Hamza's (POPL 2017).
    pub fn causal_convergence(model: M) -> Self {
        Self::new(model, Property::CausalConvergence, causal::judge)
    }

    /// Checks a property that is known only when the program runs.
    pub fn of(model: M, property: Property) -> Self {
        match property {
            Property::Linearizable => Self::linearizable(model),
            Property::Sequential => Self::sequential(model),
            Property::Causal => Self::causal(model),
            Property::CausalConvergence => Self::causal_convergence(model),
        }
    }

    fn new(model: M, property: Property, judge: Judge<M>) -> Self {
        Self {
            model,
            property,
            judge,
            engine: Engine::Auto,
            search: Search::Auto,
            limits: Limits::default(),
            patience: Patience::default(),
            threads: Threads::default(),
            scratch: Scratch::default(),
            progress: Arc::default(),
        }
    }

    /// Returns the model.
    pub fn model(&self) -> &M {
        &self.model
    }

    /// Returns what is asked of histories.
    pub fn property(&self) -> Property {
        self.property
    }

    /// Sets what judges linearizability; the verdict is the same with each that ends.
    #[must_use]
    pub fn engine(mut self, engine: Engine) -> Self {
        self.engine = engine;
        self
    }

    /// Sets which search is used where there is one; the verdict is the same with each that ends.
    ///
    /// For [`Checker::sequential`], any but [`Search::Auto`] is the plain search over configurations; for
    /// causal consistency there is nothing to be searched.
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

    /// Sets how many threads to use; by default one per core. The first check starts them, and this
    /// checker and its clones keep them.
    #[must_use]
    pub fn threads(mut self, threads: NonZero<usize>) -> Self {
        self.threads = Threads::of(threads);
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
            Verdict::Unknown(limit) => {
                panic!("nobody knows whether it is {}: {limit}", self.property)
            }
        }
    }

    /// Judges a history.
    ///
    /// # Panics
    ///
    /// If a linearization or a refusal does not stand up to code that shares nothing with what found it:
    /// a fault of the model, whose [`Model::view`], [`Model::shape`] or [`Model::parts`] promise what its
    /// `step` does not keep, or of the checker. A linearization that the search found, or one of up to
    /// 4,096 operations, has to stand up to [`verify`](crate::verify); a longer one that monitors found
    /// to the object that views and shape promise. A monitor's refusal is checked by its certificate; and
    /// every refusal is searched again, plainly, where that takes a few milliseconds: up to 512 operations
    /// and 5,000 configurations.
    ///
    /// # Memory
    ///
    /// From the second check on this checker and its clones keep up to 64 MiB of the lists that monitors
    /// fill, for the next check: to get fresh pages from the system takes longer than what is done with
    /// them. They are freed with the last clone.
    pub fn check(&self, history: &History<M::Op, M::Ret>) -> Verdict {
        self.scratch.begin();
        self.threads.run(|| (self.judge)(self, history))
    }
}
