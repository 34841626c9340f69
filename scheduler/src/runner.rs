use std::num::NonZero;
use std::sync::Arc;

use lockstep_seed::Seed;

use crate::explore::{Statistics, explore};
use crate::failure::Failure;
use crate::options::Options;
use crate::strategy::{Named, Strategy};

/// Runs a body under many schedules.
#[derive(Clone, Default)]
pub struct Runner {
    options: Options,
}

impl Runner {
    /// Makes a runner with the default options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how many executions there are, at most.
    #[must_use]
    pub fn iterations(mut self, iterations: u64) -> Self {
        self.options.iterations = iterations;
        self
    }

    /// Sets the seed that all random choices come from.
    #[must_use]
    pub fn seed(mut self, seed: Seed) -> Self {
        self.options.seed = seed;
        self
    }

    /// Sets the most milliseconds that one execution may take.
    #[must_use]
    pub fn timeout_ms(mut self, milliseconds: u64) -> Self {
        self.options.timeout_ms = milliseconds;
        self
    }

    /// Sets how many threads search; by default one per core.
    #[must_use]
    pub fn threads(mut self, threads: NonZero<usize>) -> Self {
        self.options.threads = Some(threads);
        self
    }

    /// Sets the strategy; [`Named::Mix`] by default.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_scheduler::Runner;
    ///
    /// let runner = Runner::new().strategy("pct:3".parse()?);
    /// # Ok::<(), lockstep_scheduler::strategy::ParseNamedError>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If the strategy has depths and they are none, or begin with 0.
    #[must_use]
    pub fn strategy(mut self, named: Named) -> Self {
        // A strategy that cannot be made is told here, not on the threads that search.
        drop(named.make());
        self.options.strategy_name = named.to_string();
        self.options.strategy = Arc::new(move || named.make());
        self
    }

    /// Sets a strategy of your own; `make` is called once for each thread that searches.
    #[must_use]
    pub fn strategy_with<S: Strategy + 'static>(
        mut self,
        name: &str,
        make: impl Fn() -> S + Send + Sync + 'static,
    ) -> Self {
        self.options.strategy_name = name.into();
        self.options.strategy = Arc::new(move || Box::new(make()));
        self
    }

    /// Runs the body until an execution fails or all have passed.
    ///
    /// # Errors
    ///
    /// The failure of the first execution that failed, and its number.
    pub fn search(
        &self,
        body: impl Fn() + Send + Sync + 'static,
    ) -> Result<Statistics, (u64, Failure)> {
        let explored = explore(&(Arc::new(body) as _), &self.options);
        match explored.found {
            None => Ok(explored.statistics),
            Some(found) => Err((found.iteration, found.failure)),
        }
    }
}
