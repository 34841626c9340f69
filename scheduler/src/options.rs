use std::num::NonZero;
use std::sync::Arc;

use lockstep_seed::Seed;

use crate::execution::ExecutionLimits;
use crate::strategy::{Named, Strategy};

/// Makes a strategy for one of the threads that search.
pub(crate) type MakeStrategy = Arc<dyn Fn() -> Box<dyn Strategy> + Send + Sync>;

/// How a [`Runner`](crate::Runner) searches.
#[derive(Clone)]
pub(crate) struct Options {
    pub(crate) iterations: u64,
    pub(crate) seed: Seed,
    pub(crate) steps_max: u64,
    pub(crate) timeout_ms: u64,
    pub(crate) stack_bytes: usize,
    pub(crate) threads: Option<NonZero<usize>>,
    pub(crate) forbids_leaks: bool,
    pub(crate) strategy_name: String,
    pub(crate) strategy: MakeStrategy,
    pub(crate) suite: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            iterations: 1_000,
            seed: Seed::from(0),
            steps_max: 10_000,
            timeout_ms: 30_000,
            stack_bytes: 512 * 1_024,
            threads: None,
            forbids_leaks: false,
            strategy_name: Named::default().to_string(),
            strategy: Arc::new(|| Named::default().make()),
            suite: None,
        }
    }
}

impl Options {
    pub(crate) fn limits(&self) -> ExecutionLimits {
        ExecutionLimits {
            steps_max: self.steps_max,
            fair_steps: self.steps_max,
            milliseconds: self.timeout_ms,
            stack_bytes: self.stack_bytes,
            forbids_leaks: self.forbids_leaks,
        }
    }
}
